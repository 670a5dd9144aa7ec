import { fixedSequence, shuffle } from "../../src/classifier/fixedSequence.ts";
import { modelledLanguages } from "../../src/contract/languages.ts";
import type { LanguageText } from "./corpus.ts";
import { featuresOf, lettersOf } from "./letters.ts";

/** How much each feature speaks for each language that it speaks for: natural log-odds, none below 0. */
export type LetterModel = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What a text looks most like, and by how much more than the next: natural log-odds. */
export interface Guess {
  readonly language: string;
  readonly margin: number;
}

const epochs = 5;
const learningRate = 0.15;
/** A feature of fewer pieces is chance. */
const fewestPieces = 4;
/** What one feature may speak for: each is a row that every text with the feature is joined to. */
const mostLanguages = 5;
/** Our own texts are few and of the kind that counts. */
const ownWeight = 4;
const classes: readonly string[] = modelledLanguages;

/** A part of a text, short as feedback is, by the place of its language in `modelledLanguages`. */
interface Piece {
  readonly language: number;
  readonly features: readonly string[];
  readonly weight: number;
}

/**
 * Trained twice: on all pairs of feature and language, then on the `pairs` of them that matter most, so that the table
 * stays small: by weight and by the fourth root of how many pieces hold the feature, which keeps frequent features from
 * taking all the rows.
 */
export function trainLetterModel(texts: readonly LanguageText[], pairs: number): LetterModel {
  const pieces = piecesOf(texts);
  const counts = new Map<string, number>();
  for (const { features } of pieces)
    for (const feature of new Set(features)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  const every = new Map(
    [...counts].filter(([, count]) => count >= fewestPieces).map(([feature]) => [feature, undefined]),
  );
  const kept = new Map<string, Set<number>>();
  const ranked = [...fit(pieces, every)].flatMap(([feature, weights]) =>
    Array.from(weights, (weight, language) => ({
      feature,
      language,
      gain: weight * (counts.get(feature) ?? 0) ** 0.25,
    }))
      .filter(({ gain }) => gain > 0)
      .toSorted((left, right) => right.gain - left.gain)
      .slice(0, mostLanguages),
  );
  ranked.sort((left, right) => right.gain - left.gain);
  for (const { feature, language } of ranked.slice(0, pairs))
    kept.set(feature, (kept.get(feature) ?? new Set()).add(language));
  return new Map(
    [...fit(pieces, kept)].map(([feature, weights]) => [
      feature,
      new Map(
        Array.from(weights, (weight, language) => [classes[language] ?? "", weight] as const).filter(
          ([, weight]) => weight > 0,
        ),
      ),
    ]),
  );
}

/** The most likely language of a text; undefined where the model knows none of its features. */
export function guess(model: LetterModel, text: string): Guess | undefined {
  const sums = new Map<string, number>();
  for (const feature of featuresOf(lettersOf(text)))
    for (const [language, weight] of model.get(feature) ?? [])
      sums.set(language, (sums.get(language) ?? 0) + weight);
  const [best, second] = [...sums].toSorted(
    ([one, left], [other, right]) => right - left || (one < other ? -1 : 1),
  );
  return best === undefined ? undefined : { language: best[0], margin: best[1] - (second?.[1] ?? 0) };
}

function piecesOf(texts: readonly LanguageText[]): readonly Piece[] {
  const next = fixedSequence(12_345);
  return texts.flatMap(({ language, text, topic }) => {
    const words = lettersOf(text).split(" ");
    const own = topic !== undefined;
    const parts = own ? [words.join(" ")] : [];
    for (let first = 0; first < words.length;) {
      const length = 2 + next(own ? 4 : 9);
      parts.push(words.slice(first, first + length).join(" "));
      first += length;
    }
    return parts
      .filter((part) => part.length >= 4)
      .map((part) => ({
        language: classes.indexOf(language),
        features: featuresOf(part),
        weight: own ? ownWeight : 1,
      }));
  });
}

/**
 * Multinomial logistic regression by AdaGrad (Duchi, Hazan and Singer, JMLR 2011), weights kept from falling below 0: a
 * feature speaks for languages, never against one, and most of its weights stay 0. `allowed` names the features, and the
 * languages that each may speak for. A language counts by the root of how rare it is.
 */
function fit(
  pieces: readonly Piece[],
  allowed: ReadonlyMap<string, ReadonlySet<number> | undefined>,
): ReadonlyMap<string, Float64Array> {
  const size = classes.length;
  const numbers = new Map([...allowed.keys()].map((feature, index) => [feature, index]));
  const weights = new Float64Array(numbers.size * size);
  const squares = new Float64Array(numbers.size * size).fill(0.01);
  const masks = [...allowed.values()].map((mask) =>
    Uint8Array.from(classes, (_, language) => (mask === undefined || mask.has(language) ? 1 : 0)),
  );
  const known = pieces.map(({ features }) =>
    Int32Array.from(features.map((feature) => numbers.get(feature)).filter((number) => number !== undefined)),
  );
  const totals = new Float64Array(size);
  for (const { language, weight } of pieces) totals[language]! += weight;
  const mean = totals.reduce((sum, total) => sum + total, 0) / size;
  const order = Int32Array.from(pieces.keys());
  const next = fixedSequence(99);
  const odds = new Float64Array(size);

  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, next);
    for (const index of order) {
      const { language, weight } = pieces[index]!;
      const features = known[index]!;
      softmax(odds, features, weights);
      for (let other = 0; other < size; other++) {
        const gradient =
          (odds[other]! - (other === language ? 1 : 0)) * weight * Math.sqrt(mean / totals[language]!);
        if (Math.abs(gradient) < 1e-5) continue;
        for (const feature of features) {
          if (masks[feature]![other] === 0) continue;
          const place = feature * size + other;
          squares[place]! += gradient * gradient;
          weights[place] = Math.max(
            0,
            weights[place]! - (learningRate * gradient) / Math.sqrt(squares[place]!),
          );
        }
      }
    }
  }
  return new Map(
    [...numbers].map(([feature, index]) => [feature, weights.slice(index * size, (index + 1) * size)]),
  );
}

function softmax(odds: Float64Array, features: Int32Array, weights: Float64Array): void {
  odds.fill(0);
  for (const feature of features)
    for (let language = 0; language < odds.length; language++)
      odds[language]! += weights[feature * odds.length + language]!;
  const largest = Math.max(...odds);
  let total = 0;
  for (let language = 0; language < odds.length; language++) {
    odds[language] = Math.exp(odds[language]! - largest);
    total += odds[language]!;
  }
  for (let language = 0; language < odds.length; language++) odds[language]! /= total;
}
