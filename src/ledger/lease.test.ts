import { afterEach, beforeEach, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import { databricks } from "../sql/databricks.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, type Sql } from "../sql/sql.ts";
import { acquireLease, assertLease, leaseSeconds, releaseLease, renewLease } from "./lease.ts";

const project = smallProject();
const length = leaseSeconds(project.slas);
let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(project, { ownTransactions: true });
});
afterEach(() => db.close());

/** A moment of the clock, in seconds after the test began. */
const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

async function execute(statement: Sql, run: string, seconds: number): Promise<void> {
  await db.database.run(render(statement, "fixloop"), { run, now: at(seconds) });
}
const holds = (run: string, seconds: number): Promise<void> => execute(assertLease(duckdb), run, seconds);
const renew = (run: string, seconds: number): Promise<void> => execute(renewLease(duckdb), run, seconds);
const release = (run: string, seconds: number): Promise<void> => execute(releaseLease(duckdb), run, seconds);

/** What the task of a job does: take it, then say whether it is ours. */
async function acquire(run: string, seconds: number): Promise<void> {
  await execute(acquireLease(duckdb), run, seconds);
  await holds(run, seconds);
}

async function lease(): Promise<unknown> {
  const [row, ...more] = await db.rows(
    "SELECT holder, fencing_token AS token, CAST(expires_at AS VARCHAR) AS expires FROM fixloop_curated.writer_lease",
  );
  expect(more).toEqual([]);
  return row;
}

test("the first job gets the lease for as long as a job may run", async () => {
  await acquire("loop-1", 0);
  expect(length).toBe(2 * project.slas.runMinutes * 60);
  expect(await lease()).toEqual({
    holder: "loop-1",
    token: 1n,
    expires: at(length).replace("T", " ").replace(".000Z", ""),
  });
});

test("while one job holds it another one can't have it, and is told who holds it and until when", async () => {
  await acquire("loop-1", 0);
  const before = await lease();
  await expect(acquire("audit-2", 60)).rejects.toThrow(
    `the lease is held by loop-1 until ${at(length).replace("T", " ").replace(".000Z", "")} UTC`,
  );
  expect(await lease()).toEqual(before);
  await holds("loop-1", 60);
});

test("a job that takes it again, as a repaired one does, keeps its token and gets the whole length", async () => {
  await acquire("loop-1", 0);
  await acquire("loop-1", 60);
  expect(await lease()).toMatchObject({
    token: 1n,
    expires: at(60 + length)
      .replace("T", " ")
      .replace(".000Z", ""),
  });
});

test("whoever releases it lets the next one in at once, with the next token", async () => {
  await acquire("loop-1", 0);
  await release("loop-1", 10);
  await expect(holds("loop-1", 10)).rejects.toThrow("held by no one");
  await acquire("audit-2", 11);
  expect(await lease()).toMatchObject({ holder: "audit-2", token: 2n });
});

test("a job that is gone without a goodbye keeps others out until the lease expires", async () => {
  await acquire("loop-1", 0);
  await expect(acquire("audit-2", length - 1)).rejects.toThrow("held by loop-1");
  await acquire("audit-2", length);
  expect(await lease()).toMatchObject({ holder: "audit-2", token: 2n });
});

test("a renewal moves the end, and keeps out who would have come at the old one", async () => {
  await acquire("loop-1", 0);
  await renew("loop-1", length - 1);
  await expect(acquire("audit-2", length)).rejects.toThrow("held by loop-1");
  await holds("loop-1", length);
});

test("a stale holder can neither renew nor release, and its next stage stops", async () => {
  await acquire("loop-1", 0);
  await acquire("audit-2", length);
  const before = await lease();
  await renew("loop-1", length + 1);
  await release("loop-1", length + 1);
  expect(await lease()).toEqual(before);
  await expect(holds("loop-1", length + 1)).rejects.toThrow("held by audit-2");
  await holds("audit-2", length + 1);
});

test("a lease that expired and that nobody took is still its holder's: nobody else has written", async () => {
  await acquire("loop-1", 0);
  await holds("loop-1", length + 5);
  await renew("loop-1", length + 5);
  expect(await lease()).toMatchObject({ holder: "loop-1", token: 1n });
});

test("before the first job nobody holds it", async () => {
  await expect(holds("loop-1", 0)).rejects.toThrow("held by no one");
});

test("a job that does not say who it is gets nothing, and is told why", async () => {
  await expect(acquire("", 0)).rejects.toThrow("The parameter run is empty");
  expect(await db.rows("SELECT * FROM fixloop_curated.writer_lease")).toEqual([]);
});

test("two rows, from two first jobs at one moment, are nobody's until one of them takes both", async () => {
  await acquire("loop-1", 0);
  await db.database.run(
    "INSERT INTO fixloop_curated.writer_lease SELECT * REPLACE ('audit-2' AS holder) FROM fixloop_curated.writer_lease",
  );
  await expect(acquire("loop-1", 1)).rejects.toThrow("held by audit-2");
  await expect(acquire("audit-2", 1)).rejects.toThrow("held by loop-1");
  await acquire("loop-3", 2 * length);
  await expect(holds("audit-2", 2 * length)).rejects.toThrow("held by loop-3");
});

test("on Databricks the holder is a parameter, never text in a statement", () => {
  for (const statement of [acquireLease, renewLease, assertLease, releaseLease])
    expect(render(statement(databricks), "fixloop")).toContain(":run");
});
