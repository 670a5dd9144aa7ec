import { planOf } from "../support/planOf.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { emitBundle, bundleRoots } from "../../src/databricks/emitBundle.ts";
import { writeFiles } from "../../src/emit/files.ts";
import { requestErasure } from "../../src/ledger/erasureRequest.ts";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { purgedTables } from "../../src/stages/retention/purge.ts";
import { columnsOf, tableNames } from "../../src/stages/tables.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { runJob } from "./job.ts";
import { compareEngines } from "./parity.ts";
import { addOldFile, comparePurge, copySources, recordsOf } from "./purge.ts";
import type { EngineProject } from "./projects.ts";
import type { Spark } from "./spark.ts";
import { StandIns } from "./standIns.ts";
import type { Tally } from "./tally.ts";

export const maintenanceJobs = ["audit", "retention"] as const;
export type MaintenanceJob = (typeof maintenanceJobs)[number];

/**
 * The jobs that look after the loop, on both engines. The loop itself runs on DuckDB alone and its tables are copied to
 * Delta: on Spark it takes a quarter of an hour, and `reference` shows that it gives the same tables there. Somebody
 * asks for an erasure, and the retention speaks of a day on which some of the feedback is past its time.
 */
export async function runMaintenance(
  { name, folder, project }: EngineProject,
  spark: Spark,
  tally: Tally,
  wanted: readonly MaintenanceJob[],
): Promise<void> {
  const plan = planOf(project);
  const p = plan.schemaPrefix;
  const bundle = await mkdtemp(join(tmpdir(), "fixloop-bundle-"));
  // what the jobs may rewrite
  const volume = join(bundle, "volume");
  const standIns = new StandIns({ folder: volume, bundle });
  const database = await Database.open(":memory:");
  const local = { project, plan, database, folder, now: () => new Date() };
  try {
    await writeFiles({
      folder: bundle,
      files: emitBundle(plan, readRuntimeFiles()),
      owned: bundleRoots,
    });
    await copySources(folder, volume, project);
    await runLocal({ ...local, folder: volume, asOf: undefined });
    const [chosen] = await database.rows<{ customer: string; past: string }>(`SELECT
  (SELECT customer_id FROM ${p}_curated.customer GROUP BY customer_id ORDER BY count(*) DESC, customer_id LIMIT 1) AS customer,
  strftime(min(received_at) + to_days(${project.retention.curatedDays + 30}), '%Y-%m-%dT%H:%M:%SZ') AS past
FROM ${p}_curated.feedback_event`);
    await database.run(render(requestErasure(duckdb), p), {
      customer_id: chosen?.customer ?? "",
      now: "2026-01-01T00:00:00Z",
    });
    const onSpark = async (job: "setup" | MaintenanceJob, asOf: string): Promise<void> => {
      const started = performance.now();
      let statements = 0;
      await runJob(
        {
          spark,
          bundle,
          target: project.targets[0]?.id ?? "",
          standIns,
          tally,
          parameters: { catalog: "spark_catalog", run: `${name}-${job}`, as_of: asOf },
          onStatement: () => statements++,
        },
        job,
      );
      tally.note(
        `${name}, ${job}: ${statements} statements on Spark in ${Math.round((performance.now() - started) / 1000)} s`,
      );
    };
    for (const schema of ["raw", "curated", "serving"]) {
      await spark.sql(`DROP SCHEMA IF EXISTS ${p}_${schema} CASCADE`);
      await spark.sql(`CREATE SCHEMA ${p}_${schema}`);
    }
    await onSpark("setup", "");
    await markDeletedRows(spark, p);
    await copyRows({ database, spark, schemaPrefix: p, scratch: bundle });
    const rewrittenFiles: string[] = [];
    for (const job of wanted) {
      const asOf = job === "retention" ? (chosen?.past ?? "") : "";
      await runLocal({ ...local, asOf: asOf === "" ? undefined : asOf }, job);
      const purge = { spark, database, project, schemaPrefix: p, volume, tally };
      const old = job === "retention" ? await addOldFile(purge) : "";
      const before = await recordsOf(purge);
      await onSpark(job, asOf);
      // only Spark's job has a volume whose files are its own
      if (job === "retention") rewrittenFiles.push(old, ...(await comparePurge(purge, before, old)));
      await compareEngines({ spark, duckdb: database, schemaPrefix: p, tally, rewrittenFiles });
    }
    for (const line of standIns.lines()) tally.note(`${name}: ${line}`);
  } finally {
    database.close();
    await rm(bundle, { recursive: true, force: true });
  }
}

/** Deleted rows are marked in deletion vectors, as they are by default in a workspace, and not in Delta alone. */
async function markDeletedRows(spark: Spark, schemaPrefix: string): Promise<void> {
  for (const table of purgedTables)
    await spark.sql(
      `ALTER TABLE ${schemaPrefix}_${table} SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')`,
    );
}

interface Copy {
  readonly database: Database;
  readonly spark: Spark;
  readonly schemaPrefix: string;
  /** Where Parquet files may lie for a moment. */
  readonly scratch: string;
}

/** The rows of every table of the contract, on Delta as DuckDB has them. */
async function copyRows({ database, spark, schemaPrefix: p, scratch }: Copy): Promise<void> {
  for (const table of tableNames) {
    const [found] = await database.rows<{ rows: bigint }>(`SELECT count(*) AS rows FROM ${p}_${table}`);
    if (found?.rows === 0n) continue;
    const columns = Object.entries(columnsOf(table));
    const file = join(scratch, `${table}.parquet`);
    await database.run(
      `COPY (SELECT ${columns.map(([column]) => column).join(", ")} FROM ${p}_${table}) TO '${file}' (FORMAT parquet)`,
    );
    await spark.sql(`INSERT OVERWRITE ${p}_${table}
SELECT ${columns.map(([column, { type }]) => `CAST(${column} AS ${render(databricks.type(type), p)})`).join(", ")}
FROM parquet.\`${file}\``);
  }
}
