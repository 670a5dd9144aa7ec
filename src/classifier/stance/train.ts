import { stances, type Stance } from "../../contract/vocabulary.ts";
import { fixedOrder } from "../fixedSequence.ts";

/** A clause with the stance that a person gave it: its features, each once. */
export interface StanceExample {
  readonly features: readonly string[];
  readonly stance: Stance;
  readonly weight: number;
}

/** Weights of each feature by the place of the stance in `stances`. */
export type StanceWeights = ReadonlyMap<string, readonly number[]>;

const epochs = 30;

/**
 * One L2-regularised squared-hinge model per stance, by dual coordinate descent (Hsieh et al., ICML 2008, algorithm 1),
 * as `src/classifier/linear.ts` but with all features worth 1 and a start: what `known` says already is kept, and only
 * the difference to it is penalised. Only +, -, * and / are used: the same weights on every machine.
 */
export function trainStance(
  examples: readonly StanceExample[],
  cost: number,
  known: StanceWeights = new Map(),
): StanceWeights {
  const names = [...new Set(examples.flatMap(({ features }) => features))].toSorted();
  const numbers = new Map(names.map((name, index) => [name, index]));
  const rows = examples.map(({ features }) => Int32Array.from(features, (feature) => numbers.get(feature)!));
  const models = stances.map((stance, place) => {
    const weights = new Float64Array(names.length);
    const multipliers = new Float64Array(examples.length);
    const starts = examples.map(({ features }) =>
      features.reduce((sum, feature) => sum + (known.get(feature)?.[place] ?? 0), 0),
    );
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const index of fixedOrder(examples.length, epoch + 1)) {
        const row = rows[index]!;
        const target = examples[index]!.stance === stance ? 1 : -1;
        const diagonal = 1 / (2 * cost * examples[index]!.weight);
        let sum = starts[index]!;
        for (const feature of row) sum += weights[feature]!;
        const before = multipliers[index]!;
        const gradient = target * sum - 1 + before * diagonal;
        if (before === 0 && gradient >= 0) continue;
        const after = Math.max(0, before - gradient / (row.length + diagonal));
        multipliers[index] = after;
        const step = (after - before) * target;
        for (const feature of row) weights[feature]! += step;
      }
    }
    return weights;
  });
  return new Map([
    ...known,
    ...names.map(
      (name, index) =>
        [name, models.map((weights, place) => (known.get(name)?.[place] ?? 0) + weights[index]!)] as const,
    ),
  ]);
}
