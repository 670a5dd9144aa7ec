import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import { acquireLease } from "./lease.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, type Sql } from "../sql/sql.ts";
import { checksHeld, noRunIsOpen, nobodyElseHoldsLease, runIsOpen } from "./runAssertions.ts";

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(smallProject());
});
afterEach(() => db.close());

const run = (statement: Sql, job: string, now = "2026-01-01T00:00:00Z"): Promise<unknown> =>
  db.database.rows(render(statement, "fixloop"), { now, run: job });

describe("the set-up", () => {
  test("goes on where nobody holds the lease, where it holds it itself, and where another's has expired", async () => {
    expect(await run(nobodyElseHoldsLease(duckdb), "mine")).toHaveLength(1);
    await db.database.run(render(acquireLease(duckdb), "fixloop"), {
      now: "2026-01-01T00:00:00Z",
      run: "mine",
    });
    expect(await run(nobodyElseHoldsLease(duckdb), "mine")).toHaveLength(1);
    expect(await run(nobodyElseHoldsLease(duckdb), "other", "2026-01-01T02:00:00Z")).toHaveLength(1);
  });

  test("waits for whoever holds it", async () => {
    await db.database.run(render(acquireLease(duckdb), "fixloop"), {
      now: "2026-01-01T00:00:00Z",
      run: "mine",
    });
    await expect(run(nobodyElseHoldsLease(duckdb), "other", "2026-01-01T01:59:59Z")).rejects.toThrow(
      "Another job writes these tables",
    );
  });
});

describe("a stage", () => {
  test("begins within an open run of its job, and of no other", async () => {
    await run(runIsOpen("loop", duckdb), "mine");
    await expect(run(runIsOpen("audit", duckdb), "mine")).rejects.toThrow("No run of this job is open");
    await db.database.run("UPDATE fixloop_curated.pipeline_run SET status = 'finished'");
    await expect(run(runIsOpen("loop", duckdb), "mine")).rejects.toThrow("No run of this job is open");
  });

  const check = (row: Readonly<Record<string, unknown>>): Promise<void> =>
    db.insert("curated.check_result", [
      {
        run_id: 1,
        check_id: "c",
        stage: "ingest",
        checked_table: "raw.feedback_payload",
        severity: "error",
        failing_rows: 1,
        ...row,
      },
    ]);

  test("ends well where its checks held, those of others and of earlier runs aside", async () => {
    await check({ failing_rows: 0 });
    await check({ check_id: "w", severity: "warn" });
    await check({ check_id: "n", stage: "normalize" });
    await check({ check_id: "e", run_id: 0 });
    expect(await run(checksHeld("ingest", duckdb), "mine")).toHaveLength(1);
  });

  test("stops the job where one of severity error did not", async () => {
    await check({});
    await expect(run(checksHeld("ingest", duckdb), "mine")).rejects.toThrow("A check of severity error");
  });
});

test("a job ends well only where its run is finished", async () => {
  await expect(run(noRunIsOpen(duckdb), "mine")).rejects.toThrow("The run did not finish");
  await db.database.run("UPDATE fixloop_curated.pipeline_run SET status = 'finished'");
  await run(noRunIsOpen(duckdb), "mine");
});
