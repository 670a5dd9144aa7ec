import type { StageName } from "../contract/vocabulary.ts";
import { afterQuery } from "../sql/cteParts.ts";
import { constant, sql, table, type Sql } from "../sql/sql.ts";

const stepRun = table("curated.step_run");

/**
 * Writes when each step of a stage ran, in one statement before the stage's last. `measured` is a query that gives
 * `step`, `step_position`, `started_at` and `finished_at`: how an engine takes times is its own affair.
 *
 * Rows of an earlier attempt are replaced, and those of steps that are there no more go. A stage that is killed before
 * this statement leaves no row of that attempt; rows of the one before are then older than the stage's `started_at`.
 * Once the stage has ended, the statement changes nothing.
 */
export function recordSteps(stage: StageName, measured: Sql): Sql {
  return afterQuery(
    sql`WITH measured AS (
  ${measured}
),
this_run AS (
  SELECT open_run.run_id
  FROM ${table("curated.pipeline_run")} AS open_run
  JOIN ${table("curated.stage_run")} AS open_stage ON open_stage.run_id = open_run.run_id
  WHERE open_run.status = 'running' AND open_stage.stage = ${constant(stage)} AND open_stage.status = 'running'
)
SELECT this_run.run_id, measured.step, measured.step_position, measured.started_at, measured.finished_at, false AS is_gone
FROM measured
CROSS JOIN this_run
UNION ALL
SELECT found.run_id, found.step, found.step_position, found.started_at, found.finished_at, true AS is_gone
FROM ${stepRun} AS found
JOIN this_run ON this_run.run_id = found.run_id
WHERE found.stage = ${constant(stage)} AND NOT EXISTS (SELECT 1 FROM measured AS kept WHERE kept.step = found.step)`,
    "incoming",
    sql`MERGE INTO ${stepRun} AS existing
USING incoming
ON existing.run_id = incoming.run_id AND existing.stage = ${constant(stage)} AND existing.step = incoming.step
WHEN MATCHED AND incoming.is_gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  step_position = incoming.step_position, started_at = incoming.started_at, finished_at = incoming.finished_at
WHEN NOT MATCHED THEN INSERT (run_id, stage, step, step_position, started_at, finished_at)
VALUES (incoming.run_id, ${constant(stage)}, incoming.step, incoming.step_position, incoming.started_at, incoming.finished_at)`,
  );
}
