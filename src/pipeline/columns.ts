import type { Column, ColumnClass, ColumnType } from "./contract.ts";

interface Options {
  readonly class?: ColumnClass;
  readonly values?: readonly string[];
}

const column = (type: ColumnType, nullable: boolean, comment: string, options: Options): Column => ({
  type,
  nullable,
  comment,
  class: options.class ?? "internal",
  ...(options.values ? { values: options.values } : {}),
});

/** A column that always holds a value. */
export const required = (type: ColumnType, comment: string, options: Options = {}): Column =>
  column(type, false, comment, options);

/** A column that may hold null: the comment says what null means. */
export const optional = (type: ColumnType, comment: string, options: Options = {}): Column =>
  column(type, true, comment, options);
