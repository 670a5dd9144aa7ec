import type { Dialect } from "../sql/dialect.ts";
import { sql, table, type Sql } from "../sql/sql.ts";

/**
 * Whether a day still has all of its feedback. A retention run deletes what was received longer ago than the spec says, so
 * days before that have lost some or all of theirs: what was counted of them stays as it was, and what rests on it.
 */
export function isOpen(dialect: Dialect, date: Sql): Sql {
  return sql`${date} > coalesce(
    (
      SELECT max(${dialect.addDays(sql`CAST(retention_run.as_of AS DATE)`, sql`-setting.retention_curated_days`)})
      FROM ${table("curated.pipeline_run")} AS retention_run
      CROSS JOIN ${table("curated.setting")} AS setting
      WHERE retention_run.job = 'retention'
    ),
    DATE '1900-01-01'
  )`;
}
