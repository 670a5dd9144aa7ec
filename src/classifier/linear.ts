import { fixedSequence, shuffle } from "./fixedSequence.ts";
import type { SparseText } from "./sparseText.ts";

export interface BinaryProblem {
  readonly texts: readonly SparseText[];
  /** 1 belongs to the category, -1 doesn't, 0 says nothing about it. */
  readonly targets: Int8Array;
  /** Cost of a mistake on each text: C of the literature. */
  readonly costs: Float64Array;
  readonly featureCount: number;
}

export interface BinaryModel {
  readonly weights: Float64Array;
  readonly bias: number;
}

const maxEpochs = 15;
const tolerance = 0.05;

/**
 * L2-regularised squared-hinge classifier by dual coordinate descent (Hsieh et al., ICML 2008, algorithm 1).
 * Only +, -, * and / are used, and the order of visits comes from a fixed generator: the same weights on every machine.
 */
export function trainBinary({ texts, targets, costs, featureCount }: BinaryProblem): BinaryModel {
  const weights = new Float64Array(featureCount);
  let bias = 0;
  const multipliers = new Float64Array(texts.length);
  const order = Int32Array.from(texts.keys()).filter((index) => targets[index] !== 0);
  const next = fixedSequence();

  for (let epoch = 0; epoch < maxEpochs; epoch++) {
    shuffle(order, next);
    let largest = 0;
    for (const index of order) {
      const { features, values, squares } = texts[index]!;
      const target = targets[index]!;
      const diagonal = 1 / (2 * costs[index]!);
      let sum = 0;
      for (let position = 0; position < features.length; position++)
        sum += weights[features[position]!]! * values[position]!;
      const before = multipliers[index]!;
      const gradient = target * (bias + sum) - 1 + before * diagonal;
      const projected = before === 0 ? Math.min(gradient, 0) : gradient;
      const size = Math.abs(projected);
      if (size > largest) largest = size;
      if (size < 1e-9) continue;
      const after = Math.max(0, before - gradient / (1 + squares + diagonal));
      multipliers[index] = after;
      const change = (after - before) * target;
      for (let position = 0; position < features.length; position++)
        weights[features[position]!]! += change * values[position]!;
      bias += change;
    }
    if (largest < tolerance) break;
  }
  return { weights, bias };
}
