import { planOf } from "../support/planOf.ts";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { rm } from "node:fs/promises";
import { bundleProjects, emittedBundle } from "../bundle/projects.ts";
import { checkReport } from "./browser.ts";
import { checkBundleClasses } from "./bundleClasses.ts";
import { Coverage, excuses } from "./coverage.ts";
import { runDialectCases } from "./dialects.ts";
import { checkFuzzedLanding } from "./fuzzedLanding.ts";
import { runGovernance } from "./governance.ts";
import { EnvironmentMissing, prepareEngines } from "./environment.ts";
import { runLanding } from "./landing.ts";
import { runLoop } from "./loop.ts";
import { runStanceCases } from "./stance.ts";
import { maintenanceJobs, runMaintenance } from "./maintenance.ts";
import { mistakesOf } from "./mistakes.ts";
import { engineProjects } from "./projects.ts";
import {
  drawn,
  projectOfWorlds,
  randomProject,
  referenceBesideDrawnWorld,
  seedOfRun,
} from "./randomWorld.ts";
import { checkRuntime } from "./runtime.ts";
import { Spark } from "./spark.ts";
import { Tally } from "./tally.ts";
import { runUpgrade } from "./upgrade.ts";
import { runWriters } from "./writers.ts";

/** What a run without words does: all that fits a CI run. */
const byDefault = [
  "runtime",
  "classes",
  "browser",
  "landing",
  "dialects",
  "stance",
  "writers",
  "upgrade",
  "governance",
  "reference",
  "hurting",
] as const;
/** What words choose beside it. */
const byWord = ["random", "maintenance", ...maintenanceJobs, "twice", "boundaries", "worlds"] as const;
type Part = (typeof byDefault)[number] | (typeof byWord)[number];

/** Boundaries of statements at which the loop of the reference project is stopped and taken up again. */
const stops = 5;
/** About 500 events in seven months: enough for issues, fixes and verdicts. */
const smallWorld = { scale: 0.1, days: 210 };
/** Ends with the samples: the moment of the run is the newest record's. */
const drawnBeside = { scale: 0.1, days: 200 };
/** About 2,000 events. */
const largeWorld = { scale: 0.25, days: 320 };
/** Of the worlds by word, how many are products of one project. */
const worldsInOne = 10;

/**
 * `npm run test:engines`: what unit tests cannot show. Every generated statement and notebook runs on real Spark with
 * Delta and its tables are compared with DuckDB's after each stage; every dialect method gives the same values on both;
 * every resource passes Databricks' own classes; the report is looked at in Chromium. Words choose parts:
 *
 * - without words run `runtime`: ruff and pytest for the Python package of the notebooks; `landing`: the corpus of source
 *   files through the notebook that lands them, and mutated files through both runners; `classes`, `browser`, `dialects`, `stance`, `governance`; `upgrade`: a database of an older version;
 *   `writers`: two jobs take the lease at the same moment; `reference`, and beside it a world that the commit draws: its
 *   tasks die at five boundaries drawn alike, and start again; `hurting`: rows chosen to hurt, after a
 *   run that stopped at mistakes of every kind, which are corrected;
 * - `random`: a world drawn by the commit, alone;
 * - `maintenance` (or `audit`, `retention`): the other jobs, on what the loop of the reference project left;
 * - `twice`: the runs of `hurting` one after the other, so that late, edited and redelivered records come in a run of
 *   their own; and of each project the last run once more, which must change nothing;
 * - `boundaries`: a random world whose every task dies after every statement;
 * - `worlds N`: N random worlds of about 2,000 events, ten in a project.
 */
async function main(words: readonly string[]): Promise<void> {
  const tally = new Tally(say);
  const chosen = words.filter((word) => !/^\d+$/.test(word));
  const unknown = chosen.filter((word) => ![...byDefault, ...byWord].some((part) => part === word));
  if (unknown.length > 0)
    throw new EnvironmentMissing(
      `There is no part ${unknown.join(", ")}. Parts: ${[...byDefault, ...byWord].join(", ")}.`,
    );
  const parts = chosen.filter((word) => word !== "twice");
  const wanted = (part: Part): boolean =>
    parts.length === 0 ? byDefault.some((each) => each === part) : parts.includes(part);
  const twice = chosen.includes("twice");
  const seed = seedOfRun();
  const projects = engineProjects();
  const reference = projects.find(({ name }) => name === "reference");
  if (reference === undefined) throw new Error("the reference project is gone");
  const { python } = await prepareEngines(say);

  /** Of the projects that never change: what a drawn world happens to show proves nothing of the next one. */
  const coverage = new Coverage();
  const jobs = maintenanceJobs.filter((job) => wanted(job) || wanted("maintenance"));
  /**
   * What runs on Spark, the longest first. Two sessions take the next part each as they get free: planning keeps one
   * core busy at a time. No two parts write the same schema.
   */
  const queue: SparkPart[] = [];
  for (const project of projects)
    if (wanted(project.name as Part))
      queue.push(async (spark) => {
        const run =
          project === reference
            ? await referenceBesideDrawnWorld(project, { seed, ...drawnBeside })
            : project;
        if (run !== project) say(`reference: beside it a world of seed ${seed} (FIXLOOP_SEED repeats it)`);
        const stopped = run === project ? {} : { stops: drawnStops(project.name, seed) };
        const mistakes = project.name === "hurting" ? mistakesOf(project) : undefined;
        await runLoop(run, { spark, tally, coverage, twice, ...stopped, mistakes });
        if (mistakes !== undefined) await rm(mistakes.folder, { recursive: true, force: true });
        // it fills the same schemas anew
        if (run !== project && jobs.length > 0) await runMaintenance(run, spark, tally, jobs);
        if (run !== project) await rm(run.folder, { recursive: true, force: true });
      });
  if (jobs.length > 0 && !wanted("reference"))
    queue.push(async (spark) => runMaintenance(reference, spark, tally, jobs));
  if (wanted("random"))
    queue.push(async (spark) => {
      say(`random: seed ${seed} (FIXLOOP_SEED repeats it)`);
      const project = await randomProject("random", { seed, ...smallWorld });
      await runLoop(project, {
        spark,
        tally,
        coverage: new Coverage(),
        stops: drawnStops("random", seed),
      });
      await rm(project.folder, { recursive: true, force: true });
    });
  if (wanted("governance"))
    queue.push(async (spark) =>
      runGovernance(
        { ...reference, project: { ...reference.project, schemaPrefix: "governed" } },
        spark,
        tally,
      ),
    );
  if (wanted("landing")) queue.push(async (spark) => runLanding(spark, tally));
  if (wanted("dialects")) queue.push(async (spark) => runDialectCases(spark, tally));
  if (wanted("stance")) queue.push(async (spark) => runStanceCases(spark, tally));
  if (wanted("upgrade")) queue.push(async (spark) => runUpgrade(spark, tally));
  if (wanted("writers")) queue.push(async (spark) => runWriters(spark, tally));
  if (wanted("boundaries"))
    queue.push(async (spark) => {
      const project = await randomProject("boundaries", { seed, ...smallWorld });
      say(`boundaries: seed ${seed}`);
      await runLoop(project, {
        spark,
        tally,
        coverage: new Coverage(),
        stops: (boundaries) => boundaries.filter(changesTables),
      });
      await rm(project.folder, { recursive: true, force: true });
    });
  if (wanted("worlds")) {
    const worlds = Number(words.find((word) => /^\d+$/.test(word)) ?? 20);
    for (let first = 0; first < worlds; first += worldsInOne)
      queue.push(async (spark) => {
        const name = `worlds_${first}`;
        const count = Math.min(worldsInOne, worlds - first);
        say(`${name}: ${count} worlds, seeds from ${seed + first} (FIXLOOP_SEED repeats them)`);
        const project = await projectOfWorlds(name, { seed: seed + first, count, ...largeWorld });
        await runLoop(project, { spark, tally, coverage: new Coverage() });
        for (const schema of ["raw", "curated", "serving"])
          await spark.sql(`DROP SCHEMA ${name}_${schema} CASCADE`);
        await rm(project.folder, { recursive: true, force: true });
      });
  }

  const beside = async (): Promise<void> => {
    if (wanted("runtime")) checkRuntime(python, tally);
    if (wanted("landing")) await checkFuzzedLanding(python, tally);
    if (wanted("classes")) {
      for (const { name, project } of projects)
        checkBundleClasses(python, name, emitBundle(planOf(project), readRuntimeFiles()), tally);
      for (const [name, files] of Object.entries(bundleProjects))
        checkBundleClasses(python, name, emittedBundle(files), tally);
    }
    if (wanted("browser")) await checkReport(reference, tally);
  };
  await beside();
  if (queue.length > 0) {
    const spark = await Spark.start(python);
    say(`Spark ${spark.version} with Delta is up`);
    try {
      await Promise.all(
        [spark, spark.session(1)].map(async (session) => {
          for (let part = queue.shift(); part !== undefined; part = queue.shift()) await part(session);
        }),
      );
    } finally {
      await spark.close();
    }
  }
  if (wanted("reference") && wanted("hurting")) {
    const problems = coverage.problems(excuses);
    if (problems.length === 0) tally.pass();
    else tally.fail("tables and columns that the suite shows nothing of", problems);
  }
  say(tally.summary());
  process.exitCode = tally.failed > 0 ? 1 : 0;
}

/** Five boundaries that the seed draws among the statements of the stages. */
function drawnStops(name: string, seed: number): (boundaries: readonly string[]) => readonly string[] {
  return (boundaries) => {
    const written = boundaries.filter(changesTables);
    const places = drawn(seed, stops, written.length).map((index) => written[index] ?? "");
    for (const place of places) say(`${name}: seed ${seed}, its task dies after ${place}`);
    return places;
  };
}

type SparkPart = (spark: Spark) => Promise<void>;

/** Statements of the stages. The first of a file only chooses the catalog; the set-up says IF NOT EXISTS and holds nothing. */
const changesTables = (boundary: string): boolean =>
  /^bundle\/sql\/(?!00)\d\d-.*, statement ([2-9]|\d\d+)$/.test(boundary);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof EnvironmentMissing)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
