import type { TableKind } from "../contract/table.ts";
import type { ColumnType } from "../sql/columnType.ts";
import { columnsOf, contractOf, tableNames } from "../stages/tables.ts";

/** What the tables of a version look like: the part of the contract that a deployed table can differ from. */
export interface ContractTable {
  readonly kind: TableKind;
  readonly comment: string;
  readonly clusterBy?: readonly string[];
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, ContractColumn>>;
}

export interface ContractColumn {
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly comment: string;
  /** Whether a mask may lie on it. */
  readonly guarded?: boolean;
}

export type TableContracts = Readonly<Record<string, ContractTable>>;

/** The tables of this version, in the order of the contract. */
export const currentContracts: TableContracts = Object.fromEntries(
  tableNames.map((name): [string, ContractTable] => {
    const { kind, comment, clusterBy, key } = contractOf(name);
    return [
      name,
      {
        kind,
        comment,
        key,
        ...(clusterBy === undefined ? {} : { clusterBy }),
        columns: Object.fromEntries(
          Object.entries(columnsOf(name)).map(([column, { type, nullable, comment: meaning, class: of }]) => [
            column,
            {
              type,
              nullable,
              comment: meaning,
              ...(of === "personal" || of === "sensitive" ? { guarded: true } : {}),
            },
          ]),
        ),
      },
    ];
  }),
);
