import type { RetentionSummary } from "../reading/jobSummary.ts";
import { bigint } from "../reading/column.ts";
import { query, readFirst } from "../reading/query.ts";
import type { QueryRunner } from "../reading/queryRunner.ts";
import { tableIn } from "../contract/table.ts";
import { stagesOf, type Plan } from "../plan/plan.ts";
import { sql, table, type Sql, type TableName } from "../sql/sql.ts";

/** What a retention is measured by: rows of the tables that it may empty, and requests that wait. */
export interface Holdings {
  readonly rows: ReadonlyMap<TableName, bigint>;
  readonly pending: bigint;
}

/** Counted before a retention and after it: the difference is what it did. */
export async function holdings(runner: QueryRunner, plan: Plan): Promise<Holdings> {
  const rows = new Map<TableName, bigint>();
  for (const name of stagesOf(plan, "retention").flatMap(({ alters = [] }) => alters)) {
    // the books of erasures say how the work goes, and hold nothing that ages
    if (tableIn(plan.tables, name).kind === "ledger" && name.startsWith("raw.")) continue;
    rows.set(name, await count(runner, table(name)));
  }
  const pending = await count(runner, sql`${table("raw.erasure_request")} WHERE status = 'pending'`);
  return { rows, pending };
}

async function count(runner: QueryRunner, from: Sql): Promise<bigint> {
  const counted = query({
    name: "rows_held",
    title: "Rows held",
    acrossProducts: "A retention empties tables, whatever product their rows are of.",
    columns: { held: bigint },
    sql: () => sql`SELECT count(*) AS held FROM ${from}`,
  });
  return (await readFirst(runner, counted))?.held ?? 0n;
}

export function retentionSummary(before: Holdings, after: Holdings): RetentionSummary {
  return {
    tables: [...before.rows]
      .map(([name, rows]) => ({ table: name, rows: rows - (after.rows.get(name) ?? 0n) }))
      .filter(({ rows }) => rows > 0n),
    erasures: before.pending - after.pending,
  };
}
