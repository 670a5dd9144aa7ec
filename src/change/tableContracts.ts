import { columnsOf, namesOf, tableIn, type TableKind, type Tables } from "../contract/table.ts";
import type { ColumnType } from "../sql/columnType.ts";

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

/** What a deployed table is held against, in the order of the contract. */
export const contractsOf = (tables: Tables): TableContracts =>
  Object.fromEntries(
    namesOf(tables).map((name): [string, ContractTable] => {
      const contract = tableIn(tables, name);
      const { kind, comment, clusterBy, key } = contract;
      return [
        name,
        {
          kind,
          comment,
          key,
          ...(clusterBy === undefined ? {} : { clusterBy }),
          columns: Object.fromEntries(
            Object.entries(columnsOf(contract)).map(
              ([column, { type, nullable, comment: meaning, class: of }]) => [
                column,
                {
                  type,
                  nullable,
                  comment: meaning,
                  ...(of === "personal" || of === "sensitive" ? { guarded: true } : {}),
                },
              ],
            ),
          ),
        },
      ];
    }),
  );
