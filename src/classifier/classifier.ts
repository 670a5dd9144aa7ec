import { calibrate, type Calibration, type Observation } from "./calibration.ts";
import { trainBinary, type BinaryModel, type SparseText } from "./linear.ts";
import { featuresOf, tokenise } from "./tokens.ts";
import type { TrainingSet, TrainingText } from "./trainingSet.ts";

/**
 * The compiled classifier, in the whole numbers that SQL sums. One binary model a category; scores are millionths,
 * about -1000000 where nothing speaks for a category and 1000000 for its own texts.
 */
export interface Classifier {
  readonly categories: readonly { readonly category: string; readonly bias: number }[];
  readonly weights: readonly {
    readonly feature: string;
    readonly category: string;
    readonly weight: number;
  }[];
  readonly calibration: Calibration;
}

/** Changes whenever the same texts would give other weights: what was cached before is then trained again. */
export const trainerVersion = 1;

const million = 1_000_000;
/** Weights nearer to 0 are left out. On Banking77 that leaves 4 % of the table and costs 0.2 points of accuracy. */
const smallestWeight = 0.1;
const exampleCost = 1;
const descriptionCost = 0.5;

/** Score that stands in for a runner-up where no second category has anything speaking for it. */
export const scoreOfNothing = -million;

/** Trains on the texts of a project. Pure and deterministic: the same texts give the same numbers on every machine. */
export function trainClassifier(set: TrainingSet): Classifier {
  const corpus = readCorpus(set);
  const everything = corpus.texts.map(() => true);
  const models = set.categories.map((_, category) => trainCategory(corpus, category, everything));
  return {
    categories: set.categories.map((category, index) => ({
      category,
      bias: Math.round(models[index]!.bias * million),
    })),
    weights: sortedNumbers(corpus.features).flatMap((number) =>
      set.categories.flatMap((category, index) => {
        const weight = models[index]!.weights[number]!;
        const feature = corpus.features[number]!;
        return weight === 0 ? [] : [{ feature, category, weight: Math.round(weight * million) }];
      }),
    ),
    calibration: calibrate(observe(corpus)),
  };
}

/** Places of the names in their alphabetical order (by code units): a new text moves no row of the table. */
function sortedNumbers(names: readonly string[]): readonly number[] {
  return [...names.keys()].toSorted((left, right) => (names[left]! < names[right]! ? -1 : 1));
}

interface Corpus {
  readonly texts: readonly (SparseText & {
    readonly category: number;
    readonly role: TrainingText["role"];
  })[];
  readonly features: readonly string[];
  readonly categoryCount: number;
}

function readCorpus(set: TrainingSet): Corpus {
  const numbers = new Map<string, number>();
  const categoryNumbers = new Map(set.categories.map((category, index) => [category, index]));
  const texts = set.texts.map(({ text, category, role }) => {
    const features = featuresOf(tokenise(text));
    for (const feature of features) if (!numbers.has(feature)) numbers.set(feature, numbers.size);
    return {
      features: Int32Array.from(features, (feature) => numbers.get(feature)!),
      value: 1 / Math.sqrt(Math.max(1, features.length)),
      category: category === null ? -1 : categoryNumbers.get(category)!,
      role,
    };
  });
  return {
    texts: texts.filter(({ features }) => features.length > 0),
    features: [...numbers.keys()],
    categoryCount: set.categories.length,
  };
}

function trainCategory({ texts, features }: Corpus, category: number, used: readonly boolean[]): BinaryModel {
  const { weights, bias } = trainBinary({
    texts,
    featureCount: features.length,
    targets: Int8Array.from(texts, (text, index) => {
      if (used[index] !== true) return 0;
      if (text.role === "counterexample") return text.category === category ? -1 : 0;
      return text.category === category ? 1 : -1;
    }),
    costs: Float64Array.from(texts, ({ role }) => (role === "description" ? descriptionCost : exampleCost)),
  });
  return { bias, weights: weights.map((weight) => (Math.abs(weight) < smallestWeight ? 0 : weight)) };
}

const folds = 5;
/** From here on one fold is observed instead of all five: enough for three parameters, at a fifth of the time. */
const manyTexts = 2000;
/** Share of feedback that is assumed to be about something no category names yet. */
const unknownShare = 0.25;

/**
 * Predictions for texts that the model hasn't seen. Each fold leaves out a fifth of the examples and a fifth of the
 * categories with all their texts: the former show how often a suggestion is right, the latter what a complaint
 * looks like that the taxonomy doesn't know.
 */
function observe(corpus: Corpus): readonly Observation[] {
  const { texts, categoryCount } = corpus;
  const place = placeWithinCategory(corpus);
  const leaveOutCategories = categoryCount >= 2 * folds;
  const known: Observation[] = [];
  const unknown: Observation[] = [];

  for (let fold = 0; fold < (texts.length > manyTexts ? 1 : folds); fold++) {
    const categoryIsOut = (category: number): boolean =>
      leaveOutCategories && category >= 0 && category % folds === fold;
    const isHeldOut = (index: number): boolean =>
      categoryIsOut(texts[index]!.category) ||
      (texts[index]!.role === "example" && place[index]! % folds === fold);
    const used = texts.map((_, index) => !isHeldOut(index));
    const categories = [...Array(categoryCount).keys()].filter((category) => !categoryIsOut(category));
    const models = categories.map((category) => trainCategory(corpus, category, used));
    texts.forEach((text, index) => {
      if (text.role !== "example" || !isHeldOut(index)) return;
      const scores = models.map(({ weights, bias }) => {
        let sum = 0;
        for (const feature of text.features) sum += weights[feature]!;
        return sum > 0 ? bias + sum * text.value : -1;
      });
      const best = indexOfLargest(scores);
      const score = scores[best];
      if (score === undefined || score <= -1) return;
      const second = Math.max(-1, ...scores.filter((_, other) => other !== best));
      const observation = {
        score,
        margin: score - second,
        right: categories[best] === text.category,
        weight: 1,
      };
      (categoryIsOut(text.category) ? unknown : known).push(observation);
    });
  }
  const unknownWeight =
    unknown.length === 0 ? 0 : (known.length * unknownShare) / (1 - unknownShare) / unknown.length;
  return [...known, ...unknown.map((observation) => ({ ...observation, weight: unknownWeight }))];
}

/** The n-th example of its category, so that every fold has its share of each. */
function placeWithinCategory({ texts }: Corpus): readonly number[] {
  const seen = new Map<number, number>();
  return texts.map(({ category, role }) => {
    if (role !== "example") return 0;
    const place = seen.get(category) ?? 0;
    seen.set(category, place + 1);
    return place;
  });
}

function indexOfLargest(values: readonly number[]): number {
  let best = -1;
  values.forEach((value, index) => {
    if (best < 0 || value > values[best]!) best = index;
  });
  return best;
}
