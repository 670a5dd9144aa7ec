import { namesOf, tableIn, type Tables } from "../contract/table.ts";
import type { Column } from "../contract/column.ts";
import type { ColumnType } from "../sql/columnType.ts";
import type { TableName } from "../sql/sql.ts";

/** Name of a mask function, by what it does: the type of its value where that isn't text. */
export type MaskName =
  | "mask_text"
  | "mask_key"
  | `mask_${"boolean" | "int" | "bigint" | "double" | "date" | "timestamp"}`;

export interface MaskedColumn {
  readonly table: TableName;
  readonly column: string;
  readonly type: ColumnType;
  readonly mask: MaskName;
}

/**
 * Every personal and sensitive column of every table, raw ones too: no one is granted those, and if someone above us
 * grants a whole catalog, they are masked all the same.
 */
export function maskedColumns(tables: Tables): readonly MaskedColumn[] {
  return namesOf(tables).flatMap((table) =>
    Object.entries(tableIn(tables, table).columns).flatMap(([column, contract]): readonly MaskedColumn[] =>
      isHidden(contract)
        ? [{ table, column, type: contract.type, mask: maskOf(`${table}.${column}`, contract) }]
        : [],
    ),
  );
}

export const isHidden = (column: Column): boolean =>
  column.class === "personal" || column.class === "sensitive";

/** @throws {TypeError} for a column that no mask can stand for: one that is never null and no text. */
export function maskOf(name: string, { type, nullable, pseudonym }: Column): MaskName {
  if (type === "string") return pseudonym === true ? "mask_key" : "mask_text";
  const word = /^(boolean|int|bigint|double|date|timestamp)$/.exec(type)?.[1];
  if (pseudonym === true || !nullable || word === undefined)
    throw new TypeError(`governance: no mask keeps ${name} what it is; make it text, or let it be null`);
  return `mask_${word as "boolean"}`;
}
