import { distance } from "fastest-levenshtein";

export interface Nearest {
  readonly word: string;
  /** Whether only this can have been meant: no other is as near, and it is so near that chance doesn't explain it. */
  readonly sure: boolean;
}

const folded = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, "");

/** Edits between two words, where two letters changed round are one, as fingers do it. */
function edits(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length === b.length) {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at += 1;
    if (a.slice(0, at) + (a[at + 1] ?? "") + (a[at] ?? "") + a.slice(at + 2) === b) return 1;
  }
  return distance(a, b);
}

/**
 * The candidate nearest to a misspelt word, where one is near enough to be meant: case, hyphens, underscores and blanks
 * are free, otherwise two edits in five letters, three at most.
 */
export function nearest(word: string, candidates: Iterable<string>): Nearest | undefined {
  // A hostile key of a megabyte isn't a misspelling, and the distance is quadratic.
  if (word.length > 100) return undefined;
  const wanted = folded(word);
  const most = Math.min(3, Math.ceil(wanted.length * 0.4));
  let best: { readonly word: string; readonly edits: number; readonly ties: number } | undefined;
  for (const candidate of new Set(candidates)) {
    if (candidate === word || Math.abs(candidate.length - word.length) > 6) continue;
    const found = edits(wanted, folded(candidate));
    if (found > most) continue;
    if (!best || found < best.edits) best = { word: candidate, edits: found, ties: 1 };
    else if (found === best.edits) best = { ...best, ties: best.ties + 1 };
  }
  if (!best) return undefined;
  // Among three letters one edit is as good as another word: api isn't a misspelt app.
  const close =
    best.edits === 0 || (wanted.length >= 4 && best.edits <= Math.max(1, Math.floor(wanted.length / 4)));
  return { word: best.word, sure: close && best.ties === 1 };
}

/** Names that are told as alternatives: of more, none is what was meant. */
const mostMeant = 3;

/**
 * What was probably meant by a name that isn't known: the nearest of the known ones, or those that end with the name, as
 * `curated.issue` ends with `issue`, and `fixloop_curated.issue` with `curated.issue`.
 */
export function meant(word: string, known: Iterable<string>): readonly string[] {
  const candidates = [...new Set(known)];
  const near = nearest(word, candidates)?.word;
  if (near !== undefined) return [near];
  for (const separator of [".", "_"]) {
    const ending = candidates.filter((candidate) => candidate.endsWith(`${separator}${word}`));
    if (word !== "" && ending.length > 0) return ending.length > mostMeant ? [] : ending;
  }
  return [];
}

/** What follows the sentence that says that a name isn't known: a blank and the question, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = meant(word, known);
  return found.length === 0 ? "" : ` Did you mean ${found.map((name) => `"${name}"`).join(" or ")}?`;
}
