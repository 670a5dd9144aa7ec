import { publishedAsOf } from "../../ledger/reportedRun.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table } from "../../sql/sql.ts";
import type { Sql } from "../../sql/sql.ts";

/** Days back from the newest feedback of a product that its categories are counted over: sixteen weeks. */
export const periodDays = 112;
/** Days of feedback without which weeks are not compared. */
export const leastDays = 21;

/**
 * CTEs `moment` and `feedback_period`: for each product the days that its categories are counted over, up to its newest
 * feedback, so that an export of last year says something too. The later part, from `later_from` on, is a third of it in
 * whole weeks, and four weeks at most; null where there are too few days.
 */
export const feedbackPeriod = (dialect: Dialect): Sql => sql`moment AS (
  SELECT ${publishedAsOf} AS as_of
),
feedback_days AS (
  SELECT daily_count.product, min(daily_count.event_date) AS oldest_date, max(daily_count.event_date) AS last_date
  FROM ${table("curated.daily_count")} AS daily_count
  CROSS JOIN moment
  WHERE daily_count.event_date <= CAST(moment.as_of AS DATE)
  GROUP BY daily_count.product
),
counted_days AS (
  SELECT
    product,
    greatest(oldest_date, ${dialect.addDays(sql`last_date`, sql`${1 - periodDays}`)}) AS first_date,
    last_date,
    ${dialect.daysBetween(sql`oldest_date`, sql`last_date`)} + 1 AS days
  FROM feedback_days
),
feedback_period AS (
  SELECT
    product,
    first_date,
    last_date,
    CASE
      WHEN days >= 84 THEN ${dialect.addDays(sql`last_date`, sql`-27`)}
      WHEN days >= 63 THEN ${dialect.addDays(sql`last_date`, sql`-20`)}
      WHEN days >= 42 THEN ${dialect.addDays(sql`last_date`, sql`-13`)}
      WHEN days >= ${leastDays} THEN ${dialect.addDays(sql`last_date`, sql`-6`)}
    END AS later_from
  FROM counted_days
)`;
