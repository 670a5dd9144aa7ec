import { scoreOfNothing, type Classifier } from "./classifier.ts";
import { featuresOf, tokenise } from "./tokens.ts";

/** What the classifier suggests for a text. Scores are millionths. */
export interface Suggestion {
  readonly category: string;
  readonly runnerUp: string | null;
  readonly score: number;
  readonly confidenceBp: number;
}

/** A classifier as looked up by feature. */
export type Suggest = (text: string) => Suggestion | null;

/**
 * The same sums as `src/stages/enrich/textScore.ts` takes in SQL, to the last digit: for previews and evaluations
 * that need no run. Null where nothing in the text speaks for a category.
 */
export function suggester(classifier: Classifier): Suggest {
  const biases = new Map(classifier.categories.map(({ category, bias }) => [category, bias]));
  const weights = new Map<string, { category: string; weight: number }[]>();
  for (const { feature, category, weight } of classifier.weights) {
    const known = weights.get(feature);
    if (known) known.push({ category, weight });
    else weights.set(feature, [{ category, weight }]);
  }
  return (text) => {
    const features = featuresOf(tokenise(text));
    const sums = new Map<string, number>();
    for (const feature of features) {
      for (const { category, weight } of weights.get(feature) ?? [])
        sums.set(category, (sums.get(category) ?? 0) + weight);
    }
    const ranked = [...sums]
      .filter(([, sum]) => sum > 0)
      .map(([category, sum]) => ({
        category,
        score: biases.get(category)! + Math.floor(sum / Math.sqrt(features.length) + 0.5),
      }))
      .toSorted((left, right) => right.score - left.score || (left.category < right.category ? -1 : 1));
    const [best, second] = ranked;
    if (!best) return null;
    const margin = best.score - Math.max(second?.score ?? scoreOfNothing, scoreOfNothing);
    return {
      category: best.category,
      runnerUp: second?.category ?? null,
      score: best.score,
      confidenceBp: confidenceOf(classifier, best.score, margin),
    };
  };
}

function confidenceOf({ calibration }: Classifier, score: number, margin: number): number {
  const { scoreWeight, marginWeight, offset } = calibration;
  const evidence = Math.floor((score * scoreWeight + margin * marginWeight) / 1_000_000) + offset;
  const bounded = Math.max(-20_000_000, Math.min(20_000_000, evidence));
  return Math.floor(10_000 / (1 + Math.exp(-bounded / 1_000_000)) + 0.5);
}
