import { calibrate, type Calibration } from "./calibration.ts";
import { readCorpus } from "./corpus.ts";
import { observe } from "./observe.ts";
import { trainTable, type WeightTable } from "./weightTable.ts";
import type { TrainingSet } from "./trainingSet.ts";

/** The compiled classifier: its weights, and what its scores are worth. */
export interface Classifier extends WeightTable {
  readonly calibration: Calibration;
}

/** Changes whenever the same texts would give other weights: what was cached before is then trained again. */
export const trainerVersion = 4;

/** Trains on the texts of a project. Pure and deterministic: the same texts give the same numbers on every machine. */
export function trainClassifier(set: TrainingSet): Classifier {
  const corpus = readCorpus(set);
  const table = trainTable(corpus, {
    used: corpus.texts.map(() => true),
    categories: [...corpus.categories.keys()],
  });
  const { whole, pieces } = observe(corpus);
  return { ...table, calibration: calibrate(whole, pieces) };
}
