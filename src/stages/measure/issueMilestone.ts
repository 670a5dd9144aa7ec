import { settledStates, watchedSince } from "../../ledger/reportedRun.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * CTEs up to `issue_milestone`: when each issue first reached each state. Routing counts only for issues that were detected
 * while the loop was running: a first load of history gives every old issue its owner on one day, which says nothing
 * about how long anyone took. An owner counts from the run that told of it, so the delay of the pipeline is in there.
 */
export const issueMilestone: Sql = sql`counted_step AS (
  SELECT issue_event.issue_id, issue_event.state,
    CASE
      WHEN issue_event.cause = 'routing' THEN greatest(issue_event.happened_at, coalesce(run.as_of, issue_event.happened_at))
      ELSE issue_event.happened_at
    END AS happened_at
  FROM ${table("curated.issue_event")} AS issue_event
  LEFT JOIN ${table("curated.pipeline_run")} AS run ON run.run_id = issue_event.run_id
  JOIN ${table("curated.issue")} AS issue ON issue.issue_id = issue_event.issue_id
  CROSS JOIN (SELECT ${watchedSince} AS watched_since) AS watch
  WHERE issue_event.cause <> 'routing' OR issue.detected_at > watch.watched_since
),
issue_milestone AS (
  SELECT
    issue.issue_id,
    issue.product,
    issue.detected_at,
    min(CASE WHEN counted_step.state = 'triaged' THEN counted_step.happened_at END) AS triaged_at,
    min(CASE WHEN counted_step.state = 'assigned' THEN counted_step.happened_at END) AS assigned_at,
    min(CASE WHEN counted_step.state = 'released' THEN counted_step.happened_at END) AS released_at,
    min(CASE WHEN counted_step.state = 'resolved' THEN counted_step.happened_at END) AS resolved_at,
    min(CASE WHEN counted_step.state IN ${settledStates} THEN counted_step.happened_at END) AS outcome_at
  FROM ${table("curated.issue")} AS issue
  LEFT JOIN counted_step ON counted_step.issue_id = issue.issue_id
  WHERE issue.events > 0
  GROUP BY issue.issue_id, issue.product, issue.detected_at
)`;

/** Hours between two moments as DECIMAL with one place; null where one is missing or they are not in this order. */
export function hours(dialect: Dialect, from: Sql, to: Sql): Sql {
  return sql`CASE WHEN ${from} <= ${to} THEN ${dialect.hoursBetween(from, to)} END`;
}

/** Aggregate: the median with one place. */
export function medianHours(dialect: Dialect, value: Sql): Sql {
  return dialect.quantise(dialect.median(value), 1);
}

/** Part of a whole in percent with one place; null where the whole is nothing. */
export function percent(dialect: Dialect, part: Sql, whole: Sql): Sql {
  return dialect.quantise(dialect.divide(sql`100 * ${part}`, whole), 1);
}
