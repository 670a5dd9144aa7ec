import { cut, wardMerges } from "./hierarchy.ts";
import { rowOf, stacked } from "./kMeans.ts";
import type { Dense } from "./matrix.ts";

/** Groups of an area on average: no more than ten, so that an area divides, and no fewer than three, so that it joins. */
const [fewestGroups, mostGroups] = [3, 10];

/**
 * Groups that belong together, in areas: Ward's merges of their centres go on to where the next one costs most in
 * proportion. Large groups count as small ones do; otherwise they would stay alone.
 */
export function areasOf(centres: Dense, kept: readonly number[]): readonly (readonly number[])[] {
  if (kept.length === 0) return [];
  const merges = wardMerges(
    stacked(
      kept.map((group) => rowOf(centres, group)),
      centres.width,
    ),
    kept.map(() => 1),
  );
  const least = Math.max(1, Math.ceil(kept.length / mostGroups));
  const most = Math.max(least, Math.floor(kept.length / fewestGroups));
  let [count, widest] = [least, 0];
  for (let areas = least; areas <= most; areas++) {
    // The merge that leaves one area fewer, over the one that left these.
    const [done, next] = [merges[kept.length - areas - 1], merges[kept.length - areas]];
    const gap = done === undefined || next === undefined ? 0 : next.cost / Math.max(done.cost, 1e-9);
    if (gap > widest) [count, widest] = [areas, gap];
  }
  const areaOf = cut(merges, kept.length, count);
  return Array.from({ length: count }, (_, area) =>
    kept.filter((_group, index) => areaOf[index] === area),
  ).filter((groups) => groups.length > 0);
}
