import { parseRule } from "../checks/rule.ts";
import type { DataCheck, DataPromise } from "../contract/dataCheck.ts";
import { columnsOf, tableIn, type Tables } from "../contract/table.ts";
import type { ColumnType } from "../sql/columnType.ts";
import type { TableName } from "../sql/sql.ts";
import { readDays, readHours } from "./quantities.ts";
import type { CheckSpec } from "./schema/checks.ts";

/** The type of each column of a table. */
export const columnTypes = (tables: Tables, name: TableName): Readonly<Record<string, ColumnType>> =>
  Object.fromEntries(
    Object.entries(columnsOf(tableIn(tables, name))).map(([column, { type }]) => [column, type]),
  );

/** `curated.owner.owner` is column owner of curated.owner. */
export function readReference(written: string): { readonly to: string; readonly key: string } {
  const at = written.lastIndexOf(".");
  return { to: written.slice(0, Math.max(at, 0)), key: written.slice(at + 1) };
}

const percent = (written: string | undefined): number | undefined =>
  written === undefined ? undefined : Number.parseInt(written, 10);

/** Of a check without a mistake. */
export function resolveCheck(id: string, check: CheckSpec, tables: Tables): DataCheck {
  return {
    id,
    title: check.title,
    table: check.table as TableName,
    severity: check.severity,
    promise: promiseOf(check, tables),
  };
}

function promiseOf(check: CheckSpec, tables: Tables): DataPromise {
  const { column = "", of_last = "28d" } = check;
  if (check.rule !== undefined) {
    const rule = parseRule(check.rule, columnTypes(tables, check.table as TableName));
    if ("problem" in rule) throw new TypeError(`resolve: a rule can't be read: ${rule.problem}`);
    return { kind: "rule", rule };
  }
  if (check.not_null) return { kind: "not_null", columns: check.not_null };
  if (check.accepted)
    return {
      kind: "accepted",
      columns: Object.entries(check.accepted).map(([name, values]) => ({ column: name, values })),
    };
  if (check.unique) return { kind: "unique", columns: check.unique };
  if (check.references)
    return {
      kind: "references",
      columns: Object.entries(check.references).map(([name, written]) => {
        const { to, key } = readReference(written);
        return { column: name, to: to as TableName, key };
      }),
    };
  if (check.fresh !== undefined) return { kind: "fresh", column, hours: readHours(check.fresh) };
  if (check.volume)
    return {
      kind: "volume",
      column,
      days: readDays(of_last),
      atLeastPercent: percent(check.volume.at_least),
      atMostPercent: percent(check.volume.at_most),
    };
  return {
    kind: "distribution",
    of: check.distribution ?? "",
    column,
    days: readDays(of_last),
    psiMillionths: Math.round((check.psi ?? 0.25) * 1_000_000),
  };
}
