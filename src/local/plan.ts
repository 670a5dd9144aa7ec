import {
  modelUse,
  reprocessing,
  type ModelUse,
  type Reprocessing,
  type Versions,
} from "../change/reprocessing.ts";
import { seedChanges, type SeedChanges, type SeedTextRow } from "../change/seedChange.ts";
import { plannedUpgrade, type PlannedUpgrade } from "../change/plannedUpgrade.ts";
import { comparedWith, tableChanges, type TableChange } from "../change/tableChange.ts";
import type { TableName } from "../sql/sql.ts";
import { tableIn, type TableContract } from "../contract/table.ts";
import { upgradeSteps } from "../change/upgrade.ts";
import type { Plan } from "../plan/plan.ts";
import { identifier, join, sql, table } from "../sql/sql.ts";
import { duckdb } from "../sql/duckdb.ts";
import type { QueryRunner, TextRow } from "../reading/queryRunner.ts";
import type { Database } from "./database.ts";
import { presentTables } from "./presentTables.ts";
import { databaseQueryRunner } from "./databaseQueryRunner.ts";

/** What the next local run would do otherwise than the last one. */
export interface LocalPlan {
  readonly before: Versions;
  readonly after: Versions;
  readonly seeds: SeedChanges;
  readonly reprocessing: Reprocessing;
  readonly model: ModelUse;
  readonly tables: readonly TableChange[];
  /** The statements that make the tables as the contract says, in their order. */
  readonly upgrade: readonly PlannedUpgrade[];
}

/** Compares a project with the snapshot that its last finished run left. */
export async function localPlan(
  database: Database,
  plan: Plan,
  drops: readonly string[] = [],
): Promise<LocalPlan> {
  const reader = databaseQueryRunner(database, plan.schemaPrefix);
  const compared = comparedWith(plan);
  const tables = tableChanges(await presentTables(database, plan.schemaPrefix), duckdb, compared);
  const upgrade = await plannedUpgrade(upgradeSteps(tables, duckdb, { ...compared, drops }), reader);
  const missing = new Set(tables.flatMap((change) => (change.kind === "add_table" ? [change.table] : [])));
  const before = await versionsIn(reader);
  const seeds = new Map<TableName, readonly SeedTextRow[]>();
  for (const { table: name } of plan.seeds) {
    const lacking = tables.some((change) => change.kind === "replace_table" && change.table === name);
    if (!missing.has(name) && !lacking)
      seeds.set(name, await rowsOf(reader, name, tableIn(plan.tables, name)));
  }
  const again = await reprocessing({ before, plan, reader, missing });
  return {
    before,
    after: { codeVersion: plan.codeVersion, taxonomyVersion: plan.taxonomyVersion },
    seeds: seedChanges(seeds, plan),
    reprocessing: again,
    // the model, where there is one, is a target's
    model: modelUse(plan, again, undefined),
    tables,
    upgrade,
  };
}

async function versionsIn(reader: QueryRunner): Promise<Versions> {
  const [row] = await reader.rows(
    sql`SELECT code_version, taxonomy_version FROM ${table("curated.setting")}`,
  );
  return { codeVersion: row?.["code_version"] ?? "", taxonomyVersion: row?.["taxonomy_version"] ?? "" };
}

async function rowsOf(
  reader: QueryRunner,
  name: TableName,
  { columns, key }: TableContract,
): Promise<readonly TextRow[]> {
  return reader.rows(
    sql`SELECT ${join(Object.keys(columns).map(identifier))} FROM ${table(name)} ORDER BY ${join(key.map(identifier))}`,
  );
}
