import { onTestFinished } from "vitest";
import { Database } from "../../src/local/database.ts";
import { withoutKey } from "../engines/standIns.ts";
import { duckdbSql } from "../support/loopback/duckdbSql.ts";
import { sqlTasks, type Loopback } from "../support/loopback/loopback.ts";
import type { RunTask } from "../support/loopback/services/jobs.ts";
import { SqlFailure, type RunSql } from "../support/loopback/services/statements.ts";
import { doctorSql, row } from "./doctorWorkspace.ts";

export interface ScratchSql {
  readonly sql: RunSql;
  readonly runTask: RunTask;
  /** What DuckDB ran. */
  readonly executed: string[];
  /** What only Databricks has, with why DuckDB refused it: taken for done. */
  readonly accepted: { readonly statement: string; readonly refusal: string }[];
  loopback: Loopback | undefined;
}

/**
 * A warehouse for smoke tests: DuckDB runs what both engines share, and what it lacks (functions, scripts, grants) is taken for done
 * and listed. Anything else that DuckDB refuses, such as a table that isn't there, fails as on Databricks.
 */
export async function scratchSql(
  fails: (statement: string) => SqlFailure | undefined = () => undefined,
): Promise<ScratchSql> {
  const database = await Database.open(":memory:");
  onTestFinished(() => {
    database.close();
  });
  const onDuckdb = duckdbSql(database).run;
  const doctor = doctorSql();
  const executed: string[] = [];
  const accepted: ScratchSql["accepted"] = [];
  /** Relations that were made in either way. */
  const relations = new Set<string>();

  const sql: RunSql = async (statement, parameters) => {
    const failure = fails(statement);
    if (failure !== undefined) throw failure;
    for (const [schema] of statement.matchAll(/\w+_smoke_\w+?_(?:raw|curated|serving)\b/g)) {
      await database.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    }
    if (statement.includes("current_version()") || statement.includes("ai_query('zirkon-llm', 'Answer")) {
      return doctor(statement, parameters);
    }
    if (statement.includes("FROM information_schema.tables WHERE"))
      return row({ relations: String(relations.size) });
    const made = /^(?:--.*\n)*CREATE (?:OR REPLACE )?(?:TABLE IF NOT EXISTS|VIEW) (\S+)/.exec(statement)?.[1];
    if (made !== undefined) relations.add(made);
    // whether it holds depends on rows that only Databricks' own statements could have put there
    if (statement.includes("assert_true(")) {
      accepted.push({
        statement,
        refusal: "Catalog Error: Scalar Function with name assert_true does not exist!",
      });
      return { columns: [], rows: [] };
    }
    try {
      const result = await onDuckdb(inDuckdb(statement), parameters);
      executed.push(statement);
      return result;
    } catch (error) {
      const refusal = error instanceof Error ? error.message : String(error);
      const missing = /(?:Table|View) with name (\w+) does not exist/.exec(refusal)?.[1];
      const isMade = missing !== undefined && [...relations].some((name) => name.endsWith(`.${missing}`));
      if (!onlyOnDatabricks.test(refusal) && !isMade) throw error;
      accepted.push({ statement, refusal });
      return { columns: [], rows: [] };
    }
  };
  const scratch: ScratchSql = {
    sql,
    executed,
    accepted,
    loopback: undefined,
    runTask: async (task) => {
      if (scratch.loopback === undefined) throw new Error("no loopback yet");
      if (task.sqlFile !== undefined) return sqlTasks(scratch.loopback)(task);
      if (task.key !== "land") return {};
      // what the notebook does: ten records of the two files
      const schema = task.parameters["schema_prefix"];
      await database.run(
        `INSERT INTO ${schema}_raw.landing (source, kind, file, record_position, payload) SELECT 'smoke', 'reviews', 'file', range + 1, '{}' FROM range(10)`,
      );
      return {};
    },
  };
  return scratch;
}

/** How DuckDB refuses a function, a syntax, or a table of the information schema that it doesn't have. */
const onlyOnDatabricks =
  /Parser Error|Function with name \w+ does not exist|No function matches|Table with name (?:column_masks|row_filters|(?:column|table)_tags|(?:table|schema|volume|routine)_privileges) does not exist/;

function inDuckdb(statement: string): string {
  if (statement.includes("CREATE TABLE IF NOT EXISTS")) {
    return (withoutKey(statement) ?? "")
      .replaceAll(/ COMMENT '[^']*'/g, "")
      .replaceAll(/\nCOMMENT '[^']*'/g, "")
      .replace(/\nUSING DELTA/, "")
      .replace(/\nCLUSTER BY \([^)]*\)/, "")
      .replaceAll("ARRAY<STRING>", "VARCHAR[]");
  }
  return statement.replace(
    "SELECT id, repeat('x', 1000) AS filler FROM range(12000)",
    "SELECT range AS id, repeat('x', 1000) AS filler FROM range(12000)",
  );
}
