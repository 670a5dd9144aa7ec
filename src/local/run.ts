import type { StageName } from "../contract/vocabulary.ts";
import * as ledger from "../ledger/ledger.ts";
import { recordSteps } from "../ledger/stepRuns.ts";
import {
  seedEffect,
  setupStatements,
  stagesOf,
  stageStatements,
  timedSteps,
  type Plan,
  type PlannedStage,
} from "../plan/plan.ts";
import type { JobName } from "../contract/vocabulary.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, type Sql } from "../sql/sql.ts";
import type { Database } from "./database.ts";
import { runEffect } from "./effects.ts";
import { measuredTimes, type StepTime } from "./stepTimes.ts";
import { upgradeLocally, type LocalUpgrade } from "./upgrade.ts";

export interface RunOptions {
  readonly plan: Plan;
  readonly database: Database;
  /** Folder that the globs of the sources start from. */
  readonly folder: string;
  /** ISO 8601 in UTC; undefined for the newest record. Records received later stay in their files. */
  readonly asOf: string | undefined;
  /** The journal of decisions, absolute, which need not be there; undefined where none is kept. */
  readonly journal?: string;
  /** Compares known files by the hash of their content, whatever their size and time of change. */
  readonly verifyFiles?: boolean;
  /** The clock of the ledger. */
  readonly now: () => Date;
  /** Called before every statement, with its id. */
  readonly onStatement?: (id: string) => void;
  /** Called after every statement that changed rows, with its id and their number. */
  readonly onChange?: (id: string, rows: number) => void;
  /** Columns and tables that the contract lacks and that someone wants dropped: `curated.issue.old_column`. */
  readonly drops?: readonly string[];
  /** Called when tables of an older version were brought to this one's contract. */
  readonly onUpgrade?: (upgrade: LocalUpgrade) => void;
}

/** A check of severity error did not hold: the run stops, its rows stay as they are, the next run resumes it. */
export class CheckFailed extends Error {
  readonly stage: StageName;
  readonly checks: readonly FailedCheck[];

  constructor(stage: StageName, checks: readonly FailedCheck[]) {
    super(`${stage}: ${checks.map(({ id, failingRows }) => `${id} (${failingRows} rows)`).join(", ")}`);
    this.name = "CheckFailed";
    this.stage = stage;
    this.checks = checks;
  }
}

export interface FailedCheck {
  readonly id: string;
  readonly failingRows: bigint;
}

/**
 * Runs a job of the plan on DuckDB, by default the loop: set-up, seeds, every stage in order. Each statement of a stage
 * commits by itself.
 */
export async function runLocal(options: RunOptions, job: JobName = "loop"): Promise<void> {
  await openLocalRun(options, job);
  for (const stage of stagesOf(options.plan, job)) await runLocalStage(options, stage);
  await finishLocalRun(options);
}

/**
 * Tables, views and seeds, then the ledger's row: a run that was killed is resumed. A database that was set up
 * by the same code and taxonomy is left as it is: the seeds write their versions last, in one transaction. One that other
 * code set up is brought to the contract first.
 */
export async function openLocalRun(options: RunOptions, job: JobName = "loop"): Promise<void> {
  const { database, plan, drops = [] } = options;
  if (!(await isSetUp(options)) || drops.length > 0) {
    const upgraded = await upgradeLocally({
      database,
      plan,
      drops,
      onStatement: options.onStatement,
    });
    if (upgraded !== undefined) options.onUpgrade?.(upgraded);
    // more than a thousand statements, each of which would wait for the disk
    await database.transaction(async () => {
      for (const schema of ["raw", "curated", "serving"] as const)
        await database.run(`CREATE SCHEMA IF NOT EXISTS ${plan.schemaPrefix}_${schema}`);
      for (const { id, sql } of setupStatements(duckdb)) await execute(options, id, sql);
    });
    await runEffect(seedEffect, options);
  }
  await execute(options, "ledger.open_run", ledger.openRun(duckdb, job));
}

/** Whether there is something for a job other than the loop to look at. */
export async function hasFinishedLoop(options: RunOptions): Promise<boolean> {
  if (!(await hasTable(options, "pipeline_run"))) return false;
  const [found] = await options.database.rows<{ runs: bigint }>(
    `SELECT count(*) AS runs FROM ${options.plan.schemaPrefix}_curated.pipeline_run WHERE job = 'loop' AND status = 'finished'`,
  );
  return found !== undefined && found.runs > 0n;
}

/** Whether a run of a job was stopped, so that the next one resumes it. */
export async function hasOpenRun({ database, plan }: RunOptions, job: JobName): Promise<boolean> {
  const [found] = await database.rows<{ runs: bigint }>(
    `SELECT count(*) AS runs FROM ${plan.schemaPrefix}_curated.pipeline_run WHERE job = $job AND status = 'running'`,
    { job },
  );
  return found !== undefined && found.runs > 0n;
}

async function hasTable({ database, plan }: RunOptions, name: string): Promise<boolean> {
  const [found] = await database.rows<{ tables: bigint }>(
    "SELECT count(*) AS tables FROM duckdb_tables() WHERE schema_name = $schema AND table_name = $name",
    { schema: `${plan.schemaPrefix}_curated`, name },
  );
  return found?.tables === 1n;
}

async function isSetUp(options: RunOptions): Promise<boolean> {
  const { database, plan } = options;
  if (!(await hasTable(options, "setting"))) return false;
  // every column: a table of an older version lacks that of the checks
  const [setting] = await database.rows<{
    code_version: string;
    taxonomy_version: string;
    checks_version?: string;
  }>(`SELECT * FROM ${plan.schemaPrefix}_curated.setting`);
  return (
    setting?.code_version === plan.codeVersion &&
    setting.taxonomy_version === plan.taxonomyVersion &&
    setting.checks_version === plan.checksVersion
  );
}

/**
 * One stage: its window, its steps, its checks, their times. Throws `CheckFailed` where a check of severity error does
 * not hold.
 */
export async function runLocalStage(options: RunOptions, stage: PlannedStage): Promise<void> {
  const statements = stageStatements(stage, duckdb);
  const positions = timedSteps(stage, duckdb);
  const times: StepTime[] = [];
  for (const step of statements) {
    if (step === statements.at(-1))
      await execute(options, `${stage.name}.steps`, recordSteps(stage.name, measuredTimes(times)));
    const position = positions.get(step.id);
    const startedAt = options.now();
    if ("kind" in step) await runEffect(step, options);
    else await execute(options, step.id, step.sql);
    if (position !== undefined) times.push({ step: step.id, position, startedAt, finishedAt: options.now() });
  }
  const failed = await failedChecks(options, stage.name);
  if (failed.length > 0) throw new CheckFailed(stage.name, failed);
}

/** The last statement of a run: from here on readers see it. */
export async function finishLocalRun(options: RunOptions): Promise<void> {
  await execute(options, "ledger.finish_run", ledger.finishRun(duckdb));
}

async function execute(options: RunOptions, id: string, statement: Sql): Promise<void> {
  options.onStatement?.(id);
  const rows = await options.database.change(render(statement, options.plan.schemaPrefix), {
    now: options.now().toISOString(),
    as_of: options.asOf ?? "",
  });
  if (rows > 0) options.onChange?.(id, rows);
}

async function failedChecks(
  { database, plan }: RunOptions,
  stage: StageName,
): Promise<readonly FailedCheck[]> {
  const rows = await database.rows<{ check_id: string; failing_rows: bigint }>(
    `SELECT check_id, failing_rows FROM ${plan.schemaPrefix}_curated.check_result
WHERE stage = $stage AND severity = 'error' AND failing_rows > 0
  AND run_id = (SELECT max(run_id) FROM ${plan.schemaPrefix}_curated.pipeline_run WHERE status = 'running')
ORDER BY check_id`,
    { stage },
  );
  return rows.map((row) => ({ id: row.check_id, failingRows: row.failing_rows }));
}
