import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, type Sql } from "../../sql/sql.ts";

const monthOf = (date: Sql): Sql => sql`CAST(date_trunc('month', ${date}) AS DATE)`;

/**
 * One row with the days an audit speaks of: `audited_month`, the first day of the last whole month before the reference
 * time of the run; `next_month`, the day after it; `reference_start`, the first day of the third month before. All null
 * before the first run of the loop.
 */
export function auditedMonth(dialect: Dialect): Sql {
  return sql`  SELECT
    audited_month,
    next_month,
    -- the month before last and the one before it have 59 to 62 days together, with a third one at least 89
    ${monthOf(dialect.addDays(sql`audited_month`, sql`-75`))} AS reference_start
  FROM (
    SELECT next_month, ${monthOf(dialect.addDays(sql`next_month`, sql`-1`))} AS audited_month
    FROM (SELECT ${monthOf(asOf)} AS next_month) AS current_month
  ) AS last_month`;
}
