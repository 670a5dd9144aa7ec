import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { smallProject, source } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import * as ledger from "../ledger/ledger.ts";
import type { Project, Source } from "../spec/project.ts";
import { duckdb } from "../sql/duckdb.ts";
import { landFiles, LandError } from "./land.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-land-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const reviews = (overrides: Partial<Source> = {}): Source =>
  source({
    id: "shop",
    kind: "reviews",
    files: ["*.jsonl"],
    map: {
      id: { kind: "key", key: "id" },
      at: { kind: "key", key: "at" },
      text: { kind: "key", key: "text" },
    },
    ...overrides,
  });

async function opened(project: Project): Promise<StageDatabase> {
  return StageDatabase.open(project, { ownTransactions: true });
}

async function land(db: StageDatabase, project: Project): Promise<void> {
  await landFiles({
    plan: { ...db.plan, sources: project.sources },
    database: db.database,
    folder,
    asOf: undefined,
    now: () => new Date(0),
  });
}

const landed = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows("SELECT file, record_position, payload FROM fixloop_raw.landing ORDER BY file, record_position");

test("lines are records: without byte order mark, line ends and blank lines, as they stood where they are no JSON", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), '\uFEFF{"id":1}\r\n\r\nno json\u0001 "here\r\n   \n{"id":2}');
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project);
  expect(await landed(db)).toEqual([
    { file: "a.jsonl", record_position: 1n, payload: '{"id":1}' },
    { file: "a.jsonl", record_position: 2n, payload: 'no json\u0001 "here' },
    { file: "a.jsonl", record_position: 3n, payload: '{"id":2}' },
  ]);
  expect(
    await db.rows("SELECT source, file, records, length(content_hash) AS hex FROM fixloop_raw.landing_file"),
  ).toEqual([{ source: "shop", file: "a.jsonl", records: 3n, hex: 64n }]);
  db.close();
});

test("gzip is known by its bytes, not by its name", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), gzipSync('{"id":1}\n{"id":2}\n'));
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project);
  expect((await landed(db)).map(({ payload }) => payload)).toEqual(['{"id":1}', '{"id":2}']);
  db.close();
});

const hostileNames = [
  "it's.jsonl",
  'quo"te.jsonl',
  "a[1].jsonl",
  "b{x,y}.jsonl",
  "!c.jsonl",
  "d (1) e.jsonl",
  "--; DROP TABLE x;--.jsonl",
  "${x}{{y}}.jsonl",
  "back\\slash.jsonl",
  "日本 ä.jsonl",
  "nl\nx.jsonl",
  "$file.jsonl",
];

test("file names are values, whatever they hold", async () => {
  for (const name of hostileNames) writeFileSync(path.join(folder, name), '{"id":1}');
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project);
  expect((await landed(db)).map(({ file }) => file)).toEqual(
    hostileNames.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
  db.close();
});

test("in a glob only the stars and the question mark are special", async () => {
  for (const name of hostileNames) writeFileSync(path.join(folder, name), '{"id":1}');
  const project = smallProject({
    sources: [reviews({ files: ["a[1].jsonl", "!c.jsonl", "b{x,y}.jsonl", "d (?) *.jsonl"] })],
  });
  const db = await opened(project);
  await land(db, project);
  expect((await landed(db)).map(({ file }) => file)).toEqual([
    "!c.jsonl",
    "a[1].jsonl",
    "b{x,y}.jsonl",
    "d (1) e.jsonl",
  ]);
  db.close();
});

test("Parquet rows become JSON; the file's name is no glob to DuckDB", async () => {
  const project = smallProject({ sources: [reviews({ files: ["r*.parquet"], format: "parquet" })] });
  const db = await opened(project);
  await db.database.run(
    `COPY (SELECT 1 AS id, TIMESTAMP '2025-01-02 03:04:05' AS "at", 'it''s' AS "te xt") TO '${folder}/r[1]*.parquet' (FORMAT parquet)`,
  );
  await land(db, project);
  expect(await landed(db)).toEqual([
    {
      file: "r[1]*.parquet",
      record_position: 1n,
      payload: '{"id":1,"at":"2025-01-02 03:04:05","te xt":"it\'s"}',
    },
  ]);
  db.close();
});

test("a CSV line that doesn't fit is landed as it stood", async () => {
  writeFileSync(path.join(folder, "a.csv"), "id,text\n1,fine\n2,too,many\n");
  const project = smallProject({ sources: [reviews({ files: ["a.csv"], format: "csv" })] });
  const db = await opened(project);
  await land(db, project);
  expect((await landed(db)).map(({ payload }) => payload)).toEqual([
    '{"id":"1","text":"fine"}',
    "2,too,many",
  ]);
  db.close();
});

test("files above the project's folder are found, and one that two globs match is read once", async () => {
  mkdirSync(path.join(folder, "project"));
  writeFileSync(path.join(folder, "a.jsonl"), '{"id":1}');
  const project = smallProject({ sources: [reviews({ files: ["../*.jsonl", "../a.jsonl"] })] });
  const db = await opened(project);
  await landFiles({
    plan: db.plan,
    database: db.database,
    folder: path.join(folder, "project"),
    asOf: undefined,
    now: () => new Date(0),
  });
  expect((await landed(db)).map(({ file }) => file)).toEqual(["../a.jsonl"]);
  db.close();
});

test("a project in which no source finds a file is an error that names the first one and its glob", async () => {
  const project = smallProject({ sources: [reviews({ files: ["none-*.jsonl"] })] });
  const db = await opened(project);
  const failure = await land(db, project).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LandError);
  expect(failure).toMatchObject({
    source: "shop",
    file: "none-*.jsonl",
    message: `no source finds a file; source shop: no file matches "none-*.jsonl" in ${folder}`,
  });
  db.close();
});

const found = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows("SELECT source, files_found, files_read, problem FROM fixloop_raw.landing_source ORDER BY source");

test.each([
  [
    "a broken gzip",
    "a.jsonl",
    gzipSync('{"id":1}\n'.repeat(50_000)).subarray(0, -4),
    "jsonl" as const,
    "its gzip data is damaged or cut off",
  ],
  [
    "no Parquet",
    "a.parquet",
    Buffer.from("hello"),
    "parquet" as const,
    "it isn't a Parquet file, or it is damaged",
  ],
  [
    "a header with two columns of one name",
    "a.csv",
    Buffer.from("id,id\n1,2\n"),
    "csv" as const,
    "columns 1 and 2 of its header have the same name",
  ],
])(
  "%s is a problem of its file: none of its records is landed, those of other files are",
  async (_title, name, bytes, format, reason) => {
    writeFileSync(path.join(folder, name), bytes);
    writeFileSync(path.join(folder, "0.jsonl"), '{"id":1}');
    writeFileSync(path.join(folder, "1.jsonl"), '{"id":2}');
    const project = smallProject({
      sources: [
        reviews({ files: ["0.jsonl"] }),
        reviews({ id: "bad", files: [name], format }),
        reviews({ id: "third", files: ["1.jsonl"] }),
      ],
    });
    const db = await opened(project);
    await land(db, project);
    expect((await landed(db)).map(({ file }) => file)).toEqual(["0.jsonl", "1.jsonl"]);
    expect(await found(db)).toEqual([
      { source: "bad", files_found: 1n, files_read: 0n, problem: `"${name}" can't be read: ${reason}` },
      { source: "shop", files_found: 1n, files_read: 1n, problem: null },
      { source: "third", files_found: 1n, files_read: 1n, problem: null },
    ]);
    expect(await db.rows("SELECT file FROM fixloop_raw.landing_file ORDER BY file")).toEqual([
      { file: "0.jsonl" },
      { file: "1.jsonl" },
    ]);
    db.close();
  },
);

test("a source without a file is a finding of ingest that names it, and the others go on", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), record("1"));
  writeFileSync(path.join(folder, "b.jsonl"), gzipSync("x".repeat(1000)).subarray(0, 20));
  const project = smallProject({
    sources: [
      reviews({ files: ["?.jsonl", "later-*.jsonl"] }),
      reviews({ id: "web", files: ["web/*.csv"], format: "csv" }),
    ],
  });
  const db = await opened(project);
  await land(db, project);
  await db.stage("ingest");
  expect(await db.rows("SELECT file FROM fixloop_raw.feedback_payload")).toEqual([{ file: "a.jsonl" }]);
  expect(
    await db.rows(
      "SELECT severity, failing_rows, observed FROM fixloop_curated.check_result WHERE check_id = 'ingest.sources_are_read'",
    ),
  ).toEqual([
    {
      severity: "warn",
      failing_rows: 2n,
      observed:
        'shop: no file matches "later-*.jsonl"; "b.jsonl" can\'t be read: its gzip data is damaged or cut off, web: no file matches "web/*.csv"',
    },
  ]);

  // what was mended is read by the next run, and nothing is left to find
  await nextRun(db);
  writeFileSync(path.join(folder, "b.jsonl"), record("2"));
  writeFileSync(path.join(folder, "later-1.jsonl"), record("3"));
  mkdirSync(path.join(folder, "web"));
  writeFileSync(path.join(folder, "web", "a.csv"), "id,at,text\n");
  await land(db, project);
  await db.stage("ingest");
  expect((await landed(db)).map(({ file }) => file)).toEqual(["b.jsonl", "later-1.jsonl"]);
  expect(
    await db.rows(
      "SELECT run_id FROM fixloop_curated.check_result WHERE check_id = 'ingest.sources_are_read' AND failing_rows > 0",
    ),
  ).toEqual([{ run_id: 1n }]);
  db.close();
});

test("of many problems the finding spells out three and counts the others", async () => {
  for (const name of ["a", "b", "c", "d", "e"]) writeFileSync(path.join(folder, `${name}.parquet`), "hello");
  const project = smallProject({
    sources: [reviews({ files: ["x.parquet", "*.parquet"], format: "parquet" })],
  });
  const db = await opened(project);
  await land(db, project);
  const reason = "it isn't a Parquet file, or it is damaged";
  expect(await found(db)).toEqual([
    {
      source: "shop",
      files_found: 5n,
      files_read: 0n,
      problem: `no file matches "x.parquet"; "a.parquet" can't be read: ${reason}; "b.parquet" can't be read: ${reason}; and 3 more`,
    },
  ]);
  db.close();
});

test("an empty file has no records, and is noted as read", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), "");
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project);
  expect(await landed(db)).toEqual([]);
  expect(await db.rows("SELECT file, records FROM fixloop_raw.landing_file")).toEqual([
    { file: "a.jsonl", records: 0n },
  ]);
  db.close();
});

test("a text of several megabytes is one record", async () => {
  writeFileSync(
    path.join(folder, "a.jsonl"),
    `${JSON.stringify({ id: 1, text: "x".repeat(5_000_000) })}\n{"id":2}\n`,
  );
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project);
  expect((await landed(db)).map(({ payload }) => String(payload).length)).toEqual([5_000_018, 8]);
  db.close();
});

const record = (id: string): string => JSON.stringify({ id, at: "2025-01-02T00:00:00Z", text: "hello" });

async function nextRun(db: StageDatabase): Promise<void> {
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
}

test("the next run reads what is new: another content, or another mapping", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), record("1"));
  writeFileSync(path.join(folder, "b.jsonl"), record("2"));
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project);
  await db.stage("ingest");

  await nextRun(db);
  writeFileSync(path.join(folder, "b.jsonl"), `${record("2")}\n${record("3")}`);
  await land(db, project);
  expect((await landed(db)).map(({ file }) => file)).toEqual(["b.jsonl", "b.jsonl"]);
  await db.stage("ingest");

  await nextRun(db);
  await land(db, project);
  expect(await landed(db)).toEqual([]);
  await db.stage("ingest");

  await nextRun(db);
  const [shop] = project.sources;
  await land(
    db,
    smallProject({ sources: [reviews({ map: { ...shop?.map, rating: { kind: "key", key: "stars" } } })] }),
  );
  expect((await landed(db)).map(({ file }) => file)).toEqual(["a.jsonl", "b.jsonl", "b.jsonl"]);
  db.close();
});

test("a run that was killed after ingest sees the same records when it is taken up", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), record("1"));
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project);
  await db.stage("ingest");
  await land(db, project);
  expect(await landed(db)).toHaveLength(1);
  db.close();
});
