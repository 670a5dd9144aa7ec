import { createHash } from "node:crypto";
import type { MeasuredText } from "./measuredTexts.ts";

/** Parts that take turns at being asked. Ten took twice the time and told nothing else (docs/how-to/evaluate.md). */
const mostFolds = 5;

/**
 * Deals texts into folds, so that each has its share of every category, and texts that read the same are in one. Which one
 * is decided by hashes: neither the order of files nor the alphabet shows, and a new text moves those of its own category only.
 */
export function dealFolds(texts: readonly MeasuredText[]): readonly (readonly MeasuredText[])[] {
  const groups = Map.groupBy(texts, ({ words }) => words);
  const strata = Map.groupBy(groups, ([, group]) => group[0]?.category ?? "");
  const count = Math.min(mostFolds, groups.size);
  const folds = Array.from({ length: count }, (): MeasuredText[] => []);
  for (const [category, members] of [...strata].toSorted(byFirst)) {
    // Categories begin in different folds, or the first would be the largest.
    const start = Number.parseInt(sha256(category).slice(0, 8), 16);
    const dealt = members.map(([words, group]) => [sha256(words), group] as const).toSorted(byFirst);
    for (const [index, [, group]] of dealt.entries()) folds[(start + index) % count]?.push(...group);
  }
  return folds.filter((fold) => fold.length > 0);
}

const byFirst = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
