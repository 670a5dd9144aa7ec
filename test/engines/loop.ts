import { planOf } from "../support/planOf.ts";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { emitBundle, bundleRoots } from "../../src/databricks/emitBundle.ts";
import { writeFiles } from "../../src/emit/files.ts";
import { Database } from "../../src/local/database.ts";
import { finishLocalRun, openLocalRun, runLocalStage, type RunOptions } from "../../src/local/run.ts";
import type { TableName } from "../../src/sql/sql.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { tableNames } from "../../src/stages/tables.ts";
import { emptyTableProblems, type Coverage } from "./coverage.ts";
import { boundariesOf, runJob } from "./job.ts";
import {
  comparedColumns,
  compareTable,
  compareTypes,
  compareViews,
  isCompared,
  rowsOnDuckdb,
  type TableRows,
} from "./parity.ts";
import { journalOf, type EngineProject } from "./projects.ts";
import type { Spark } from "./spark.ts";
import { compareWithoutMistakes, stopAtMistakes, type Mistakes } from "./mistakes.ts";
import { StandIns } from "./standIns.ts";
import type { Tally } from "./tally.ts";

export interface LoopOptions {
  readonly spark: Spark;
  readonly tally: Tally;
  readonly coverage: Coverage;
  /** Whether all of its runs come, and the last of them once more, which must change nothing; else the last alone. */
  readonly twice?: boolean;
  /** Chooses among the boundaries of statements in the loop those at which the task dies and is started again. */
  readonly stops?: (boundaries: readonly string[]) => readonly string[];
  /** What a run stops at before the others, which have it corrected. */
  readonly mistakes?: Mistakes | undefined;
}

/**
 * Runs a project on both engines from the same files: stage by stage on DuckDB, the emitted jobs on Spark. After each
 * stage every table that it writes is compared, at the end all others and the views, and the types of all columns.
 * Gives the number of statements that Spark ran.
 */
export async function runLoop(
  { name, folder, project, rounds, empty }: EngineProject,
  { spark, tally, coverage, twice = false, stops, mistakes }: LoopOptions,
): Promise<number> {
  const plan = planOf(project);
  const moments = [...(twice ? rounds : []), ...rounds.slice(-1)];
  const bundle = await mkdtemp(join(tmpdir(), "fixloop-bundle-"));
  const standIns = new StandIns({ folder, bundle });
  const duckdb = await Database.open(":memory:");
  const { schemaPrefix } = plan;
  const own = tally.of(name);
  const engines = { spark, duckdb, schemaPrefix, tally: own };
  let statements = 0;
  const filled = new Set<TableName>();
  const compare = async (kept: TableRows): Promise<void> => {
    await compareTable(engines, kept);
    if (kept.rows.length > 0) filled.add(kept.name);
    coverage.see(
      kept.name,
      comparedColumns(kept.name).map(([column]) => column),
      kept.rows,
    );
  };
  try {
    const deploy = async (deployed: Plan): Promise<void> => {
      await writeFiles({
        folder: bundle,
        files: emitBundle(deployed, readRuntimeFiles()),
        owned: bundleRoots,
      });
    };
    await deploy(mistakes === undefined ? plan : planOf(mistakes.project));
    await makeSchemas(spark, bundle, standIns);
    const target = project.targets[0]?.id ?? "";
    const setup = { catalog: "spark_catalog", run: `${name}-setup` };
    await runJob({ spark, bundle, target, standIns, tally: own, parameters: setup }, "setup");
    if (mistakes !== undefined) {
      await stopAtMistakes(mistakes, { ...engines, bundle, target, asOf: moments[0] ?? "" });
      await deploy(plan);
      // all else of the set-up is as it was
      const only = (task: string): boolean => task === "seeds";
      await runJob({ spark, bundle, target, standIns, tally: own, parameters: setup, only }, "setup");
    }
    for (const [index, moment] of moments.entries()) {
      const round = index + 1;
      const before = statements;
      const begun = performance.now();
      const asOf = moment === "" ? undefined : moment;
      const journal = journalOf(folder);
      const local = { project, plan, database: duckdb, folder, journal, asOf, now: () => new Date() };
      const written = await runOnDuckdb(local, (problem) =>
        own.fail(`run ${round} stopped on DuckDB`, [problem]),
      );
      own.note(`run ${round}: DuckDB took ${seconds(begun)} s`);

      const dying = new Set(stops?.(await boundariesOf(bundle, target, "loop")));
      const drawn = dying.size;
      const started = performance.now();
      const folders = new Map<string, number>();
      const compared = new Set<TableName>();
      let stage = "";
      const stageEnds = async (): Promise<void> => {
        for (const kept of written.get(stage) ?? []) {
          compared.add(kept.name);
          await compare(kept);
        }
      };
      await runJob(
        {
          spark,
          bundle,
          target,
          standIns,
          tally: own,
          parameters: { catalog: "spark_catalog", run: `${name}-${round}`, as_of: moment },
          onTask: async (place) => {
            const next = /^\d\d-(.+)$/.exec(place)?.[1] ?? "";
            if (next === stage) return;
            await stageEnds();
            stage = next;
          },
          onStatement: (place, milliseconds) => {
            statements++;
            folders.set(place, (folders.get(place) ?? 0) + milliseconds);
          },
          diesAfter: (boundary) => dying.delete(boundary),
        },
        "loop",
      );
      await stageEnds();
      if (drawn > 0)
        own.note(`run ${round}: a task died after ${drawn - dying.size} statements and began again`);
      if (dying.size > 0) own.fail(`run ${round} never came to where it should stop`, [...dying]);
      own.note(
        `run ${round}: ${statements - before} statements on Spark in ${seconds(started)} s (${[...folders]
          .map(([place, milliseconds]) => `${place} ${Math.round(milliseconds / 1000)} s`)
          .join(", ")})`,
      );
      for (const rest of tableNames.filter((each) => isCompared(each) && !compared.has(each)))
        await compare(await rowsOnDuckdb(duckdb, schemaPrefix, rest));
      await compareViews(engines);
    }
    if (mistakes !== undefined)
      await compareWithoutMistakes({ folder, project }, { corrected: duckdb, moments, tally: own });
    await compareTypes(engines);
    const problems = emptyTableProblems(filled, twice ? { ...empty, always: false } : empty);
    if (problems.length === 0) own.pass();
    else own.fail("tables that hold no row show nothing", problems);
    for (const line of standIns.lines()) own.note(line);
    return statements;
  } finally {
    duckdb.close();
    await rm(bundle, { recursive: true, force: true });
  }
}

/** Runs the loop on DuckDB; gives the rows of the tables that each stage writes, as they were when it ended. */
async function runOnDuckdb(
  options: RunOptions,
  stopped: (problem: string) => void,
): Promise<ReadonlyMap<string, readonly TableRows[]>> {
  const { plan, database } = options;
  const written = new Map<string, readonly TableRows[]>();
  try {
    await openLocalRun(options);
    for (const stage of plan.stages) {
      await runLocalStage(options, stage);
      const rows: TableRows[] = [];
      for (const name of stage.writes.filter(isCompared))
        rows.push(await rowsOnDuckdb(database, plan.schemaPrefix, name));
      written.set(stage.name, rows);
    }
    await finishLocalRun(options);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    stopped(`${error.name}: ${error.message}`);
  }
  return written;
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 1000);

/** What a deployment makes before any job runs: the schemas of the bundle, empty. */
export async function makeSchemas(spark: Spark, bundle: string, standIns: StandIns): Promise<void> {
  for (const schema of await schemaNames(bundle)) {
    await spark.sql(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await spark.sql(`CREATE SCHEMA ${schema}`);
    standIns.resource("schema");
  }
}

async function schemaNames(bundle: string): Promise<readonly string[]> {
  const { resources } = parse(await readFile(join(bundle, "bundle", "resources", "storage.yml"), "utf8")) as {
    readonly resources: { readonly schemas: Readonly<Record<string, { readonly name: string }>> };
  };
  return Object.values(resources.schemas).map(({ name }) => name);
}
