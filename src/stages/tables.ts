import { checksTables } from "../checks/tables.ts";
import * as contract from "../contract/table.ts";
import { ledgerTables } from "../ledger/tables.ts";
import type { TableName } from "../sql/sql.ts";
import { auditTables } from "./audit/tables.ts";
import { clusterTables } from "./cluster/tables.ts";
import { decideTables } from "./decide/tables.ts";
import { enrichTables } from "./enrich/tables.ts";
import { ingestTables } from "./ingest/tables.ts";
import { measureTables } from "./measure/tables.ts";
import { normalizeTables } from "./normalize/tables.ts";
import { routeTables } from "./route/tables.ts";
import { trackTables } from "./track/tables.ts";
import { validateTables } from "./validate/tables.ts";

/**
 * Every table, once: DDL, checks, masks, grants, docs and lineage come from here. Comments hold no apostrophes, since
 * they stand inside SQL literals on both engines. Tables of kind `state` and `event` get three provenance columns
 * more, which the MERGE builder fills: run_id, code_version, taxonomy_version.
 */
export const tables: contract.Tables = contract.tablesOf({
  ...ledgerTables,
  ...checksTables,
  ...ingestTables,
  ...decideTables,
  ...normalizeTables,
  ...enrichTables,
  ...clusterTables,
  ...routeTables,
  ...trackTables,
  ...validateTables,
  ...measureTables,
  ...auditTables,
});
export const tableNames: readonly TableName[] = contract.namesOf(tables);

export const contractOf = (name: TableName): contract.TableContract => contract.tableIn(tables, name);
export const hasProvenance = (name: TableName): boolean => contract.hasProvenance(contractOf(name));
export const runColumns = (name: TableName): readonly string[] => contract.runColumns(contractOf(name));
export const columnsOf = (name: TableName): contract.TableContract["columns"] =>
  contract.columnsOf(contractOf(name));
