import type { Observation } from "./calibration.ts";
import type { Corpus } from "./corpus.ts";
import { scorer } from "./scoring.ts";
import { tokenise } from "./tokens.ts";
import { trainTable } from "./weightTable.ts";

const folds = 5;
/** From here on one fold is observed instead of all five: enough for a handful of parameters, at a fifth of the time. */
const manyTexts = 2000;
/** Share of feedback that is assumed to be about something no category names, unless more of the labelled texts are. */
const unknownShare = 0.1;

/**
 * Predictions for texts that the model hasn't seen. Each fold leaves out a fifth of the examples and a fifth of the
 * categories with all their texts: the former show how often a suggestion is right, the latter what a complaint
 * looks like that the taxonomy doesn't know. Pieces of one and two words show what short texts are worth.
 */
export function observe(corpus: Corpus): {
  readonly whole: readonly Observation[];
  readonly pieces: readonly Observation[];
} {
  const { texts, categories } = corpus;
  const place = placeWithinCategory(corpus);
  const leaveOutCategories = categories.length >= 2 * folds;
  const known: Omit<Observation, "weight">[] = [];
  const ofNone: Omit<Observation, "weight">[] = [];
  const leftOut: Omit<Observation, "weight">[] = [];
  const pieces: Omit<Observation, "weight">[] = [];
  for (let fold = 0; fold < (texts.length > manyTexts ? 1 : folds); fold++) {
    const categoryIsOut = (category: number): boolean =>
      leaveOutCategories && category >= 0 && category % folds === fold;
    const isHeldOut = (index: number): boolean =>
      categoryIsOut(texts[index]!.category) ||
      (texts[index]!.role === "example" && place[index]! % folds === fold);
    const score = scorer(
      trainTable(corpus, {
        used: texts.map((_, index) => !isHeldOut(index)),
        categories: [...categories.keys()].filter((category) => !categoryIsOut(category)),
      }),
    );
    texts.forEach(({ text, role, category }, index) => {
      if (role !== "example" || !isHeldOut(index)) return;
      const scored = score(text);
      if (scored === null) return;
      const right = category >= 0 && scored.category === categories[category];
      (category < 0 ? ofNone : categoryIsOut(category) ? leftOut : known).push({ scored, right });
      for (const piece of piecesOf(text, index)) {
        const ofPiece = score(piece);
        if (ofPiece !== null)
          pieces.push({ scored: ofPiece, right: category >= 0 && ofPiece.category === categories[category] });
      }
    });
  }
  const missing = (known.length * unknownShare) / (1 - unknownShare) - ofNone.length;
  const weight = leftOut.length === 0 ? 0 : Math.max(0, missing) / leftOut.length;
  return {
    whole: [
      ...[...known, ...ofNone].map((one) => ({ ...one, weight: 1 })),
      ...(weight === 0 ? [] : leftOut.map((one) => ({ ...one, weight }))),
    ],
    pieces: pieces.map((one) => ({ ...one, weight: 1 })),
  };
}

/** One word and two adjacent words of a text with more: what a text of that length tells of its category. */
function piecesOf(text: string, place: number): readonly string[] {
  const words = tokenise(text);
  if (words.length < 4) return [];
  const start = (place * 7) % (words.length - 1);
  return [words[start]!, `${words[start]} ${words[start + 1]}`];
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
