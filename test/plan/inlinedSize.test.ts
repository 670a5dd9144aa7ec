import path from "node:path";
import { expect, test } from "vitest";
import { plannedSql, setupStatements, stageStatements } from "../../src/plan/plan.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { render } from "../../src/sql/sql.ts";
import { tokensOf, type Token } from "../../src/sql/tokens.ts";
import { projectIn } from "../support/referenceProject.ts";

/**
 * Spark puts the text of a CTE in each place of a MERGE that reads it (it shares them in queries alone), so a chain of CTEs
 * each of which is read twice doubles with every link. Parted links were once 24 million CTEs that way, over which Spark
 * sat for more than an hour before it read a row; DuckDB, which shares them, showed nothing. Of 900 a MERGE of 500 rows
 * takes half a minute to a minute on two busy cores.
 */
const largest = 4000;

/** How many bodies of CTEs Spark plans for a statement, each as often as it is read; 0 without CTEs. */
function inlinedSize(statement: string): number {
  const tokens = tokensOf(statement).filter(({ kind }) => kind !== "space" && kind !== "comment");
  return weight(tokens, new Map());
}

/** Of a piece of a statement, given what reading each CTE around it weighs. */
function weight(tokens: readonly Token[], around: ReadonlyMap<string, number>): number {
  const known = new Map(around);
  let sum = 0;
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at]?.text ?? "";
    if (word === "(") {
      const end = closing(tokens, at);
      const inside = weight(tokens.slice(at + 1, end), known);
      const name = definedBefore(tokens, at);
      if (name === undefined) sum += inside;
      else known.set(name, inside + 1);
      at = end;
    } else if (/^(?:FROM|JOIN|USING)$/.test(word)) {
      // `IS DISTINCT FROM a.b` has the name with its dot, which no CTE has
      sum += known.get(tokens[at + 1]?.text ?? "") ?? 0;
    }
  }
  return sum;
}

/** The name of the CTE whose body the bracket opens: no other bracket follows an AS, but that of a type in CAST. */
const definedBefore = (tokens: readonly Token[], bracket: number): string | undefined =>
  tokens[bracket - 1]?.text === "AS" && tokens[bracket - 2]?.kind === "word"
    ? tokens[bracket - 2]?.text
    : undefined;

function closing(tokens: readonly Token[], opening: number): number {
  let depth = 0;
  for (let at = opening; at < tokens.length; at++) {
    if (tokens[at]?.text === "(") depth += 1;
    if (tokens[at]?.text === ")") depth -= 1;
    if (depth === 0) return at;
  }
  throw new TypeError("a bracket is never closed");
}

test("Spark can plan every statement: no CTE is repeated too often", () => {
  const { stages, maintenance } = plannedSql(projectIn(path.resolve(import.meta.dirname, "..", "..")));
  const sizes = [
    ...setupStatements(databricks),
    ...[...stages, ...maintenance].flatMap((stage) => stageStatements(stage, databricks)),
  ].flatMap((statement) =>
    "sql" in statement ? [{ id: statement.id, size: inlinedSize(render(statement.sql, "x")) }] : [],
  );
  expect(sizes.length).toBeGreaterThan(100);
  expect(sizes.find(({ id }) => id === "normalize.parted_link")?.size).toBeGreaterThan(100);
  expect(sizes.filter(({ size }) => size > largest)).toEqual([]);
});

test("a CTE counts as often as it is read, with all that it reads", () => {
  const doubled = Array.from(
    { length: 12 },
    (_, index) =>
      `step_${index + 1} AS (SELECT one.x FROM step_${index} AS one JOIN step_${index} AS other ON other.x = one.x)`,
  );
  expect(inlinedSize("SELECT x FROM x_raw.landing")).toBe(0);
  expect(inlinedSize("WITH a AS (SELECT x FROM x_raw.landing) SELECT x FROM a")).toBe(1);
  expect(inlinedSize("WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT x FROM b")).toBe(2);
  expect(
    inlinedSize(`WITH step_0 AS (SELECT 1 AS x), ${doubled.join(", ")}
MERGE INTO x_raw.landing AS existing USING step_12 ON existing.x = step_12.x`),
  ).toBe(2 ** 13 - 1);
});

test("it counts in what is nested and in no other place", () => {
  expect(
    inlinedSize(
      "WITH a AS (SELECT 1 AS x) SELECT x FROM (SELECT x FROM a WHERE (SELECT count(*) FROM a) > 0) AS nested",
    ),
  ).toBe(2);
  expect(
    inlinedSize("MERGE INTO t USING (WITH a AS (SELECT 1 AS x) SELECT x FROM a) AS found ON t.x = 1"),
  ).toBe(1);
  expect(
    inlinedSize("WITH a AS (SELECT 1 AS x) SELECT a.x, 'FROM a' AS y FROM a WHERE x IS DISTINCT FROM a.x"),
  ).toBe(1);
});
