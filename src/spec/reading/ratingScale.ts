import type { FieldReading } from "../project.ts";

/** Scales that have a name: satisfaction, effort (7 is the least), and how likely someone is to recommend. */
export const namedScales = {
  csat: { format: "scale", low: 1, high: 5 },
  ces: { format: "scale", low: 1, high: 7 },
  nps: { format: "nps", low: 0, high: 10 },
} as const satisfies Readonly<Record<string, FieldReading>>;

/** How a rating with the given `scale:` is read; undefined for no scale. */
export function ratingReading(written: string): FieldReading | undefined {
  const named = Object.entries(namedScales).find(([name]) => name === written);
  if (named) return named[1];
  const [, low, high] = /^(\d{1,2})-(\d{1,3})$/.exec(written) ?? [];
  if (low === undefined || Number(low) >= Number(high)) return undefined;
  return { format: "scale", low: Number(low), high: Number(high) };
}
