import type { SparseText } from "./sparseText.ts";
import { subwordsOf, tokenise, unitsOf } from "./tokens.ts";
import type { TrainingSet, TrainingText } from "./trainingSet.ts";

/** The texts of a training set as numbers. */
export interface Corpus {
  readonly texts: readonly CorpusText[];
  /** Words, pairs and subwords by number. */
  readonly features: readonly string[];
  /** What one occurrence of a feature is worth before the length of the text is taken into account. */
  readonly values: Float64Array;
  readonly numbers: ReadonlyMap<string, number>;
  readonly categories: readonly string[];
}

export interface CorpusText extends SparseText {
  readonly text: string;
  /** Number of the category; -1 for text that belongs to none. */
  readonly category: number;
  readonly role: TrainingText["role"];
}

/**
 * Rare features count more (inverse document frequency). A text is
 * divided by the square root of the number of its words and pairs, which SQL knows without the weights; `scale` makes
 * the mean text as long as a vector of length 1, so that the cost means the same everywhere.
 */
export function readCorpus({ categories, texts: given }: TrainingSet): Corpus {
  const categoryNumbers = new Map(categories.map((category, index) => [category, index]));
  const read = given
    .map(({ text, category, role }) => {
      const units = unitsOf(tokenise(text));
      return {
        text,
        units,
        counts: countsOf(units),
        category: category === null ? -1 : categoryNumbers.get(category)!,
        role,
      };
    })
    .filter(({ units }) => units.length > 0);
  const documents = new Map<string, number>();
  for (const { counts } of read)
    for (const feature of counts.keys()) documents.set(feature, (documents.get(feature) ?? 0) + 1);
  const features = [...documents.keys()];
  const numbers = new Map(features.map((feature, number) => [feature, number]));
  const raw = Float64Array.from(
    features,
    (feature) => 1 + logarithm((read.length + 1) / (documents.get(feature)! + 1)),
  );
  const lengths = read.map(({ units, counts }) => {
    let squares = 0;
    for (const [feature, count] of counts) squares += (count * raw[numbers.get(feature)!]!) ** 2;
    return Math.sqrt(squares / units.length);
  });
  const scale = lengths.length === 0 ? 1 : lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const values = raw.map((value) => value / scale);
  return {
    features,
    values,
    numbers,
    categories,
    texts: read.map(({ text, units, counts, category, role }) => ({
      text,
      category,
      role,
      ...vectorOf(units, counts, numbers, values),
    })),
  };
}

function vectorOf(
  units: readonly string[],
  counts: ReadonlyMap<string, number>,
  numbers: ReadonlyMap<string, number>,
  values: Float64Array,
): SparseText {
  const shared = 1 / Math.sqrt(units.length);
  const features = new Int32Array(counts.size);
  const own = new Float64Array(counts.size);
  let squares = 0;
  let place = 0;
  for (const [feature, count] of counts) {
    const number = numbers.get(feature)!;
    const value = values[number]! * count * shared;
    features[place] = number;
    own[place++] = value;
    squares += value * value;
  }
  return { features, values: own, squares };
}

/** How often each feature occurs in the distinct words and pairs of a text: words and pairs once, subwords once a word. */
function countsOf(units: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const unit of units) {
    counts.set(unit, 1);
    if (unit.includes(" ")) continue;
    for (const subword of subwordsOf(unit)) counts.set(subword, (counts.get(subword) ?? 0) + 1);
  }
  return counts;
}

/** Natural logarithm by plain arithmetic: equal on every machine. Argument above 0. */
export function logarithm(value: number): number {
  let halvings = 0;
  let reduced = value;
  while (reduced > 1.5) {
    reduced /= 2;
    halvings++;
  }
  while (reduced < 0.75) {
    reduced *= 2;
    halvings--;
  }
  // ln x = 2 artanh((x - 1) / (x + 1))
  const ratio = (reduced - 1) / (reduced + 1);
  let power = ratio;
  let sum = 0;
  for (let odd = 1; odd <= 25; odd += 2) {
    sum += power / odd;
    power *= ratio * ratio;
  }
  return 2 * sum + halvings * Math.LN2;
}
