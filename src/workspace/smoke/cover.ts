/** Something that could be run, and what it would show to work. */
export interface Candidate {
  readonly features: ReadonlySet<string>;
}

/**
 * Few candidates that together show every feature that any of them shows, in addition to those that are covered
 * already: each time the one that adds most, the first of equals. Greedy is within the logarithm of the least number,
 * which is near enough. The chosen ones come in the order in which they were given.
 */
export function coveringSet<Item extends Candidate>(
  candidates: readonly Item[],
  covered: ReadonlySet<string>,
): readonly Item[] {
  const open = new Set(
    candidates.flatMap(({ features }) => [...features]).filter((feature) => !covered.has(feature)),
  );
  const chosen = new Set<Item>();
  while (open.size > 0) {
    let best: Item | undefined;
    let most = 0;
    for (const candidate of candidates) {
      const adds = [...candidate.features].filter((feature) => open.has(feature)).length;
      if (adds > most) [best, most] = [candidate, adds];
    }
    if (best === undefined) break;
    chosen.add(best);
    for (const feature of best.features) open.delete(feature);
  }
  return candidates.filter((candidate) => chosen.has(candidate));
}
