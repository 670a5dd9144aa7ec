import { columnsOf, contractOf, tableNames, type TableName } from "../pipeline/tables.ts";
import type { Dialect } from "../sql/dialect.ts";
import { render } from "../sql/sql.ts";

/**
 * One difference between the contract of the tables and what is there. `CREATE TABLE IF NOT EXISTS` mends only
 * `add_table`; the others need an ALTER that somebody decides on.
 */
export type TableChange =
  | { readonly kind: "add_table"; readonly table: TableName }
  /** There, and no longer in the contract: nothing writes it, nothing drops it. */
  | { readonly kind: "surplus_table"; readonly table: string }
  | {
      readonly kind: "add_column";
      readonly table: TableName;
      readonly column: string;
      readonly type: string;
      readonly nullable: boolean;
    }
  | {
      readonly kind: "drop_column";
      readonly table: TableName;
      readonly column: string;
      readonly type: string;
    }
  | {
      readonly kind: "change_type";
      readonly table: TableName;
      readonly column: string;
      readonly from: string;
      readonly to: string;
    };

/** Columns by table (`curated.issue`) of what is there: name → type, as the engine writes it. */
export type PresentTables = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Compares what is there with the contract, in the order of the contract. Views are replaced at every set-up: not compared. */
export function tableChanges(present: PresentTables, dialect: Dialect): readonly TableChange[] {
  const known: ReadonlySet<string> = new Set(tableNames);
  return [
    ...tableNames.flatMap((name): readonly TableChange[] => {
      const columns = present.get(name);
      return columns === undefined
        ? [{ kind: "add_table", table: name }]
        : columnChanges(name, columns, dialect);
    }),
    ...[...present.keys()]
      .filter((name) => !known.has(name))
      .toSorted()
      .map((table): TableChange => ({ kind: "surplus_table", table })),
  ];
}

function columnChanges(
  table: TableName,
  present: ReadonlyMap<string, string>,
  dialect: Dialect,
): readonly TableChange[] {
  const wanted = columnsOf(table);
  const typeOf = (column: string): string => {
    const type = wanted[column]?.type;
    return type === undefined ? "" : render(dialect.type(type), "");
  };
  return [
    ...Object.entries(wanted).flatMap(([column, { nullable }]): readonly TableChange[] => {
      const from = present.get(column);
      const to = typeOf(column);
      if (from === undefined) return [{ kind: "add_column", table, column, type: to, nullable }];
      return sameType(from, to) ? [] : [{ kind: "change_type", table, column, from, to }];
    }),
    ...[...present]
      .filter(([column]) => wanted[column] === undefined)
      .map(([column, type]): TableChange => ({ kind: "drop_column", table, column, type })),
  ];
}

/** Unity Catalog writes types in lower case, statements in upper case, and INT may be INTEGER. */
function sameType(left: string, right: string): boolean {
  const plain = (type: string): string =>
    type
      .toUpperCase()
      .replaceAll(/\s+/g, "")
      .replaceAll(/\bINTEGER\b/g, "INT");
  return plain(left) === plain(right);
}

/** Whether the set-up can't make it so by itself. */
export const needsAlter = ({ kind }: TableChange): boolean =>
  kind === "add_column" || kind === "drop_column" || kind === "change_type";

/** Whether data would be lost on the way: of seeds and work tables nothing is kept anyway. */
export const losesData = (change: TableChange): boolean =>
  change.kind === "drop_column" && !["seed", "work"].includes(contractOf(change.table).life);
