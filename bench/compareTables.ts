import { DuckDBInstance } from "@duckdb/node-api";

/**
 * Whether two databases hold the same tables, row by row: what a change of the code that may change no result is held
 * against. Run the same project with both versions, then
 *
 *   node bench/compareTables.ts BEFORE.duckdb AFTER.duckdb
 *
 * Left out are the ledger, what landing notes down, work tables, and the columns that say which run, code and taxonomy
 * wrote a row. A column or table that only one of them has is named. Exits with 1 where rows differ.
 */
const [before, after] = process.argv.slice(2);
if (before === undefined || after === undefined) {
  process.stderr.write("usage: node bench/compareTables.ts BEFORE.duckdb AFTER.duckdb\n");
  process.exit(2);
}

const leftOut =
  /_raw\.landing|_raw\.landed_|[.](pipeline_run|stage_run|step_run|check_result|deployment|table_upgrade|writer_lease|setting|text_score|ticket|ticket_statement|issue_word|ticket_word|ticket_similarity|classifier_weight)$/;
const provenance = /^(run_id|code_version|taxonomy_version|shown_from|shown_until|.*_run_id)$/;

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
await connection.run(`ATTACH ${literal(before)} AS one (READ_ONLY)`);
await connection.run(`ATTACH ${literal(after)} AS other (READ_ONLY)`);

async function rows(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await connection.runAndReadAll(text)).getRowObjects();
}

async function columnsIn(database: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const { name, column } of await rows(
    `SELECT concat(columns.schema_name, '.', columns.table_name) AS name, columns.column_name AS column
FROM duckdb_columns() AS columns
JOIN duckdb_tables() AS tables
  ON tables.database_name = columns.database_name AND tables.schema_name = columns.schema_name AND tables.table_name = columns.table_name
WHERE columns.database_name = '${database}' AND NOT columns.internal ORDER BY ALL`,
  )) {
    const key = String(name);
    found.set(key, [...(found.get(key) ?? []), String(column)]);
  }
  return found;
}

const [ones, others] = [await columnsIn("one"), await columnsIn("other")];
let compared = 0;
let differing = 0;
for (const name of [...new Set([...ones.keys(), ...others.keys()])].toSorted()) {
  if (leftOut.test(name)) continue;
  const [left, right] = [ones.get(name), others.get(name)];
  if (left === undefined || right === undefined) {
    say(`${name}: only ${left === undefined ? "after" : "before"}`);
    continue;
  }
  const shared = left.filter((column) => right.includes(column) && !provenance.test(column));
  const single = [...left, ...right].filter(
    (column) => !(left.includes(column) && right.includes(column)) && !provenance.test(column),
  );
  if (single.length > 0) say(`${name}: only one has ${single.join(", ")}`);
  const columns = shared.map((column) => `"${column}"`).join(", ");
  const shown = left.includes("shown_until") ? " WHERE shown_until IS NULL" : "";
  const select = (database: string): string => `SELECT ${columns} FROM ${database}.${name}${shown}`;
  const [counts] = await rows(
    `SELECT (SELECT count(*) FROM (${select("one")} EXCEPT ALL ${select("other")})) AS gone,
  (SELECT count(*) FROM (${select("other")} EXCEPT ALL ${select("one")})) AS added`,
  );
  compared += 1;
  if (counts?.["gone"] === 0n && counts["added"] === 0n) continue;
  differing += 1;
  say(`${name}: ${String(counts?.["gone"])} rows gone, ${String(counts?.["added"])} rows new`);
}
say(`${compared} tables compared, ${differing} differ`);
process.exitCode = differing > 0 ? 1 : 0;
