import { stances, type Stance } from "../../contract/vocabulary.ts";
import { clausesIn } from "../../sql/functions/clauses.ts";
import type { Project } from "../../spec/project.ts";
import { compiledStance } from "./compiledStance.ts";
import { anyMark, cueLookup, stanceFeatures, type CueLookup } from "./features.ts";
import { type StanceModel, type StanceWeight } from "./stance.ts";
import { trainStance, type StanceExample } from "./train.ts";

/** How much a project's own label counts against what the model says already. */
const ownCost = 0.2;
const scale = 1000;

/**
 * The model of a project: the compiled one, moved by the texts of `evals/` that carry a stance. Those that the model reads
 * rightly with a wide lead change nothing. Pure and deterministic.
 */
export function stanceModelOf({
  labelled,
  enrichment,
}: Pick<Project, "labelled" | "enrichment">): StanceModel {
  const own = labelled.flatMap(({ text, language, stance }) =>
    stance === undefined ? [] : [{ text, language: language ?? enrichment.defaultLanguage, stance }],
  );
  if (own.length === 0) return compiledStance;
  const lookup = cueLookup(compiledStance.cues);
  const known = new Map(compiledStance.weights.map((weight) => [weight.feature, weight]));
  const examples = own
    .toSorted((left, right) => (left.text < right.text ? -1 : 1))
    .map(({ text, language, stance }) => ({
      features: speakingClause(text, language, stance, lookup, known),
      stance,
      weight: 1,
    }));
  return { ...compiledStance, weights: moved(known, examples) };
}

/** Features of the clause that speaks most for the stance: a label is that of a text, and the rest of it may say else. */
function speakingClause(
  text: string,
  language: string,
  stance: Stance,
  lookup: CueLookup,
  known: ReadonlyMap<string, StanceWeight>,
): readonly string[] {
  const read = clausesIn(text).map((clause) => {
    const features = stanceFeatures({ clause, language, rating: null }, lookup);
    const score = (of: Stance): number =>
      features.reduce((sum, feature) => sum + (known.get(feature)?.[of] ?? 0), 0);
    const rival = Math.max(...stances.filter((other) => other !== stance).map(score));
    return { features, lead: score(stance) - rival };
  });
  const [first] = read.toSorted((left, right) => right.lead - left.lead);
  return first?.features ?? [anyMark];
}

function moved(
  known: ReadonlyMap<string, StanceWeight>,
  examples: readonly StanceExample[],
): readonly StanceWeight[] {
  const start = new Map(
    [...known].map(
      ([feature, weight]) => [feature, stances.map((stance) => weight[stance] / scale)] as const,
    ),
  );
  return compiledWeights(trainStance(examples, ownCost, start));
}

/** Weights as the seed table holds them: thousandths in the order of the features, none that is nothing. */
export function compiledWeights(trained: ReadonlyMap<string, readonly number[]>): readonly StanceWeight[] {
  return [...trained]
    .map(([feature, values]) => ({
      feature,
      ...(Object.fromEntries(
        stances.map((stance, place) => [stance, Math.round(values[place]! * scale)]),
      ) as Record<Stance, number>),
    }))
    .filter((weight) => weight.feature === anyMark || stances.some((stance) => weight[stance] !== 0))
    .toSorted((left, right) => (left.feature < right.feature ? -1 : 1));
}
