import { createHash } from "node:crypto";
import { visible } from "../emit/visible.ts";
import type { SeedRow, SeedTable } from "../contract/seed.ts";
import { tableIn, type Tables } from "../contract/table.ts";
import type { Plan } from "../plan/plan.ts";

/**
 * The seed tables as JSON lines, and an index of them that the `seeds` notebook follows. A row holds the columns in the
 * order of the contract; integers are JSON numbers of any size, decimals and times are text. Invisible
 * characters are escaped: nothing on the way may take a line separator or a mark of direction for more than text.
 */
export function seedFiles({
  seeds,
  schemaPrefix,
  tables,
}: Pick<Plan, "seeds" | "schemaPrefix" | "tables">): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const index = seeds
    .toSorted((left, right) => (left.table < right.table ? -1 : 1))
    .map((seed, position, all) => {
      if (all[position - 1]?.table === seed.table)
        throw new TypeError(`bundle: ${seed.table} is seeded twice`);
      const text = seed.rows.map((row) => `${seedLine(tables, seed, row)}\n`).join("");
      const file = `${seed.table}.jsonl`;
      if (seed.rows.length > 0) files.set(`bundle/seeds/${file}`, text);
      return {
        table: `${schemaPrefix}_${seed.table}`,
        // a table without rows has no file: it is emptied
        ...(seed.rows.length > 0 ? { file, sha256: createHash("sha256").update(text).digest("hex") } : {}),
        rows: seed.rows.length,
      };
    });
  files.set("bundle/seeds/index.json", `${visible(JSON.stringify({ tables: index }, undefined, 2))}\n`);
  return files;
}

function seedLine(tables: Tables, { table }: SeedTable, row: SeedRow): string {
  const columns = Object.keys(tableIn(tables, table).columns);
  const unknown = Object.keys(row).find((name) => !columns.includes(name));
  if (unknown !== undefined) throw new TypeError(`bundle: ${table} has no column ${unknown}`);
  const parts = columns.map((name) => {
    const value = row[name] ?? null;
    return `${JSON.stringify(name)}:${typeof value === "bigint" ? String(value) : JSON.stringify(value)}`;
  });
  return visible(`{${parts.join(",")}}`);
}
