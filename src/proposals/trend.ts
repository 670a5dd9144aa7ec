/** How the share of a category changed: that of the later part of the time covered over that of the part before. */
export interface Trend {
  /** First day of the later part (UTC). */
  readonly since: string;
  readonly later: { readonly texts: number; readonly of: number };
  readonly before: { readonly texts: number; readonly of: number };
  /** Ratio of the two shares, and its interval of 95 %. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Decided for all categories together, so that of a hundred steady ones none is likely to be called growing. */
  readonly direction: "growing" | "shrinking" | "unclear";
}

const day = 86_400_000;
/** Days that the later part has, if three times as many lie before it; else it is the last third of the time. */
const laterDays = 28;
/** Texts that each part must hold before shares are compared. */
const leastTexts = 20;

/** The moment that parts the texts in time; undefined where they have no dates, or too few on one side. */
export function trendStart(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined).toSorted((left, right) => left - right);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || last - first < 6 * day) return undefined;
  const length = last - first >= 4 * laterDays * day ? laterDays * day : (last - first) / 3;
  const since = Math.floor((last - length) / day) * day;
  const later = known.filter((moment) => moment >= since).length;
  return later >= leastTexts && known.length - later >= leastTexts ? since : undefined;
}

/**
 * Ratio of two shares with the interval of its logarithm (Katz et al. 1978), half a text added to each count so that none
 * is zero. The direction uses the bound √(2 ln(2·categories / 0.05)) on a normal deviate in place of 1.96.
 */
export function trendOf(
  own: readonly (number | undefined)[],
  all: readonly (number | undefined)[],
  since: number,
  categories: number,
): Trend {
  const split = (moments: readonly (number | undefined)[]): readonly [later: number, before: number] => [
    moments.filter((moment) => moment !== undefined && moment >= since).length,
    moments.filter((moment) => moment !== undefined && moment < since).length,
  ];
  const [later, before] = split(own);
  const [laterOf, beforeOf] = split(all);
  const logRatio = Math.log((later + 0.5) / (laterOf + 0.5) / ((before + 0.5) / (beforeOf + 0.5)));
  const error = Math.sqrt(
    Math.max(0, 1 / (later + 0.5) - 1 / (laterOf + 0.5) + 1 / (before + 0.5) - 1 / (beforeOf + 0.5)),
  );
  const strict = Math.sqrt(2 * Math.log((2 * categories) / 0.05));
  return {
    since: new Date(since).toISOString().slice(0, 10),
    later: { texts: later, of: laterOf },
    before: { texts: before, of: beforeOf },
    ratio: Math.exp(logRatio),
    low: Math.exp(logRatio - 1.96 * error),
    high: Math.exp(logRatio + 1.96 * error),
    direction:
      logRatio - strict * error > 0 ? "growing" : logRatio + strict * error < 0 ? "shrinking" : "unclear",
  };
}
