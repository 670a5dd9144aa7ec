import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caseParameters, caseStatement, caseValue, dialectCases } from "../../test/dialects/cases.ts";
import { Database } from "../local/database.ts";
import { databricks } from "./databricks.ts";
import { duckdb } from "./duckdb.ts";
import type { Dialect } from "./dialect.ts";
import { render } from "./sql.ts";

test("every method of the dialect has a case", () => {
  const methods = Object.keys(duckdb).filter((name) => name !== "name");
  expect(Object.keys(databricks).toSorted()).toEqual(Object.keys(duckdb).toSorted());
  expect(methods.filter((name) => !dialectCases.some(({ method }) => method === name))).toEqual([]);
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
  });
  afterAll(() => database.close());

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
