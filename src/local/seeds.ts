import { tableIn } from "../contract/table.ts";
import type { Plan } from "../plan/plan.ts";
import type { ColumnType } from "../sql/columnType.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import type { Database } from "./database.ts";

/**
 * Replaces every seed table in one transaction. The rows travel as one bound JSON text a table, so nothing authored
 * is ever part of a statement.
 */
export async function loadSeeds(
  database: Database,
  { seeds, schemaPrefix, tables }: Pick<Plan, "seeds" | "schemaPrefix" | "tables">,
): Promise<void> {
  await database.transaction(async () => {
    for (const seed of seeds) {
      const name = `${schemaPrefix}_${seed.table}`;
      const columns = Object.entries(tableIn(tables, seed.table).columns);
      const shape = JSON.stringify([
        Object.fromEntries(columns.map(([column, { type }]) => [column, jsonType(type)])),
      ]);
      await database.run(`DELETE FROM ${name}`);
      await database.run(
        `INSERT INTO ${name} (${columns.map(([column]) => column).join(", ")})
SELECT ${columns.map(([column]) => `seed_row.${column}`).join(", ")}
FROM (SELECT unnest(json_transform($rows, '${shape}')) AS seed_row)`,
        {
          rows: JSON.stringify(seed.rows, (_key, value: unknown) =>
            typeof value === "bigint" ? String(value) : value,
          ),
        },
      );
    }
  });
}

function jsonType(type: ColumnType): string | readonly string[] {
  return type === "array<string>" ? ["VARCHAR"] : render(duckdb.type(type), "");
}
