import { shown } from "../../contract/columns.ts";
import type { LiveView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const stageHealth: LiveView = {
  comment: "The newest run of every stage: its status, its duration and the results of its checks.",
  owner: "measure",
  readers: ["platform", "analyst"],
  shows: "live",
  why: "It shows the progress of a running loop from the ledger, in which one statement writes each row.",
  columns: {
    stage: shown("string", "The stage."),
    stage_position: shown("int", "Its place in the loop, from 1; stages of other jobs come after it."),
    run_id: shown("bigint", "Newest run that reached it."),
    status: shown("string", "running, finished or failed."),
    as_of: shown("timestamp", "Reference time of that run (UTC)."),
    started_at: shown("timestamp", "Start (UTC)."),
    finished_at: shown("timestamp", "End (UTC); null while it runs."),
    duration_seconds: shown("bigint", "Seconds from start to end; null while it runs."),
    rows_in: shown("bigint", "Rows of its window."),
    rows_out: shown("bigint", "Rows it wrote."),
    checks_failed: shown("bigint", "Checks that failed."),
    failing_rows: shown("bigint", "Rows that fail them."),
    last_finished_run_id: shown("bigint", "Newest run in which it finished; null before the first."),
  },
  query: (dialect) => sql`WITH newest_stage_run AS (
  SELECT *
  FROM ${table("curated.stage_run")}
  QUALIFY row_number() OVER (PARTITION BY stage ORDER BY run_id DESC) = 1
),
finished_stage_run AS (
  SELECT stage, max(run_id) AS run_id FROM ${table("curated.stage_run")} WHERE status = 'finished' GROUP BY stage
),
failing_check AS (
  SELECT run_id, stage, CAST(sum(failing_rows) AS BIGINT) AS failing_rows
  FROM ${table("curated.check_result")}
  GROUP BY run_id, stage
)
SELECT
  newest_stage_run.stage,
  newest_stage_run.stage_position,
  newest_stage_run.run_id,
  newest_stage_run.status,
  pipeline_run.as_of,
  newest_stage_run.started_at,
  newest_stage_run.finished_at,
  ${dialect.epochSeconds(sql`newest_stage_run.finished_at`)} - ${dialect.epochSeconds(sql`newest_stage_run.started_at`)} AS duration_seconds,
  newest_stage_run.rows_in,
  newest_stage_run.rows_out,
  newest_stage_run.checks_failed,
  coalesce(failing_check.failing_rows, 0) AS failing_rows,
  finished_stage_run.run_id AS last_finished_run_id
FROM newest_stage_run
LEFT JOIN ${table("curated.pipeline_run")} AS pipeline_run ON pipeline_run.run_id = newest_stage_run.run_id
LEFT JOIN finished_stage_run ON finished_stage_run.stage = newest_stage_run.stage
LEFT JOIN failing_check ON failing_check.run_id = newest_stage_run.run_id AND failing_check.stage = newest_stage_run.stage`,
};
