import { contractOf } from "../stages/tables.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { duckdb } from "../sql/duckdb.ts";
import { createTable } from "../plan/ddl.ts";
import { render } from "../sql/sql.ts";
import { contractChecks } from "./contractChecks.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open(":memory:");
  await database.run("CREATE SCHEMA fixloop_curated");
  for (const name of ["curated.stage_run", "curated.customer_link"] as const)
    for (const statement of createTable(name, duckdb)) await database.run(render(statement, "fixloop"));
  await database.run(
    `INSERT INTO fixloop_curated.stage_run (run_id, stage, stage_position, window_low, window_high, status, code_version, taxonomy_version, started_at)
VALUES (3, 'normalize', 2, 1, 3, 'running', 'c', 't', TIMESTAMP '2026-01-01 00:00:00')`,
  );
});
afterAll(() => database.close());

/** Rows that each check of the contract finds among links given as `left-right decision run`. */
async function found(...links: readonly string[]): Promise<Readonly<Record<string, bigint>>> {
  await database.run("DELETE FROM fixloop_curated.customer_link");
  for (const link of links) {
    const [pair = "", decision = "", run = ""] = link.split(" ");
    const [left = "", right = ""] = pair.split("-");
    await database.run(
      `INSERT INTO fixloop_curated.customer_link (left_record_id, right_record_id, rule, match_weight, decision, run_id, code_version, taxonomy_version)
VALUES ($left, $right, 'user', 1, $decision, $run, 'c', 't')`,
      { left, right, decision, run: BigInt(run) },
    );
  }
  const counts: Record<string, bigint> = {};
  for (const check of contractChecks(
    "normalize",
    "curated.customer_link",
    contractOf("curated.customer_link"),
  )) {
    const [row] = await database.rows<{ failing: bigint }>(
      `SELECT count(*) AS failing FROM (${render(check.failing(duckdb), "fixloop")})`,
    );
    if (row !== undefined && row.failing > 0n)
      counts[check.id.replace("curated.customer_link.", "")] = row.failing;
  }
  return counts;
}

test("a key that two rows of the window share is found", async () => {
  expect(await found("a-b merge 2", "a-b merge 3", "a-c merge 3")).toEqual({ key_is_unique: 1n });
});

test("a key of the window that an earlier run has written is found", async () => {
  expect(await found("a-b merge 1", "a-b merge 3", "b-a merge 3")).toEqual({ key_is_unique: 1n });
});

test("so is one that another job has written under a later number", async () => {
  expect(await found("a-b merge 3", "a-b merge 4")).toEqual({ key_is_unique: 1n });
});

test("rows of earlier runs are left to the runs that wrote them", async () => {
  expect(await found("a-b merge 1", "a-b merge 1", "a-c unheard_of 1", "a-d merge 3")).toEqual({});
});

test("a value that is not listed is found where the window wrote it", async () => {
  expect(await found("a-b unheard_of 3", "a-c merge 3")).toEqual({ decision_is_listed: 1n });
});
