import { expect, test } from "vitest";
import { databricks } from "../sql/databricks.ts";
import type { Dialect } from "../sql/dialect.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import type { PresentColumn, PresentTable } from "./presentTable.ts";
import { catalogue } from "../stages/catalogue.ts";
import { comparedWith, effectOf, needsConsent, subjectOf, tableChanges, widens } from "./tableChange.ts";

const today = comparedWith(catalogue);

type Columns = Map<string, PresentColumn>;

const present = (dialect: Dialect, spell: (type: string) => string): Map<string, PresentTable> =>
  new Map(
    Object.entries(today.contracts).map(([name, { comment, clusterBy, key, columns }]) => [
      name,
      {
        comment,
        clusterBy: clusterBy ?? [],
        key,
        columns: new Map(
          Object.entries(columns).map(([column, { type, nullable, comment: meaning }]) => [
            column,
            { type: spell(render(dialect.type(type), "")), nullable, comment: meaning },
          ]),
        ),
      },
    ]),
  );

test("what each engine says of its own tables is no difference, however it writes the types", () => {
  expect(
    tableChanges(
      present(databricks, (type) => type.toLowerCase().replace(",", ", ")),
      databricks,
      today,
    ),
  ).toEqual([]);
  expect(
    tableChanges(
      present(duckdb, (type) => type),
      duckdb,
      today,
    ),
  ).toEqual([]);
});

test("each kind of difference is one entry, and says what it does to statements of before", () => {
  const there = present(databricks, (type) => type.toLowerCase());
  const columnsOf = (name: string): Columns => there.get(name)?.columns as Columns;
  const edit = (name: string, column: string, change: Partial<PresentColumn>): void => {
    columnsOf(name).set(column, {
      type: "string",
      nullable: true,
      comment: "",
      ...columnsOf(name).get(column),
      ...change,
    });
  };
  there.delete("curated.deployment");
  there.set("curated.retired", { comment: "", clusterBy: [], key: [], columns: new Map() });
  columnsOf("curated.issue").delete("customers");
  edit("curated.issue", "title", { nullable: false });
  edit("curated.issue", "events", { type: "int" });
  edit("curated.issue", "category", { nullable: true });
  edit("curated.issue_status", "since", { comment: "Long ago." });
  edit("curated.owner", "nickname", {});
  there.set("curated.issue_status", {
    ...(there.get("curated.issue_status") as PresentTable),
    comment: "Other words.",
    clusterBy: ["state"],
    key: [],
  });
  const changes = tableChanges(there, databricks, today);
  expect(
    changes.map(
      (change) => `${change.kind} ${subjectOf(change)} ${effectOf(change)} ${needsConsent(change)}`,
    ),
  ).toEqual([
    "add_table curated.deployment additive false",
    "require_column curated.issue.category reshaping false",
    "change_type curated.issue.events reshaping true",
    "add_column curated.issue.customers reshaping false",
    "surplus_column curated.issue.title additive false",
    // a seed table is filled again by every set-up
    "replace_table curated.owner additive false",
    "comment_column curated.issue_status.since additive false",
    "cluster_table curated.issue_status additive false",
    "declare_key curated.issue_status additive false",
    "comment_table curated.issue_status additive false",
    "surplus_table curated.retired additive false",
  ]);
});

test.each([
  ["int", "BIGINT", true],
  ["INT", "DOUBLE", true],
  ["int", "DECIMAL(10,0)", true],
  ["int", "DECIMAL(11,2)", false],
  ["bigint", "DECIMAL(20,0)", true],
  ["bigint", "DECIMAL(19,0)", false],
  ["decimal(10,1)", "DECIMAL(12,3)", true],
  ["decimal(10,1)", "DECIMAL(11,3)", false],
  ["bigint", "INT", false],
  ["bigint", "DOUBLE", false],
  ["date", "TIMESTAMP", false],
])("Delta widens %s to %s in place: %s", (from, to, expected) => {
  expect(widens(from, to)).toBe(expected);
});
