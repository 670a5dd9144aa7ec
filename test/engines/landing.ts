import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleRoots, emitBundle } from "../../src/databricks/emitBundle.ts";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { writeFiles } from "../../src/emit/files.ts";
import { pointColumns } from "../../src/spec/plainPoint.ts";
import { corpusCases, positionsOf } from "../landing/corpus.ts";
import { corpusProject, problemOf, writeCorpus, type NamedCase } from "../landing/corpusProject.ts";
import { planOf } from "../support/planOf.ts";
import { target } from "../support/project.ts";
import { statementsOf } from "./job.ts";
import { makeSchemas } from "./loop.ts";
import type { Spark, SparkRows, SparkValue } from "./spark.ts";
import { StandIns, withoutKey } from "./standIns.ts";
import type { Tally } from "./tally.ts";

/**
 * Lands every case of `test/landing/corpus` with the generated notebook, each as a source of one run, and compares the
 * tables with what the corpus states. Then with a volume that holds no file: an error, and nothing of the run before it
 * is left.
 */
export async function runLanding(spark: Spark, tally: Tally): Promise<void> {
  const own = tally.of("landing");
  const folder = await mkdtemp(join(tmpdir(), "fixloop-landing-"));
  const landing = join(folder, "volume");
  const cases = corpusCases().map((each, index) => ({ ...each, id: `case-${index}` }));
  const project = { ...corpusProject(cases), schemaPrefix: "landed", targets: [target()] };
  const standIns = new StandIns({ folder: landing, bundle: folder });
  try {
    await mkdir(landing);
    writeCorpus(landing, cases);
    await writeFiles({
      folder,
      files: emitBundle(planOf(project), readRuntimeFiles()),
      owned: bundleRoots,
    });
    await makeSchemas(spark, folder, standIns);
    for (const statement of statementsOf(
      await readFile(join(folder, "bundle", "sql", "00-setup", "01-tables.sql"), "utf8"),
    ))
      if (/\b(?:landed_raw\.land|landed_curated\.pipeline_run\b)/.test(statement))
        await spark.sql(withoutKey(statement) ?? "");
    const land = async (volume: string): Promise<number> =>
      spark.notebook(join(folder, "notebooks-gen", "land.py"), {
        runtime: join(folder, "notebooks-gen"),
        catalog: "spark_catalog",
        sources: join(folder, "bundle", "land", "sources.json"),
        landing: volume,
        schema_prefix: "landed",
      });
    const milliseconds = await land(landing);
    own.note(`${cases.length} cases landed in ${Math.round(milliseconds / 1000)} s`);
    await compareTables(spark, cases, own);
    const empty = join(folder, "empty");
    await mkdir(empty);
    await writeFile(join(empty, "other.txt"), "of no source");
    const refusal = await land(empty).then(
      () => "nothing",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const expected = 'no source finds a file; source case-0: no file matches "case-0.in"';
    if (refusal === expected) own.pass();
    else own.fail("a volume without a file of any source", [`expected ${expected}`, `raised   ${refusal}`]);
    const { rows } = await spark.sql(`SELECT (SELECT count(*) FROM landed_raw.landing),
  (SELECT count(*) FROM landed_raw.landing_file), count(*), count(problem), sum(files_found) FROM landed_raw.landing_source`);
    const left = JSON.stringify(rows[0]);
    const every = String(cases.length);
    if (left === JSON.stringify(["0", "0", every, every, "0"])) own.pass();
    else own.fail("what a run without files leaves", [left]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compareTables(spark: Spark, cases: readonly NamedCase[], tally: Tally): Promise<void> {
  const landed = bySource(
    await spark.sql(
      "SELECT source, record_position, payload, fault FROM landed_raw.landing ORDER BY source, record_position",
    ),
  );
  const points = bySource(
    await spark.sql(
      `SELECT source, record_position, ${pointColumns.join(", ")} FROM landed_raw.landing_point ORDER BY source, record_position`,
    ),
  );
  const files = bySource(await spark.sql("SELECT source, file, records FROM landed_raw.landing_file"));
  const found = bySource(
    await spark.sql("SELECT source, files_found, files_read, problem FROM landed_raw.landing_source"),
  );
  for (const each of cases) {
    const { id, title, records, problem } = each;
    const isRead = problem === undefined;
    const positions = positionsOf(each);
    const wanted = {
      landing: records.map((record, index) => [
        String(positions[index]),
        ...(typeof record === "string" ? [record, null] : [record.payload, record.fault]),
      ]),
      landing_point: each.points.map(([position, ...fields]) => [String(position), ...fields]),
      landing_file: isRead ? [[`${id}.in`, String(records.length + each.points.length)]] : [],
      landing_source: [["1", isRead ? "1" : "0", problemOf(each)]],
    };
    const got = {
      landing: landed.get(id) ?? [],
      landing_point: points.get(id) ?? [],
      landing_file: files.get(id) ?? [],
      landing_source: found.get(id) ?? [],
    };
    for (const name of ["landing", "landing_point", "landing_file", "landing_source"] as const) {
      const [left, right] = [JSON.stringify(wanted[name]), JSON.stringify(got[name])];
      if (left === right) tally.pass();
      else
        tally.fail(`${title}: ${name}`, [
          `expected ${left.slice(0, 500)}`,
          `landed   ${right.slice(0, 500)}`,
        ]);
    }
  }
}

function bySource({ rows }: SparkRows): ReadonlyMap<string, readonly SparkValue[][]> {
  const sources = new Map<string, SparkValue[][]>();
  for (const [source, ...rest] of rows) {
    if (typeof source !== "string") throw new TypeError("landing: a row without a source");
    sources.set(source, [...(sources.get(source) ?? []), rest]);
  }
  return sources;
}
