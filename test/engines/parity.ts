import { sameType } from "../../src/change/tableChange.ts";
import type { Database } from "../../src/local/database.ts";
import type { Column } from "../../src/contract/column.ts";
import type { TableName } from "../../src/sql/sql.ts";
import { columnsOf, contractOf, tableNames } from "../../src/stages/tables.ts";
import { views } from "../../src/stages/views.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { duckdb as duckdbDialect } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { SparkError, type Spark, type SparkValue } from "./spark.ts";
import { valueText } from "../dialects/cases.ts";
import type { Tally } from "./tally.ts";

/** Columns that hold the clock of whoever ran: the only ones that may differ. */
const clockColumns = new Set([
  "started_at",
  "finished_at",
  "duration_seconds",
  "recorded_at",
  "pending_until",
]);
/** DuckDB lets one process into a file and needs no lease. */
const workspaceTables: ReadonlySet<TableName> = new Set([
  "curated.writer_lease",
  "curated.loaded_seed",
  "curated.setup_in_force",
]);
/** Columns of pipeline_run that speak of the lease. */
const leaseColumns: ReadonlySet<string> = new Set(["fencing_token", "opened_by"]);
/**
 * Rows that only one engine can have: Delta keeps a history of deleted rows, and landed files in a volume are ours. An
 * effect is a task of its own in a workspace, and has no row.
 */
const comparedRows: Partial<Record<TableName, string>> = {
  "curated.erasure_receipt": "WHERE action IN ('rows_deleted', 'values_cleared', 'left_system')",
  "curated.step_run": "WHERE step <> 'ingest.land'",
};
/** Doubles inform and never decide; sums of them depend on the order of rows. */
const doubleTolerance = 1e-9;
const shownDifferences = 4;

export interface ParityInput {
  readonly spark: Spark;
  readonly duckdb: Database;
  readonly schemaPrefix: string;
  readonly tally: Tally;
  /** Files of sources that a job rewrote on one engine alone: what the ledger knows of them is compared elsewhere. */
  readonly rewrittenFiles?: readonly string[];
}

/** Rows of a table as DuckDB has them at a moment: values as text, in the order of the compared columns. */
export interface TableRows {
  readonly name: TableName;
  readonly rows: readonly (readonly unknown[])[];
}

/** The columns of a table that are compared: all but clocks and the lease. */
export const comparedColumns = (name: TableName): readonly (readonly [string, Column])[] =>
  Object.entries(columnsOf(name)).filter(
    ([column]) => !clockColumns.has(column) && !leaseColumns.has(column),
  );

/** Compares every table and view by key and column, and prints each difference as a row. */
export async function compareEngines(input: ParityInput): Promise<void> {
  const empty: string[] = [];
  for (const name of tableNames.filter((each) => !workspaceTables.has(each))) {
    const kept = await rowsOnDuckdb(input.duckdb, input.schemaPrefix, name, input.rewrittenFiles);
    if ((await compareTable(input, kept)) === 0) empty.push(name);
  }
  empty.push(...(await compareViews(input)));
  if (empty.length > 0) input.tally.note(`empty on both engines: ${empty.join(", ")}`);
}

/** Compares every view; gives the names of those that are empty on both. */
export async function compareViews(input: ParityInput): Promise<readonly string[]> {
  const empty: string[] = [];
  for (const name of Object.keys(views)) if ((await compareView(input, name)) === 0) empty.push(name);
  return empty;
}

/** Tables that both engines have rows of by the loop. */
export const isCompared = (name: TableName): boolean => !workspaceTables.has(name);

/** The types of all columns on both engines are those of the contract: a BIGINT that became an INT would go on unnoticed. */
export async function compareTypes({ spark, duckdb, schemaPrefix, tally }: ParityInput): Promise<void> {
  const onSpark = await spark.types(tableNames.map((name) => `${schemaPrefix}_${name}`));
  for (const name of tableNames) {
    const described = await duckdb.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE ${schemaPrefix}_${name}`,
    );
    const onDuckdb = new Map(described.map((row) => [row.column_name, row.column_type]));
    const wrong = Object.entries(columnsOf(name)).flatMap(([column, { type }]) =>
      [
        ["Spark", onSpark.get(`${schemaPrefix}_${name}`)?.get(column), databricks] as const,
        ["DuckDB", onDuckdb.get(column), duckdbDialect] as const,
      ].flatMap(([engine, found, dialect]) =>
        found !== undefined && sameType(found, render(dialect.type(type), ""))
          ? []
          : [`${column} is ${found ?? "missing"} on ${engine}, ${type} by the contract`],
      ),
    );
    if (wrong.length === 0) tally.pass();
    else tally.fail(`types of ${name}`, wrong);
  }
}

export async function rowsOnDuckdb(
  duckdb: Database,
  schemaPrefix: string,
  name: TableName,
  rewrittenFiles?: readonly string[],
): Promise<TableRows> {
  const columns = comparedColumns(name);
  const found = await duckdb.rows(selectOf("duckdb", schemaPrefix, name, rewrittenFiles));
  return { name, rows: found.map((row) => columns.map(([column]) => row[column] ?? null)) };
}

const selectOf = (
  engine: "spark" | "duckdb",
  schemaPrefix: string,
  name: TableName,
  rewrittenFiles: readonly string[] = [],
): string => {
  const others =
    name === "raw.landed_file" && rewrittenFiles.length > 0
      ? `WHERE file NOT IN (${rewrittenFiles.map((file) => `'${file}'`).join(", ")})`
      : comparedRows[name];
  return `SELECT ${comparedColumns(name)
    .map(([column, contract]) => `${asText(engine, column, contract)} AS ${column}`)
    .join(", ")} FROM ${schemaPrefix}_${name} ${others ?? ""}`;
};

/** Compares a table on Spark with rows of DuckDB; gives the greater number of rows, -1 where Spark can't read it. */
export async function compareTable(
  { spark, schemaPrefix, tally, rewrittenFiles }: Omit<ParityInput, "duckdb">,
  { name, rows: duckdbRows }: TableRows,
): Promise<number> {
  const columns = comparedColumns(name);
  let sparkRows: readonly (readonly SparkValue[])[];
  try {
    sparkRows = (await spark.sql(selectOf("spark", schemaPrefix, name, rewrittenFiles))).rows;
  } catch (error) {
    if (!(error instanceof SparkError)) throw error;
    tally.fail(`${name} cannot be read on Spark`, error.message.split("\n"));
    return -1;
  }

  const keys = contractOf(name).key.map((column) => columns.findIndex(([candidate]) => candidate === column));
  const keyed = (rows: readonly (readonly unknown[])[]): Map<string, readonly unknown[]> =>
    new Map(rows.map((row) => [JSON.stringify(keys.map((index) => row[index])), row]));
  const left = keyed(duckdbRows);
  const right = keyed(sparkRows);
  const differences: string[] = [];
  for (const [key, row] of left) {
    const other = right.get(key);
    if (other === undefined) differences.push(`only on DuckDB: ${shown(columns, row)}`);
    else {
      const unequal = columns.filter(([, { type }], index) => !sameValue(type, row[index], other[index]));
      for (const [column] of unequal) {
        const index = columns.findIndex(([candidate]) => candidate === column);
        differences.push(
          `${key} ${column}: DuckDB ${JSON.stringify(row[index])}, Spark ${JSON.stringify(other[index])}`,
        );
      }
    }
  }
  for (const [key, row] of right)
    if (!left.has(key)) differences.push(`only on Spark: ${shown(columns, row)}`);
  if (left.size !== duckdbRows.length)
    differences.push(`DuckDB has ${duckdbRows.length - left.size} rows with a key twice`);
  if (right.size !== sparkRows.length)
    differences.push(`Spark has ${sparkRows.length - right.size} rows with a key twice`);
  report(tally, name, differences, duckdbRows.length, sparkRows.length);
  return Math.max(duckdbRows.length, sparkRows.length);
}

/** A view has no key: its rows are compared in the order of their text. */
async function compareView(
  { spark, duckdb, schemaPrefix, tally }: ParityInput,
  name: string,
): Promise<number> {
  const columns = Object.keys(views[name as `serving.${string}`]?.columns ?? {}).filter(
    (column) => !clockColumns.has(column),
  );
  const select = `SELECT ${columns.join(", ")} FROM ${schemaPrefix}_${name}`;
  let sparkRows: readonly string[];
  try {
    sparkRows = (await spark.sql(select)).rows.map((row) => JSON.stringify(row.map(plainText)));
  } catch (error) {
    if (!(error instanceof SparkError)) throw error;
    tally.fail(`${name} cannot be read on Spark`, error.message.split("\n"));
    return -1;
  }
  const duckdbRows = (await duckdb.rows(select)).map((row) =>
    JSON.stringify(columns.map((column) => plainText(row[column]))),
  );
  const remaining = new Map<string, number>();
  for (const row of sparkRows) remaining.set(row, (remaining.get(row) ?? 0) + 1);
  const differences: string[] = [];
  for (const row of duckdbRows) {
    const count = remaining.get(row) ?? 0;
    if (count === 0) differences.push(`only on DuckDB: ${row}`);
    else remaining.set(row, count - 1);
  }
  for (const [row, count] of remaining) if (count > 0) differences.push(`only on Spark: ${row}`);
  report(tally, name, differences.toSorted(), duckdbRows.length, sparkRows.length);
  return Math.max(duckdbRows.length, sparkRows.length);
}

function report(
  tally: Tally,
  name: string,
  differences: readonly string[],
  onDuckdb: number,
  onSpark: number,
): void {
  if (differences.length === 0) tally.pass();
  else {
    const more = differences.length - shownDifferences;
    tally.fail(
      `${name} differs: ${onDuckdb} rows on DuckDB, ${onSpark} on Spark, ${differences.length} differences`,
      [
        ...differences
          .slice(0, shownDifferences)
          .map((line) => (line.length > 600 ? `${line.slice(0, 600)}…` : line)),
        ...(more > 0 ? [`and ${more} more`] : []),
      ],
    );
  }
}

function asText(engine: "spark" | "duckdb", column: string, { type }: Column): string {
  const text = engine === "spark" ? "STRING" : "VARCHAR";
  // with a letter before it: a client that decodes text takes U+FEFF at its begin for a byte order mark
  if (type === "string") return engine === "spark" ? `concat('=', ${column})` : `'=' || ${column}`;
  if (type === "timestamp")
    return `CAST(${engine === "spark" ? "unix_micros" : "epoch_us"}(${column}) AS ${text})`;
  if (type === "array<string>") return `CAST(to_json(${column}) AS ${text})`;
  return `CAST(${column} AS ${text})`;
}

function sameValue(type: Column["type"], left: unknown, right: unknown): boolean {
  if (left === null || right === null) return left === right;
  if (type === "double") {
    const [one, other] = [Number(left), Number(right)];
    return Math.abs(one - other) <= doubleTolerance * Math.max(1, Math.abs(one), Math.abs(other));
  }
  if (type === "array<string>")
    return JSON.stringify(JSON.parse(valueText(left))) === JSON.stringify(JSON.parse(valueText(right)));
  return left === right;
}

/** A value of a view as text: fractions of seconds and doubles are written differently by the two clients. */
function plainText(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(plainText);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toPrecision(12);
  const text = valueText(value);
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}[.]\d+$/.test(text) ? text.replace(/[.]?0+$/, "") : text;
}

function shown(columns: readonly (readonly [string, Column])[], row: readonly unknown[]): string {
  return JSON.stringify(Object.fromEntries(columns.map(([column], index) => [column, row[index]])));
}
