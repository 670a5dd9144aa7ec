/** Records that came on a day. */
export interface DeliveredDay {
  /** YYYY-MM-DD (UTC). */
  readonly day: string;
  readonly records: number;
}

export interface ProposedContract {
  /** Whole days after which the source counts as stale; undefined where its records don't say. */
  readonly freshDays: number | undefined;
  /** Fewest records a day; undefined where there are days without any. */
  readonly minPerDay: number | undefined;
}

/** Days at the end of the records that are looked at. */
const daysLooked = 90;
/** From so many days on with records the pauses between them say something. */
const fewestDays = 5;
const millisecondsOfDay = 86_400_000;

/**
 * A contract that the records keep themselves: twice the longest pause between two days, and half of what the poorest day has
 * brought. The first and the last day may be cut off.
 */
export function proposedContract(days: readonly DeliveredDay[]): ProposedContract {
  const sorted = days
    .map(({ day, records }) => ({ number: Math.floor(Date.parse(day) / millisecondsOfDay), records }))
    .toSorted((one, other) => one.number - other.number);
  const last = sorted.at(-1)?.number ?? 0;
  const recent = sorted.filter(({ number }) => number > last - daysLooked);
  if (recent.length < fewestDays) return { freshDays: undefined, minPerDay: undefined };
  const pauses = recent.slice(1).map(({ number }, index) => number - (recent[index]?.number ?? number));
  const longest = Math.max(1, ...pauses);
  const poorest = Math.min(...recent.slice(1, -1).map(({ records }) => records));
  const half = longest > 1 ? 0 : Math.floor(poorest / 2);
  return { freshDays: 2 * longest, minPerDay: half > 0 ? half : undefined };
}
