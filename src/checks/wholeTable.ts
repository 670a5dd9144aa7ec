import { fewestEvents, smoothedShare, stabilityMillionths } from "../statistics/stabilityIndex.ts";
import type { FailingOrigins } from "../contract/lineage.ts";
import { asOf, asOfOrigins } from "../contract/window.ts";
import type { Dialect } from "../sql/dialect.ts";
import { identifier, join, sql, type Sql, type TableName } from "../sql/sql.ts";

/** With fewer whole days before it a day isn't held against its history. */
export const fewestDays = 7;

/** A promise about a table as a whole. Each query gives no row where it is kept, and says in `observed` what was found. */
export type TablePromise =
  | { readonly kind: "unique"; readonly columns: readonly string[] }
  | { readonly kind: "fresh"; readonly column: string }
  | { readonly kind: "volume"; readonly column: string }
  | { readonly kind: "distribution"; readonly of: string; readonly column: string };

/**
 * `limits` selects the one row of what the author wrote for this check: at_most_hours, at_least_percent,
 * at_most_percent, of_last_days, psi_millionths.
 */
export function tableFailure(promise: TablePromise, from: Sql, limits: Sql, dialect: Dialect): Sql {
  switch (promise.kind) {
    case "unique":
      return twice(promise.columns, from, dialect);
    case "fresh":
      return stale(identifier(promise.column), from, limits, dialect);
    case "volume":
      return unusual(identifier(promise.column), from, limits, dialect);
    case "distribution":
      break;
  }
  return shifted(identifier(promise.of), identifier(promise.column), from, limits, dialect);
}

/** Where the rows of `tableFailure` come from, with limits that select from `written` by `check_id`. */
export function tableFailureOrigins(
  promise: TablePromise,
  checked: TableName,
  written: TableName,
): FailingOrigins {
  const of = (name: TableName, ...columns: readonly string[]): readonly string[] =>
    columns.map((column) => `${name}.${column}`);
  const limited = [...of(written, "check_id"), asOfOrigins.rows, asOfOrigins.value];
  const tables = [checked, written];
  switch (promise.kind) {
    case "unique":
      return {
        tables: [checked],
        key: [],
        observed: of(checked, "*"),
        rows: of(checked, "*", ...promise.columns),
      };
    case "fresh": {
      const ages = [...of(checked, promise.column), ...of(written, "at_most_hours")];
      return { tables, key: [], observed: [...ages, asOfOrigins.value], rows: [...limited, ...ages] };
    }
    case "volume": {
      const counts = [...of(checked, "*"), ...of(written, "*", "at_least_percent", "at_most_percent")];
      return {
        tables,
        key: [],
        observed: counts,
        rows: [...limited, ...counts, ...of(checked, promise.column), ...of(written, "of_last_days")],
      };
    }
    case "distribution":
      break;
  }
  const shares = [...of(checked, "*", promise.column), ...of(written, "*", "psi_millionths")];
  return {
    tables,
    key: [],
    observed: [...shares, asOfOrigins.value],
    rows: [...limited, ...shares, ...of(checked, promise.of), ...of(written, "of_last_days")],
  };
}

/** Of a number that is there: of a null the engines make different texts. */
const said = (dialect: Dialect, number: Sql, unit: Sql): Sql =>
  sql`concat(CAST(${number} AS ${dialect.type("string")}), ${unit})`;

/** One row for each combination that several rows have; those with a null don't count. */
function twice(columns: readonly string[], from: Sql, dialect: Dialect): Sql {
  const names = columns.map((column) => sql`checked.${identifier(column)}`);
  return sql`WITH alike AS (
  SELECT count(*) AS alike_rows
  FROM ${from} AS checked
  WHERE ${join(
    names.map((name) => sql`${name} IS NOT NULL`),
    sql` AND `,
  )}
  GROUP BY ${join(names)}
  HAVING count(*) > 1
)
SELECT ${said(dialect, sql`(SELECT max(alike_rows) FROM alike)`, sql`' rows alike at most'`)} AS observed FROM alike`;
}

/** A table without a value is not fresh. The age is cut to whole hours; a moment after the run's is of age 0 or less. */
function stale(column: Sql, from: Sql, limits: Sql, dialect: Dialect): Sql {
  const age = sql`(${dialect.epochSeconds(sql`limits.moment`)} - ${dialect.epochSeconds(sql`newest.moment`)})`;
  const hours = dialect.hoursBetween(sql`newest.moment`, sql`limits.moment`);
  return sql`SELECT concat(CASE WHEN newest.moment IS NULL THEN 'no value' ELSE ${said(dialect, hours, sql`' h old'`)} END, ', ', ${said(dialect, sql`limits.at_most_hours`, sql`' h allowed'`)}) AS observed
FROM (SELECT max(CAST(checked.${column} AS TIMESTAMP)) AS moment FROM ${from} AS checked) AS newest
CROSS JOIN (SELECT at_most_hours, ${asOf} AS moment FROM (${limits}) AS written) AS limits
WHERE newest.moment IS NULL OR ${age} > 3600 * limits.at_most_hours`;
}

/**
 * Twice the median is whole, so both engines compare whole numbers. Days without rows count as 0 from the first day
 * of the history that has any.
 */
function unusual(column: Sql, from: Sql, limits: Sql, dialect: Dialect): Sql {
  const share = sql`2 * events * 100`;
  return sql`WITH limits AS (
  SELECT at_least_percent, at_most_percent, of_last_days, ${lastDay(dialect)} AS last_day FROM (${limits}) AS written
),
day_count AS (
  SELECT CAST(checked.${column} AS DATE) AS day, count(*) AS day_rows
  FROM ${from} AS checked
  CROSS JOIN limits
  WHERE CAST(checked.${column} AS DATE) <= limits.last_day
    AND CAST(checked.${column} AS DATE) >= ${dialect.addDays(sql`limits.last_day`, sql`0 - limits.of_last_days`)}
  GROUP BY CAST(checked.${column} AS DATE)
),
span AS (
  SELECT min(day_count.day) AS first_day, max(limits.last_day) AS last_day FROM day_count CROSS JOIN limits
),
calendar AS (
  SELECT ${dialect.explode(dialect.dateRange(sql`first_day`, sql`last_day`))} AS day FROM span
),
filled AS (
  SELECT calendar.day, coalesce(day_count.day_rows, 0) AS day_rows
  FROM calendar LEFT JOIN day_count ON day_count.day = calendar.day
),
history AS (
  SELECT count(*) AS days, CAST(${dialect.quantise(sql`${dialect.median(sql`filled.day_rows`)} * 2`, 0)} AS BIGINT) AS doubled
  FROM filled CROSS JOIN limits WHERE filled.day < limits.last_day
),
last_count AS (
  SELECT max(filled.day_rows) AS events FROM filled CROSS JOIN limits WHERE filled.day = limits.last_day
)
SELECT concat(
    ${said(dialect, sql`events`, sql`' rows, twice the median is '`)},
    ${said(dialect, sql`doubled`, sql`', allowed '`)},
    CASE WHEN at_least_percent IS NULL THEN '' ELSE concat('from ', ${said(dialect, sql`at_least_percent`, sql`' %'`)}) END,
    CASE WHEN at_least_percent IS NULL OR at_most_percent IS NULL THEN '' ELSE ' ' END,
    CASE WHEN at_most_percent IS NULL THEN '' ELSE concat('to ', ${said(dialect, sql`at_most_percent`, sql`' %'`)}) END
  ) AS observed
FROM history CROSS JOIN last_count CROSS JOIN limits
WHERE days >= ${fewestDays} AND doubled > 0
  AND (coalesce(${share} < doubled * at_least_percent, FALSE) OR coalesce(${share} > doubled * at_most_percent, FALSE))`;
}

/** The index of `audit/drift.ts`, in whole millionths, a null counted as a value. Too few rows on a side say nothing. */
function shifted(of: Sql, column: Sql, from: Sql, limits: Sql, dialect: Dialect): Sql {
  const day = sql`CAST(checked.${column} AS DATE)`;
  const recentStart = dialect.addDays(sql`limits.last_day`, sql`-6`);
  return sql`WITH limits AS (
  SELECT psi_millionths, of_last_days, ${lastDay(dialect)} AS last_day FROM (${limits}) AS written
),
item_count AS (
  SELECT
    checked.${of} AS item,
    CAST(sum(CASE WHEN ${day} >= ${recentStart} THEN 1 ELSE 0 END) AS BIGINT) AS events,
    CAST(sum(CASE WHEN ${day} >= ${recentStart} THEN 0 ELSE 1 END) AS BIGINT) AS reference_events
  FROM ${from} AS checked
  CROSS JOIN limits
  WHERE ${day} <= limits.last_day
    AND ${day} >= ${dialect.addDays(sql`limits.last_day`, sql`-6 - limits.of_last_days`)}
  GROUP BY checked.${of}
),
total AS (
  SELECT count(*) AS items, CAST(sum(events) AS BIGINT) AS total_events, CAST(sum(reference_events) AS BIGINT) AS reference_total
  FROM item_count
),
item_share AS (
  SELECT ${smoothedShare(sql`events`, sql`total_events`)} AS share, ${smoothedShare(sql`reference_events`, sql`reference_total`)} AS reference_share
  FROM item_count CROSS JOIN total
  WHERE total_events >= ${fewestEvents} AND reference_total >= ${fewestEvents}
),
shift AS (
  SELECT CAST(sum(${stabilityMillionths(dialect, sql`share`, sql`reference_share`)}) AS BIGINT) AS millionths FROM item_share
)
SELECT concat(${said(dialect, sql`millionths`, sql`' millionths, allowed below '`)}, CAST(psi_millionths AS ${dialect.type("string")})) AS observed
FROM shift CROSS JOIN limits
WHERE millionths >= psi_millionths`;
}

/** The day before that of the run's moment: the last that is whole. */
const lastDay = (dialect: Dialect): Sql => dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-1`);
