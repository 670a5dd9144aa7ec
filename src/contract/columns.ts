import type { AuthoredColumn, Column, ColumnClass, ViewColumn } from "./column.ts";
import type { ColumnType } from "../sql/columnType.ts";

interface Options {
  readonly class?: ColumnClass;
  readonly pseudonym?: true;
  readonly values?: readonly string[];
}

const column = (type: ColumnType, nullable: boolean, comment: string, options: Options): AuthoredColumn => ({
  type,
  nullable,
  comment,
  ...options,
});

/** A column that always holds a value. */
export const required = (type: ColumnType, comment: string, options: Options = {}): AuthoredColumn =>
  column(type, false, comment, options);

/** A column that may hold null: the comment says what null means. */
export const optional = (type: ColumnType, comment: string, options: Options = {}): AuthoredColumn =>
  column(type, true, comment, options);

/** A column of a view: the comment says what null means where it may be null. */
export const shown = (type: ColumnType, comment: string): ViewColumn => ({ type, comment });

/** The columns with the class of each: its own, or that of its table. */
export function classified(
  columns: Readonly<Record<string, AuthoredColumn>>,
  classOfTable: ColumnClass,
): Readonly<Record<string, Column>> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, authored]) => [name, { class: classOfTable, ...authored }]),
  );
}
