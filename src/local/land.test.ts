import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { smallProject, source } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import * as ledger from "../ledger/ledger.ts";
import type { Project, Source } from "../spec/project.ts";
import { duckdb } from "../sql/duckdb.ts";
import { sourceReader } from "../plan/sourceReader.ts";
import { landFiles, LandError } from "./land.ts";
import type { RunOptions } from "./run.ts";

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

async function land(
  db: StageDatabase,
  project: Project,
  options: Partial<Pick<RunOptions, "now" | "verifyFiles">> = {},
): Promise<void> {
  await landFiles({
    plan: { ...db.plan, sources: project.sources },
    database: db.database,
    folder,
    asOf: undefined,
    // before any file was modified: each counts as one that may still be changing, and is compared by hash
    now: () => new Date(0),
    ...options,
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

  // what was fixed is read by the next run, and nothing is left to find
  await nextRun(db);
  writeFileSync(path.join(folder, "b.jsonl"), record("2"));
  writeFileSync(path.join(folder, "later-1.jsonl"), record("3"));
  mkdirSync(path.join(folder, "web"));
  writeFileSync(path.join(folder, "web", "a.csv"), "id,at,text\n4,2026-01-01,Ok\n");
  await land(db, project);
  await db.stage("ingest");
  expect((await landed(db)).map(({ file }) => file)).toEqual(["b.jsonl", "later-1.jsonl", "web/a.csv"]);
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

const later = (): Date => new Date("2026-02-01T00:00:00Z");
const modifiedAt = (name: string, time: string): void =>
  utimesSync(path.join(folder, name), new Date(time), new Date(time));
const bytesRead = async (db: StageDatabase): Promise<unknown> =>
  (await db.rows("SELECT bytes_read FROM fixloop_raw.landing_source"))[0]?.["bytes_read"];

test("known files are told by size and time: of 300 MB the next run reads no byte", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), `${record("1")}\n`);
  // a hole: zeros on one line, which take no room on the disk
  truncateSync(path.join(folder, "a.jsonl"), 300_000_000);
  modifiedAt("a.jsonl", "2026-01-01T00:00:00Z");
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  const { size } = statSync(path.join(folder, "a.jsonl"), { bigint: true });
  // as an earlier run left it: reading 300 MB of one line is not what this test is about
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  const reader = sourceReader(project.sources[0]!, db.plan.codeVersion);
  await db.insert("raw.landed_file", [
    {
      source: "shop",
      file: "a.jsonl",
      content_hash: "of an earlier run",
      reader,
      records: 2,
      file_size: Number(size),
      modified_at: "2026-01-01 00:00:00",
    },
  ]);
  await land(db, project, { now: later });
  expect(await bytesRead(db)).toBe(0n);
  expect(await landed(db)).toEqual([]);
  db.close();
});

test("a file that an older version read, or that was touched, is hashed once and not landed", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), record("1"));
  modifiedAt("a.jsonl", "2026-01-01T00:00:00Z");
  const size = BigInt(record("1").length);
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project, { now: later });
  expect(await bytesRead(db)).toBe(2n * size);
  await db.stage("ingest");
  await db.database.run("UPDATE fixloop_raw.landed_file SET file_size = NULL, modified_at = NULL");

  for (const change of [() => undefined, () => modifiedAt("a.jsonl", "2026-01-02T00:00:00Z")]) {
    change();
    await nextRun(db);
    await land(db, project, { now: later });
    expect(await bytesRead(db)).toBe(size);
    expect(await landed(db)).toEqual([]);
    await db.stage("ingest");

    await nextRun(db);
    await land(db, project, { now: later });
    expect(await bytesRead(db)).toBe(0n);
    await db.stage("ingest");
  }
  // the run that read it is still the one that says so: a run that was killed does not take it for its own
  expect(
    await db.rows("SELECT run_id, modified_at::VARCHAR AS modified FROM fixloop_raw.landed_file"),
  ).toEqual([{ run_id: 1n, modified: "2026-01-02 00:00:00" }]);
  db.close();
});

test("a file that may still be changing is compared by hash", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), record("1"));
  modifiedAt("a.jsonl", "2026-01-31T23:59:59Z");
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project, { now: later });
  await db.stage("ingest");
  await nextRun(db);
  // same size, same time, another content
  writeFileSync(path.join(folder, "a.jsonl"), record("2"));
  modifiedAt("a.jsonl", "2026-01-31T23:59:59Z");
  await land(db, project, { now: later });
  expect((await landed(db)).map(({ payload }) => payload)).toEqual([record("2")]);
  db.close();
});

test("a verification finds content that changed under the same size and time", async () => {
  writeFileSync(path.join(folder, "a.jsonl"), record("1"));
  modifiedAt("a.jsonl", "2026-01-01T00:00:00Z");
  const project = smallProject({ sources: [reviews()] });
  const db = await opened(project);
  await land(db, project, { now: later });
  await db.stage("ingest");
  await nextRun(db);
  writeFileSync(path.join(folder, "a.jsonl"), record("2"));
  modifiedAt("a.jsonl", "2026-01-01T00:00:00Z");
  await land(db, project, { now: later });
  expect(await landed(db)).toEqual([]);
  await land(db, project, { now: later, verifyFiles: true });
  expect((await landed(db)).map(({ payload }) => payload)).toEqual([record("2")]);
  db.close();
});

const usage = (overrides: Partial<Source> = {}): Source =>
  reviews({
    id: "users",
    kind: "usage",
    files: ["users.csv"],
    format: "csv",
    map: { at: { kind: "key", key: "date" }, value: { kind: "key", key: "users" } },
    ...overrides,
  });

test("plain points become the same rows as points that take the way through JSON, and count the same", async () => {
  const rows = ["2026-01-05,12", "2026-01-06,13.50", "2026-01-07,+14", "2026-01-08,many", "2026-03-01,15"];
  writeFileSync(path.join(folder, "users.csv"), `date,users\n${rows.join("\n")}\n`);
  const both: unknown[] = [];
  for (const region of [undefined, 'a"b']) {
    const map = {
      ...usage().map,
      // a constant that isn't plain sends every record through JSON
      ...(region === undefined ? {} : { region: { kind: "constant" as const, value: region } }),
    };
    const project = smallProject({ sources: [usage({ map })] });
    const db = await StageDatabase.open(project, { asOf: "2026-02-01T00:00:00Z", ownTransactions: true });
    await land(db, project);
    const [ways] = await db.rows(
      "SELECT (SELECT count(*) FROM fixloop_raw.landing) AS json, (SELECT count(*) FROM fixloop_raw.landing_point) AS plain",
    );
    expect(ways).toEqual(region === undefined ? { json: 2n, plain: 3n } : { json: 5n, plain: 0n });
    await db.stage("ingest");
    both.push({
      points: await db.rows(
        "SELECT metric, metric_kind, measured_at::VARCHAR AS at, value::VARCHAR AS value, product FROM fixloop_raw.telemetry_point ORDER BY measured_at",
      ),
      quarantine: await db.rows("SELECT record_position, reason, field FROM fixloop_curated.quarantine"),
      // the last point waits: the file is read again
      files: await db.rows("SELECT count(*) AS files FROM fixloop_raw.landed_file"),
      rowsIn: await db.rows("SELECT rows_in FROM fixloop_curated.stage_run WHERE stage = 'ingest'"),
      checks: await db.rows(
        "SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE check_id LIKE 'ingest.%' ORDER BY check_id",
      ),
    });
    db.close();
  }
  expect(both[0]).toEqual(both[1]);
  expect(both[0]).toMatchObject({
    points: [
      {
        metric: "active_users",
        metric_kind: "count",
        at: "2026-01-05 00:00:00",
        value: "12.0000",
        product: "notes",
      },
      { at: "2026-01-06 00:00:00", value: "13.5000" },
      { at: "2026-01-07 00:00:00", value: "14.0000" },
    ],
    quarantine: [{ record_position: 4n, reason: "bad_number", field: "value" }],
    files: [{ files: 0n }],
    rowsIn: [{ rows_in: 5n }],
  });
});

test("a record of a file that is neither judged nor a point fails a check", async () => {
  writeFileSync(path.join(folder, "users.csv"), "date,users\n2026-01-05,12\n2026-01-06,13\n");
  const project = smallProject({ sources: [usage()] });
  const db = await opened(project);
  await land(db, project);
  await db.database.run("DELETE FROM fixloop_raw.landing_point WHERE record_position = 2");
  await db.stage("ingest");
  expect(
    await db.rows(
      "SELECT failing_rows, sample_keys FROM fixloop_curated.check_result WHERE check_id = 'ingest.files_are_whole'",
    ),
  ).toMatchObject([{ failing_rows: 1n }]);
  db.close();
});
