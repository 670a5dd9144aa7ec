import { expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { shown } from "../contract/columns.ts";
import { columnsOf, tableNames } from "../stages/tables.ts";
import { databricks } from "../sql/databricks.ts";
import { createTable, createView } from "./ddl.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, sql, table } from "../sql/sql.ts";

test("a table on Databricks is one statement with comments, clustering and NOT NULL", () => {
  expect(createTable("curated.exposure_daily", databricks).map((statement) => render(statement, "fixloop")))
    .toMatchInlineSnapshot(`
      [
        "CREATE TABLE IF NOT EXISTS fixloop_curated.exposure_daily (
        product STRING NOT NULL COMMENT 'Product.',
        version STRING NOT NULL COMMENT 'Product version, or - where not given.',
        platform STRING NOT NULL COMMENT 'Platform, or - where not given.',
        event_date DATE NOT NULL COMMENT 'Day (UTC).',
        exposure DECIMAL(18,4) NOT NULL COMMENT 'Active users, or items of feedback.',
        basis STRING NOT NULL COMMENT 'What was counted.',
        run_id BIGINT NOT NULL COMMENT 'Run that wrote the row last.',
        code_version STRING NOT NULL COMMENT 'Version of the code that wrote it.',
        taxonomy_version STRING NOT NULL COMMENT 'Version of the taxonomy it was written under.',
        CONSTRAINT exposure_daily_key PRIMARY KEY (product, version, platform, event_date) NOT ENFORCED
      )
      USING DELTA
      CLUSTER BY (\`product\`, \`version\`, \`platform\`, \`event_date\`)
      COMMENT 'How many people could have complained: daily active users of a version; feedback items if no usage is delivered.'",
      ]
    `);
});

test("a view that tells whose rows it has shows each reader their own, on Databricks alone", () => {
  const contract = {
    comment: "Issues.",
    owner: "measure",
    readers: ["analyst"],
    columns: {
      product: shown("string", "Product."),
      locale: shown("string", "Locale."),
      issue_id: shown("string", "The issue."),
    },
    shows: "live",
    why: "One statement writes it.",
    query: () => sql`SELECT product, locale, issue_id FROM ${table("curated.issue")}`,
  } as const;
  const text = (dialect: typeof databricks): string =>
    createView("serving.issue_overview", contract, dialect)
      .map((statement) => render(statement, "fixloop"))
      .join(";\n");
  expect(text(databricks)).toContain(`AS
SELECT product, locale, issue_id
FROM (
  SELECT product, locale, issue_id FROM fixloop_curated.issue
) AS every_row
WHERE fixloop_curated.may_see_product_in_region(product, locale)`);
  expect(text(duckdb)).not.toContain("may_see");
});

test("DuckDB creates every table of the contract with its columns, comments and NOT NULL", async () => {
  const database = await Database.open(":memory:");
  for (const schema of ["raw", "curated"]) await database.run(`CREATE SCHEMA fixloop_${schema}`);
  for (const name of tableNames) {
    for (const statement of createTable(name, duckdb)) await database.run(render(statement, "fixloop"));
    const [schema, tableName] = `fixloop_${name}`.split(".");
    const columns = await database.rows<{ column_name: string; comment: string; is_nullable: boolean }>(
      "SELECT column_name, comment, is_nullable FROM duckdb_columns() WHERE schema_name = $schema AND table_name = $tableName ORDER BY column_index",
      { schema: schema ?? "", tableName: tableName ?? "" },
    );
    expect(columns.map((column) => [column.column_name, column.comment, column.is_nullable])).toEqual(
      Object.entries(columnsOf(name)).map(([columnName, column]) => [
        columnName,
        column.comment,
        column.nullable,
      ]),
    );
  }
  database.close();
});

test("creating a table again changes nothing", async () => {
  const database = await Database.open(":memory:");
  await database.run("CREATE SCHEMA fixloop_raw");
  for (const pass of [1, 2]) {
    for (const statement of createTable("raw.release", duckdb))
      await database.run(render(statement, "fixloop"));
    if (pass === 1)
      await database.run(
        "INSERT INTO fixloop_raw.release SELECT 'r', 'p', '1', '1', 'client', NULL, TIMESTAMP '2025-01-01', NULL, 1, 'c', 't'",
      );
  }
  expect(await database.rows("SELECT release_id FROM fixloop_raw.release")).toEqual([{ release_id: "r" }]);
  database.close();
});
