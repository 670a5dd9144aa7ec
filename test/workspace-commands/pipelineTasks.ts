import type { Database } from "../../src/local/database.ts";
import { CheckFailed, runLocalStage, type RunOptions } from "../../src/local/run.ts";
import { loadSeeds } from "../../src/local/seeds.ts";
import type { SeedRow, SeedTable } from "../../src/contract/seed.ts";
import * as ledger from "../../src/ledger/ledger.ts";
import { setupStatements, stagesOf, type Plan, type Statement } from "../../src/plan/plan.ts";
import { columnsOf, tableNames } from "../../src/stages/tables.ts";
import { jobNames, type JobName } from "../../src/contract/vocabulary.ts";
import type { Project } from "../../src/spec/project.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render, type Sql } from "../../src/sql/sql.ts";
import type { Loopback } from "../support/loopback/loopback.ts";
import type { LoopbackTask, RunTask } from "../support/loopback/services/jobs.ts";

export interface PipelineOptions {
  readonly loopback: () => Loopback;
  readonly database: Database;
  /** What is deployed: the statements of the tasks are made from it, in DuckDB's dialect. */
  readonly deployed: () => { readonly project: Project; readonly plan: Plan; readonly folder: string };
  readonly catalog: string;
  readonly now: () => Date;
}

/**
 * What the tasks of the deployed jobs do, on DuckDB: the set-up makes the tables and loads the seed files that lie in the
 * workspace, a stage runs as `fixloop run` runs it, the ledger's statements open and finish the run. Rows, checks and
 * versions are therefore real. Governance and the lease, which need Databricks, succeed without running.
 */
export function pipelineTasks(options: PipelineOptions): RunTask {
  return async (task) => {
    try {
      await runTask(options, task);
      return {};
    } catch (error) {
      if (error instanceof CheckFailed)
        return {
          error: "[USER_RAISED_EXCEPTION] A check of severity error failed: see check_result for this run",
        };
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

async function runTask(options: PipelineOptions, task: LoopbackTask): Promise<void> {
  const { plan } = options.deployed();
  const job = jobNames.find((name) => task.jobName.includes(name)) ?? "loop";
  switch (task.key) {
    case "tables":
      // CREATE TABLE IF NOT EXISTS does nothing the second time
      if (options.loopback().catalog.has("tables", `${options.catalog}.${plan.schemaPrefix}_curated.setting`))
        return;
      for (const schema of ["raw", "curated", "serving"])
        await options.database.run(`CREATE SCHEMA IF NOT EXISTS ${plan.schemaPrefix}_${schema}`);
      for (const { sql } of withoutComments().filter((statement) => !isView(statement)))
        await execute(options, sql);
      declareTables(options, plan);
      return;
    case "views":
      for (const { sql } of withoutComments().filter(isView)) await execute(options, sql);
      return;
    case "seeds":
      await loadSeeds(options.database, {
        ...plan,
        seeds: deployedSeeds(options, plan, task.parameters["seeds"] ?? ""),
      });
      return;
    case "lease":
      if (jobNames.some((name) => task.jobName.includes(name)))
        await execute(options, ledger.openRun(duckdb, job), asOfOf(task));
      return;
    case "close":
      // the lease is left out here, so the run is finished where each of its stages is
      if (await hasUnfinishedStage(options, job)) return;
      await execute(options, ledger.finishRun(duckdb));
      return;
    default: {
      const stage = [...plan.stages, ...plan.maintenance].find(({ name }) => task.key === name);
      if (stage !== undefined) await runLocalStage(runOptions(options), stage);
    }
  }
}

async function hasUnfinishedStage({ database, deployed }: PipelineOptions, job: JobName): Promise<boolean> {
  const { plan } = deployed();
  const [row] = await database.rows<{ finished: bigint }>(
    `SELECT count(*) AS finished FROM ${plan.schemaPrefix}_curated.stage_run
WHERE status = 'finished'
  AND run_id = (SELECT max(run_id) FROM ${plan.schemaPrefix}_curated.pipeline_run WHERE status = 'running')`,
  );
  return row?.finished !== BigInt(stagesOf(plan, job).length);
}

/** Eight hundred statements, each a while on DuckDB, that nothing here reads. */
const withoutComments = (): readonly Statement[] =>
  setupStatements(duckdb).filter(({ sql }) => !render(sql, "").startsWith("COMMENT"));

const isView = ({ id }: { readonly id: string }): boolean => id.startsWith("setup.serving.");

/** A parameter that only Databricks fills means the newest feedback. */
function asOfOf({ parameters }: LoopbackTask): string {
  const asOf = parameters["as_of"] ?? "";
  return asOf.includes("{{") ? "" : asOf;
}

async function execute(
  { database, deployed, now }: PipelineOptions,
  statement: Sql,
  asOf = "",
): Promise<void> {
  await database.run(render(statement, deployed().plan.schemaPrefix), {
    now: now().toISOString(),
    as_of: asOf,
  });
}

function runOptions({ database, deployed, now }: PipelineOptions): RunOptions {
  return { ...deployed(), database, asOf: undefined, now };
}

/** Unity Catalog shows what the set-up made: with its columns, in its own spelling of types. */
function declareTables({ loopback, catalog }: PipelineOptions, { schemaPrefix }: Plan): void {
  for (const name of tableNames) {
    const fullName = `${catalog}.${schemaPrefix}_${name}`;
    // as CREATE TABLE IF NOT EXISTS: a table that is there stays as it is
    if (loopback().catalog.has("tables", fullName)) continue;
    loopback().catalog.add("tables", fullName, {
      table_type: "MANAGED",
      columns: Object.entries(columnsOf(name)).map(([column, { type }]) => ({
        name: column,
        type_text: render(databricks.type(type), "").toLowerCase(),
      })),
    });
  }
}

function deployedSeeds({ loopback }: PipelineOptions, plan: Plan, folder: string): readonly SeedTable[] {
  return plan.seeds.map(({ table }) => {
    const text = loopback().files.text(`${folder}/${table}.jsonl`) ?? "";
    const rows = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as SeedRow);
    return { table, rows };
  });
}
