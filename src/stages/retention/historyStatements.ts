import type { StatementStep, StatementTask } from "../../contract/step.ts";
import type { TableName } from "../../sql/sql.ts";
import { sql, table } from "../../sql/sql.ts";

const purge: StatementTask = {
  id: "purge_history",
  title: "Deleted rows leave the files",
  why: "A DELETE on Delta marks rows in a deletion vector and keeps the old files for time travel. REORG with PURGE rewrites the files that hold marked rows, and VACUUM takes files away that have not belonged to the table for 7 days, the default that Delta guards. So what this run deletes is gone for good with the first run that comes 7 days later, and the receipt of an erasure says so. Both find nothing to do when they run again.",
};

/**
 * The files of the tables that rows or values have left. Delta alone has files of its own and a history: DuckDB's one
 * file is rewritten by whoever runs it.
 */
export function historyStatements(tables: readonly TableName[]): readonly StatementStep[] {
  const step = (name: TableName, verb: "reorg" | "vacuum"): StatementStep => ({
    kind: "statement",
    id: `retention.${verb}.${name}`,
    stage: "retention",
    title:
      verb === "reorg" ? `Rewrite files of ${name} that hold deleted rows` : `Old files of ${name} leave`,
    why: purge.why,
    writes: name,
    mode: "purge",
    window: "all",
    task: purge,
    statement: ({ name: engine }) => {
      if (engine !== "databricks") return undefined;
      return verb === "reorg" ? sql`REORG TABLE ${table(name)} APPLY (PURGE)` : sql`VACUUM ${table(name)}`;
    },
  });
  return tables.flatMap((name) => [step(name, "reorg"), step(name, "vacuum")]);
}
