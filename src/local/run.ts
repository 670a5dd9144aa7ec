import type { StageName } from "../pipeline/contract.ts";
import * as ledger from "../pipeline/ledger.ts";
import { setupStatements, stageStatements, type Plan } from "../pipeline/plan.ts";
import type { Project } from "../spec/project.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, type Sql } from "../sql/sql.ts";
import type { Database } from "./database.ts";
import { landFiles } from "./land.ts";
import { loadSeeds } from "./seeds.ts";

export interface RunOptions {
  readonly project: Project;
  readonly plan: Plan;
  readonly database: Database;
  /** Folder that the globs of the sources start from. */
  readonly folder: string;
  /** ISO 8601 in UTC; undefined for the newest record. Records received later stay in their files. */
  readonly asOf: string | undefined;
  /** Stop after this stage; the run stays open and the next one takes it up. */
  readonly until?: StageName;
  /** The clock of the ledger. */
  readonly now: () => Date;
  readonly onEvent?: (event: RunEvent) => void;
}

export type RunEvent =
  | { readonly kind: "stage-started"; readonly stage: StageName; readonly title: string }
  | { readonly kind: "statement"; readonly stage: StageName | "setup" | "ledger"; readonly id: string; readonly title: string }
  | { readonly kind: "stage-finished"; readonly stage: StageName; readonly milliseconds: number };

/** A check of severity error did not hold: the run stops, its rows stay as they are, the next run takes it up. */
export class CheckFailed extends Error {
  readonly stage: StageName;
  readonly checks: readonly { readonly id: string; readonly failingRows: bigint }[];

  constructor(stage: StageName, checks: readonly { readonly id: string; readonly failingRows: bigint }[]) {
    super(`${stage}: ${checks.map(({ id, failingRows }) => `${id} (${failingRows} rows)`).join(", ")}`);
    this.name = "CheckFailed";
    this.stage = stage;
    this.checks = checks;
  }
}

/** Runs the whole plan on DuckDB: set-up, seeds, every stage in order. Each statement commits by itself. */
export async function runLocal(options: RunOptions): Promise<void> {
  const { plan, database, onEvent = () => {} } = options;
  const execute = async (id: string, stage: StageName | "setup" | "ledger", title: string, statement: Sql): Promise<void> => {
    onEvent({ kind: "statement", stage, id, title });
    await database.run(render(statement, plan.schemaPrefix), {
      now: options.now().toISOString(),
      as_of: options.asOf ?? "",
    });
  };

  for (const schema of ["raw", "curated", "serving"] as const) {
    await database.run(`CREATE SCHEMA IF NOT EXISTS ${plan.schemaPrefix}_${schema}`);
  }
  for (const { id, stage, title, sql } of setupStatements(duckdb)) await execute(id, stage, title, sql);
  await loadSeeds(database, plan.seeds, plan.schemaPrefix);
  await execute("ledger.open_run", "ledger", "Open the run", ledger.openRun(duckdb));

  for (const stage of plan.stages) {
    onEvent({ kind: "stage-started", stage: stage.name, title: stage.title });
    const started = options.now().getTime();
    for (const step of stageStatements(stage, duckdb)) {
      if ("kind" in step) {
        onEvent({ kind: "statement", stage: stage.name, id: step.id, title: step.title });
        await landFiles(options);
      } else await execute(step.id, step.stage, step.title, step.sql);
    }
    await stopOnFailedChecks(database, plan.schemaPrefix, stage.name);
    onEvent({ kind: "stage-finished", stage: stage.name, milliseconds: options.now().getTime() - started });
    if (stage.name === options.until) return;
  }
  await execute("ledger.finish_run", "ledger", "Finish the run", ledger.finishRun(duckdb));
}

async function stopOnFailedChecks(database: Database, prefix: string, stage: StageName): Promise<void> {
  const failed = await database.rows<{ check_id: string; failing_rows: bigint }>(
    `SELECT check_id, failing_rows FROM ${prefix}_curated.check_result
WHERE stage = $stage AND severity = 'error' AND failing_rows > 0
  AND run_id = (SELECT max(run_id) FROM ${prefix}_curated.pipeline_run)
ORDER BY check_id`,
    { stage },
  );
  if (failed.length > 0) {
    throw new CheckFailed(stage, failed.map((row) => ({ id: row.check_id, failingRows: row.failing_rows })));
  }
}
