import type { ColumnType } from "../sql/columnType.ts";

/** Who may see a column: masks, grants and retention follow from it. */
export type ColumnClass = "public" | "internal" | "personal" | "sensitive";

/** A column as it is written: without a class of its own it has that of its table. */
export interface AuthoredColumn {
  readonly type: ColumnType;
  /** One sentence; becomes the column's comment on both engines and its line in the docs. */
  readonly comment: string;
  readonly class?: ColumnClass;
  /**
   * Its mask keeps equal values equal: views join and count by it, and must give the same figures whether the engine
   * evaluates a mask for the owner of the view or for its reader (docs/explanation/masks-and-views.md).
   */
  readonly pseudonym?: true;
  readonly nullable: boolean;
  /** The closed list of values, where there is one: becomes an accepted-values check. */
  readonly values?: readonly string[];
}

export interface Column extends AuthoredColumn {
  readonly class: ColumnClass;
}

/** A column of a view: what a value means, and the type that the view's query gives it on both engines. */
export interface ViewColumn {
  readonly type: ColumnType;
  readonly comment: string;
}
