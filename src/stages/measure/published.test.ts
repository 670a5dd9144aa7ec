import { afterEach, beforeEach, expect, test } from "vitest";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { issue } from "../../../test/support/upstreamRows.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { sql } from "../../sql/sql.ts";
import { finishRun, openRun } from "../../ledger/ledger.ts";
import { stepSql } from "../../plan/plan.ts";
import { publishSteps } from "./published.ts";

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-04-01T00:00:00Z" });
});
afterEach(() => db.close());

const step = publishSteps.find(({ id }) => id === "measure.issue_overview");
/** The issues are these from now on, each with its events. */
async function found(issues: Readonly<Record<string, number>>): Promise<void> {
  await db.database.run("DELETE FROM fixloop_curated.issue");
  await db.insert(
    "curated.issue",
    Object.entries(issues).map(([issue_id, events]) => issue({ issue_id, events })),
  );
  if (step !== undefined) await db.execute(stepSql(step, duckdb) ?? sql``);
}
const open = (): Promise<void> => db.execute(openRun(duckdb), "2026-04-01T00:00:00Z");
const finish = (): Promise<void> => db.execute(finishRun(duckdb));
const pairs = async (text: string): Promise<Readonly<Record<string, unknown>>> =>
  Object.fromEntries(
    (await db.rows<{ issue_id: string; shown: unknown }>(text)).map((row) => [row.issue_id, row.shown]),
  );
const seen = (): Promise<Readonly<Record<string, unknown>>> =>
  pairs("SELECT issue_id, events AS shown FROM fixloop_serving.issue_overview");
const kept = (): Promise<Readonly<Record<string, unknown>>> =>
  pairs(`SELECT concat(issue_id, ' ', events) AS issue_id, concat(shown_from, '-', shown_until) AS shown
FROM fixloop_curated.published_issue_overview`);

test("new rows, changed rows and rows no longer found are seen when the run has finished, and not before", async () => {
  await found({ same: 1, changes: 1, goes: 1 });
  expect(await seen()).toEqual({});
  await finish();
  expect(await seen()).toEqual({ same: 1n, changes: 1n, goes: 1n });

  await open();
  await found({ same: 1, changes: 2, comes: 1 });
  expect(await seen()).toEqual({ same: 1n, changes: 1n, goes: 1n });
  expect(await kept()).toEqual({
    "same 1": "1-",
    "changes 1": "1-2",
    "changes 2": "2-",
    "goes 1": "1-2",
    "comes 1": "2-",
  });
  await finish();
  expect(await seen()).toEqual({ same: 1n, changes: 2n, comes: 1n });

  await open();
  await found({ same: 1, changes: 2, comes: 1 });
  expect(await kept()).toEqual({ "same 1": "1-", "changes 2": "2-", "comes 1": "2-" });
});

test("a run that is taken up again takes back what it had published and no longer finds", async () => {
  await found({ same: 1, changes: 1, goes: 1 });
  await finish();
  await open();
  await found({ changes: 2, comes: 1 });
  // killed here; the second attempt finds other rows
  await open();
  await found({ same: 1, changes: 3, goes: 1 });
  expect(await seen()).toEqual({ same: 1n, changes: 1n, goes: 1n });
  expect(await kept()).toEqual({ "same 1": "1-", "changes 1": "1-2", "changes 3": "2-", "goes 1": "1-" });
});

test("the run of another job, under a number in between, changes nothing for readers", async () => {
  await found({ one: 1 });
  await finish();
  await open();
  await found({ two: 1 });
  await db.execute(openRun(duckdb, "audit"));
  await finish();
  expect(await seen()).toEqual({ one: 1n });
  await open();
  await found({ two: 1 });
  await finish();
  expect(await seen()).toEqual({ two: 1n });
});
