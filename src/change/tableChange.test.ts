import { expect, test } from "vitest";
import { columnsOf, tableNames, type TableName } from "../pipeline/tables.ts";
import { databricks } from "../sql/databricks.ts";
import { duckdb } from "../sql/duckdb.ts";
import type { Dialect } from "../sql/dialect.ts";
import { render } from "../sql/sql.ts";
import { losesData, needsAlter, tableChanges } from "./tableChange.ts";

const present = (dialect: Dialect, spell: (type: string) => string): Map<string, Map<string, string>> =>
  new Map(
    tableNames.map((name) => [
      name,
      new Map(
        Object.entries(columnsOf(name)).map(([column, { type }]) => [
          column,
          spell(render(dialect.type(type), "")),
        ]),
      ),
    ]),
  );

test("what each engine says of its own tables is no difference, however it writes the types", () => {
  expect(
    tableChanges(
      present(databricks, (type) => type.toLowerCase().replace(",", ", ")),
      databricks,
    ),
  ).toEqual([]);
  expect(
    tableChanges(
      present(duckdb, (type) => type),
      duckdb,
    ),
  ).toEqual([]);
});

test("each kind of difference is one entry, and says whether it needs an ALTER and loses data", () => {
  const there = present(databricks, (type) => type.toLowerCase());
  there.delete("curated.deployment");
  there.set("curated.retired", new Map([["id", "string"]]));
  const issue = there.get("curated.issue" satisfies TableName);
  issue?.delete("customers");
  issue?.set("title", "string");
  issue?.set("events", "int");
  there.get("curated.owner")?.set("nickname", "string");
  const changes = tableChanges(there, databricks);
  expect(
    changes.map((change) => [
      change.kind,
      change.table,
      "column" in change ? change.column : "",
      needsAlter(change),
      losesData(change),
    ]),
  ).toEqual([
    ["add_table", "curated.deployment", "", false, false],
    // a seed table is filled anew by every set-up
    ["drop_column", "curated.owner", "nickname", true, false],
    ["change_type", "curated.issue", "events", true, false],
    ["add_column", "curated.issue", "customers", true, false],
    ["drop_column", "curated.issue", "title", true, true],
    ["surplus_table", "curated.retired", "", false, false],
  ]);
});
