import type { Dialect } from "../sql/dialect.ts";
import { sql, type Sql } from "../sql/sql.ts";

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
 */
export interface Share {
  /** p = hits / of, as a double. */
  readonly share: Sql;
  readonly low: Sql;
  readonly high: Sql;
}

/** The share of hits among `of`, whole numbers of which the second is above 0, with its interval at `deviate`, a double. */
export function shareOf(hits: Sql, of: Sql, deviate: Sql): Share {
  const [k, n] = [sql`CAST(${hits} AS DOUBLE)`, sql`CAST(${of} AS DOUBLE)`];
  const squared = sql`${deviate} * ${deviate}`;
  const middle = sql`(${k} + ${squared} / 2)`;
  const half = sql`${deviate} * sqrt(${k} * (${n} - ${k}) / ${n} + ${squared} / 4)`;
  return {
    share: sql`${k} / ${n}`,
    low: sql`greatest(CAST(0 AS DOUBLE), (${middle} - ${half}) / (${n} + ${squared}))`,
    high: sql`least(CAST(1 AS DOUBLE), (${middle} + ${half}) / (${n} + ${squared}))`,
  };
}

/** The lower bound of one share over another, a double; 0 where the first share is 0. */
export function ratioLow(one: Pick<Share, "share" | "low">, other: Pick<Share, "share" | "high">): Sql {
  const product = sql`${one.share} * ${other.share}`;
  const a = sql`${one.low} * (2 * ${one.share} - ${one.low})`;
  const b = sql`${other.high} * (2 * ${other.share} - ${other.high})`;
  return sql`CASE
      WHEN ${one.low} = 0 THEN CAST(0 AS DOUBLE)
      ELSE ${a} / (${product} + sqrt(greatest(CAST(0 AS DOUBLE), ${product} * ${product} - ${a} * ${b})))
    END`;
}

/** The upper bound, a double; null where it is unbounded. */
export const ratioHigh = (one: Pick<Share, "share" | "high">, other: Pick<Share, "share" | "low">): Sql =>
  sql`1 / nullif(${ratioLow(other, one)}, 0)`;

/** Of all intervals that are shown side by side, so many in a hundred may miss at least one value. */
const missPercent = 5;

/**
 * The deviate with which `intervals` intervals hold together in 95 of 100 cases (Bonferroni), as DECIMAL(38,3): 1.960 for
 * one, 2.807 for ten. The quantile is approximated by 26.2.23 of Abramowitz and Stegun, with an error below 0.00045.
 */
export function jointDeviate(dialect: Dialect, intervals: Sql): Sql {
  const t = sql`sqrt(-2 * ln(CAST(${missPercent} AS DOUBLE) / (200 * ${intervals})))`;
  const coefficient = (millionths: number): Sql => sql`CAST(${millionths} AS DOUBLE) / 1000000`;
  const above = sql`${coefficient(2_515_517)} + ${t} * (${coefficient(802_853)} + ${t} * ${coefficient(10_328)})`;
  const below = sql`1 + ${t} * (${coefficient(1_432_788)} + ${t} * (${coefficient(189_269)} + ${t} * ${coefficient(1_308)}))`;
  return dialect.quantise(sql`${t} - (${above}) / (${below})`, 3);
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
