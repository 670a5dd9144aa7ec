import { setupStatements, type Plan } from "../plan/plan.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import { Database } from "./database.ts";
import { loadSeeds } from "./seeds.ts";

/**
 * A database in memory with every table and view of a plan and its seeds. Without comments: they take most of the time of
 * a set-up, and no one reads them there.
 */
export async function memoryDatabase(plan: Plan): Promise<Database> {
  const { schemaPrefix } = plan;
  const database = await Database.open(":memory:");
  for (const schema of ["raw", "curated", "serving"])
    await database.run(`CREATE SCHEMA ${schemaPrefix}_${schema}`);
  const statements = setupStatements(duckdb).map(({ sql }) => render(sql, schemaPrefix));
  await database.run(statements.filter((text) => !text.startsWith("COMMENT ")).join(";\n"));
  await loadSeeds(database, plan);
  return database;
}
