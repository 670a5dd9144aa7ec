import { constants, copyFileSync, existsSync, renameSync } from "node:fs";
import type { Plan } from "../plan/plan.ts";
import { comparedWith, effectOf, tableChanges, type TableChange } from "../change/tableChange.ts";
import { droppable, problemsWithRows, upgradeSteps } from "../change/upgrade.ts";
import { didYouMean } from "../spec/nearest.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import type { Database } from "./database.ts";
import { packageVersion } from "../plan/packageVersion.ts";
import { compareVersions, packageVersionOf } from "./newerVersion.ts";
import { presentTables } from "./presentTables.ts";

/** What an upgrade did to the tables of an older version. */
export interface LocalUpgrade {
  readonly changes: readonly TableChange[];
  readonly statements: number;
  /** The database file as it was before; undefined where code of before still works with it, or nothing is on disk. */
  readonly kept: string | undefined;
}

/** The tables can't be brought to the contract, or someone named what isn't there to be dropped. Nothing was changed. */
export class UpgradeRefused extends Error {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.name = "UpgradeRefused";
    this.reasons = reasons;
  }
}

export interface UpgradeOptions {
  readonly database: Database;
  readonly plan: Pick<Plan, "schemaPrefix" | "tables">;
  /** Surplus columns and tables to drop, as the plan names them. */
  readonly drops?: readonly string[] | undefined;
  /** Called before every statement, with its id. */
  readonly onStatement?: ((id: string) => void) | undefined;
}

/**
 * Brings the tables of an older version to the contract; undefined where there is nothing to do. Before statements of the
 * older code could fail, or its version refuses the file, the file is copied next to itself: the way back. Killed anywhere, the next call compares
 * again and does what is left. Throws `UpgradeRefused` before the first change.
 */
export async function upgradeLocally(options: UpgradeOptions): Promise<LocalUpgrade | undefined> {
  const { database, plan, drops = [], onStatement } = options;
  const { schemaPrefix } = plan;
  const compared = comparedWith(plan);
  const changes = tableChanges(await presentTables(database, schemaPrefix), duckdb, compared);
  const isFirst = changes.length > 0 && changes.every(({ kind }) => kind === "add_table");
  const steps = isFirst ? [] : upgradeSteps(changes, duckdb, { ...compared, drops });
  const unknown = drops.filter((name) => !droppable(changes).includes(name));
  const reasons = [
    ...(isFirst
      ? []
      : await problemsWithRows(changes, duckdb, {
          ...compared,
          hasRows: (table) => hasRows(options, table),
        })),
    ...unknown.map(
      (name) =>
        `${name} isn't a column or table outside the contract: \`fixloop plan\` lists those.${didYouMean(name, droppable(changes))}`,
    ),
  ];
  if (reasons.length > 0) throw new UpgradeRefused(reasons);
  const newest = isFirst ? undefined : await newestRun(database, schemaPrefix);
  const isOfOlderPackage =
    newest !== undefined && compareVersions(packageVersionOf(newest.code_version), packageVersion) < 0;
  if (steps.length === 0 && !isOfOlderPackage) return undefined;
  const reshapes = changes.some((change) => effectOf(change) === "reshaping");
  const destroys = steps.some(({ effect }) => effect === "destructive");
  const kept = reshapes || destroys || isOfOlderPackage ? await keepCopy(database, newest) : undefined;
  for (const { id, sql } of steps) {
    onStatement?.(id);
    await database.run(render(sql, schemaPrefix));
  }
  return { changes, statements: steps.length, kept };
}

async function hasRows({ database, plan }: UpgradeOptions, table: string): Promise<boolean> {
  const [held] = await database.rows<{ rows: bigint }>(
    `SELECT count(*) AS rows FROM ${plan.schemaPrefix}_${table}`,
  );
  return held === undefined || held.rows > 0n;
}

interface NewestRun {
  readonly code_version: string;
  readonly run_id: bigint;
}

/** Undefined where none has started, or the ledger isn't there yet. */
async function newestRun(database: Database, schemaPrefix: string): Promise<NewestRun | undefined> {
  const [ledger] = await database.rows(
    "SELECT 1 FROM duckdb_tables() WHERE schema_name = $schema AND table_name = 'pipeline_run'",
    { schema: `${schemaPrefix}_curated` },
  );
  if (ledger === undefined) return undefined;
  const [run] = await database.rows<NewestRun>(
    `SELECT code_version, run_id FROM ${schemaPrefix}_curated.pipeline_run ORDER BY run_id DESC LIMIT 1`,
  );
  return run;
}

/**
 * Copies the file next to itself, named by the code of its newest run and the number of that run: a second start after a
 * kill finds the copy that the first one made, and a later upgrade makes one of its own.
 */
async function keepCopy(database: Database, run: NewestRun | undefined): Promise<string | undefined> {
  const [{ path: file } = { path: null }] = await database.rows<{ path: string | null }>(
    "SELECT path FROM duckdb_databases() WHERE database_name = current_database()",
  );
  if (file === null) return undefined;
  const kept = keptPath(file, run === undefined ? "unknown" : `${run.code_version}-run-${run.run_id}`);
  if (existsSync(kept)) return kept;
  await database.run("CHECKPOINT");
  copyFileSync(file, `${kept}.new`, constants.COPYFILE_FICLONE);
  renameSync(`${kept}.new`, kept);
  return kept;
}

function keptPath(file: string, version: string): string {
  return file.replace(/(\.duckdb)?$/, `.before-${version.replaceAll(/[^A-Za-z0-9.+-]/g, "_")}.duckdb`);
}

/** Whether a file of the database's folder is a copy that an upgrade kept. */
export function isKeptCopy(databaseName: string, name: string): boolean {
  const stem = databaseName.replace(/\.duckdb$/, "");
  return name.startsWith(`${stem}.before-`) && /\.duckdb(\.new)?$/.test(name);
}
