import { optional, required } from "../../contract/columns.ts";
import type { ViewColumn } from "../../contract/column.ts";
import type { SqlStep } from "../../contract/step.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import type { FinishedView, ViewContract } from "../../contract/view.ts";
import { newestFinishedLoop } from "../../ledger/reportedRun.ts";
import { finishedViews } from "./views.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/**
 * Readers see the last finished run, although a run changes the curated tables statement by statement and several
 * statements aren't a transaction on Delta. The last stage evaluates the query of every view and writes its rows into a
 * table of its own; the view selects those that are shown at the newest finished run. So the one UPDATE of the ledger
 * that finishes a run turns all views to the next state at once, and a run that fails or is killed turns none.
 *
 * A row is shown from the run that found it first until the run that no longer found it. A run therefore writes what
 * changed and not the whole view, and it removes only what left the view in an earlier run: never a row that a reader
 * may still see. Running again, also after a kill, gives the same rows, since what was there before is read as it was
 * shown at the newest finished run, whatever this run had written of it.
 */
type FinishedName = keyof typeof finishedViews;
export type PublishedTable = `curated.published_${FinishedName}`;

/** The table that holds the rows of a view. */
export const publishedTable = (name: FinishedName): PublishedTable => `curated.published_${name}`;

const isFinished = (name: string): name is FinishedName => Object.hasOwn(finishedViews, name);

const names = Object.keys(finishedViews).filter(isFinished);

const lifeColumns = {
  shown_from: required(
    "bigint",
    "First run of the loop that found the row: readers see it once that run has finished.",
  ),
  shown_until: optional(
    "bigint",
    "First run that no longer found the row: readers see it until that run has finished. Null while it is found.",
  ),
};

/** Contracts of the published tables, from those of their views. No one reads them but by the view. */
export const publishedTables = Object.fromEntries(
  names.map((name) => [publishedTable(name), publishedContract(name, finishedViews[name])]),
) as Readonly<Record<PublishedTable, AuthoredTable>>;

function publishedContract(name: FinishedName, view: FinishedView): AuthoredTable {
  return {
    comment: `Rows of serving.${name} with the runs that found them. Read the view instead: this table also holds rows of a running loop.`,
    kind: "published",
    owner: "measure",
    class: "internal",
    readers: [],
    key: [...view.key, "shown_from"],
    // rows about feedback go with it; all others name no one and leave with the run after the one that dropped them
    retention: Object.hasOwn(publishedColumns(view), "event_id") ? "curated" : "forever",
    columns: {
      ...Object.fromEntries(
        Object.entries(publishedColumns(view)).map(([column, { type, comment }]) => [
          column,
          // a missing value must not stop the last stage of a run: the role that wrote it was checked where it was written
          view.key.includes(column) ? required(type, comment) : optional(type, comment),
        ]),
      ),
      ...lifeColumns,
    },
  };
}

/** What the query of a view gives: all of its columns but those computed at reading, and those that aren't shown. */
function publishedColumns({
  columns,
  atReading = {},
  unshown = {},
}: FinishedView): Readonly<Record<string, ViewColumn>> {
  return {
    ...Object.fromEntries(Object.entries(columns).filter(([column]) => !Object.hasOwn(atReading, column))),
    ...unshown,
  };
}

/** Whether a published row is shown at a run. */
const shownAt = (run: Sql): Sql =>
  sql`shown_from <= ${run} AND (shown_until IS NULL OR shown_until > ${run})`;

/** The body of a serving view: its own query where it is live, else the published rows that are shown now. */
export function servingQuery(name: string, view: ViewContract, dialect: Dialect): Sql {
  if (view.shows === "live") return view.query(dialect);
  const own = name.replace(/^serving[.]/, "");
  if (!isFinished(own)) throw new TypeError(`measure: nothing publishes the rows of ${name}`);
  const columns = Object.keys(view.columns).map((column) => {
    const computed = view.atReading?.[column];
    return computed === undefined ? identifier(column) : sql`${computed(dialect)} AS ${identifier(column)}`;
  });
  return sql`SELECT
  ${join(
    columns,
    sql`,
  `,
  )}
FROM ${table(publishedTable(own))}
WHERE ${shownAt(newestFinishedLoop)}`;
}

/**
 * One step a view: the rows that its query gives now, in addition to those that readers see until this run has
 * finished.
 */
export const publishSteps: readonly SqlStep[] = names.map((name) => ({
  kind: "sql",
  id: `measure.${name}`,
  stage: "measure",
  title: `Publishes the rows of serving.${name}`,
  why: "Readers see the last finished run while this one changes the tables. A row is visible from the run that found it first until the run that no longer found it. The rows of this run become visible in all views at once, when the ledger marks it as finished.",
  writes: publishedTable(name),
  keeps: "the rows that readers see at the newest finished run",
  mode: "sync",
  window: "all",
  query: (dialect) => publishedRows(name, dialect),
}));

/** Equal rows of before and now are one group: NULLs are equal in it, so nothing has to be compared column by column. */
function publishedRows(name: FinishedName, dialect: Dialect): Sql {
  const view: FinishedView = finishedViews[name];
  const columns = join(Object.keys(publishedColumns(view)).map(identifier));
  return sql`WITH found AS (
  ${view.query(dialect)}
),
loop_run AS (
  SELECT
    max(CASE WHEN status = 'finished' THEN run_id END) AS newest_finished,
    max(CASE WHEN status = 'running' THEN run_id END) AS this_run
  FROM ${table("curated.pipeline_run")}
  WHERE job = 'loop'
),
before_and_now AS (
  SELECT ${columns}, CAST(NULL AS BIGINT) AS shown_from, 1 AS is_found
  FROM found
  UNION ALL
  SELECT ${columns}, published.shown_from, 0 AS is_found
  FROM ${table(publishedTable(name))} AS published
  JOIN loop_run ON ${shownAt(sql`loop_run.newest_finished`)}
)
SELECT
  ${columns},
  coalesce(max(before_and_now.shown_from), max(loop_run.this_run)) AS shown_from,
  CASE WHEN max(before_and_now.is_found) = 0 THEN max(loop_run.this_run) END AS shown_until
FROM before_and_now
CROSS JOIN loop_run
GROUP BY ${columns}`;
}
