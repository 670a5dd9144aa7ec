import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import { beginStage, finishWholeRun, openRun } from "./ledger.ts";
import { acquireLease } from "./lease.ts";
import { assertSetup, recordSetup, setupHasEnded, withdrawSetup } from "./setupInForce.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, type Sql } from "../sql/sql.ts";
import { checksHeld, runHasEnded, nobodyElseHoldsLease, runIsOpen } from "./runAssertions.ts";

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(smallProject(), { ownTransactions: true });
});
afterEach(() => db.close());

const run = (statement: Sql, job: string, now = "2026-01-01T00:00:00Z"): Promise<unknown> =>
  db.database.rows(render(statement, "fixloop"), { now, run: job, stop_after: "nothing" });

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

describe("a job", () => {
  const opened = async (): Promise<void> => {
    await db.database.run(render(acquireLease(duckdb), "fixloop"), {
      now: "2026-01-01T00:00:00Z",
      run: "mine",
    });
    await db.database.run(render(openRun(duckdb), "fixloop"), { now: "2026-01-01T00:00:00Z", as_of: "" });
  };

  test("ends well only where the run that it opened is finished", async () => {
    // one that never got the lease has opened none, whatever an earlier job finished
    await expect(run(runHasEnded("loop", duckdb), "mine")).rejects.toThrow("The run did not finish");
    await opened();
    await expect(run(runHasEnded("loop", duckdb), "mine")).rejects.toThrow("The run did not finish");
    await db.database.run("UPDATE fixloop_curated.pipeline_run SET status = 'finished'");
    await run(runHasEnded("loop", duckdb), "mine");
    await expect(run(runHasEnded("loop", duckdb), "other")).rejects.toThrow("The run did not finish");
    await expect(run(runHasEnded("audit", duckdb), "mine")).rejects.toThrow("The run did not finish");
  });

  test("that was to stop after a stage ends well although its run is open", async () => {
    await opened();
    const statement = render(runHasEnded("loop", duckdb), "fixloop");
    expect(await db.database.rows(statement, { run: "mine", stop_after: "normalize" })).toHaveLength(1);
  });
});

test("a run whose lease went to another job and came back is not open any more", async () => {
  const acquire = (holder: string, now: string): Promise<void> =>
    db.database.run(render(acquireLease(duckdb), "fixloop"), { now, run: holder });
  await acquire("mine", "2026-01-01T00:00:00Z");
  await db.database.run(render(openRun(duckdb), "fixloop"), { now: "2026-01-01T00:00:00Z", as_of: "" });
  await run(runIsOpen("loop", duckdb), "mine");
  await acquire("other", "2026-01-01T09:00:00Z");
  await acquire("mine", "2026-01-01T18:00:00Z");
  await expect(run(runIsOpen("loop", duckdb), "mine")).rejects.toThrow("No run of this job is open");
});

describe("the last task of a job", () => {
  const finish = async (holder: string): Promise<unknown> => {
    await db.database.run(render(finishWholeRun("loop", ["ingest", "normalize"], duckdb), "fixloop"), {
      now: "2026-01-01T01:00:00Z",
      run: holder,
    });
    return db.rows("SELECT status FROM fixloop_curated.pipeline_run");
  };
  const finished = (stage: string): Promise<void> =>
    db.database.run(`UPDATE fixloop_curated.stage_run SET status = 'finished' WHERE stage = '${stage}'`);

  test("finishes the run where every stage has finished under the lease, and nowhere else", async () => {
    await db.database.run(render(acquireLease(duckdb), "fixloop"), {
      now: "2026-01-01T00:00:00Z",
      run: "mine",
    });
    await db.database.run(render(openRun(duckdb), "fixloop"), { now: "2026-01-01T00:00:00Z", as_of: "" });
    for (const [index, name] of (["ingest", "normalize"] as const).entries())
      await db.execute(beginStage({ name }, index + 1, duckdb));
    expect(await finish("mine")).toEqual([{ status: "running" }]);
    await finished("ingest");
    expect(await finish("mine")).toEqual([{ status: "running" }]);
    await finished("normalize");
    expect(await finish("other")).toEqual([{ status: "running" }]);
    expect(await finish("mine")).toEqual([{ status: "finished" }]);
  });
});

describe("the set-up in force", () => {
  const assert = (setup: string): Promise<unknown> =>
    db.database.rows(render(assertSetup(duckdb), "fixloop"), { setup });
  const record = (setup: string, job = "mine"): Promise<void> =>
    db.database.run(render(recordSetup(duckdb), "fixloop"), {
      setup,
      run: job,
      now: "2026-01-01T00:00:00Z",
    });

  test("is the one that last ran to its end, and none while one works", async () => {
    await expect(assert("a")).rejects.toThrow("run fixloop deploy");
    await record("a");
    expect(await assert("a")).toHaveLength(1);
    await expect(assert("b")).rejects.toThrow("run fixloop deploy");
    await db.execute(withdrawSetup());
    await expect(assert("a")).rejects.toThrow("run fixloop deploy");
    await record("b");
    expect(await assert("b")).toHaveLength(1);
  });

  test("a set-up ends well only where it came to its own end", async () => {
    const ended = (job: string): Promise<unknown> =>
      db.database.rows(render(setupHasEnded(duckdb), "fixloop"), { setup: "a", run: job });
    await record("a", "earlier");
    await ended("earlier");
    await expect(ended("mine")).rejects.toThrow("did not come to its end");
    await record("a", "mine");
    await ended("mine");
  });
});
