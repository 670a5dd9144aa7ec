import { expect, test } from "vitest";
import { afterQuery, cteParts } from "./cteParts.ts";
import { render, sql, table, tablesIn, targetOf } from "./sql.ts";

const text = (fragment: Parameters<typeof render>[0]): string => render(fragment, "x");

test("a query comes apart into its CTEs and what reads them", () => {
  const parts = cteParts(sql`  WITH one AS (
    SELECT 1 AS a FROM ${table("curated.issue")} WHERE name = 'SELECT'
  ),
  two AS (SELECT a FROM one)
  SELECT a
  FROM two`);
  expect(parts.names).toEqual(["one", "two"]);
  expect(parts.ctes && text(parts.ctes)).toBe(`one AS (
    SELECT 1 AS a FROM x_curated.issue WHERE name = 'SELECT'
  ),
  two AS (SELECT a FROM one)`);
  expect(text(parts.body)).toBe(`SELECT a
  FROM two`);
});

test("a query without CTEs is all body", () => {
  const query = sql`SELECT a FROM ${table("curated.issue")} UNION ALL SELECT b FROM c`;
  expect(cteParts(query)).toEqual({ ctes: undefined, names: [], body: query });
});

test("a statement comes after the query that it reads, whose CTEs stay beside it", () => {
  const statement = afterQuery(
    sql`    WITH one AS (
      SELECT 1 AS a FROM ${table("raw.release")}
    )
    SELECT a
    FROM one`,
    "incoming",
    sql`MERGE INTO ${table("curated.issue")} AS existing
USING incoming
ON existing.a = incoming.a
WHEN MATCHED THEN DELETE`,
  );
  expect(text(statement)).toBe(`WITH one AS (
  SELECT 1 AS a FROM x_raw.release
),
incoming AS (
  SELECT a
  FROM one
)
MERGE INTO x_curated.issue AS existing
USING incoming
ON existing.a = incoming.a
WHEN MATCHED THEN DELETE`);
  expect(tablesIn(statement)).toEqual(["raw.release", "curated.issue"]);
  expect(targetOf(statement)).toBe("curated.issue");
});

test("a name of the builder that the query has already is refused", () => {
  expect(() =>
    afterQuery(sql`WITH incoming AS (SELECT 1 AS a) SELECT a FROM incoming`, "incoming", sql`SELECT 1`),
  ).toThrow("CTE of the name incoming");
});
