import {
  modelUse,
  reprocessing,
  type ModelUse,
  type Reprocessing,
  type Versions,
} from "../change/reprocessing.ts";
import { seedChanges, type SeedChanges, type SeedTextRow } from "../change/seedChange.ts";
import { tableChanges, type TableChange } from "../change/tableChange.ts";
import { contractOf, type TableName } from "../pipeline/tables.ts";
import type { Plan } from "../pipeline/plan.ts";
import type { Project } from "../spec/project.ts";
import { identifier, join, sql, table } from "../sql/sql.ts";
import { duckdb } from "../sql/duckdb.ts";
import type { TableReader, TextRow } from "../sql/tableReader.ts";
import type { Database } from "./database.ts";
import { snapshotReader } from "./snapshotReader.ts";

/** What the next local run would do otherwise than the last one. */
export interface LocalPlan {
  readonly before: Versions;
  readonly after: Versions;
  readonly seeds: SeedChanges;
  readonly reprocessing: Reprocessing;
  readonly model: ModelUse;
  readonly tables: readonly TableChange[];
}

/** Compares a project with the snapshot that its last finished run left. */
export async function localPlan(database: Database, project: Project, plan: Plan): Promise<LocalPlan> {
  const reader = snapshotReader(database, plan.schemaPrefix);
  const tables = tableChanges(await presentTables(database, plan.schemaPrefix), duckdb);
  const missing = new Set(tables.flatMap((change) => (change.kind === "add_table" ? [change.table] : [])));
  const before = await versionsIn(reader);
  const seeds = new Map<TableName, readonly SeedTextRow[]>();
  for (const { table: name } of plan.seeds) {
    const lacking = tables.some((change) => change.kind === "add_column" && change.table === name);
    if (!missing.has(name) && !lacking) seeds.set(name, await rowsOf(reader, name));
  }
  const again = await reprocessing({ before, project, plan, reader });
  return {
    before,
    after: { codeVersion: plan.codeVersion, taxonomyVersion: plan.taxonomyVersion },
    seeds: seedChanges(seeds, plan.seeds),
    reprocessing: again,
    // the model, where there is one, is a target's
    model: modelUse(plan, again, undefined),
    tables,
  };
}

async function versionsIn(reader: TableReader): Promise<Versions> {
  const [row] = await reader.rows(
    sql`SELECT code_version, taxonomy_version FROM ${table("curated.setting")}`,
  );
  return { codeVersion: row?.["code_version"] ?? "", taxonomyVersion: row?.["taxonomy_version"] ?? "" };
}

async function rowsOf(reader: TableReader, name: TableName): Promise<readonly TextRow[]> {
  const columns = Object.keys(contractOf(name).columns);
  const key = contractOf(name).key.map(identifier);
  return reader.rows(sql`SELECT ${join(columns.map(identifier))} FROM ${table(name)} ORDER BY ${join(key)}`);
}

async function presentTables(
  database: Database,
  schemaPrefix: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const rows = await database.rows<{ schema: string; table: string; column: string; type: string }>(
    `SELECT schema_name AS schema, table_name AS "table", column_name AS "column", data_type AS "type"
FROM duckdb_columns()
WHERE schema_name IN ($raw, $curated)
  AND table_name IN (SELECT table_name FROM duckdb_tables() AS present WHERE present.schema_name = duckdb_columns.schema_name)
ORDER BY schema_name, table_name, column_index`,
    { raw: `${schemaPrefix}_raw`, curated: `${schemaPrefix}_curated` },
  );
  const tables = new Map<string, Map<string, string>>();
  for (const { schema, table: name, column, type } of rows) {
    const key = `${schema.slice(schemaPrefix.length + 1)}.${name}`;
    const columns = tables.get(key) ?? new Map<string, string>();
    columns.set(column, type);
    tables.set(key, columns);
  }
  return tables;
}
