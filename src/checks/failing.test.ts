import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { duckdb } from "../sql/duckdb.ts";
import { identifier, render, sql } from "../sql/sql.ts";
import { failingRows, type RowPromise } from "./failing.ts";
import { parseRule } from "./rule.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open(":memory:");
  await database.run(`CREATE TABLE record AS SELECT * FROM (VALUES
    ('a', 'reviews', 'ann'), ('b', 'fax', 'bob'), ('c', NULL, NULL)) AS record (id, channel, owner)`);
  await database.run("CREATE TABLE owner AS SELECT 'ann' AS owner UNION ALL SELECT NULL");
  await database.run("CREATE TABLE written AS SELECT 0 AS position, 'reviews' AS value");
});
afterAll(() => database.close());

async function failing(promise: RowPromise): Promise<readonly string[]> {
  const values = sql`SELECT position, value FROM ${identifier("written")}`;
  const query = failingRows(promise, { from: identifier("record"), key: ["id"] }, values, duckdb);
  const rows = await database.rows<{ readonly id: string }>(render(query, "fixloop"));
  return rows.map(({ id }) => id).toSorted();
}

test("a null breaks not_null, in whichever of the columns it is", async () => {
  expect(await failing({ kind: "not_null", columns: ["id"] })).toEqual([]);
  expect(await failing({ kind: "not_null", columns: ["id", "owner"] })).toEqual(["c"]);
});

test("a value that isn't written in the check breaks accepted; a null does not", async () => {
  expect(await failing({ kind: "accepted", column: "channel" })).toEqual(["b"]);
});

test("a value that the other table lacks breaks references, though that table holds a null", async () => {
  expect(
    await failing({ kind: "references", column: "owner", to: identifier("owner"), key: "owner" }),
  ).toEqual(["b"]);
});

test("a rule compares with what the check's rows hold", async () => {
  const rule = parseRule("channel = 'reviews'", { channel: "string" });
  if ("problem" in rule) throw new Error(rule.problem);
  expect(await failing({ kind: "rule", rule })).toEqual(["b", "c"]);
});
