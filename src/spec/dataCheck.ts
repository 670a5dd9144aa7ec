import type { Rule } from "../pipeline/checks/rule.ts";
import { parseRule } from "../pipeline/checks/rule.ts";
import type { ColumnType } from "../pipeline/contract.ts";
import { columnsOf, type TableName } from "../pipeline/tables.ts";
import type { CheckSeverity } from "../pipeline/vocabulary.ts";
import { readDays, readHours } from "./quantities.ts";
import type { CheckSpec } from "./schema/checks.ts";

/** A check that somebody wrote about one table. */
export interface DataCheck {
  readonly id: string;
  readonly title: string | undefined;
  readonly table: TableName;
  readonly severity: CheckSeverity;
  readonly promise: DataPromise;
}

export type DataPromise =
  | { readonly kind: "rule"; readonly rule: Rule }
  | { readonly kind: "not_null"; readonly columns: readonly string[] }
  | {
      readonly kind: "accepted";
      readonly columns: readonly { readonly column: string; readonly values: readonly string[] }[];
    }
  | { readonly kind: "unique"; readonly columns: readonly string[] }
  | {
      readonly kind: "references";
      readonly columns: readonly { readonly column: string; readonly to: TableName; readonly key: string }[];
    }
  | { readonly kind: "fresh"; readonly column: string; readonly hours: number }
  | {
      readonly kind: "volume";
      readonly column: string;
      readonly days: number;
      /** Of the median, 100 is all of it. */
      readonly atLeastPercent: number | undefined;
      readonly atMostPercent: number | undefined;
    }
  | {
      readonly kind: "distribution";
      readonly of: string;
      readonly column: string;
      readonly days: number;
      readonly psiMillionths: number;
    };

export const columnTypes = (name: TableName): Readonly<Record<string, ColumnType>> =>
  Object.fromEntries(Object.entries(columnsOf(name)).map(([column, { type }]) => [column, type]));

/** `curated.owner.owner` is column owner of curated.owner. */
export function readReference(written: string): { readonly to: string; readonly key: string } {
  const at = written.lastIndexOf(".");
  return { to: written.slice(0, Math.max(at, 0)), key: written.slice(at + 1) };
}

const percent = (written: string | undefined): number | undefined =>
  written === undefined ? undefined : Number.parseInt(written, 10);

/** Of a check without a mistake. */
export function resolveCheck(id: string, check: CheckSpec): DataCheck {
  return {
    id,
    title: check.title,
    table: check.table as TableName,
    severity: check.severity,
    promise: promiseOf(check),
  };
}

function promiseOf(check: CheckSpec): DataPromise {
  const { column = "", of_last = "28d" } = check;
  if (check.rule !== undefined) {
    const rule = parseRule(check.rule, columnTypes(check.table as TableName));
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
