import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../src/local/database.ts";

const endless =
  "SELECT count(*) AS pairs FROM range(10000000) AS a(i), range(10000000) AS b(i) WHERE a.i + b.i = 1";

test("A database closed below a running statement ends the statement and lets the file go", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-closed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "closed.duckdb");
  const database = await Database.open(file);
  await database.run("CREATE TABLE kept AS SELECT 1 AS id");
  const running = database.rows(endless);
  // the statement is on DuckDB's thread before the file is closed
  await new Promise((resolve) => setTimeout(resolve, 50));
  database.close();
  await expect(running).rejects.toThrow(/interrupt/i);

  const again = await Database.open(file);
  onTestFinished(() => again.close());
  expect(await again.rows("SELECT id FROM kept")).toEqual([{ id: 1 }]);
});

test("A database closed as a statement begins neither crashes nor waits", async () => {
  for (let round = 0; round < 40; round += 1) {
    const database = await Database.open(":memory:");
    const running = database.rows("SELECT i FROM range(20000) AS r(i)").then(
      (rows) => rows.length,
      () => "interrupted",
    );
    database.close();
    expect([20_000, "interrupted"]).toContain(await running);
  }
});

test("A closed database refuses statements and may be closed again", async () => {
  const database = await Database.open(":memory:");
  database.close();
  database.close();
  await expect(database.run("SELECT 1")).rejects.toThrow(":memory: is closed");
});
