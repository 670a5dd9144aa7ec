import type { Origin } from "../contract/lineage.ts";

/** Constants say nothing next to what varies, and what a column keeps of itself nothing next to anything else. */
export function valueOrigins(origins: Iterable<Origin>, itself: string): readonly Origin[] {
  const all = [...new Set(origins)];
  const others = all.filter((origin) => origin !== itself);
  const varying = others.filter((origin) => origin !== "constant").toSorted();
  if (varying.length > 0) return varying;
  return others.length === 0 && all.length > 0 ? all : ["constant"];
}

/** What decides about rows: a constant decides nothing. */
export const rowOrigins = (origins: Iterable<Origin>): readonly Origin[] =>
  [...new Set(origins)].filter((origin) => origin !== "constant").toSorted();
