import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { databricks } from "../sql/databricks.ts";
import { duckdb } from "../sql/duckdb.ts";
import { identifier, render, sql } from "../sql/sql.ts";
import type { ColumnType } from "../sql/columnType.ts";
import { parseRule } from "./rule.ts";
import { breaksRule } from "./ruleSql.ts";

const columns: Readonly<Record<string, ColumnType>> = {
  id: "string",
  title: "string",
  rating: "int",
  price: "decimal(18,2)",
  paid: "boolean",
  day: "date",
  due: "date",
  score: "double",
  tags: "array<string>",
};

let database: Database;
beforeAll(async () => {
  database = await Database.open(":memory:");
  await database.run(`CREATE TABLE record AS SELECT * FROM (VALUES
    ('a', 'It''s fine', 5, CAST(1.10 AS DECIMAL(18,2)), TRUE, DATE '2025-01-01', DATE '2025-01-02'),
    ('b', 'bug: 𝒳', 0, CAST(2.20 AS DECIMAL(18,2)), FALSE, DATE '2025-01-03', DATE '2025-01-02'),
    ('c', NULL, NULL, NULL, NULL, NULL, NULL)
  ) AS record (id, title, rating, price, paid, day, due)`);
});
afterAll(() => database.close());

/** The rows that break a rule; its literals come from rows, as they do in a run. */
async function broken(rule: string): Promise<readonly string[]> {
  const parsed = parseRule(rule, columns);
  if ("problem" in parsed) throw new Error(`${parsed.problem} at ${parsed.at}`);
  await database.run("CREATE OR REPLACE TABLE literal (position INTEGER, value VARCHAR)");
  for (const [position, value] of parsed.literals.entries())
    await database.run("INSERT INTO literal VALUES ($position, $value)", { position, value });
  const condition = breaksRule(
    parsed.tree,
    identifier("record"),
    (position) => sql`(SELECT max(value) FROM literal WHERE position = ${position})`,
    duckdb,
  );
  const rows = await database.rows<{ readonly id: string }>(
    render(sql`SELECT record.id FROM record WHERE ${condition} ORDER BY record.id`, "fixloop"),
  );
  return rows.map(({ id }) => id);
}

test.each([
  ["rating between 1 and 5", ["b", "c"]],
  ["rating is null or rating between 1 and 5", ["b"]],
  ["rating IS NOT NULL", ["c"]],
  ["not paid", ["a", "c"]],
  ["paid = true", ["b", "c"]],
  ["day <= due", ["b", "c"]],
  ["title in ('It''s fine', 'none')", ["b", "c"]],
  ["title not in ('It''s fine')", ["a", "c"]],
  ["starts_with(title, 'bug:')", ["a", "c"]],
  ["length(title) = 6", ["a", "c"]],
  ["coalesce(rating, 3) > 0", ["b"]],
  ["abs(rating - 5) < 5", ["b", "c"]],
  ["price + 0.1 = 1.2", ["b", "c"]],
  ["rating > -1 and price < 2 or id = 'c'", ["b"]],
  ["id = 'c' or (rating = 0 or paid) and price > 2", ["a"]],
])("%s is broken by %j", async (rule, ids) => {
  expect(await broken(rule)).toEqual(ids);
});

test("no literal of a rule stands in the SQL of an engine", () => {
  const parsed = parseRule("title = 'x''; DROP TABLE record --' or rating = 4711", columns);
  if ("problem" in parsed) throw new Error(parsed.problem);
  expect(parsed.literals).toEqual(["x'; DROP TABLE record --", "4711"]);
  for (const dialect of [duckdb, databricks]) {
    const text = render(
      breaksRule(parsed.tree, identifier("record"), (position) => identifier(`literal_${position}`), dialect),
      "fixloop",
    );
    expect(text).not.toMatch(/DROP|4711/);
    expect(text).toContain("literal_0");
  }
});

test.each([
  ["rating > 'five'", 9, "this is a text where a number is needed"],
  ["ratin > 5", 0, `"ratin" isn't a column of the table`],
  ["score > 1", 0, "score is double"],
  ["tags is null", 0, "tags is array<string>"],
  ["rating", 0, "this is a number where a boolean is needed"],
  ["title = 'open", 8, "no closing '"],
  ["rating > 1; drop table x", 10, "this character has no meaning"],
  ["rating > 1 -- all", 12, "expected a column, a number"],
  ["coalesce(title ',') = ''", 15, "expected , here"],
  ["coalesce(title) = ''", 14, "expected , here"],
  ["exists(select 1)", 0, `"exists" isn't a function of a rule`],
  ["rating * 2 > 1", 7, "this character has no meaning"],
  ["rating > 1.1234567", 9, "at most 18 digits and 6 decimals"],
  ["rating between 1", 16, "it ends here: expected AND"],
  ["rating > 1 rating", 11, "the rule is complete before this"],
  ["", 0, "it ends here: expected a column"],
  [`${"(".repeat(60)}paid${")".repeat(60)}`, 50, "nested deeper than 50"],
  ["constructor = 1", 0, "isn't a column of the table"],
])("%j is refused at character %i", (rule, at, problem) => {
  expect(parseRule(rule, columns)).toMatchObject({ at, problem: expect.stringContaining(problem) as string });
});
