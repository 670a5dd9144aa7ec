import { calibrate, type Calibration } from "./calibration.ts";
import { readCorpus } from "./corpus.ts";
import { trainSentiments } from "./trainSentiments.ts";
import { observe } from "./observe.ts";
import { trainTable, type WeightTable } from "./weightTable.ts";
import type { TrainingSet } from "./trainingSet.ts";

/** The compiled classifier: its weights, and what its scores are worth. */
export interface Classifier extends WeightTable {
  readonly calibration: Calibration;
}

/** Changes whenever the same texts would give other weights: what was cached before is then trained again. */
export const trainerVersion = 5;

/** Trains on the texts of a project. Pure and deterministic: the same texts give the same numbers on every machine. */
export function trainClassifier(set: TrainingSet): Classifier {
  const corpus = readCorpus(set);
  const table = trainTable(corpus);
  const { whole, pieces } = observe(corpus);
  const ofFeelings = trainSentiments(set.feelings ?? []);
  return {
    categories: [...table.categories, ...ofFeelings.categories],
    weights: [...table.weights, ...ofFeelings.weights].toSorted(byFeature),
    calibration: calibrate(whole, pieces),
  };
}

type Weight = WeightTable["weights"][number];

/** By code units, as the weights of each part are sorted already. */
function byFeature(left: Weight, right: Weight): number {
  return left.feature < right.feature ? -1 : left.feature > right.feature ? 1 : 0;
}
