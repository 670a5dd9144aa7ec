import type { Database } from "../../src/local/database.ts";
import { createFunction } from "../../src/sql/functions/sqlFunction.ts";
import { sqlFunctions } from "../../src/sql/functions/sqlFunctions.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";

/** The shared functions in the curated schema of a database that has no other set-up. */
export async function makeFunctions(database: Database, schemaPrefix: string): Promise<void> {
  await database.run(`CREATE SCHEMA IF NOT EXISTS ${schemaPrefix}_curated`);
  for (const made of sqlFunctions)
    for (const text of createFunction(made, duckdb)) await database.run(render(text, schemaPrefix));
}
