import type { AuthoredColumn, Column, ColumnClass } from "./column.ts";
import { classified, required } from "./columns.ts";
import type { ReaderRole } from "./readerRole.ts";
import type { TableName } from "../sql/sql.ts";
import type { StageName } from "./vocabulary.ts";

/** Who writes a table: a stage, the set-up (seeds) or the run itself (ledger). */
export type TableOwner = StageName | "setup" | "ledger";

/**
 * How a table lives.
 * - `state`: the last known truth, one row per key; MERGE updates what differs.
 * - `event`: append-only history; a row once written never changes.
 * - `seed`: authored text and numbers, replaced whole by the set-up.
 * - `work`: emptied and refilled within a run; holds nothing between runs.
 * - `published`: what a serving view shows, each row with the runs from which and until which readers see it.
 * - `ledger`: what ran, when, over which window.
 */
export type TableKind = "state" | "event" | "seed" | "work" | "published" | "ledger";

export interface AuthoredTable {
  readonly comment: string;
  readonly kind: TableKind;
  readonly owner: TableOwner;
  /** Class of every column that names none: a table without one is a type error, never an open table. */
  readonly class: ColumnClass;
  /** Roles that may select from it, personal columns masked. Raw tables have none: the pipeline alone reads them. */
  readonly readers: readonly ReaderRole[];
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, AuthoredColumn>>;
  /**
   * Columns of which the MERGE builder keeps the run that changed them last, each with the name of the column that holds it:
   * for steps that must not take every change of the row for one of this value.
   */
  readonly changeRuns?: Readonly<Record<string, string>>;
  /** Columns to cluster by on Delta (at most four), where the key is not the best: see `clusteringOf`. */
  readonly clusterBy?: readonly string[];
  /** Class of retention: how long rows stay, by the spec's `retention`. */
  readonly retention: "raw" | "curated" | "forever";
}

export interface TableContract extends AuthoredTable {
  readonly columns: Readonly<Record<string, Column>>;
}

/** Columns that liquid clustering of Delta takes. */
const mostClusteringColumns = 4;

/**
 * A table that grows is clustered by its key, which every MERGE into it joins on, so that files without a key of the batch
 * are skipped. What each run or deployment writes again, and what stays small, is not clustered: docs/decisions/013.
 */
function clusteringOf({ kind, key, clusterBy }: AuthoredTable): readonly string[] | undefined {
  if (clusterBy !== undefined) return clusterBy;
  return kind === "state" || kind === "event" ? key.slice(0, mostClusteringColumns) : undefined;
}

/** The tables of a pipeline by name, in the order in which the set-up makes them. */
export type Tables = Readonly<Record<TableName, TableContract>>;

/** The contracts of authored tables: every column has a class, its own or that of its table. */
export function tablesOf(authored: Readonly<Record<TableName, AuthoredTable>>): Tables {
  return Object.fromEntries(
    Object.entries<AuthoredTable>(authored).map(([name, table]) => {
      const clusterBy = clusteringOf(table);
      return [
        name,
        {
          ...table,
          ...(clusterBy === undefined ? {} : { clusterBy }),
          columns: classified(table.columns, table.class),
        },
      ];
    }),
  );
}

/**
 * The contract of a table.
 * @throws TypeError where the pipeline has no such table.
 */
export function tableIn(tables: Tables, name: TableName): TableContract {
  const contract = tables[name];
  if (contract === undefined) throw new TypeError(`contract: the pipeline has no table ${name}`);
  return contract;
}

export const namesOf = (tables: Tables): readonly TableName[] => Object.keys(tables) as readonly TableName[];

const provenanceColumns = classified(
  {
    run_id: required("bigint", "Run that wrote the row last."),
    code_version: required("string", "Version of the code that wrote it."),
    taxonomy_version: required("string", "Version of the taxonomy it was written under."),
  },
  "internal",
);

/** Whether its rows say which run wrote them, under which versions: what keeps history does. */
export const hasProvenance = ({ kind }: TableContract): boolean => kind === "state" || kind === "event";

/** Columns that hold the run of a row: that which wrote it last, and those that changed one value last. */
export const runColumns = (contract: TableContract): readonly string[] =>
  hasProvenance(contract) ? ["run_id", ...Object.values(contract.changeRuns ?? {})] : [];

/** All columns in order, last those that the MERGE builder fills: provenance, and the runs of `changeRuns`. */
export function columnsOf(contract: TableContract): TableContract["columns"] {
  const { columns, changeRuns = {} } = contract;
  if (!hasProvenance(contract)) return columns;
  const runs = Object.entries(changeRuns).map(
    ([column, run]) => [run, required("bigint", `Run that changed ${column} last.`)] as const,
  );
  return { ...columns, ...provenanceColumns, ...classified(Object.fromEntries(runs), "internal") };
}
