import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { emitBundle, bundleRoots } from "../../src/databricks/emitBundle.ts";
import { loadParser } from "../../src/lineage/parser.ts";
import { writeFiles } from "../../src/emit/files.ts";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { buildPlan } from "../../src/pipeline/plan.ts";
import { runJob } from "./job.ts";
import { compareEngines } from "./parity.ts";
import type { EngineProject } from "./projects.ts";
import type { Spark } from "./spark.ts";
import { StandIns } from "./standIns.ts";
import type { Tally } from "./tally.ts";

/**
 * Runs a project on both engines from the same files: `fixloop run` on DuckDB, the emitted jobs on Spark; then compares
 * every table. Two rounds show that the second run changes nothing; they take twice the time, and Spark spends seconds
 * on planning each statement whatever its size.
 */
export async function runLoop(
  { name, folder, project }: EngineProject,
  spark: Spark,
  tally: Tally,
  rounds: number,
): Promise<void> {
  const plan = buildPlan(project);
  const bundle = await mkdtemp(join(tmpdir(), "fixloop-bundle-"));
  const standIns = new StandIns({ folder, bundle });
  const duckdb = await Database.open(":memory:");
  try {
    await writeFiles({
      folder: bundle,
      files: emitBundle(project, plan, await loadParser()),
      owned: bundleRoots,
    });
    for (const schema of await schemaNames(bundle)) {
      await spark.sql(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await spark.sql(`CREATE SCHEMA ${schema}`);
      standIns.resource("schema");
    }
    for (let round = 1; round <= rounds; round++) {
      const begun = performance.now();
      try {
        await runLocal({ project, plan, database: duckdb, folder, asOf: undefined, now: () => new Date() });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        tally.fail(`${name}, run ${round} stopped on DuckDB`, [`${error.name}: ${error.message}`]);
      }
      tally.note(`${name}, run ${round}: DuckDB took ${seconds(begun)} s`);
      const started = performance.now();
      const folders = new Map<string, number>();
      let statements = 0;
      await runJob(
        {
          spark,
          bundle,
          target: project.targets[0]?.id ?? "",
          standIns,
          tally,
          parameters: { catalog: "spark_catalog", run: `${name}-${round}`, as_of: "" },
          onStatement: (place, milliseconds) => {
            statements++;
            folders.set(place, (folders.get(place) ?? 0) + milliseconds);
          },
        },
        "loop",
      );
      tally.note(
        `${name}, run ${round}: ${statements} statements on Spark in ${seconds(started)} s (${[...folders]
          .map(([place, milliseconds]) => `${place} ${Math.round(milliseconds / 1000)} s`)
          .join(", ")})`,
      );
      await compareEngines({ spark, duckdb, schemaPrefix: plan.schemaPrefix, tally });
    }
    for (const line of standIns.lines()) tally.note(`${name}: ${line}`);
  } finally {
    duckdb.close();
    await rm(bundle, { recursive: true, force: true });
  }
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 1000);

async function schemaNames(bundle: string): Promise<readonly string[]> {
  const { resources } = parse(await readFile(join(bundle, "bundle", "resources", "storage.yml"), "utf8")) as {
    readonly resources: { readonly schemas: Readonly<Record<string, { readonly name: string }>> };
  };
  return Object.values(resources.schemas).map(({ name }) => name);
}
