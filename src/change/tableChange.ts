import type { Catalogue } from "../contract/catalogue.ts";
import type { Dialect } from "../sql/dialect.ts";
import { render } from "../sql/sql.ts";
import type { PresentColumn, PresentTable, PresentTables } from "./presentTable.ts";
import { contractsOf, type ContractTable, type TableContracts } from "./tableContracts.ts";
import { tableHistory, type TableHistory } from "./tableHistory.ts";

export type { PresentTables } from "./presentTable.ts";

/** One difference between the contract of the tables and what is there. `upgrade.ts` makes statements of them. */
export type TableChange =
  | { readonly kind: "add_table"; readonly table: string }
  /** There, and no longer in the contract: nothing writes it, and it is kept. */
  | { readonly kind: "surplus_table"; readonly table: string }
  /** Of another shape, and nothing is lost with it: seeds and work tables are filled again. */
  | { readonly kind: "replace_table"; readonly table: string; readonly columns: readonly string[] }
  | {
      readonly kind: "rename_column";
      readonly table: string;
      readonly column: string;
      readonly from: string;
    }
  | {
      readonly kind: "add_column";
      readonly table: string;
      readonly column: string;
      readonly type: string;
      readonly nullable: boolean;
      /** Whether rows of before get a value. */
      readonly backfill: boolean;
    }
  | {
      readonly kind: "change_type";
      readonly table: string;
      readonly column: string;
      /** What it is called there: something else where it is renamed too. */
      readonly there: string;
      readonly from: string;
      readonly to: string;
      /** `widen`: every value has its place in the new type, by its type alone; `convert`: by its value. */
      readonly way: "widen" | "convert";
      /** A conversion that was stopped has left the column that it was filling. */
      readonly begun: boolean;
    }
  /** There it may be null, in the contract it may not. */
  | {
      readonly kind: "require_column";
      readonly table: string;
      readonly column: string;
      readonly backfill: boolean;
    }
  /** There it must not be null, in the contract it may. */
  | { readonly kind: "relax_column"; readonly table: string; readonly column: string }
  /** There, and no longer in the contract: kept, and from now on null in new rows. */
  | {
      readonly kind: "surplus_column";
      readonly table: string;
      readonly column: string;
      readonly type: string;
      /** It must not be null there, so that an insert without it fails. */
      readonly required: boolean;
    }
  | { readonly kind: "comment_table"; readonly table: string }
  | { readonly kind: "comment_column"; readonly table: string; readonly column: string }
  | { readonly kind: "cluster_table"; readonly table: string; readonly columns: readonly string[] }
  /** It declares no key, or another one. */
  | { readonly kind: "declare_key"; readonly table: string; readonly columns: readonly string[] };

export interface Compared {
  readonly contracts: TableContracts;
  readonly history: TableHistory;
}

/** The tables of a plan, with what its contract cannot tell of the tables of before. */
export const comparedWith = ({ tables }: Pick<Catalogue, "tables">): Compared => ({
  contracts: contractsOf(tables),
  history: tableHistory,
});

/** The column that a conversion fills before it takes the place of the one it was made from. */
export const conversionOf = (column: string): string => `${column}__converted`;

/** Compares what is there with the contract, in the order of the contract. Views are replaced at every set-up: not compared. */
export function tableChanges(
  present: PresentTables,
  dialect: Dialect,
  compared: Compared,
): readonly TableChange[] {
  const { contracts } = compared;
  return [
    ...Object.entries(contracts).flatMap(([name, contract]): readonly TableChange[] => {
      const there = present.get(name);
      if (there === undefined) return [{ kind: "add_table", table: name }];
      const columns = columnChanges(name, contract, { there, dialect, compared });
      const reshaped = columns.filter(({ kind }) => kind !== "comment_column");
      if (reshaped.length > 0 && holdsNothing(contract))
        return [{ kind: "replace_table", table: name, columns: reshaped.map(columnNameOf) }];
      return [...columns, ...wholeTableChanges(name, contract, there)];
    }),
    ...[...present.keys()]
      .filter((name) => contracts[name] === undefined)
      .toSorted()
      .map((table): TableChange => ({ kind: "surplus_table", table })),
  ];
}

/** Seeds are replaced by every set-up, work tables by every run. */
const holdsNothing = ({ kind }: ContractTable): boolean => kind === "seed" || kind === "work";

const columnNameOf = (change: TableChange): string => ("column" in change ? change.column : change.table);

function wholeTableChanges(
  table: string,
  contract: ContractTable,
  there: PresentTable,
): readonly TableChange[] {
  const clusterBy = contract.clusterBy ?? [];
  const isClustered =
    there.clusterBy === undefined || JSON.stringify(there.clusterBy) === JSON.stringify(clusterBy);
  return [
    ...(isClustered ? [] : [{ kind: "cluster_table" as const, table, columns: clusterBy }]),
    ...(there.key === undefined || JSON.stringify(there.key) === JSON.stringify(contract.key)
      ? []
      : [{ kind: "declare_key" as const, table, columns: contract.key }]),
    ...(there.comment === undefined || there.comment === contract.comment
      ? []
      : [{ kind: "comment_table" as const, table }]),
  ];
}

interface Found {
  readonly there: PresentTable;
  readonly dialect: Dialect;
  readonly compared: Compared;
}

function columnChanges(
  table: string,
  contract: ContractTable,
  { there, dialect, compared: { history } }: Found,
): readonly TableChange[] {
  const used = new Set<string>();
  const changes = Object.entries(contract.columns).flatMap(
    ([column, { type, nullable, comment }]): readonly TableChange[] => {
      const to = render(dialect.type(type), "");
      const backfill = history.backfills[table]?.[column] !== undefined;
      const name = nameThere(column, to, { there, history, table, contract });
      if (name === undefined) return [{ kind: "add_column", table, column, type: to, nullable, backfill }];
      used.add(name);
      const found = there.columns.get(name);
      if (found === undefined) return [];
      const begun = sameType(there.columns.get(conversionOf(column))?.type ?? "", to);
      if (begun) used.add(conversionOf(column));
      return [
        ...(name === column ? [] : [{ kind: "rename_column" as const, table, column, from: name }]),
        ...(sameType(found.type, to)
          ? []
          : [
              {
                kind: "change_type" as const,
                table,
                column,
                there: name,
                from: found.type.toUpperCase(),
                to,
                way: widens(found.type, to) ? ("widen" as const) : ("convert" as const),
                begun,
              },
            ]),
        ...nullabilityChanges(table, column, { found, nullable, backfill }),
        ...(found.comment === undefined || found.comment === comment
          ? []
          : [{ kind: "comment_column" as const, table, column }]),
      ];
    },
  );
  return [
    ...changes,
    ...[...there.columns]
      .filter(([column]) => !used.has(column))
      .map(([column, { type, nullable }]): TableChange => ({
        kind: "surplus_column",
        table,
        column,
        type,
        required: nullable === false,
      })),
  ];
}

function nullabilityChanges(
  table: string,
  column: string,
  {
    found,
    nullable,
    backfill,
  }: { readonly found: PresentColumn; readonly nullable: boolean; readonly backfill: boolean },
): readonly TableChange[] {
  if (found.nullable === undefined || found.nullable === nullable) return [];
  return nullable
    ? [{ kind: "relax_column", table, column }]
    : [{ kind: "require_column", table, column, backfill }];
}

/** What a column of the contract is called there; undefined where it isn't there. */
function nameThere(
  column: string,
  type: string,
  {
    there,
    history,
    table,
    contract,
  }: {
    readonly there: PresentTable;
    readonly history: TableHistory;
    readonly table: string;
    readonly contract: ContractTable;
  },
): string | undefined {
  if (there.columns.has(column)) return column;
  // a conversion that was stopped after the old column had gone
  const converted = there.columns.get(conversionOf(column));
  if (converted !== undefined && sameType(converted.type, type)) return conversionOf(column);
  return history.formerly[table]?.[column]?.find(
    (name) => there.columns.has(name) && contract.columns[name] === undefined,
  );
}

const plain = (type: string): string =>
  type
    .toUpperCase()
    .replaceAll(/\s+/g, "")
    .replaceAll(/\bINTEGER\b/g, "INT");

/** Unity Catalog writes types in lower case, statements in upper case, and INT may be INTEGER. */
export const sameType = (left: string, right: string): boolean => plain(left) === plain(right);

interface Digits {
  readonly whole: number;
  readonly scale: number;
}

/** Digits that a type of whole numbers or decimals holds; undefined for other types. */
function digitsOf(type: string): Digits | undefined {
  const word = plain(type);
  if (word === "INT") return { whole: 10, scale: 0 };
  if (word === "BIGINT") return { whole: 20, scale: 0 };
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(word) ?? [];
  return precision === undefined || scale === undefined
    ? undefined
    : { whole: Number(precision) - Number(scale), scale: Number(scale) };
}

/**
 * Whether Delta widens a type in place (https://docs.databricks.com/aws/en/tables/features/type-widening): INT to BIGINT,
 * DOUBLE or a decimal of ten whole digits, BIGINT to one of twenty, a decimal to one with as many whole digits and decimals.
 */
export function widens(from: string, to: string): boolean {
  const [before, after] = [plain(from), plain(to)];
  if (before === "INT" && (after === "BIGINT" || after === "DOUBLE")) return true;
  const [held, room] = [digitsOf(before), digitsOf(after)];
  if (held === undefined || room === undefined || !after.startsWith("DECIMAL")) return false;
  return room.whole >= held.whole && room.scale >= held.scale;
}

/** What a change does to what statements of before may rely on. */
export type ChangeEffect =
  /** Statements of before still run. */
  | "additive"
  /** Nothing is lost, and statements of before may fail. */
  | "reshaping";

export function effectOf(change: TableChange): ChangeEffect {
  if (change.kind === "rename_column" || change.kind === "change_type" || change.kind === "require_column")
    return "reshaping";
  return change.kind === "add_column" && !change.nullable ? "reshaping" : "additive";
}

/** Whether it needs confirmation: a rename or a new type raises the protocol of a Delta table for good. */
export const needsConsent = ({ kind }: TableChange): boolean =>
  kind === "rename_column" || kind === "change_type";

/** What a person calls it: `curated.issue.title`, or `curated.issue`. */
export const subjectOf = (change: TableChange): string =>
  "column" in change ? `${change.table}.${change.column}` : change.table;
