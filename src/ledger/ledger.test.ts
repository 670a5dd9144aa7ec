import { afterEach, expect, test } from "vitest";
import { replaceRows } from "../../test/support/upstreamRows.ts";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import { duckdb } from "../sql/duckdb.ts";
import { beginStage, finishRun, openRun } from "./ledger.ts";

let db: StageDatabase;
afterEach(() => db.close());

async function runs(): Promise<readonly string[]> {
  const rows = await db.rows<{ line: string }>(
    "SELECT concat_ws(' ', run_id, job, status, strftime(as_of, '%m-%d')) AS line FROM fixloop_curated.pipeline_run ORDER BY run_id",
  );
  return rows.map(({ line }) => line);
}

async function windowOf(stage: "enrich" | "audit"): Promise<readonly unknown[]> {
  const planned = [...db.plan.stages, ...db.plan.maintenance].find(({ name }) => name === stage);
  if (planned === undefined) throw new Error(stage);
  await db.execute(beginStage(planned, planned.position, duckdb));
  await db.database.run("UPDATE fixloop_curated.stage_run SET status = 'finished' WHERE status = 'running'");
  const [row] = await db.rows<{ low: bigint; high: bigint }>(
    `SELECT window_low AS low, window_high AS high FROM fixloop_curated.stage_run WHERE stage = '${stage}' ORDER BY run_id DESC LIMIT 1`,
  );
  return [row?.low, row?.high];
}

test("jobs share one row of numbers, and each takes up its own run", async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-03-01T00:00:00Z" });
  await db.execute(finishRun(duckdb));
  await db.execute(openRun(duckdb, "audit"), "2026-03-02T00:00:00Z");
  await db.execute(openRun(duckdb, "audit"), "2026-03-03T00:00:00Z");
  await db.execute(finishRun(duckdb));
  await db.execute(openRun(duckdb), "2026-03-04T00:00:00Z");
  expect(await runs()).toEqual(["1 loop finished 03-01", "2 audit finished 03-03", "3 loop running 03-04"]);
});

test("a job that is given no moment speaks of the one that readers see: of the loop, not of another job", async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-03-01T00:00:00Z" });
  await db.execute(finishRun(duckdb));
  await db.execute(openRun(duckdb, "retention"), "2026-04-01T00:00:00Z");
  await db.execute(finishRun(duckdb));
  await db.execute(openRun(duckdb, "audit"));
  expect(await runs()).toEqual([
    "1 loop finished 03-01",
    "2 retention finished 04-01",
    "3 audit running 03-01",
  ]);
});

test("a loop that was stopped waits while another job runs, and goes on under its number", async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-03-01T00:00:00Z" });
  await db.execute(openRun(duckdb, "retention"), "2026-03-02T00:00:00Z");
  expect(await runs()).toEqual(["1 loop waiting 03-01", "2 retention running 03-02"]);
  await db.execute(finishRun(duckdb));
  expect(await runs()).toEqual(["1 loop waiting 03-01", "2 retention finished 03-02"]);
  await db.execute(openRun(duckdb));
  // what its sources hold by now decides its reference time again
  expect(await runs()).toEqual(["1 loop running", "2 retention finished 03-02"]);
});

test("two jobs that were both stopped wait for each other's end and for nothing else", async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-03-01T00:00:00Z" });
  await db.execute(openRun(duckdb, "audit"));
  await db.execute(openRun(duckdb, "retention"));
  await db.execute(openRun(duckdb, "audit"));
  expect(await runs()).toEqual(["1 loop waiting 03-01", "2 audit running", "3 retention waiting"]);
});

test("the windows of the loop neither skip nor repeat a row because another job ran in between", async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-03-01T00:00:00Z" });
  expect(await windowOf("enrich")).toEqual([0n, 1n]);
  await db.execute(finishRun(duckdb));
  await db.execute(openRun(duckdb, "audit"));
  expect(await windowOf("audit")).toEqual([0n, 2n]);
  await db.execute(finishRun(duckdb));
  await db.execute(openRun(duckdb), "2026-03-02T00:00:00Z");
  expect(await windowOf("enrich")).toEqual([1n, 3n]);
});

test("a loop that goes on after another job gives its next run what that job wrote in the meantime", async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-03-01T00:00:00Z" });
  await db.execute(openRun(duckdb, "retention"));
  await db.execute(finishRun(duckdb));
  await db.execute(openRun(duckdb));
  expect(await windowOf("enrich")).toEqual([0n, 1n]);
  await db.execute(finishRun(duckdb));
  await db.execute(openRun(duckdb), "2026-03-02T00:00:00Z");
  // run 2 was the retention's: its rows are in this window and in no earlier one
  expect(await windowOf("enrich")).toEqual([1n, 3n]);
});

test("the serving views speak of the newest finished loop while another job runs, and after it", async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-03-01T00:00:00Z" });
  await replaceRows(db, "curated.source", [
    {
      source: "helpdesk",
      kind: "tickets",
      product: "notes",
      required_keys: [],
      record_paths: [],
      local_offsets: [],
      allowed_reasons: [],
      fresh_hours: 24,
    },
  ]);
  await db.insert("raw.feedback_payload", [
    {
      event_id: "e1",
      source: "helpdesk",
      kind: "tickets",
      source_record_id: "1",
      payload: "{}",
      payload_hash: "1",
      occurred_at: "2026-02-28 12:00:00",
      received_at: "2026-02-28 12:00:00",
      file: "f",
      record_position: 1,
      schema_fingerprint: "1",
    },
  ]);
  await db.stage("measure");
  await db.execute(finishRun(duckdb));
  const seen = (): Promise<readonly unknown[]> =>
    db.rows("SELECT * FROM fixloop_serving.source_coverage ORDER BY source");
  const before = await seen();
  expect(before).toMatchObject([{ source: "helpdesk", is_stale: false }]);
  await db.execute(openRun(duckdb, "retention"), "2026-09-01T00:00:00Z");
  expect(await seen()).toEqual(before);
  await db.execute(finishRun(duckdb));
  expect(await seen()).toEqual(before);
});
