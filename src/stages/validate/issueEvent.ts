import { issueHistory, prerequisite } from "./issueHistory.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * Appends the states that are not recorded yet: a state once recorded keeps the time and cause it had. Where later
 * evidence moved its predecessor to an earlier time, the recorded time of the predecessor is the lower bound.
 */
export function issueEvent(dialect: Dialect): Sql {
  const occurrence = sql`CAST(issue_history.occurrence AS ${dialect.type("string")})`;
  return sql`  WITH ${issueHistory(dialect)},
  recorded_state AS (
    SELECT issue_id, state, min(happened_at) AS happened_at FROM ${table("curated.issue_event")} GROUP BY issue_id, state
  )
  SELECT
    ${hashKey(dialect, [sql`issue_history.issue_id`, sql`issue_history.state`, occurrence])} AS issue_event_id,
    issue_history.issue_id,
    issue_history.state,
    greatest(issue_history.happened_at, coalesce(recorded_state.happened_at, issue_history.happened_at)) AS happened_at,
    issue_history.cause
  FROM issue_history
  LEFT JOIN recorded_state
    ON recorded_state.issue_id = issue_history.issue_id AND recorded_state.state = ${prerequisite(sql`issue_history.state`)}`;
}
