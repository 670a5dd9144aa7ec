import { readFileSync } from "node:fs";
import path from "node:path";
import { globSync } from "tinyglobby";
import { describe, expect, test } from "vitest";
import { constant, identifier, join, render, sql, table, tablesIn, targetOf, type SqlValue } from "./sql.ts";

test("a fragment renders with its tables in the schemas of the prefix", () => {
  const fragment = sql`SELECT ${identifier("event_id")} FROM ${table("curated.feedback_event")} WHERE revisions > ${1}`;
  expect(render(fragment, "acme")).toBe(
    "SELECT event_id FROM acme_curated.feedback_event WHERE revisions > 1",
  );
});

test("fragments nest, and know the tables they mention, each once", () => {
  const inner = sql`SELECT 1 FROM ${table("curated.issue")}`;
  const outer = sql`WITH x AS (${inner}), y AS (${inner}) SELECT * FROM x, ${table("raw.release")}`;
  expect(tablesIn(outer)).toEqual(["curated.issue", "raw.release"]);
});

test("fragments are joined by a comma unless told otherwise", () => {
  expect(render(join([sql`a`, sql`b`]), "x")).toBe("a, b");
  expect(render(join([sql`a`, sql`b`], sql` AND `), "x")).toBe("a AND b");
});

describe("text from outside has no way in:", () => {
  test("a plain string is refused by the compiler", () => {
    const hostile = "x'; DROP TABLE issue; --";
    // @ts-expect-error a string isn't a SqlValue
    const value: SqlValue = hostile;
    expect(() => sql`SELECT ${value}`).toThrow(TypeError);
  });
  test("an identifier takes only lower-case words of ours", () => {
    for (const name of ["a b", 'a"', "a`", "a;--", "A", "ä", "", "1a", "a.b"])
      expect(() => identifier(name)).toThrow(TypeError);
  });
  test("a constant takes only catalogued words", () => {
    expect(render(constant("not_fixed"), "x")).toBe("'not_fixed'");
    for (const word of ["it's", "${x}", "{{x}}", "a\\", "", "a b"])
      expect(() => constant(word)).toThrow(TypeError);
  });
  test("a number must be an exact integer", () => {
    expect(() => sql`SELECT ${0.1}`).toThrow("scaled integers");
    expect(() => sql`SELECT ${Number.MAX_SAFE_INTEGER + 1}`).toThrow("safe integer");
    expect(render(sql`SELECT ${9007199254740993n}`, "x")).toBe("SELECT 9007199254740993");
  });
});

test("a fragment of several lines is indented as the line that it is put on", () => {
  const query = sql`    SELECT a
    FROM ${table("curated.issue")}
    WHERE a IN (
      1, 2
    )`;
  expect(
    render(
      sql`WITH one AS (
  ${query}
)
SELECT a FROM one`,
      "x",
    ),
  ).toBe(
    `WITH one AS (
      SELECT a
  FROM x_curated.issue
  WHERE a IN (
    1, 2
  )
)
SELECT a FROM one`.replace("      SELECT", "  SELECT"),
  );
});

test("a separator that breaks the line says how far fragments are indented", () => {
  const branch = sql`CASE
  WHEN a THEN b
END`;
  expect(
    render(
      join(
        [branch, sql`c`, branch],
        sql`,
    `,
      ),
      "x",
    ),
  ).toBe(`CASE
      WHEN a THEN b
    END,
    c,
    CASE
      WHEN a THEN b
    END`);
});

test("the table that a statement writes is the one after its verb, not the first that it names", () => {
  const issue = table("curated.issue");
  const release = table("raw.release");
  expect(targetOf(sql`WITH a AS (SELECT 1 FROM ${release}) MERGE INTO ${issue} AS existing USING a`)).toBe(
    "curated.issue",
  );
  expect(targetOf(sql`UPDATE ${issue} SET a = (SELECT max(a) FROM ${release})`)).toBe("curated.issue");
  expect(targetOf(sql`CREATE OR REPLACE VIEW ${table("serving.roi")} AS SELECT 1`)).toBe("serving.roi");
  expect(targetOf(sql`SELECT 1 FROM ${issue}`)).toBeUndefined();
});

test("a fragment can't be changed after it was made", () => {
  const fragment = sql`SELECT 1`;
  expect(() => (fragment.chunks as unknown[]).push({ kind: "text", text: "; DROP" })).toThrow(TypeError);
});

test("text is trusted where it is made: in the dialects, the literals of stored values, the builders of tables and what alters them, and the listed words of a contract", () => {
  const callers = globSync("**/*.ts", { cwd: path.join(import.meta.dirname, "..") })
    .filter((file) => !file.endsWith(".test.ts"))
    .filter((file) =>
      readFileSync(path.join(import.meta.dirname, "..", file), "utf8").includes("trustedText("),
    );
  expect(callers.toSorted()).toEqual([
    "change/upgrade.ts",
    "checks/contractChecks.ts",
    "plan/alter.ts",
    "plan/ddl.ts",
    "sql/databricks.ts",
    "sql/duckdb.ts",
    "sql/functions/sqlFunction.ts",
    "sql/sql.ts",
    "sql/textLiteral.ts",
  ]);
});
