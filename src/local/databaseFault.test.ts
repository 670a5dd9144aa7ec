import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "./database.ts";
import { DatabaseFault } from "./databaseFault.ts";

let folder: string;
let sound: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-fault-"));
  const file = path.join(folder, "sound.duckdb");
  const database = await Database.open(file);
  await database.run(
    "CREATE TABLE t AS SELECT range AS i, md5(CAST(range AS VARCHAR)) AS h FROM range(200000)",
  );
  await database.run("CHECKPOINT");
  database.close();
  sound = readFileSync(file);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function fault(work: () => Promise<unknown>): Promise<DatabaseFault> {
  try {
    await work();
  } catch (error) {
    if (error instanceof DatabaseFault) return error;
    throw error;
  }
  throw new Error("nothing went wrong");
}

async function readAll(file: string): Promise<void> {
  const database = await Database.open(file, { readOnly: true });
  try {
    await database.rows("SELECT max(i), max(h) FROM t");
  } finally {
    database.close();
  }
}

describe("a fault of the surroundings", () => {
  test.each([100, 5000, 20_000, 300_000])("a file cut after %i bytes is corrupt", async (bytes) => {
    const file = path.join(folder, `cut-${bytes}.duckdb`);
    writeFileSync(file, sound);
    truncateSync(file, bytes);
    expect(await fault(() => readAll(file))).toMatchObject({ kind: "corrupt", file });
  });

  test("a file with other bytes in a block is corrupt, and one of another program is no database", async () => {
    const file = path.join(folder, "flipped.duckdb");
    const bytes = Buffer.from(sound);
    for (let at = 12_288; at < bytes.length; at += 1000) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
    expect(await fault(() => readAll(file))).toMatchObject({ kind: "corrupt", file });
    writeFileSync(file, "a text of some length that is no database, nor was it ever one".repeat(100));
    expect(await fault(() => Database.open(file))).toMatchObject({ kind: "not_a_database", file });
  });

  test("more than the memory that DuckDB may use is memory", async () => {
    const database = await Database.open(":memory:");
    await database.run("SET memory_limit = '20MB'");
    await database.run("SET temp_directory = ''");
    const found = await fault(() => database.rows("SELECT list(range) AS l FROM range(5000000)"));
    database.close();
    expect(found).toMatchObject({ kind: "memory", file: ":memory:" });
  });

  test("a path below a file, a folder and one that isn't there can't be opened", async () => {
    writeFileSync(path.join(folder, "text"), "");
    mkdirSync(path.join(folder, "folder.duckdb"));
    for (const [name, reason] of [
      ["text/x.duckdb", "Not a directory"],
      ["folder.duckdb", "Is a directory"],
      ["nowhere/x.duckdb", "No such file or directory"],
    ] as const)
      expect(await fault(() => Database.open(path.join(folder, name)))).toMatchObject({
        kind: "unreachable",
        reason,
      });
  });

  test("a link that leads in a circle can't be opened", async () => {
    symlinkSync("circle.duckdb", path.join(folder, "circle.duckdb"));
    expect(await fault(() => Database.open(path.join(folder, "circle.duckdb")))).toMatchObject({
      kind: "unreachable",
    });
  });

  test("what is wrong with a statement is no fault of the surroundings", async () => {
    const database = await Database.open(":memory:");
    for (const sql of [
      "SELECT nothing",
      "SELEC 1",
      "SELECT CAST('x' AS INTEGER)",
      "SELECT * FROM read_parquet('nowhere')",
    ])
      await expect(database.run(sql)).rejects.not.toBeInstanceOf(DatabaseFault);
    database.close();
  });
});
