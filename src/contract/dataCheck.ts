import type { TableName } from "../sql/sql.ts";
import type { Rule } from "./rule.ts";
import type { CheckSeverity } from "./vocabulary.ts";

/** Keys of which a check has exactly one: what it promises. */
export const checkKinds = [
  "rule",
  "not_null",
  "accepted",
  "unique",
  "references",
  "fresh",
  "volume",
  "distribution",
] as const;
export type CheckKind = (typeof checkKinds)[number];
/** Those that each row keeps or breaks by itself. */
export const rowKinds: readonly CheckKind[] = ["rule", "not_null", "accepted", "references"];

/** A check that someone wrote about one table. */
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
