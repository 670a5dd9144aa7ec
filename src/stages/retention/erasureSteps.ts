import type { StatementStep, StatementTask } from "../../contract/step.ts";
import { erasureStatements, type ErasureStatement } from "./erasure.ts";
import { databricks } from "../../sql/databricks.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Sql } from "../../sql/sql.ts";

const tasks = {
  find: {
    id: "erasure_find",
    title: "Find all that belongs to the customers to erase",
    why: "The list is stored before anything is deleted, so that a killed erasure can resume with it. Without a pending request, nothing is found and the later statements do nothing.",
  },
  remove: {
    id: "erasure_remove",
    title: "Delete rows and values of these customers from every table",
    why: "The order follows the references: rows found by an event are deleted before the event, identities last.",
  },
  close: {
    id: "erasure_close",
    title: "Write the receipts and close the requests",
    why: "A receipt is written only when nothing remains. The id of the customer is removed with the request that named it.",
  },
} as const satisfies Record<NonNullable<StatementStep["erasure"]>, StatementTask>;

const partOf: Readonly<Record<ErasureStatement["mode"], keyof typeof tasks>> = {
  scope: "find",
  suppress: "find",
  count: "find",
  delete: "remove",
  clear: "remove",
  receipt: "close",
  close: "close",
};

const modeOf: Readonly<Record<ErasureStatement["mode"], StatementStep["mode"]>> = {
  scope: "record",
  suppress: "record",
  count: "record",
  delete: "delete",
  clear: "update",
  receipt: "record",
  close: "record",
};

/** The statements of `fixloop erase`, for every request that no one has carried out yet. */
export function erasureSteps(): readonly StatementStep[] {
  return erasureStatements(databricks).map(({ id, title, table, mode }) => ({
    kind: "statement",
    id: `retention.${id}`,
    stage: "retention",
    title,
    why: tasks[partOf[mode]].why,
    writes: table,
    mode: modeOf[mode],
    window: "due",
    task: tasks[partOf[mode]],
    erasure: partOf[mode],
    statement: (dialect) => statementOf(id, dialect),
  }));
}

const byDialect = new Map<Dialect, ReadonlyMap<string, Sql>>();

function statementOf(id: string, dialect: Dialect): Sql {
  const known =
    byDialect.get(dialect) ?? new Map(erasureStatements(dialect).map((each) => [each.id, each.sql]));
  byDialect.set(dialect, known);
  const found = known.get(id);
  if (found === undefined) throw new TypeError(`retention: ${dialect.name} has no statement ${id}`);
  return found;
}
