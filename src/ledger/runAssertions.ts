import type { StageName } from "../contract/vocabulary.ts";
import type { JobName } from "../contract/vocabulary.ts";
import { thisRun } from "../contract/window.ts";
import type { Dialect } from "../sql/dialect.ts";
import { constant, sql, table, type Sql } from "../sql/sql.ts";

/**
 * What tasks of a job assert of the run that they belong to. Locally one process does the whole run, and an exception
 * ends it; here a task knows of the others only what stands in the ledger.
 */
const lease = table("curated.writer_lease");
const run = table("curated.pipeline_run");
const nothing = (dialect: Dialect, rows: Sql, message: Sql): Sql =>
  sql`SELECT ${dialect.assertTrue(sql`(SELECT count(*) FROM ${rows}) = 0`, message)} AS holds`;

/** Raises where another job holds the lease. Before the first set-up no one does, and there is none to hold. */
export function nobodyElseHoldsLease(dialect: Dialect): Sql {
  return nothing(
    dialect,
    sql`${lease} WHERE holder <> ${dialect.parameter("run")} AND expires_at > ${dialect.clock()}`,
    sql`'Another job writes these tables: this task is run again when it has ended'`,
  );
}

/**
 * Raises unless the run that this run of the job opened has finished: the last statement of a job, since giving the lease back
 * succeeds after a failure too. Who stops a run after a stage on purpose names the stage in the parameter `stop_after`; else
 * that is `nothing`.
 */
export function runHasEnded(job: JobName, dialect: Dialect): Sql {
  return sql`SELECT ${dialect.assertTrue(
    sql`(
    SELECT count(*)
    FROM ${run} AS opened_run
    WHERE opened_run.job = ${constant(job)}
      AND opened_run.opened_by = ${dialect.parameter("run")}
      AND (opened_run.status = 'finished' OR ${dialect.parameter("stop_after")} <> 'nothing')
  ) > 0`,
    sql`'The run did not finish: start the job again, and it resumes the run'`,
  )} AS holds`;
}

/**
 * Raises unless a run of the job is open under the lease in force: a step that deletes what it no longer finds would delete
 * everything, and a run whose lease went to another job and came back may have been written over.
 */
export function runIsOpen(job: JobName, dialect: Dialect): Sql {
  return sql`SELECT ${dialect.assertTrue(
    sql`(
    SELECT count(*)
    FROM ${run} AS open_run
    LEFT JOIN ${lease} AS held ON held.lease_id = 1
    WHERE open_run.status = 'running'
      AND open_run.job = ${constant(job)}
      AND coalesce(open_run.fencing_token, 0) = coalesce(held.fencing_token, 0)
  ) = 1`,
    sql`'No run of this job is open under the current lease: start the whole job, not a single task'`,
  )} AS holds`;
}

/** Raises where a check of severity error found rows: what `CheckFailed` is locally. */
export function checksHeld(stage: StageName, dialect: Dialect): Sql {
  return nothing(
    dialect,
    sql`${table("curated.check_result")}
  WHERE stage = ${constant(stage)} AND severity = 'error' AND failing_rows > 0
    AND run_id = ${thisRun}`,
    sql`'A check of severity error failed: see check_result for this run'`,
  );
}
