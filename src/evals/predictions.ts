import { createHash } from "node:crypto";
import { trainClassifier } from "../classifier/classifier.ts";
import { trainingKey } from "../classifier/memory.ts";
import { suggester } from "../classifier/suggestion.ts";
import { trainingSet } from "../classifier/trainingSet.ts";
import type { Project } from "../spec/project.ts";
import { dealFolds } from "./folds.ts";
import { measuredTexts, wordsOf } from "./measuredTexts.ts";

/** What the classifier said of a labelled text that it had not been taught with. Holds no text. */
export interface Prediction {
  /** The label; null for a text of no category. */
  readonly category: string | null;
  /** Of the text, as labelled; null where no one wrote it. */
  readonly language: string | null;
  /** Null where nothing in the text speaks for a category. */
  readonly suggested: string | null;
  /** 0 where nothing was suggested. */
  readonly confidenceBp: number;
}

export interface HeldOut {
  readonly folds: number;
  readonly predictions: readonly Prediction[];
}

type Taught = Pick<Project, "taxonomy" | "labelled">;

/** Raised when the same texts are dealt or asked in another way: what was cached before is then measured again. */
const evaluatorVersion = 2;

/** Measured or read in this process, by what it was measured on; used last, last. */
const remembered = new Map<string, HeldOut>();

/** Predictions for all labelled texts: measured once a process for the same texts. */
export function heldOutPredictions(project: Taught): HeldOut {
  const key = createHash("sha256")
    .update(JSON.stringify([evaluatorVersion, trainingKey(trainingSet(project)), measuredTexts(project)]))
    .digest("hex");
  const found = remembered.get(key) ?? crossValidate(project);
  remembered.delete(key);
  remembered.set(key, found);
  return found;
}

/** Everything remembered, for the caller that keeps it between processes. */
export const rememberedPredictions = (): ReadonlyMap<string, HeldOut> => remembered;

export function rememberPredictions(key: string, heldOut: HeldOut): void {
  remembered.set(key, heldOut);
}

/**
 * Stratified cross-validation of the product's own classifier: each fold is asked of one trained, and calibrated, on
 * everything else that the project teaches. Whatever reads like a text of the fold is left out, examples of the
 * taxonomy included. Pure and deterministic.
 */
export function crossValidate(project: Taught): HeldOut {
  const { categories, texts } = trainingSet(project);
  const taught = texts.map((text) => ({ text, words: wordsOf(text.text) }));
  const folds = dealFolds(measuredTexts(project));
  const predictions = folds.flatMap((fold) => {
    const asked = new Set(fold.map(({ words }) => words));
    const suggest = suggester(
      trainClassifier({
        categories,
        texts: taught.filter(({ words }) => !asked.has(words)).map(({ text }) => text),
      }),
    );
    return fold.map(({ text, category, language }): Prediction => {
      const suggestion = suggest(text);
      return {
        category,
        language,
        suggested: suggestion?.category ?? null,
        confidenceBp: suggestion?.confidenceBp ?? 0,
      };
    });
  });
  return { folds: folds.length, predictions };
}
