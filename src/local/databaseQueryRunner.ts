import type { QueryRunner } from "../reading/queryRunner.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import type { Database } from "./database.ts";

/** Runs queries on the database of a local run and gives its values as text, as a warehouse would. */
export function databaseQueryRunner(
  database: Database,
  schemaPrefix: string,
  now: () => Date = () => new Date(),
): QueryRunner {
  return {
    dialect: duckdb,
    rows: async (query) =>
      (await database.rows(render(query, schemaPrefix), { now: now().toISOString() })).map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value)])),
      ),
  };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
