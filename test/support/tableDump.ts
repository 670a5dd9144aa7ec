import type { Database } from "../../src/local/database.ts";
import type { TableName } from "../../src/sql/sql.ts";
import { columnsOf, contractOf, tableNames } from "../../src/stages/tables.ts";

/**
 * Every row of every table that holds a result, as text, in an order of its own: what two runs are compared by.
 * Ledger rows tell the time and work tables hold nothing between runs, so both are left out.
 */
export async function dumpTables(
  database: Database,
  schemaPrefix: string,
  options: { readonly provenance: boolean },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const dump = new Map<string, readonly string[]>();
  for (const name of tableNames) {
    const { kind, columns } = contractOf(name);
    if (kind === "ledger" || kind === "work") continue;
    // from which run a row is shown depends on how the work was split into runs; what is shown follows from the other tables
    if (kind === "published" && !options.provenance) continue;
    const names = Object.keys(options.provenance ? columnsOf(name) : columns);
    const rows = await database.rows<{ line: string }>(
      `SELECT CAST(to_json(kept) AS VARCHAR) AS line FROM (SELECT ${names.join(", ")} FROM ${schemaPrefix}_${name}${whatIsShown(name, schemaPrefix)}) AS kept ORDER BY line`,
    );
    dump.set(
      name,
      rows.map(({ line }) => line),
    );
  }
  return dump;
}

/**
 * A line a table, how many rows it has and the sum of their hashes: equal for equal tables, and quicker than their rows
 * by far. `differences` of two tells which tables to look at.
 */
export async function fingerprintTables(
  database: Database,
  schemaPrefix: string,
  also: readonly TableName[] = [],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const compared = tableNames.filter((name) => {
    const { kind } = contractOf(name);
    return also.includes(name) || (kind !== "ledger" && kind !== "work");
  });
  const rows = await database.rows<{ name: string; line: string }>(
    compared
      .map(
        (name) =>
          `SELECT '${name}' AS name, concat(count(*), ' rows ', sum(CAST(hash(kept) AS HUGEINT))) AS line FROM (SELECT ${Object.keys(columnsOf(name)).join(", ")} FROM ${schemaPrefix}_${name}${whatIsShown(name, schemaPrefix)}) AS kept`,
      )
      .join("\nUNION ALL\n"),
  );
  return new Map(rows.map(({ name, line }) => [name, [line]]));
}

/** Rows of a published view that readers see: those that they saw before stay until the next run and are no result. */
function whatIsShown(name: TableName, schemaPrefix: string): string {
  return "shown_until" in columnsOf(name)
    ? ` WHERE shown_until IS NULL OR shown_until > (SELECT max(run_id) FROM ${schemaPrefix}_curated.pipeline_run WHERE job = 'loop' AND status = 'finished')`
    : "";
}

/** The tables in which two dumps differ, with how many rows only one of them has: short enough to read in a failed test. */
export function differences(
  one: ReadonlyMap<string, readonly string[]>,
  other: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [...one].flatMap(([name, rows]) => {
    const others = new Set(other.get(name));
    const own = new Set(rows);
    const missing = rows.filter((row) => !others.has(row));
    const extra = [...others].filter((row) => !own.has(row));
    if (missing.length === 0 && extra.length === 0) return [];
    return [
      `${name}: ${missing.length} rows gone, ${extra.length} rows new; first: ${(missing[0] ?? extra[0] ?? "").slice(0, 300)}`,
    ];
  });
}
