import { copyFileSync, cpSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../../src/local/database.ts";
import { CheckFailed, runLocal, type RunOptions } from "../../src/local/run.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import type { Project } from "../../src/spec/project.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { planOf } from "../support/planOf.ts";
import { differences, dumpTables } from "../support/tableDump.ts";
import { runJob } from "./job.ts";
import { compareTable, rowsOnDuckdb, type ParityInput } from "./parity.ts";
import { journalOf, type EngineProject } from "./projects.ts";
import { StandIns } from "./standIns.ts";
import type { Tally } from "./tally.ts";

/** A spec and files that stop a run. */
export interface Mistakes {
  readonly project: Project;
  /** Removed by whoever asked for it. */
  readonly folder: string;
  /** By source, the finding or the reason that its mistake gives. */
  readonly said: Readonly<Record<string, string>>;
}

const text = (folder: string, file: string, change: (text: string) => string): void =>
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));

/** The project `hurting` with a mistake of another kind in nearly every source, in its mapping and in its taxonomy. */
export function mistakesOf({ folder: right, project: { schemaPrefix } }: EngineProject): Mistakes {
  const folder = mkdtempSync(join(tmpdir(), "fixloop-mistakes-"));
  cpSync(right, folder, { recursive: true });
  const data = join(folder, "data");
  // times in a form that nobody declared
  text(data, "reviews-3.jsonl", (all) =>
    all.replaceAll(/"at": "(\d+)-(\d+)-(\d+)T[^"]*"/g, '"at": "$3.$2.$1"'),
  );
  // another header than the mapping's
  text(data, "tickets.csv", (all) => all.replace(";Body;", ";Text;"));
  // numbers that are none
  text(data, "health-2.jsonl", (all) => all.replaceAll(/"value": [^,}]+/g, '"value": "n/a"'));
  // another encoding
  writeFileSync(
    join(data, "accounts.csv"),
    Buffer.from(readFileSync(join(data, "accounts.csv"), "utf8"), "latin1"),
  );
  // a workbook
  writeFileSync(join(data, "usage-2.csv"), "PK\u0003\u0004\u0000\u0000");
  // an export that failed
  writeFileSync(join(data, "releases.csv"), "version,at,platform,notes\n");
  // a glob that finds nothing, and the file under a name of its own
  renameSync(join(data, "articles.csv"), join(data, "articles (1).csv"));
  // one file delivered under the name of another
  copyFileSync(join(data, "backlog.csv"), join(data, "tracker.csv"));
  const spec = new Map(readProjectFiles(folder));
  const edit = (file: string, from: string, to: string): void => {
    const written = spec.get(file) ?? "";
    if (!written.includes(from))
      throw new Error(`${file} of the project hurting has no ${JSON.stringify(from)}`);
    spec.set(file, written.replace(from, to));
  };
  // a key that no record has, and areas of another owner
  edit("pipeline.yaml", "{ id: rid, at: when,", "{ id: record, at: when,");
  edit("pipeline.yaml", "    - area:sync,severity:high  team-sync\n", "");
  const { project, diagnostics } = loadProject(spec, catalogue);
  if (project === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return {
    project: { ...project, schemaPrefix },
    folder,
    said: {
      reviews: "bad_time",
      tickets: "missing_field",
      answers: "missing_id",
      health: "bad_number",
      jira: "missing_time",
      accounts: "isn't UTF-8",
      usage: "Excel workbook",
      releases: "holds no record",
      articles: "no file matches",
    },
  };
}

interface Stopped extends ParityInput {
  /** Folder of the emitted bundle. */
  readonly bundle: string;
  readonly target: string;
  readonly asOf: string;
}

/** Runs the mistakes on both engines: each stops after ingest, and says the same of the same sources. */
export async function stopAtMistakes(
  { project, folder, said }: Mistakes,
  { bundle, target, asOf, ...engines }: Stopped,
): Promise<void> {
  const { spark, duckdb, schemaPrefix, tally } = engines;
  const started = performance.now();
  const expectSame = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) === JSON.stringify(wanted)) tally.pass();
    else tally.fail(what, [`found  ${JSON.stringify(found)}`, `wanted ${JSON.stringify(wanted)}`]);
  };
  expectSame(
    "the check at which the mistakes stop DuckDB",
    await stopOnDuckdb({
      plan: planOf(project),
      database: duckdb,
      folder,
      journal: journalOf(folder),
      ...moment(asOf),
    }),
    "ingest.schema_is_known",
  );
  const tasks: string[] = [];
  const errors: string[] = [];
  await runJob(
    {
      spark,
      bundle,
      target,
      standIns: new StandIns({ folder, bundle }),
      tally,
      parameters: { catalog: "spark_catalog", run: "mistakes", as_of: asOf },
      onStop: (task, error) => {
        tasks.push(task);
        errors.push(error.message);
      },
    },
    "loop",
  );
  expectSame("the tasks that the mistakes stop on Spark", tasks, ["ingest", "close"]);
  if (errors[0]?.includes("A check of severity error failed") === true) tally.pass();
  else tally.fail("the mistakes stop Spark at something else than a check", errors);
  // with the check that failed, and what the others say
  for (const name of ["raw.landing_source", "curated.quarantine", "curated.check_result"] as const)
    await compareTable(engines, await rowsOnDuckdb(duckdb, schemaPrefix, name));
  const findings = await duckdb.rows<{ source: string; finding: string }>(
    `SELECT source, problem AS finding FROM ${schemaPrefix}_raw.landing_source WHERE problem IS NOT NULL
UNION ALL SELECT DISTINCT source, reason FROM ${schemaPrefix}_curated.quarantine`,
  );
  const unsaid = Object.entries(said).filter(
    ([source, words]) => !findings.some((each) => each.source === source && each.finding.includes(words)),
  );
  expectSame("sources of whose mistake nothing is said", unsaid, []);
  tally.note(
    `a run stopped at mistakes in ${Object.keys(said).length} sources, ${Math.round((performance.now() - started) / 1000)} s`,
  );
}

const moment = (asOf: string): Pick<RunOptions, "asOf" | "now"> => ({
  asOf: asOf === "" ? undefined : asOf,
  now: () => new Date(),
});

/** The checks that stop a run; empty where it ends. */
async function stopOnDuckdb(options: RunOptions): Promise<string> {
  try {
    await runLocal(options);
    return "";
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
    return error.checks.map(({ id }) => id).join(", ");
  }
}

/** The tables of a project whose mistakes were corrected are those of one that was right from the start. */
export async function compareWithoutMistakes(
  { folder, project }: Pick<EngineProject, "folder" | "project">,
  {
    corrected,
    moments,
    tally,
  }: {
    readonly corrected: Database;
    /** Of the runs, in order. */
    readonly moments: readonly string[];
    readonly tally: Tally;
  },
): Promise<void> {
  const plan = planOf(project);
  const database = await Database.open(":memory:");
  try {
    const journal = journalOf(folder);
    for (const asOf of moments) await runLocal({ plan, database, folder, journal, ...moment(asOf) });
    const dump = (from: Database): Promise<ReadonlyMap<string, readonly string[]>> =>
      dumpTables(from, plan.schemaPrefix, { provenance: false });
    const different = differences(await dump(database), await dump(corrected));
    if (different.length === 0) tally.pass();
    else tally.fail("what a corrected run has differs from one that was right from the start", different);
  } finally {
    database.close();
  }
}
