import type { Origin } from "../contract/lineage.ts";
import type { Dialect } from "../sql/dialect.ts";
import { identifier, join, sql, tablesIn, type Sql, type TableName } from "../sql/sql.ts";
import type { Rule, RuleNode } from "../contract/rule.ts";
import { breaksRule } from "./ruleSql.ts";

/** A promise about the rows of one table that each row keeps or breaks by itself. */
export type RowPromise =
  | { readonly kind: "not_null"; readonly columns: readonly string[] }
  | { readonly kind: "accepted"; readonly column: string }
  | { readonly kind: "references"; readonly column: string; readonly to: Sql; readonly key: string }
  | { readonly kind: "rule"; readonly rule: Rule };

/** A checked table: what it is read from, and the columns that identify its rows. */
export interface Checked {
  readonly from: Sql;
  readonly key: readonly string[];
}

/**
 * The keys of the rows that break a promise. `values` selects what the author wrote for this check, as rows of
 * (position, value): accepted values, or the literals of a rule. A null keeps `accepted` and `references`, as a foreign
 * key would have it: that a value is there is what `not_null` promises.
 */
export function failingRows(promise: RowPromise, checked: Checked, values: Sql, dialect: Dialect): Sql {
  const row = identifier("checked");
  const keys = join(checked.key.map((column) => sql`${row}.${identifier(column)}`));
  return sql`SELECT ${keys} FROM ${checked.from} AS ${row} WHERE ${broken(promise, row, values, dialect)}`;
}

function broken(promise: RowPromise, row: Sql, values: Sql, dialect: Dialect): Sql {
  switch (promise.kind) {
    case "not_null":
      return join(
        promise.columns.map((column) => sql`${row}.${identifier(column)} IS NULL`),
        sql` OR `,
      );
    case "accepted": {
      const value = sql`${row}.${identifier(promise.column)}`;
      return sql`${value} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM (${values}) AS accepted WHERE accepted.value = ${value})`;
    }
    case "references": {
      const value = sql`${row}.${identifier(promise.column)}`;
      return sql`${value} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${promise.to} AS referred WHERE referred.${identifier(promise.key)} = ${value})`;
    }
    case "rule":
      break;
  }
  return breaksRule(
    promise.rule.tree,
    row,
    (position) =>
      sql`(SELECT max(written.value) FROM (${values}) AS written WHERE written.position = ${position})`,
    dialect,
  );
}

/** What decides which rows of a table break a promise, where `values` selects from `written`, by the columns named. */
export function brokenOrigins(
  promise: RowPromise,
  checked: TableName,
  values: { readonly written: TableName; readonly by: readonly string[] },
): readonly Origin[] {
  const ofValues = (columns: readonly string[]): readonly Origin[] =>
    [...values.by, ...columns].map((column) => `${values.written}.${column}`);
  switch (promise.kind) {
    case "not_null":
      return promise.columns.map((column) => `${checked}.${column}`);
    case "accepted":
      return [`${checked}.${promise.column}`, `${values.written}.*`, ...ofValues(["value"])];
    case "references":
      return [
        `${checked}.${promise.column}`,
        ...tablesIn(promise.to).flatMap((name) => [`${name}.*`, `${name}.${promise.key}`]),
      ];
    case "rule":
      break;
  }
  const { tree, literals } = promise.rule;
  return [
    ...columnsIn(tree).map((column) => `${checked}.${column}`),
    ...(literals.length > 0 ? ofValues(["position", "value"]) : []),
  ];
}

/** The columns that a rule looks at. */
function columnsIn(node: RuleNode): readonly string[] {
  switch (node.kind) {
    case "column":
      return [node.name];
    case "literal":
      return [];
    case "sum":
    case "compare":
    case "and":
    case "or":
      return [node.left, node.right].flatMap(columnsIn);
    case "call":
      return node.arguments.flatMap(columnsIn);
    case "between":
      return [node.value, node.low, node.high].flatMap(columnsIn);
    case "in":
      return [node.value, ...node.list].flatMap(columnsIn);
    case "null":
    case "not":
      break;
  }
  return columnsIn(node.value);
}
