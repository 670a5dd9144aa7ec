import type { Dialect } from "../sql/dialect.ts";
import { identifier, sql, type Sql } from "../sql/sql.ts";

/**
 * Intervals of a share, and of the ratio of two shares. Only square roots and the four operations are used, which both
 * engines round alike; quantise a bound before it is compared or shown.
 *
 * A share k / n has Wilson's score interval (1927): with z the normal deviate of the confidence,
 *
 *     ( k + z²/2 ± z √( k (n - k) / n + z²/4 ) ) / ( n + z² )
 *
 * The ratio p1 / p2 of two shares with intervals (l1, u1) and (l2, u2) has the bounds of Donner and Zou (Statistical
 * Methods in Medical Research 21, 2012), named MOVER-R and recommended with Wilson's intervals by Fagerland, Lydersen and
 * Laake (the same journal 24, 2015). With a = l1 (2 p1 - l1) and b = u2 (2 p2 - u2),
 *
 *     low = a / ( p1 p2 + √( (p1 p2)² - a b ) ),   high = 1 / low of p2 / p1
 *
 * A share of nothing gives a bound too: where p2 is 0, high is unbounded and low still says what the counts can bear.
 *
 * CTEs up to `share_interval`: the rows of another CTE, which have `hits`, `trials` (above 0) and `deviate` as doubles, with
 * `share`, `low`, `high`, and a and b as `low_part` and `high_part`.
 */
export const shareIntervals = (rows: string): Sql => sql`share_spread AS (
  SELECT *,
    deviate * deviate AS squared,
    deviate * sqrt(hits * (trials - hits) / trials + deviate * deviate / 4) AS half
  FROM ${identifier(rows)}
),
share_bound AS (
  SELECT *,
    hits / trials AS share,
    greatest(CAST(0 AS DOUBLE), (hits + squared / 2 - half) / (trials + squared)) AS low,
    least(CAST(1 AS DOUBLE), (hits + squared / 2 + half) / (trials + squared)) AS high
  FROM share_spread
),
share_interval AS (
  SELECT *,
    low * (2 * share - low) AS low_part,
    high * (2 * share - high) AS high_part
  FROM share_bound
)`;

/** The lower bound of one share over another, a double; 0 where the first share is 0. Both are rows of `share_interval`. */
export function ratioLow(one: string, other: string): Sql {
  const [left, right] = [identifier(one), identifier(other)];
  const product = sql`${left}.share * ${right}.share`;
  return sql`CASE
      WHEN ${left}.low = 0 THEN CAST(0 AS DOUBLE)
      ELSE ${left}.low_part / (
        ${product}
        + sqrt(greatest(CAST(0 AS DOUBLE), ${product} * ${product} - ${left}.low_part * ${right}.high_part))
      )
    END`;
}

/** The upper bound, a double; null where it is unbounded. */
export const ratioHigh = (dialect: Dialect, one: string, other: string): Sql =>
  dialect.divide(sql`1`, ratioLow(other, one));

/**
 * CTEs up to `joint_deviate`: the rows of another CTE with `deviate`, with which their number of `intervals` hold together
 * in 95 of 100 cases (Bonferroni), as DECIMAL(38,3): 1.960 for one, 2.807 for ten. The quantile is approximated by 26.2.23
 * of Abramowitz and Stegun, with an error below 0.00045.
 */
export function jointDeviates(dialect: Dialect, rows: string): Sql {
  const above = sql`CAST(2.515517 AS DOUBLE) + tail * (CAST(0.802853 AS DOUBLE) + tail * CAST(0.010328 AS DOUBLE))`;
  const below = sql`1 + tail * (CAST(1.432788 AS DOUBLE) + tail * (CAST(0.189269 AS DOUBLE) + tail * CAST(0.001308 AS DOUBLE)))`;
  return sql`interval_tail AS (
  SELECT *, sqrt(-2 * ln(CAST(0.05 AS DOUBLE) / (2 * greatest(intervals, 1)))) AS tail
  FROM ${identifier(rows)}
),
joint_deviate AS (
  SELECT *, ${dialect.quantise(sql`tail - (${above}) / (${below})`, 3)} AS deviate
  FROM interval_tail
)`;
}

/** The same in numbers, for tests and for a reader who wants to check a row by hand. */
export interface ShareInNumbers {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export function shareInNumbers(hits: number, of: number, deviate: number): ShareInNumbers {
  const squared = deviate * deviate;
  const middle = hits + squared / 2;
  const half = deviate * Math.sqrt((hits * (of - hits)) / of + squared / 4);
  return {
    share: hits / of,
    low: Math.max(0, (middle - half) / (of + squared)),
    high: Math.min(1, (middle + half) / (of + squared)),
  };
}

/** The deviate with which so many intervals hold together, with three decimals. */
export function deviateInNumbers(intervals: number): number {
  const tail = Math.sqrt(-2 * Math.log(0.05 / (2 * Math.max(intervals, 1))));
  const above = 2.515517 + tail * (0.802853 + tail * 0.010328);
  const below = 1 + tail * (1.432788 + tail * (0.189269 + tail * 0.001308));
  return Math.round(1000 * (tail - above / below)) / 1000;
}

/** @returns the bounds; high is infinite where nothing bounds it */
export function ratioInNumbers(
  one: ShareInNumbers,
  other: ShareInNumbers,
): { readonly low: number; readonly high: number } {
  return { low: lowInNumbers(one, other), high: 1 / lowInNumbers(other, one) };
}

function lowInNumbers(one: ShareInNumbers, other: ShareInNumbers): number {
  if (one.low === 0) return 0;
  const product = one.share * other.share;
  const a = one.low * (2 * one.share - one.low);
  const b = other.high * (2 * other.share - other.high);
  return a / (product + Math.sqrt(Math.max(0, product * product - a * b)));
}
