import type { TableName } from "../sql/sql.ts";

/** Columns of `curated.setting` that hold the days: SQL itself holds no authored number. */
export type RetentionSetting = "retention_raw_days" | "retention_curated_days" | "retention_personal_days";

/** What the age of a row is counted from. */
export type RowAge =
  /** a timestamp or date of the row; it stays for as long as one of the other tables has a row that it is about */
  | {
      readonly kind: "column";
      readonly column: string;
      readonly heldBy?: readonly {
        readonly table: TableName;
        readonly column: string;
        /** Column of the row that names it, where that has another name. */
        readonly own?: string;
      }[];
    }
  /** the reference time of the run that wrote it last: for rows that carry no time of their own */
  | { readonly kind: "run" }
  /** nothing: it goes when a row that it is about has gone, by any of its columns */
  | {
      readonly kind: "orphan";
      readonly of: TableName;
      readonly columns: readonly string[];
      readonly theirs: string;
    }
  /** the newest feedback that carries the identity, else the run that wrote it last; one that an account gives stays */
  | { readonly kind: "last_seen" };

/** What becomes of the rows of a table with time. */
export interface RetentionRule {
  /** `retention.raw.feedback_payload`; of a rule that clears, with `.personal` at its end. */
  readonly id: string;
  readonly table: TableName;
  readonly action: "delete" | "clear";
  readonly setting: RetentionSetting;
  readonly age: RowAge;
  /** Columns that `clear` empties; one that always holds a value becomes a copy of the named column. */
  readonly clears: Readonly<Record<string, "null" | { readonly copyOf: string }>>;
}
