import type { Classifier } from "./classifier.ts";
import { scorer, type Scored } from "./scoring.ts";
import { million } from "./weightTable.ts";

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
 * that need no run. Null where nothing in the text says anything about a category, and none is the usual one.
 */
export function suggester(classifier: Classifier): Suggest {
  const scoreOf = scorer(classifier);
  return (text) => {
    const scored = scoreOf(text);
    if (scored === null) return null;
    const { category, runnerUp, score } = scored;
    return { category, runnerUp, score, confidenceBp: confidenceOf(classifier, scored) };
  };
}

function confidenceOf({ calibration }: Classifier, { score, margin, knownShare, brevity }: Scored): number {
  const { scoreWeight, marginWeight, knownWeight, brevityCost, offset } = calibration;
  const sum = score * scoreWeight + margin * marginWeight + knownShare * knownWeight - brevity * brevityCost;
  const bounded = Math.max(-20 * million, Math.min(20 * million, Math.floor(sum / million) + offset));
  return Math.floor(10_000 / (1 + Math.exp(-bounded / million)) + 0.5);
}
