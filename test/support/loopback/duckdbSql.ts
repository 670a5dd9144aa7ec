import type { DuckDBValue } from "@duckdb/node-api";
import type { Database } from "../../../src/local/database.ts";
import { contractOf, tableNames } from "../../../src/stages/tables.ts";
import { mapSql } from "./sqlText.ts";
import {
  SqlFailure,
  type LoopbackParameter,
  type LoopbackResult,
  type RunSql,
} from "./services/statements.ts";

export interface DuckdbSql {
  readonly run: RunSql;
  /** Statements that DuckDB has no counterpart of (grants, masks, tags, comments, the choice of a catalog), in order. */
  readonly recorded: string[];
}

/**
 * Runs statements on DuckDB: what both engines share, with `:name` and backticks written as DuckDB writes them. Statements of
 * governance are recorded, not run. What only Databricks has fails, as a statement with a syntax error does.
 */
export function duckdbSql(database: Database): DuckdbSql {
  const recorded: string[] = [];
  let functions: Promise<void> | undefined;
  return {
    recorded,
    run: async (statement, parameters) => {
      if (notForDuckdb.test(withoutComments(statement))) {
        recorded.push(statement);
        return { columns: [], rows: [] };
      }
      if (/^\s*DESCRIBE\s+HISTORY\b/i.test(statement))
        return { columns: [{ name: "version", type: "BIGINT" }], rows: [["7"]] };
      if (statement.includes("information_schema.key_column_usage")) return declaredKeys(database);
      if (/\b(?:assert_true|sha2)\(/.test(statement)) await (functions ??= makeFunctions(database));
      const sql = asDuckdb(withoutDelta(statement));
      const values = Object.fromEntries(
        Object.entries(parameters).map(([name, parameter]) => [name, duckdbValue(parameter)]),
      );
      try {
        return await resultOf(database, typedParameters(sql, parameters), values);
      } catch (error) {
        throw failure(error);
      }
    },
  };
}

/** Functions of Databricks that DuckDB has under another name, or not at all. */
async function makeFunctions(database: Database): Promise<void> {
  await database.run(
    "CREATE OR REPLACE MACRO assert_true(holds, message) AS CASE WHEN holds THEN NULL ELSE error(message) END",
  );
  await database.run(
    "CREATE OR REPLACE MACRO sha2(text, bits) AS CASE WHEN bits = 256 THEN sha256(text) END",
  );
}

const notForDuckdb =
  /^\s*(?:USE\b|GRANT\b|REVOKE\b|SHOW\s+GRANTS\b|COMMENT\s+ON\b|VACUUM\b|OPTIMIZE\b|ALTER\s+(?:TABLE|VIEW|SCHEMA|CATALOG)\b[\s\S]*\b(?:SET|UNSET|DROP)\s+(?:MASK|ROW\s+FILTER|TAGS|OWNER|TBLPROPERTIES)\b|ALTER\s+\w+\b[\s\S]*\bOWNER\s+TO\b|ALTER\s+TABLE\b[\s\S]*\bALTER\s+COLUMN\s+\w+\s+COMMENT\b|ALTER\s+TABLE\b[\s\S]*\bCLUSTER\s+BY\b|ALTER\s+TABLE\b[\s\S]*\b(?:ADD\s+CONSTRAINT|DROP\s+PRIMARY\s+KEY)\b|CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONNECTION|POLICY)\b)/i;

/** As Unity Catalog would tell: every table of the contract that is there declares its key, which DuckDB would enforce. */
async function declaredKeys(database: Database): Promise<LoopbackResult> {
  const there = await database.rows<{ schema: string; name: string }>(
    "SELECT table_schema AS schema, table_name AS name FROM information_schema.tables ORDER BY ALL",
  );
  return {
    columns: ["table_schema", "table_name", "column_name"].map((name) => ({ name, type: "STRING" })),
    rows: there.flatMap(({ schema, name }) => {
      const key = tableNames.find((table) => `${schema}.${name}`.endsWith(`_${table}`));
      return key === undefined ? [] : contractOf(key).key.map((column) => [schema, name, column]);
    }),
  };
}

function withoutComments(statement: string): string {
  return mapSql(
    statement,
    (code) => code,
    (piece) => (piece.startsWith("--") || piece.startsWith("/*") ? "" : piece),
  );
}

/** DDL without what DuckDB has no word for. */
function withoutDelta(statement: string): string {
  if (!/^\s*(?:CREATE\s+(?:OR\s+REPLACE\s+)?TABLE|ALTER\s+TABLE)\b/i.test(statement)) return statement;
  return statement
    .replaceAll(/\s+COMMENT\s+'[^']*'/g, "")
    .replace(/,\s+CONSTRAINT \w+ PRIMARY KEY \([^)]*\) NOT ENFORCED/, "")
    .replace(/\s+USING DELTA\b/, "")
    .replace(/\s+CLUSTER BY \([^)]*\)/, "")
    .replaceAll("ARRAY<STRING>", "VARCHAR[]");
}

function asDuckdb(statement: string): string {
  return mapSql(
    statement,
    // `::` is a cast in both, so a parameter's colon follows no colon
    (code) =>
      code
        .replaceAll(/(?<![:\w]):([A-Za-z_]\w*)/g, "$$$1")
        // what the writer lease asks in Databricks' words
        .replaceAll("current_timestamp()", "current_localtimestamp()")
        // and the times of steps
        .replaceAll("timestampdiff(MILLISECOND, ", "datesub('millisecond', ")
        .replaceAll(/timestampadd\(SECOND, ([^,()]+), ((?:[^()]|\(\))+)\)/g, "($2 + to_seconds($1))"),
    (piece) =>
      piece.startsWith("`") ? `"${piece.slice(1, -1).replaceAll("``", "`").replaceAll('"', '""')}"` : piece,
  );
}

/** A parameter has the type that it was sent with, so that a null or a number compares as it does on Databricks. */
function typedParameters(sql: string, parameters: Readonly<Record<string, LoopbackParameter>>): string {
  return mapSql(
    sql,
    (code) =>
      code.replaceAll(/\$([A-Za-z_]\w*)/g, (whole, name: string) => {
        const parameter = parameters[name];
        if (parameter === undefined)
          throw new SqlFailure("UNBOUND_SQL_PARAMETER", `parameter ${name}`, "42P02");
        return `CAST(${whole} AS ${duckdbType(parameter.type)})`;
      }),
    (piece) => piece,
  );
}

function duckdbType(type: string): string {
  const upper = type.toUpperCase();
  return upper === "STRING" || upper === "VOID" ? "VARCHAR" : upper === "INT" ? "INTEGER" : upper;
}

function duckdbValue(parameter: LoopbackParameter): DuckDBValue {
  return parameter.value;
}

async function resultOf(
  database: Database,
  sql: string,
  values: Readonly<Record<string, DuckDBValue>>,
): Promise<LoopbackResult> {
  if (!/^\s*(?:SELECT|WITH|VALUES|FROM|TABLE|\()/i.test(withoutComments(sql))) {
    await database.run(sql, values);
    return { columns: [], rows: [] };
  }
  const described = await database.rows<{ column_name: string; column_type: string }>(
    `DESCRIBE ${sql}`,
    values,
  );
  const rows = await database.rows(sql, values);
  return {
    columns: described.map((column) => ({
      name: column.column_name,
      type: databricksType(column.column_type),
    })),
    rows: rows.map((row) =>
      Object.values(row).map((value, index) => valueText(value, described[index]?.column_type ?? "")),
    ),
  };
}

function databricksType(type: string): string {
  if (type.endsWith("[]")) return `ARRAY<${databricksType(type.slice(0, -2))}>`;
  if (type === "VARCHAR") return "STRING";
  if (type === "INTEGER") return "INT";
  if (type === "HUGEINT") return "DECIMAL(38,0)";
  return type === "TIMESTAMP WITH TIME ZONE" ? "TIMESTAMP" : type;
}

function valueText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    return JSON.stringify(value, digits);
  }
  // besides text the database gives numbers, bigints and booleans
  const text = typeof value === "string" ? value : JSON.stringify(value, digits).replaceAll('"', "");
  if (!type.startsWith("TIMESTAMP")) return text;
  const [, day = "", time = "", fraction = ""] = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d+))?/.exec(text) ?? [];
  return day === "" ? text : `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
}

const digits = (_key: string, item: unknown): unknown => (typeof item === "bigint" ? item.toString() : item);

/** DuckDB's classes of errors in Databricks' words, so that what reads condition and state has something true to read. */
function failure(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error;
  const said = error instanceof Error ? error.message : String(error);
  const known = conditions.find((condition) => said.startsWith(condition.says));
  if (known !== undefined) return new SqlFailure(known.condition, said, known.sqlState);
  return new SqlFailure("INTERNAL_ERROR", said, "XX000");
}

const conditions = [
  { says: "Catalog Error: Table", condition: "TABLE_OR_VIEW_NOT_FOUND", sqlState: "42P01" },
  { says: "Catalog Error: View", condition: "TABLE_OR_VIEW_NOT_FOUND", sqlState: "42P01" },
  { says: "Catalog Error: Schema", condition: "SCHEMA_NOT_FOUND", sqlState: "42704" },
  { says: "Parser Error", condition: "PARSE_SYNTAX_ERROR", sqlState: "42601" },
  { says: "Binder Error", condition: "UNRESOLVED_COLUMN", sqlState: "42703" },
  { says: "Conversion Error", condition: "CAST_INVALID_INPUT", sqlState: "22018" },
] as const;
