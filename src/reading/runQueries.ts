import { newestFinishedLoop, newestRun } from "../ledger/reportedRun.ts";
import type { JobName } from "../contract/vocabulary.ts";
import { constant, sql, table, type Sql } from "../sql/sql.ts";
import { bigint, number, optional, text, timestamp } from "./column.ts";
import { query, readRows, type Query } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";

const aRunHasAll = "A run is one of all products.";

/** The newest run of a job, as the ledger has it. */
export const newestRunOf = (job: JobName) =>
  query({
    name: `newest_${job}`,
    title: `Newest run of the ${job}`,
    acrossProducts: aRunHasAll,
    columns: {
      run_id: bigint,
      status: text,
      as_of: optional(timestamp),
      started_at: optional(timestamp),
      finished_at: optional(timestamp),
    },
    sql: () => sql`SELECT run_id, status, as_of, started_at, finished_at
FROM ${table("curated.pipeline_run")}
WHERE job = ${constant(job)}
ORDER BY run_id DESC
LIMIT 1`,
  });

/** The run that readers see. */
export const finishedLoop = query({
  name: "finished_loop",
  title: "Newest finished run of the loop",
  acrossProducts: aRunHasAll,
  columns: { run_id: bigint, as_of: timestamp, code_version: text, taxonomy_version: text },
  sql: () => sql`SELECT run_id, as_of, code_version, taxonomy_version
FROM ${table("curated.pipeline_run")}
WHERE run_id = ${newestFinishedLoop}`,
});

/** What the set-up put in force. */
export const versionsInForce = query({
  name: "versions_in_force",
  title: "Versions of code and taxonomy",
  acrossProducts: "One set-up serves all products.",
  columns: { code_version: text, taxonomy_version: text },
  sql: () => sql`SELECT code_version, taxonomy_version FROM ${table("curated.setting")}`,
});

/** How every stage went when it ran last. */
export const stageHealth = query({
  name: "stages",
  title: "Newest run of every stage",
  acrossProducts: aRunHasAll,
  columns: {
    stage_position: number,
    stage: text,
    status: text,
    run_id: bigint,
    started_at: optional(timestamp),
    duration_seconds: optional(number),
    rows_in: optional(number),
    rows_out: optional(number),
    checks_failed: optional(number),
    failing_rows: number,
  },
  sql: () => sql`SELECT stage_position, stage, status, run_id, started_at, duration_seconds, rows_in, rows_out, checks_failed, failing_rows
FROM ${table("serving.stage_health")}
ORDER BY stage_position`,
});

/**
 * The steps of the newest run of the loop. Of a stage that starts again the rows of its earlier attempt are older than
 * its start, and left out.
 */
export const stepTimes = query({
  name: "steps",
  title: "Steps of the newest run of the loop, slowest first",
  acrossProducts: aRunHasAll,
  columns: {
    step: text,
    stage: text,
    step_position: number,
    milliseconds: number,
    run_id: bigint,
    started_at: timestamp,
    finished_at: timestamp,
  },
  sql: (dialect) => sql`SELECT
  step_run.step,
  step_run.stage,
  step_run.step_position,
  ${dialect.millisecondsBetween(sql`step_run.started_at`, sql`step_run.finished_at`)} AS milliseconds,
  step_run.run_id,
  step_run.started_at,
  step_run.finished_at
FROM ${table("curated.step_run")} AS step_run
JOIN ${table("curated.stage_run")} AS stage_run
  ON stage_run.run_id = step_run.run_id
  AND stage_run.stage = step_run.stage
  AND stage_run.started_at <= step_run.started_at
WHERE step_run.run_id = ${newestRun("loop")}
ORDER BY milliseconds DESC, stage_run.stage_position, step_run.step_position`,
});

/** The stages of the run that readers see. */
export const finishedStages = query({
  name: "finished_stages",
  title: "Stages of the newest finished run of the loop",
  acrossProducts: aRunHasAll,
  columns: {
    stage: text,
    status: text,
    rows_in: bigint,
    rows_out: bigint,
    checks_failed: bigint,
    started_at: optional(timestamp),
    finished_at: optional(timestamp),
  },
  sql: () => sql`SELECT
  stage,
  status,
  coalesce(rows_in, 0) AS rows_in,
  coalesce(rows_out, 0) AS rows_out,
  coalesce(checks_failed, 0) AS checks_failed,
  started_at,
  finished_at
FROM ${table("curated.stage_run")}
WHERE run_id = ${newestFinishedLoop}
ORDER BY stage_position`,
});

export interface StageOfRun {
  readonly stage: string;
  readonly status: string;
  readonly rowsIn: bigint;
  readonly rowsOut: bigint;
  readonly checksFailed: bigint;
  readonly milliseconds: number;
}

export async function readFinishedStages(runner: QueryRunner): Promise<readonly StageOfRun[]> {
  return (await readRows(runner, finishedStages)).map((row) => ({
    stage: row.stage,
    status: row.status,
    rowsIn: row.rows_in,
    rowsOut: row.rows_out,
    checksFailed: row.checks_failed,
    milliseconds: milliseconds(row.started_at, row.finished_at),
  }));
}

function milliseconds(from: string | null, to: string | null): number {
  return from === null || to === null ? 0 : Date.parse(`${to}Z`) - Date.parse(`${from}Z`);
}

/** A check that did not hold: of an authored one its title, of one that looks at a whole table what it found. */
export interface FailedCheck {
  readonly run_id: bigint;
  readonly check_id: string;
  readonly stage: string;
  readonly checked_table: string;
  readonly severity: string;
  readonly failing_rows: bigint;
  readonly title: string | null;
  readonly observed: string | null;
}

function failedChecks(name: string, runs: Sql): Query<FailedCheck> {
  return query({
    name,
    title: "Failed checks",
    acrossProducts: "A check looks at its whole table.",
    columns: {
      run_id: bigint,
      stage: text,
      check_id: text,
      checked_table: text,
      severity: text,
      failing_rows: bigint,
      title: optional(text),
      observed: optional(text),
    },
    sql: () => sql`SELECT run_id, stage, check_id, checked_table, severity, failing_rows, title, observed
FROM ${table("curated.check_result")}
WHERE failing_rows > 0 AND run_id IN ${runs}
ORDER BY severity, failing_rows DESC, check_id, run_id`,
  });
}

/** Of the newest run of a job, also of one that it stopped. */
export const failedChecksOf = (job: JobName): Query<FailedCheck> =>
  failedChecks(`failed_checks_of_${job}`, newestRun(job));

/** Of the newest run of every job. */
export const failedChecksOfAllJobs: Query<FailedCheck> = failedChecks(
  "failing",
  sql`(SELECT max(run_id) FROM ${table("curated.pipeline_run")} GROUP BY job)`,
);

/** Of the run that readers see. */
export const failedChecksOfFinishedLoop: Query<FailedCheck> = failedChecks(
  "failed_checks_of_finished_loop",
  newestFinishedLoop,
);
