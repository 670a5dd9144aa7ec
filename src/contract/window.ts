import type { StageName } from "./vocabulary.ts";
import { constant, sql, table, type Sql, type TableName } from "../sql/sql.ts";
import type { Origin } from "./lineage.ts";

/** Whether a row, by the run that wrote it, is new to the stage: its run lies in the window (low, high] of the ledger. */
export function newTo(stage: StageName, runId: Sql): Sql {
  return sql`${runId} > ${windowEnd(stage, sql`window_low`)} AND ${runId} <= ${windowEnd(stage, sql`window_high`)}`;
}

/** What `newTo` looks at, of rows of a table. */
export const newToOrigins = (name: TableName): readonly Origin[] => [
  `${name}.run_id`,
  "curated.stage_run.stage",
  "curated.stage_run.status",
  "curated.stage_run.window_high",
  "curated.stage_run.window_low",
];

function windowEnd(stage: StageName, end: Sql): Sql {
  return sql`(SELECT max(${end}) FROM ${table("curated.stage_run")} WHERE stage = ${constant(stage)} AND status = 'running')`;
}

/** Number of the current run: what it wrote before it stopped carries it too. */
export const thisRun: Sql = sql`(SELECT max(run_id) FROM ${table("curated.pipeline_run")} WHERE status = 'running')`;

/** The moment the current run speaks of; null while ingest lands records of a run that was given none. */
export const asOf: Sql = sql`(SELECT max(as_of) FROM ${table("curated.pipeline_run")} WHERE status = 'running')`;
/** What `asOf` looks at: its value, and what decides about the row that has it. */
export const asOfOrigins = {
  value: "curated.pipeline_run.as_of",
  rows: "curated.pipeline_run.status",
} as const;
