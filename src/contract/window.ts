import type { StageName } from "./vocabulary.ts";
import { constant, sql, table, type Sql } from "../sql/sql.ts";

/** Whether a row, by the run that wrote it, is new to the stage: its run lies in the window (low, high] of the ledger. */
export function newTo(stage: StageName, runId: Sql): Sql {
  return sql`${runId} > ${windowEnd(stage, sql`window_low`)} AND ${runId} <= ${windowEnd(stage, sql`window_high`)}`;
}

function windowEnd(stage: StageName, end: Sql): Sql {
  return sql`(SELECT max(${end}) FROM ${table("curated.stage_run")} WHERE stage = ${constant(stage)} AND status = 'running')`;
}

/** The moment the current run speaks of; null while ingest lands records of a run that was given none. */
export const asOf: Sql = sql`(SELECT max(as_of) FROM ${table("curated.pipeline_run")} WHERE status = 'running')`;
