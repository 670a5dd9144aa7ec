import { describe, expect, test } from "vitest";
import { maintenance, stages } from "../../stages/catalogue.ts";
import { createView } from "../../plan/ddl.ts";
import { mergeStatement } from "../../plan/merge.ts";
import { views } from "../../stages/views.ts";
import { databricks } from "../databricks.ts";
import { sql, table, type Sql } from "../sql.ts";
import { foldText } from "./foldText.ts";
import { misplacedCalls, refuseMisplacedCalls } from "./misplacedCalls.ts";
import { routineOf } from "./sqlFunction.ts";
import { sqlFunctions } from "./sqlFunctions.ts";

const folded = foldText(sql`name`);
const issue = table("curated.issue");
const placesOf = (statement: Sql): readonly string[] => misplacedCalls(statement).map(({ place }) => place);

describe("a call is refused where Spark 4.2 refuses it:", () => {
  test.each([
    [
      "a lambda on Spark",
      sql`SELECT transform(words, word -> ${foldText(sql`word`)}) FROM ${issue}`,
      "a lambda",
    ],
    [
      "a lambda on DuckDB",
      sql`SELECT list_transform(words, lambda word: ${foldText(sql`word`)}) FROM ${issue}`,
      "a lambda",
    ],
    [
      "a call around a lambda on Spark",
      sql`SELECT ${foldText(sql`array_join(transform(words, word -> concat(word, '!')), ' ')`)} FROM ${issue}`,
      "a call around a lambda",
    ],
    [
      "a call around a lambda on DuckDB",
      sql`SELECT ${foldText(sql`array_to_string(list_transform(words, lambda word: word || '!'), ' ')`)} FROM ${issue}`,
      "a call around a lambda",
    ],
    ["explode", sql`SELECT explode(split(${folded}, ' ')) AS word FROM ${issue}`, "explode"],
    ["unnest", sql`SELECT unnest(string_split(${folded}, ' ')) AS word FROM ${issue}`, "unnest"],
    ["LATERAL VIEW", sql`SELECT word FROM ${issue} LATERAL VIEW inline(${folded}) AS word`, "LATERAL VIEW"],
    ["ORDER BY", sql`SELECT name FROM ${issue} ORDER BY coalesce(${folded}, '')`, "ORDER BY"],
    [
      "ON of a MERGE",
      sql`MERGE INTO ${issue} AS a USING b ON a.name = ${folded} WHEN MATCHED THEN DELETE`,
      "ON of a MERGE",
    ],
    [
      "SET of a MERGE",
      sql`MERGE INTO ${issue} AS a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET name = ${folded}`,
      "SET of a MERGE",
    ],
    [
      "a condition of a MERGE",
      sql`MERGE INTO ${issue} AS a USING b ON a.id = b.id WHEN MATCHED AND a.name <> ${folded} THEN DELETE`,
      "WHEN of a MERGE",
    ],
    [
      "values of a MERGE",
      sql`MERGE INTO ${issue} AS a USING b ON a.id = b.id WHEN NOT MATCHED THEN INSERT (name) VALUES (${folded})`,
      "VALUES of a MERGE",
    ],
    ["UPDATE", sql`UPDATE ${issue} SET name = ${folded}`, "UPDATE"],
    ["DELETE", sql`DELETE FROM ${issue} WHERE name = ${folded}`, "DELETE"],
  ])("%s", (_title, statement, place) => {
    expect(placesOf(statement)).toEqual([place]);
  });
});

describe("a call is allowed where Spark 4.2 takes it:", () => {
  test.each([
    ["SELECT", sql`SELECT ${folded} AS folded FROM ${issue}`],
    [
      "WHERE, GROUP BY, HAVING",
      sql`SELECT count(*) FROM ${issue} WHERE ${folded} = 'a' GROUP BY ${folded} HAVING ${folded} > 'a'`,
    ],
    ["JOIN", sql`SELECT a.name FROM ${issue} AS a JOIN b ON ${folded} = b.name`],
    [
      "a window's PARTITION BY",
      sql`SELECT row_number() OVER (PARTITION BY ${folded} ORDER BY name) AS place FROM ${issue}`,
    ],
    [
      "QUALIFY",
      sql`SELECT name FROM ${issue} QUALIFY row_number() OVER (PARTITION BY ${folded} ORDER BY name) = 1`,
    ],
    ["beside a lambda", sql`SELECT transform(words, word -> length(word)), ${folded} FROM ${issue}`],
    [
      "a CASE within WHERE",
      sql`SELECT name FROM ${issue} WHERE CASE WHEN ${folded} = 'a' THEN true END ORDER BY name`,
    ],
    ["a subquery within ORDER BY", sql`SELECT name FROM ${issue} ORDER BY (SELECT max(${folded}) FROM b)`],
    [
      "the source of a MERGE",
      sql`WITH b AS (SELECT ${folded} AS name FROM ${issue}) MERGE INTO ${issue} AS a USING b ON a.name = b.name WHEN MATCHED THEN DELETE`,
    ],
    [
      "USING of a MERGE",
      sql`MERGE INTO ${issue} AS a USING (SELECT ${folded} AS name FROM c) AS b ON a.name = b.name WHEN MATCHED THEN DELETE`,
    ],
    ["a literal that looks like one", sql`DELETE FROM ${issue} WHERE name = 'fold_text(name) -> @'`],
  ])("%s", (_title, statement) => {
    expect(placesOf(statement)).toEqual([]);
  });
});

test("a refusal names the statement, the function, the place and what to do", () => {
  expect(() => refuseMisplacedCalls(sql`UPDATE ${issue} SET name = ${folded}`, "route.rename")).toThrow(
    "route.rename calls curated.fold_text in UPDATE, where Spark refuses SQL functions. Call it in the SELECT list of a CTE and use its column.",
  );
});

test("no statement, check, view or function of the pipeline has a misplaced call", () => {
  const found = [
    ...[...stages, ...maintenance].flatMap((stage) => [
      ...stage.steps.flatMap((step) => {
        if (step.kind === "effect") return [];
        const text = step.kind === "sql" ? mergeStatement(step, databricks) : step.statement(databricks);
        return misplacedCalls(text);
      }),
      ...stage.checks.flatMap((check) => misplacedCalls(check.failing(databricks))),
    ]),
    ...Object.entries(views).flatMap(([name, view]) =>
      createView(name as `serving.${string}`, view, databricks).flatMap(misplacedCalls),
    ),
    ...sqlFunctions.flatMap((made) => misplacedCalls(made.body(databricks))),
  ];
  expect(found).toEqual([]);
});

test("views call no shared function: whoever reads one needs no EXECUTE", () => {
  const shared = new Set<string>(sqlFunctions.map(routineOf));
  const called = Object.entries(views).flatMap(([name, view]) =>
    createView(name as `serving.${string}`, view, databricks).flatMap(({ chunks }) =>
      chunks.flatMap((chunk) =>
        chunk.kind === "routine" && shared.has(chunk.routine) ? [chunk.routine] : [],
      ),
    ),
  );
  expect(called).toEqual([]);
});
