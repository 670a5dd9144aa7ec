import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import type { TableReader } from "../sql/tableReader.ts";
import type { Database } from "./database.ts";

/** Reads the tables of a local run as text, as a warehouse would give them. */
export function snapshotReader(database: Database, schemaPrefix: string): TableReader {
  return {
    dialect: duckdb,
    rows: async (query) =>
      (await database.rows(render(query, schemaPrefix))).map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value)])),
      ),
  };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
