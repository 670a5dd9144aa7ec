import { tokenise } from "../tokens.ts";
import { anyLanguage, longestTerm, stemLengths, type StanceCue } from "./cues.ts";

/** What the stance of a clause is read from. */
export interface ClauseEvidence {
  readonly clause: string;
  readonly language: string;
  /** Stars from 1 to 5; null without. */
  readonly rating: number | null;
}

/** Which cues a term stands for, by language. */
export type CueLookup = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function cueLookup(cues: readonly StanceCue[]): CueLookup {
  const lookup = new Map<string, Map<string, string>>();
  for (const { term, language, cue } of cues) {
    const known = lookup.get(term) ?? new Map<string, string>();
    known.set(language, cue);
    lookup.set(term, known);
  }
  return lookup;
}

/** Words of a clause with every number as `0`: versions and amounts are no words to learn by. */
export const stanceWords = (clause: string): readonly string[] =>
  tokenise(clause).map((word) => word.replaceAll(/[0-9]+/g, "0"));

const questionMarks = /[?？؟՞]/u;
/** Several marks in a row exclaim: `charged twice?!` complains. */
const exclaims = /[?？!！][?？]|[?？][!！]/u;
const isAsked = (clause: string): boolean => questionMarks.test(clause) && !exclaims.test(clause);

interface Hit {
  readonly start: number;
  readonly end: number;
  readonly term: string;
  readonly cue: string;
}

/** The cues of a clause in their order. Of those that begin at a word the longest counts, and none inside another. */
export function cuesOf(words: readonly string[], language: string, lookup: CueLookup): readonly Hit[] {
  const hits: Hit[] = [];
  let covered = -1;
  words.forEach((word, start) => {
    const found: Hit[] = [];
    const look = (term: string, length: number): void => {
      const known = lookup.get(term);
      const cue = known?.get(language) ?? known?.get(anyLanguage);
      if (cue !== undefined) found.push({ start, end: start + length - 1, term, cue });
    };
    for (let length = 1; length <= longestTerm && start + length <= words.length; length++)
      look(words.slice(start, start + length).join(" "), length);
    const letters = Array.from(word);
    for (const stem of stemLengths) if (letters.length > stem) look(`${letters.slice(0, stem).join("")}*`, 1);
    const [best] = found.toSorted(
      (left, right) =>
        right.end - left.end ||
        Array.from(right.term).length - Array.from(left.term).length ||
        (left.term < right.term ? 1 : -1),
    );
    if (best === undefined) return;
    if (best.end > covered) hits.push(best);
    covered = Math.max(covered, best.end);
  });
  return hits;
}

/** What the weights are looked up by, each once. */
export function stanceFeatures(evidence: ClauseEvidence, lookup: CueLookup): readonly string[] {
  const cues = cuesOf(stanceWords(evidence.clause), evidence.language, lookup).flatMap(({ cue }) =>
    cue.split(" "),
  );
  return featuresOfCues(cues, isAsked(evidence.clause), evidence.rating);
}

/**
 * Features of the cues of a clause: each, every two and every three of them in whatever order, and which follows which.
 * `@negation + @works` is as much in `doesn't work` as in `geht nicht`; `@longer + @negation + @works` tells `no longer
 * works` from `no longer crashes`. The mark for a question counts as a cue.
 */
export function featuresOfCues(
  cues: readonly string[],
  isQuestion: boolean,
  rating: number | null,
): readonly string[] {
  const sequence = [startMark, ...cues, endMark];
  const followed = sequence.slice(1).map((cue, place) => `${sequence[place]} ${cue}`);
  const present = [
    ...new Set([...cues, ...(isQuestion ? [askedMark] : []), ...(cues.length === 0 ? [plainMark] : [])]),
  ].toSorted();
  return [anyMark, starsMark(rating), ...new Set(followed), ...combinations(present)];
}

/** Elements, pairs and triples of a sorted list without repeats. The twin of the dialects' `combinations`. */
export const combinations = (sorted: readonly string[]): readonly string[] =>
  sorted.flatMap((one, first) => [
    one,
    ...sorted
      .slice(first + 1)
      .flatMap((two, second) => [
        `${one}+${two}`,
        ...sorted.slice(first + second + 2).map((three) => `${one}+${two}+${three}`),
      ]),
  ]);

export const startMark = "@start";
export const endMark = "@end";
export const anyMark = "@any";
export const askedMark = "@asked";
export const plainMark = "@plain";

const starsMark = (rating: number | null): string =>
  rating === null ? "@unrated" : rating <= 2 ? "@low" : rating === 3 ? "@middle" : "@high";
