import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  caseParameters,
  caseStatement,
  caseValue,
  dialectCases,
  notValues,
  sharedFunctions,
} from "../../test/dialects/cases.ts";
import { functionCases } from "../../test/dialects/functionCases.ts";
import { makeFunctions } from "../../test/support/sqlFunctions.ts";
import { Database } from "../local/database.ts";
import { databricks } from "./databricks.ts";
import { duckdb } from "./duckdb.ts";
import type { Dialect, StepsOverRows } from "./dialect.ts";
import { routineOf } from "./functions/sqlFunction.ts";
import { sqlFunctions } from "./functions/sqlFunctions.ts";
import { views } from "../stages/views.ts";
import { maintenance, stages } from "../stages/catalogue.ts";
import { identifier, join, render, sql, table, trustedText, type Sql } from "./sql.ts";

test("every method of the dialect has a case", () => {
  const methods = Object.keys(duckdb).filter((name) => !notValues.some((other) => other === name));
  expect(Object.keys(databricks).toSorted()).toEqual(Object.keys(duckdb).toSorted());
  expect(methods.filter((name) => !dialectCases.some(({ method }) => method === name))).toEqual([]);
});

describe("statements that change a table", () => {
  const column = identifier("label");
  const of = table("curated.owner");
  const widened = (dialect: Dialect): string => render(dialect.changeColumnType(of, column, "bigint"), "x");
  const described = (dialect: Dialect): string =>
    render(dialect.commentColumn(of, column, trustedText("'What it is called'")), "x");

  test("are what each engine takes", () => {
    expect([databricks, duckdb].map(widened)).toEqual([
      "ALTER TABLE x_curated.owner ALTER COLUMN label TYPE BIGINT",
      "ALTER TABLE x_curated.owner ALTER COLUMN label SET DATA TYPE BIGINT USING CAST(label AS BIGINT)",
    ]);
    expect([databricks, duckdb].map(described)).toEqual([
      "ALTER TABLE x_curated.owner ALTER COLUMN label COMMENT 'What it is called'",
      "COMMENT ON COLUMN x_curated.owner.label IS 'What it is called'",
    ]);
  });

  test("change type and comment on DuckDB; the engine suite alters on Spark what an upgrade alters", async () => {
    const database = await Database.open(":memory:");
    await database.run("CREATE SCHEMA x_curated");
    await database.run("CREATE TABLE x_curated.owner AS SELECT CAST(7 AS INTEGER) AS label");
    await database.run(widened(duckdb));
    await database.run(described(duckdb));
    expect(
      await database.rows("SELECT data_type, comment FROM duckdb_columns() WHERE column_name = 'label'"),
    ).toEqual([{ data_type: "BIGINT", comment: "What it is called" }]);
    database.close();
  });
});

describe("steps over the rows that need them", () => {
  const over = (dialect: Dialect, value: (given: Sql) => Sql): Sql => sql`WITH said AS (
  SELECT * FROM (VALUES (1, 'a', NULL), (2, NULL, NULL), (3, 'b', 'c')) AS given(place, one, two)
),
${dialect.inSteps({
  rows: "said",
  gives: "answered",
  needWork: sql`(one IS NOT NULL)`,
  steps: [
    {
      gives: "doubled",
      columns: [
        ["one_doubled", (of) => of("one")],
        ["two_doubled", (of) => of("two")],
      ],
      value,
    },
    {
      gives: "joined",
      columns: [["answer", (of) => of("one_doubled")]],
      value: (given, of) => sql`concat(${given}, '-', ${of("one")}, ${of("two_doubled")})`,
    },
  ],
  results: ["two_doubled", "answer"],
})}`;
  const twice = (given: Sql): Sql => sql`concat(${given}, ${given})`;
  const rowsOf = async (value: (given: Sql) => Sql, where: string): Promise<readonly object[]> => {
    const database = await Database.open(":memory:");
    try {
      return await database.rows(
        `${render(over(duckdb, value), "x").replace("\n),", `\n  WHERE ${where}\n),`)}\nSELECT place, two_doubled, answer FROM answered ORDER BY place`,
      );
    } finally {
      database.close();
    }
  };

  test("are a lambda each on DuckDB, and a CTE each on Spark", () => {
    expect(render(over(databricks, twice), "x")).toMatchInlineSnapshot(`
      "WITH said AS (
        SELECT * FROM (VALUES (1, 'a', NULL), (2, NULL, NULL), (3, 'b', 'c')) AS given(place, one, two)
      ),
      doubled AS (
        SELECT
          said.*,
          concat(one, one) AS one_doubled,
          concat(two, two) AS two_doubled
        FROM said
      ),
      answered AS (
        SELECT
          doubled.*,
          concat(one_doubled, '-', one, two_doubled) AS answer
        FROM doubled
      )"
    `);
    expect(render(over(duckdb, twice), "x")).toMatchInlineSnapshot(`
      "WITH said AS (
        SELECT * FROM (VALUES (1, 'a', NULL), (2, NULL, NULL), (3, 'b', 'c')) AS given(place, one, two)
      ),
      answered_needing_work AS MATERIALIZED (
        SELECT said.* FROM said WHERE (one IS NOT NULL)
      ),
      answered_worked AS (
        SELECT answered_needing_work.*, list_transform(list_transform(list_transform([{'one': one, 'two': two}], lambda work:
        {'one': work.one, 'doubled': list_transform([work.one, work.two], lambda each_given: concat(each_given, each_given))}), lambda work:
            {'doubled': work.doubled, 'joined': concat(work.doubled[1], '-', work.one, work.doubled[2])}), lambda work:
            {'two_doubled': work.doubled[2], 'answer': work.joined})[1] AS results
        FROM answered_needing_work
        UNION ALL
        SELECT said.*, CASE WHEN (one IS NOT NULL) THEN NULL END AS results FROM said WHERE NOT (one IS NOT NULL)
      ),
      answered AS (
        SELECT
          answered_worked.*,
          struct_extract(results, 'two_doubled') AS two_doubled,
          struct_extract(results, 'answer') AS answer
        FROM answered_worked
      )"
    `);
  });

  test("give columns of all rows, null where there was no need", async () => {
    expect(await rowsOf(twice, "TRUE")).toEqual([
      { place: 1, two_doubled: "", answer: "aa-a" },
      { place: 2, two_doubled: null, answer: null },
      { place: 3, two_doubled: "cc", answer: "bb-bcc" },
    ]);
  });

  test("compile no pattern where no row needs it", async () => {
    // an unclosed bracket can't be compiled, and outside of a lambda raises without a row
    const broken = (given: Sql): Sql => duckdb.regexReplace(given, "(", "");
    expect(await rowsOf(broken, "length(one) > 1")).toEqual([]);
    await expect(rowsOf(broken, "TRUE")).rejects.toThrow("missing )");
  });
});

test("whatever SQL calls by its own name is shared by the engines, and has a case", () => {
  const stand = (dialect: Dialect): Dialect =>
    Object.fromEntries(
      Object.entries(dialect).map(([name, method]) => [
        name,
        typeof method !== "function" || name === "type"
          ? method
          : (...given: readonly unknown[]) =>
              sql`dialect_method(${join(
                given
                  .flatMap((each) => (isOverRows(each) ? valuesOf(each) : each))
                  .flat()
                  .map((each) => (isStep(each) ? each(sql`before`, sql`element`) : each))
                  .filter(isSql),
              )})`,
      ]),
    ) as unknown as Dialect;
  // what a method asks for each element of an array
  const isStep = (value: unknown): value is (before: Sql, element: Sql) => Sql => typeof value === "function";
  const isOverRows = (value: unknown): value is StepsOverRows =>
    typeof value === "object" && value !== null && "steps" in value;
  const valuesOf = ({ needWork, steps }: StepsOverRows): readonly Sql[] => [
    needWork,
    ...steps.flatMap(({ columns, value }) => columns.map(([, from]) => value(from(identifier), identifier))),
  ];
  const isSql = (value: unknown): value is Sql =>
    typeof value === "object" && value !== null && "chunks" in value;
  const dialect = stand(duckdb);
  const texts = [
    ...[...stages, ...maintenance].flatMap((stage) => [
      ...stage.steps.flatMap((step) => {
        if (step.kind === "sql") return [step.query(dialect), ...(step.winner ? [step.winner(dialect)] : [])];
        return step.kind === "statement" ? [step.statement(dialect)] : [];
      }),
      ...stage.checks.map((check) => check.failing(dialect)),
    ]),
    ...Object.values(views).map((view) => view.query(dialect)),
    ...sqlFunctions.map((made) => made.body(dialect)),
  ].map((text) => render(text, "x").replaceAll(/'[^']*'/g, "''"));
  const called = new Set(
    texts.flatMap((text) => [...text.matchAll(/\b([a-z_]+)\(/g)].map(([, name = ""]) => name)),
  );
  called.delete("dialect_method");
  for (const { name } of sqlFunctions) called.delete(name);
  // a bare trim takes spaces alone on Spark and every blank of Unicode on DuckDB
  expect(texts.filter((text) => /\btrim\((?!BOTH '' FROM )/.test(text))).toEqual([]);
  expect([...called].filter((name) => !sharedFunctions.some((shared) => shared === name))).toEqual([]);
  expect(sharedFunctions.filter((name) => !called.has(name))).toEqual([]);
  expect(sharedFunctions.filter((name) => !dialectCases.some(({ method }) => method === name))).toEqual([]);
});

test("every shared function has a case", () => {
  const uncovered = sqlFunctions.filter(({ name }) => !functionCases.some(({ called }) => called === name));
  expect(uncovered.map(({ name }) => name)).toEqual([]);
});

test("shared functions are made in an order in which each finds those that it calls", () => {
  const early = sqlFunctions.flatMap((made, index) => {
    const before = new Set<string>(sqlFunctions.slice(0, index).map(routineOf));
    return made
      .body(databricks)
      .chunks.flatMap((chunk) =>
        chunk.kind === "routine" && !before.has(chunk.routine) ? [`${made.name} calls ${chunk.routine}`] : [],
      );
  });
  expect(early).toEqual([]);
});

test("the text of every method on both engines is the one that was reviewed", async () => {
  const lines = dialectCases
    .filter(({ method }, index) => dialectCases.findIndex((other) => other.method === method) === index)
    .flatMap(({ method, expression }) => [
      method,
      ...[databricks, duckdb].map(
        (dialect: Dialect) => `  ${dialect.name.padEnd(10)} ${render(expression(dialect), "fixloop")}`,
      ),
    ]);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../../test/dialects/texts.txt");
});

// `npm run test:engines` runs the same cases on Spark
describe("on DuckDB", () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.open(":memory:");
    await makeFunctions(database, "fixloop");
  });
  afterAll(() => database.close());

  test.each(functionCases.map((each) => [`${each.called}, ${each.title}`, each] as const))(
    "%s",
    async (_title, each) => {
      const rows = await database.rows(render(caseStatement(each, duckdb), "fixloop"), caseParameters(each));
      expect(rows.map((row) => caseValue(row["value"]))).toEqual(each.gives);
    },
  );

  test.each(dialectCases.map((each) => [`${each.method}, ${each.title}`, each] as const))(
    "%s",
    async (_title, each) => {
      const rows = await database.rows(render(caseStatement(each, duckdb), "fixloop"), {
        ...caseParameters(each),
        now: "2026-01-01T00:00:00Z",
      });
      expect(rows.map((row) => caseValue(row["value"]))).toEqual(each.gives);
    },
  );
});
