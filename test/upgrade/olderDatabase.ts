import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { PresentTable } from "../../src/change/presentTable.ts";
import type { ContractTable, TableContracts } from "../../src/change/tableContracts.ts";
import type { Database } from "../../src/local/database.ts";
import type { Dialect } from "../../src/sql/dialect.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";

/** The tables of a version as data: code of that version wrote it down, and rows that it made. */
export interface OlderVersion {
  readonly version: string;
  readonly tables: TableContracts;
}

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Tables of before audit, retention and deployments: a run had no job, and nothing was erased. */
export const beforeJobs = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "contract-before-jobs.json"), "utf8"),
) as OlderVersion;

/** What one run of that version left of the project in this folder, as of 5 February; seeds and work tables left out. */
export const rowsBeforeJobs = JSON.parse(
  gunzipSync(readFileSync(path.join(import.meta.dirname, "rows-before-jobs.json.gz"))).toString("utf8"),
) as Rows;

/** Makes the tables of an older version and fills them. */
export async function writeOlderDatabase(
  database: Database,
  { tables }: OlderVersion,
  rows: Rows,
): Promise<void> {
  // one transaction: each of a thousand statements would wait for the disk
  await database.run("BEGIN TRANSACTION");
  for (const schema of ["raw", "curated", "serving"]) await database.run(`CREATE SCHEMA fixloop_${schema}`);
  for (const [name, table] of Object.entries(tables)) {
    await database.run(
      `CREATE TABLE fixloop_${name} (${columnsOf(table, duckdb)
        .map(({ column, type, nullable }) => `${column} ${type}${nullable ? "" : " NOT NULL"}`)
        .join(", ")})`,
    );
    await database.run(`COMMENT ON TABLE fixloop_${name} IS '${table.comment}'`);
    for (const [column, { comment }] of Object.entries(table.columns))
      await database.run(`COMMENT ON COLUMN fixloop_${name}.${column} IS '${comment}'`);
    const held = rows[name] ?? [];
    if (held.length === 0) continue;
    const shape = JSON.stringify([
      Object.fromEntries(
        columnsOf(table, duckdb).map(({ column, type }) => [
          column,
          type.endsWith("[]") ? ["VARCHAR"] : type,
        ]),
      ),
    ]);
    await database.run(
      `INSERT INTO fixloop_${name} SELECT unnest(json_transform($rows, '${shape}'), recursive := true)`,
      { rows: JSON.stringify(held) },
    );
  }
  await database.run("COMMIT");
}

export function columnsOf(
  { columns }: ContractTable,
  dialect: Dialect,
): readonly { readonly column: string; readonly type: string; readonly nullable: boolean }[] {
  return Object.entries(columns).map(([column, { type, nullable }]) => ({
    column,
    type: render(dialect.type(type), ""),
    nullable,
  }));
}

/** Tables of a contract as an engine would describe them. */
export function described(tables: TableContracts, dialect: Dialect): ReadonlyMap<string, PresentTable> {
  return new Map(
    Object.entries(tables).map(([name, { comment, clusterBy, columns }]) => [
      name,
      {
        comment,
        // released versions declared none
        key: dialect.name === "databricks" ? [] : undefined,
        clusterBy: dialect.name === "databricks" ? (clusterBy ?? []) : undefined,
        columns: new Map(
          Object.entries(columns).map(([column, { type, nullable, comment: meaning }]) => [
            column,
            { type: render(dialect.type(type), ""), nullable, comment: meaning },
          ]),
        ),
      },
    ]),
  );
}

/** Every row of the given columns as text, in an order of its own. */
export async function rowsOf(
  database: Database,
  name: string,
  columns: readonly string[],
): Promise<readonly string[]> {
  const rows = await database.rows<{ line: string }>(
    `SELECT CAST(to_json(kept) AS VARCHAR) AS line FROM (SELECT ${columns.join(", ")} FROM fixloop_${name}) AS kept ORDER BY line`,
  );
  return rows.map(({ line }) => line);
}
