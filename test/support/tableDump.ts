import type { Database } from "../../src/local/database.ts";
import { columnsOf, contractOf, tableNames } from "../../src/pipeline/tables.ts";

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
    const { life, columns } = contractOf(name);
    if (life === "ledger" || life === "work") continue;
    // from which run a row is shown depends on how the work was split into runs; what is shown follows from the other tables
    if (life === "published" && !options.provenance) continue;
    const names = Object.keys(options.provenance ? columnsOf(name) : columns);
    const rows = await database.rows<{ line: string }>(
      `SELECT CAST(to_json(kept) AS VARCHAR) AS line FROM (SELECT ${names.join(", ")} FROM ${schemaPrefix}_${name}) AS kept ORDER BY line`,
    );
    dump.set(
      name,
      rows.map(({ line }) => line),
    );
  }
  return dump;
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
