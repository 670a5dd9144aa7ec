import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { payloadOf } from "../../src/local/landedRecord.ts";
import type { Project } from "../../src/spec/project.ts";
import { smallProject } from "../support/project.ts";
import { StageDatabase } from "../support/stageDatabase.ts";
import { pointColumns } from "../../src/spec/plainPoint.ts";
import { corpusCases, globCases, positionsOf } from "./corpus.ts";
import { corpusProject, problemOf, reviewsOf, writeCorpus } from "./corpusProject.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-corpus-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function landed(project: Project, from: string): Promise<StageDatabase> {
  const db = await StageDatabase.open(project, { ownTransactions: true });
  await db.land(from, new Date(0));
  return db;
}

/** All cases are sources of one run, so each also shows that it takes nothing from another. */
describe("each file becomes the records, or the problem, that the corpus states", () => {
  const cases = corpusCases().map((each, index) => ({ ...each, id: `case-${index}` }));
  let db: StageDatabase;
  beforeAll(async () => {
    writeCorpus(folder, cases);
    db = await landed(corpusProject(cases), folder);
  });
  afterAll(() => db.close());

  test.each(cases)("$title", async (each) => {
    const { id, records, problem } = each;
    // read behind another character: DuckDB's client takes a byte order mark at the start of a value away
    const rows = await db.rows<{ record_position: bigint; marked: string; fault: string | null }>(
      `SELECT record_position, '>' || payload AS marked, fault FROM fixloop_raw.landing WHERE source = '${id}' ORDER BY record_position`,
    );
    // compared as one value each: a difference of megabytes would be printed whole
    expect(rows.length).toBe(records.length);
    const payloads = records.map(payloadOf);
    const wrong = rows.findIndex(({ marked }, index) => marked !== `>${payloads[index]}`);
    expect(rows[wrong]?.marked.slice(1, 2000)).toBe(payloads[wrong]?.slice(0, 1999));
    expect(wrong).toBe(-1);
    expect(rows.map(({ fault }) => fault)).toEqual(
      records.map((record) => (typeof record === "string" ? null : record.fault)),
    );
    expect(rows.map(({ record_position }) => record_position)).toEqual(positionsOf(each).map(BigInt));
    expect(
      (
        await db.rows(
          `SELECT record_position, ${pointColumns.join(", ")} FROM fixloop_raw.landing_point WHERE source = '${id}' ORDER BY record_position`,
        )
      ).map(Object.values),
    ).toEqual(each.points.map(([position, ...fields]) => [BigInt(position), ...fields]));
    expect(
      await db.rows(
        `SELECT files_found, files_read, problem FROM fixloop_raw.landing_source WHERE source = '${id}'`,
      ),
    ).toEqual([
      {
        files_found: 1n,
        files_read: problem === undefined ? 1n : 0n,
        problem: problemOf(each),
      },
    ]);
    expect(await db.rows(`SELECT records FROM fixloop_raw.landing_file WHERE source = '${id}'`)).toEqual(
      problem === undefined ? [{ records: BigInt(records.length + each.points.length) }] : [],
    );
  });
});

test("ingest sets aside the records that the corpus states, with their places and reasons", async () => {
  const judged = corpusCases().flatMap(({ rejected, ...each }, index) =>
    rejected === undefined ? [] : [{ ...each, rejected, id: `judged-${index}` }],
  );
  writeCorpus(folder, judged);
  const db = await landed(corpusProject(judged), folder);
  await db.stage("ingest");
  for (const { id, title, rejected } of judged)
    expect(
      await db.rows(
        `SELECT record_position AS position, reason, field FROM fixloop_curated.quarantine WHERE source = '${id}' ORDER BY 1`,
      ),
      title,
    ).toEqual(rejected.map(({ position, ...reason }) => ({ position: BigInt(position), ...reason })));
  db.close();
});

describe("globs find the files that the corpus states", () => {
  test.each(globCases())("$title", async ({ title, paths, globs, files, unmatched }) => {
    const own = path.join(folder, `globs ${title.replaceAll(/[^a-z ]/g, "")}`);
    for (const file of paths) {
      mkdirSync(path.dirname(path.join(own, file)), { recursive: true });
      writeFileSync(path.join(own, file), '{"id":1}');
    }
    const db = await landed(smallProject({ sources: [reviewsOf({ id: "globbed", files: globs })] }), own);
    const found = await db.rows<{ file: string }>("SELECT file FROM fixloop_raw.landing_file ORDER BY rowid");
    expect(found.map(({ file }) => file)).toEqual(files);
    const [row] = await db.rows<{ problem: string | null }>("SELECT problem FROM fixloop_raw.landing_source");
    expect(row?.problem ?? null).toBe(
      unmatched.length === 0
        ? null
        : unmatched.map((glob) => `no file matches ${JSON.stringify(glob)}`).join("; "),
    );
    db.close();
  });
});
