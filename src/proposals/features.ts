import type { TextDocument } from "./documents.ts";
import type { Sparse } from "./matrix.ts";

/** Places of the hashed features: at a million, the n-grams of 50,000 texts share few of them. */
const places = 1 << 20;
/** Features that a text keeps, its heaviest: long texts lose their commonest n-grams, and time is bounded. */
const mostFeatures = 320;
/** Documents of the whole that the rarity of a feature in one language is mixed with, so that five texts don't decide it. */
const sharedDocuments = 5;
const [shortestGram, longestGram] = [3, 5];
/** A sign of an ending or a particle: alone it is in every Japanese text, in a pair it can be part of a word. */
const hiragana = /^[\u3041-\u309f]$/u;

/**
 * TF-IDF of words and pairs of words, and of letters: each half has length 1, and so both count the same. A feature is as
 * rare as it is within the language of its text: `nicht` is common in German, though it is rare where most write English.
 */
export function featureMatrix(documents: readonly TextDocument[]): Sparse {
  const counted = documents.map(
    ({ words }) => [countsOf(wordFeatures(words)), countsOf(letterFeatures(words))] as const,
  );
  const whole = new Int32Array(places);
  const languages = new Map<string, { documents: number; readonly counts: Map<number, number> }>();
  for (const [index, halves] of counted.entries()) {
    const { language } = documents[index]!;
    const own = languages.get(language) ?? { documents: 0, counts: new Map<number, number>() };
    languages.set(language, own);
    own.documents++;
    for (const half of halves) {
      for (const feature of half.keys()) {
        whole[feature]!++;
        own.counts.set(feature, (own.counts.get(feature) ?? 0) + 1);
      }
    }
  }
  const leastDocuments = documents.length < 500 ? 1 : 2;
  const columnOf = new Int32Array(places).fill(-1);
  let width = 0;
  const starts = new Int32Array(documents.length + 1);
  const [columns, values]: [number[], number[]] = [[], []];
  for (const [index, halves] of counted.entries()) {
    const own = languages.get(documents[index]!.language)!;
    const rarity = (feature: number): number => {
      const expected = (sharedDocuments * whole[feature]!) / documents.length;
      return Math.log(
        (1 + own.documents + sharedDocuments) / (1 + (own.counts.get(feature) ?? 0) + expected),
      );
    };
    for (const half of halves) {
      const entries: [feature: number, weight: number][] = [];
      for (const [feature, count] of half) {
        if (whole[feature]! > leastDocuments)
          entries.push([feature, (1 + Math.log(count)) * (1 + rarity(feature))]);
      }
      const kept =
        entries.length > mostFeatures / 2
          ? entries
              .toSorted((left, right) => right[1] - left[1] || left[0] - right[0])
              .slice(0, mostFeatures / 2)
          : entries;
      const length = Math.sqrt(kept.reduce((sum, [, weight]) => sum + weight * weight, 0));
      for (const [feature, weight] of kept) {
        if (columnOf[feature]! < 0) columnOf[feature] = width++;
        columns.push(columnOf[feature]!);
        values.push(weight / length);
      }
    }
    starts[index + 1] = columns.length;
  }
  return {
    rows: documents.length,
    width: Math.max(1, width),
    starts,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
}

function countsOf(features: Iterable<number>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return counts;
}

/** FNV-1a, whose parts can be put together: the hash of a text goes on from that of its beginning. */
const hashOn = (state: number, unit: number): number => Math.imul(state ^ unit, 16_777_619);
const [wordSeed, letterSeed] = [0x811c9dc5, 0x9747b28c];
const placed = (state: number): number => (state ^ (state >>> 15)) & (places - 1);

function* wordFeatures(words: readonly string[]): Generator<number> {
  let before: number | undefined;
  for (const word of words) {
    let own = wordSeed;
    for (let at = 0; at < word.length; at++) own = hashOn(own, word.charCodeAt(at));
    if (!hiragana.test(word)) yield placed(own);
    if (before !== undefined) yield placed(hashOn(Math.imul(before, 31), own));
    before = own;
  }
}

/** Runs of three to five letters of each word, its edges among them; of a word that is shorter, all of it. */
function* letterFeatures(words: readonly string[]): Generator<number> {
  for (const word of words) {
    if (hiragana.test(word)) continue;
    const padded = ` ${word} `;
    for (let start = 0; start + shortestGram <= padded.length; start++) {
      let state = letterSeed;
      for (let at = start; at < Math.min(start + longestGram, padded.length); at++) {
        state = hashOn(state, padded.charCodeAt(at));
        if (at - start + 1 >= shortestGram) yield placed(state);
      }
    }
  }
}
