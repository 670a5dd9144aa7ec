import type { StageName } from "../contract/vocabulary.ts";
import type { JobName } from "../contract/vocabulary.ts";
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

/** Raises where another job holds the lease. Before the first set-up nobody does, and there is none to hold. */
export function nobodyElseHoldsLease(dialect: Dialect): Sql {
  return nothing(
    dialect,
    sql`${lease} WHERE holder <> ${dialect.parameter("run")} AND expires_at > ${dialect.clock()}`,
    sql`'Another job writes these tables: this task is run again when it has ended'`,
  );
}

/** Raises where the run is still open: the last task of a job, since giving the lease back succeeds after a failure too. */
export function noRunIsOpen(dialect: Dialect): Sql {
  return nothing(
    dialect,
    sql`${run} WHERE status = 'running'`,
    sql`'The run did not finish: start the job again, and it takes the run up'`,
  );
}

/** Raises unless a run of the job is open: a step that deletes what it no longer finds would delete everything. */
export function runIsOpen(job: JobName, dialect: Dialect): Sql {
  return sql`SELECT ${dialect.assertTrue(
    sql`(SELECT count(*) FROM ${run} WHERE status = 'running' AND job = ${constant(job)}) = 1`,
    sql`'No run of this job is open: start the job as a whole'`,
  )} AS holds`;
}

/** Raises where a check of severity error found rows: what `CheckFailed` is locally. */
export function checksHeld(stage: StageName, dialect: Dialect): Sql {
  return nothing(
    dialect,
    sql`${table("curated.check_result")}
  WHERE stage = ${constant(stage)} AND severity = 'error' AND failing_rows > 0
    AND run_id = (SELECT max(run_id) FROM ${run} WHERE status = 'running')`,
    sql`'A check of severity error did not hold: see check_result for this run'`,
  );
}
