import type { Corpus } from "./corpus.ts";
import { trainBinary } from "./linear.ts";
import { trainSoftmax, type SoftmaxModel } from "./softmax.ts";
import { isSubword, subwordsOf } from "./tokens.ts";

/**
 * The weights in the whole numbers that SQL sums: one linear function a category, in millionths: about
 * -1000000 where nothing speaks for a category, and above 0 for its own texts.
 */
export interface WeightTable {
  /** The categories, `noCategory` where some text taught what belongs to none, and the sentiments that are taught. */
  readonly categories: readonly {
    readonly category: string;
    readonly bias: number;
    /** True for the usual category, if there is one: suggested where a text says nothing else. */
    readonly isDefault: boolean;
  }[];
  /** Of words, pairs and subwords, sorted by feature; each word has a row for `knownWord` as well. */
  readonly weights: readonly {
    readonly feature: string;
    readonly category: string;
    readonly weight: number;
  }[];
}

/** In place of a category: text that belongs to none. No id has a colon. */
export const noCategory = "none:of_them";
/** In place of a category: the weights add up to the share of the words of a text that are known. */
export const knownWord = "known:word";

export const million = 1_000_000;

/** Costs of a mistake (C of the literature), and what the softmax counts beside the hinge. Chosen on Banking77 and the reference project. */
const hingeCost = 3;
const softmaxCost = 30;
const softmaxShare = 0.2;
/** Our own wording counts as much as an example. */
const descriptionShare = 1;
/**
 * Weights nearer to 0 are left out, and those below this share of the largest of their feature: scoring takes half the
 * time, for 0.9 points of accuracy on the reference project.
 */
export const smallestWeight = 0.12;
const smallestShare = 0.2;

/** Trains on the texts, or some of them, to tell the categories apart, or some of them. */
export function trainTable(
  corpus: Corpus,
  {
    used = corpus.texts.map(() => true),
    categories = [...corpus.categories.keys()],
  }: { readonly used?: readonly boolean[]; readonly categories?: readonly number[] } = {},
): WeightTable {
  const { texts } = corpus;
  const classOf = new Map(categories.map((category, index) => [category, index]));
  const hasNone = texts.some(({ category }, index) => category < 0 && used[index] === true);
  const classes = [
    ...categories.map((category) => corpus.categories[category]!),
    ...(hasNone ? [noCategory] : []),
  ];
  const targets = texts.map(({ category, role }, index) => {
    if (used[index] !== true) return null;
    const number = category < 0 ? categories.length : classOf.get(category);
    if (number === undefined) return null;
    return role === "counterexample" ? -1 - number : number;
  });
  const usual = usualClass(corpus, targets, categories.length);
  const model = trainBlend(corpus, targets, classes.length);
  return {
    categories: classes.map((category, index) => ({
      category,
      bias: Math.round(model.biases[index]! * million),
      isDefault: index === usual,
    })),
    weights: weightRows(corpus, targets, model, classes),
  };
}

/**
 * Two linear models of the same texts, added up: one classifier a class that leaves out what is clear (squared hinge),
 * and one that weighs all classes against each other (softmax), which is better where a class has a handful of texts.
 */
function trainBlend(
  { texts, features }: Corpus,
  targets: readonly (number | null)[],
  classCount: number,
): SoftmaxModel {
  const counted = (cost: number): Float64Array =>
    Float64Array.from(texts, ({ role }) => (role === "description" ? cost * descriptionShare : cost));
  const model = trainSoftmax({
    texts,
    targets,
    costs: counted(softmaxCost),
    featureCount: features.length,
    classCount,
  });
  for (let place = 0; place < model.weights.length; place++) model.weights[place]! *= softmaxShare;
  const costs = counted(hingeCost);
  for (let each = 0; each < classCount; each++) {
    const { weights, bias } = trainBinary({
      texts,
      targets: Int8Array.from(targets, (target) =>
        target === null || (target < 0 && -1 - target !== each) ? 0 : target === each ? 1 : -1,
      ),
      costs,
      featureCount: features.length,
    });
    for (let number = 0; number < weights.length; number++)
      model.weights[number * classCount + each]! += weights[number]!;
    model.biases[each] = model.biases[each]! * softmaxShare + bias;
  }
  return model;
}

/**
 * The class of more than half of the labelled texts, or of a fifth and twice its even share; -1 where there is none. It
 * is suggested where the words of a text speak for no other.
 */
function usualClass({ texts }: Corpus, targets: readonly (number | null)[], categoryCount: number): number {
  const counts = Array.from({ length: categoryCount }, () => 0);
  let labelled = 0;
  targets.forEach((target, index) => {
    if (target === null || texts[index]!.role !== "example") return;
    labelled++;
    if (target < categoryCount) counts[target]!++;
  });
  const largest = Math.max(0, ...counts);
  const isUsual =
    2 * largest > labelled || (5 * largest >= labelled && largest * categoryCount >= 2 * labelled);
  return categoryCount > 1 && largest > 0 && isUsual ? counts.indexOf(largest) : -1;
}

/**
 * A word gets the weights of its subwords on top of its own, so that a known word is one lookup; subwords are for words
 * that no text taught. What all categories share says nothing about which of them it is, and is taken off: by the
 * median, since that leaves most weights near 0 and those can be left out. Of a single category all of it is left.
 */
function weightRows(
  corpus: Corpus,
  targets: readonly (number | null)[],
  { weights }: SoftmaxModel,
  classes: readonly string[],
): WeightTable["weights"] {
  const { texts, features, values, numbers } = corpus;
  const count = classes.length;
  const taught = new Uint8Array(features.length);
  texts.forEach((text, index) => {
    if (targets[index] !== null) for (const feature of text.features) taught[feature] = 1;
  });
  const order = classes
    .map((category, index) => ({ category, index }))
    .toSorted((left, right) => (left.category < right.category ? -1 : 1));
  const sums = new Float64Array(count);
  const rows: { feature: string; category: string; weight: number }[] = [];
  const add = (number: number): void => {
    const value = values[number]!;
    for (let each = 0; each < count; each++) sums[each]! += weights[number * count + each]! * value;
  };
  for (const number of sortedNumbers(features)) {
    if (taught[number] !== 1) continue;
    const feature = features[number]!;
    const isWord = !isSubword(feature) && !feature.includes(" ");
    sums.fill(0);
    add(number);
    if (isWord) for (const subword of subwordsOf(feature)) add(numbers.get(subword)!);
    const shared = count > 1 ? median(sums) : 0;
    let largest = 0;
    for (const sum of sums) largest = Math.max(largest, Math.abs(sum - shared));
    const smallest = Math.max(smallestWeight, smallestShare * largest);
    if (isWord) rows.push({ feature, category: knownWord, weight: million });
    for (const { category, index } of order) {
      const weight = sums[index]! - shared;
      if (Math.abs(weight) < smallest) continue;
      rows.push({ feature, category, weight: Math.round(weight * million) });
    }
  }
  return rows;
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Places of the names in their alphabetical order (by code units): a new text moves no row of the table. */
function sortedNumbers(names: readonly string[]): readonly number[] {
  return [...names.keys()].toSorted((left, right) => (names[left]! < names[right]! ? -1 : 1));
}
