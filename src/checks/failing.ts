import type { Dialect } from "../sql/dialect.ts";
import { identifier, join, sql, type Sql } from "../sql/sql.ts";
import type { Rule } from "../contract/rule.ts";
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
