import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * CTE `fix_bound`: of every fix whom it reaches from when on (a version, or everyone after a date), what the fixes of its
 * issue up to it leave as users without one (`unfixed_below_key`, `unfixed_before_date`), and the day of the next.
 */
export function fixBound(dialect: Dialect): Sql {
  const releasedDate = sql`CAST(fix.released_at AS DATE)`;
  const soFar = sql`OVER (PARTITION BY fix.issue_id ORDER BY fix.fix_position ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  return sql`fix_bound AS (
    SELECT
      fix.issue_id,
      fix.fix_position,
      CASE WHEN fix.fix_version_key IS NULL THEN 'date' ELSE fix.scope END AS scope,
      fix.fix_version_key,
      ${releasedDate} AS fix_date,
      -- the day on which a fix reaches all users belongs to neither side, unless it was released at midnight
      CASE WHEN fix.released_at > CAST(${releasedDate} AS TIMESTAMP) THEN ${dialect.addDays(releasedDate, sql`1`)} ELSE ${releasedDate} END AS first_full_date,
      min(CASE WHEN fix.scope = 'version' THEN fix.fix_version_key END) ${soFar} AS unfixed_below_key,
      min(CASE WHEN fix.scope = 'date' OR fix.fix_version_key IS NULL THEN ${releasedDate} END) ${soFar} AS unfixed_before_date,
      lead(${releasedDate}) OVER (PARTITION BY fix.issue_id ORDER BY fix.fix_position) AS next_fix_date
    FROM ${table("curated.fix")} AS fix
  )`;
}
