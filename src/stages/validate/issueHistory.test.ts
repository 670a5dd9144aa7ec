import { afterEach, expect, test } from "vitest";
import { issueEvent } from "./issueEvent.ts";
import { issueStatus } from "./issueStatus.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { issue, replaceRows, trackerEvent } from "../../../test/support/upstreamRows.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { render } from "../../sql/sql.ts";

let db: StageDatabase;
afterEach(() => db.close());

/** An issue that was detected on 5 March at 00:00, with one leading ticket. */
async function open(asOf = "2026-06-01T00:00:00Z"): Promise<void> {
  db = await StageDatabase.open(
    smallProject({
      tracking: {
        states: [
          { status: "Open", state: "triaged" },
          { status: "Assigned", state: "assigned" },
          { status: "In progress", state: "fixing" },
          { status: "Done", state: "released" },
          { status: "Reopened", state: "regressed" },
          { status: "Won't fix", state: "wont_fix" },
        ],
      },
    }),
    { asOf },
  );
  await db.insert("curated.issue", [issue({ issue_id: "i1" })]);
  await db.insert("curated.issue_ticket", [
    { issue_id: "i1", ticket_key: "T-1", link_reason: "area_time_text", similarity_bp: 9000, leads: true },
  ]);
}

const changes = async (...rows: readonly (readonly [string, string])[]): Promise<void> =>
  db.insert(
    "raw.tracker_event",
    rows.map(([day, to_status]) =>
      trackerEvent({ ticket_key: "T-1", changed_at: `2026-${day} 12:00:00`, to_status }),
    ),
  );
const assigned = async (day: string): Promise<void> =>
  db.insert("curated.assignment", [
    {
      issue_id: "i1",
      owner: "team-sync",
      explanation: "area",
      candidates: 1,
      release_blocker: false,
      assigned_at: `2026-${day} 09:00:00`,
      owned_from: `2026-${day} 09:00:00`,
    },
  ]);
const released = async (day: string, position = 1): Promise<void> =>
  db.insert("curated.fix", [
    {
      issue_id: "i1",
      fix_position: position,
      ticket_key: "T-1",
      released_at: `2026-${day} 15:00:00`,
      scope: "date",
    },
  ]);
const judged = async (row: Readonly<Record<string, unknown>>): Promise<void> =>
  db.insert("curated.validation", [
    {
      issue_id: "i1",
      fix_position: 1,
      observed: 0,
      expected_milli: 0,
      voice_log_e_milli: 0,
      failure_log_e_milli: 0,
      reason: "evidence_for_fix",
      ...row,
    },
  ]);

/** The history that today's evidence gives, without the steps before it: `day hour state cause`. */
async function history(): Promise<readonly string[]> {
  const rows = await db.rows<{ happened_at: string; state: string; cause: string }>(
    `SELECT * FROM (${render(issueEvent(duckdb), db.plan.schemaPrefix)})
ORDER BY happened_at, array_position(['resolved', 'regressed', 'detected', 'triaged', 'assigned', 'fixing', 'released', 'validating', 'wont_fix'], state)`,
  );
  return rows.map(({ happened_at, state, cause }) => `${happened_at.slice(5, 13)} ${state} ${cause}`);
}
async function status(): Promise<unknown> {
  return (await db.rows<{ state: string }>(render(issueStatus(duckdb), db.plan.schemaPrefix)))[0]?.state;
}

test("an issue that goes the straight way reaches every state once, verdicts at the end of their day", async () => {
  await open();
  await changes(["03-05", "Open"], ["03-07", "In progress"], ["03-09", "Done"]);
  await assigned("03-06");
  await released("03-10");
  await judged({ verdict: "fixed", decided_date: "2026-03-19" });
  expect(await history()).toEqual([
    "03-05 00 detected detection",
    "03-05 12 triaged ticket",
    "03-06 09 assigned routing",
    "03-07 12 fixing ticket",
    "03-10 15 released release",
    "03-10 15 validating release",
    "03-20 00 resolved verdict",
  ]);
  expect(await status()).toBe("resolved");
});

test("without a ticket, the routing is the triage", async () => {
  await open();
  await assigned("03-06");
  expect(await history()).toEqual([
    "03-05 00 detected detection",
    "03-06 09 triaged routing",
    "03-06 09 assigned routing",
  ]);
  expect(await status()).toBe("assigned");
});

test("what is older than the detection counts from then, and an owner who was found after the release is no step back", async () => {
  await open();
  await changes(["02-20", "Open"], ["03-01", "In progress"]);
  await released("03-10");
  await assigned("05-01");
  expect(await history()).toEqual([
    "03-05 00 detected detection",
    "03-05 00 triaged ticket",
    "03-05 00 fixing ticket",
    "03-10 15 released release",
    "03-10 15 validating release",
  ]);
});

test("a fix that did not help sends the issue back to triage, and the next one is validated in its turn", async () => {
  await open();
  await released("03-10");
  await judged({ verdict: "not_fixed", decided_date: "2026-03-19" });
  expect(await status()).toBe("triaged");
  await changes(["03-25", "In progress"]);
  await released("04-10", 2);
  await judged({ fix_position: 2, verdict: "fixed", decided_date: "2026-04-20" });
  expect((await history()).slice(3)).toEqual([
    "03-20 00 triaged verdict",
    "03-25 12 fixing ticket",
    "04-10 15 released release",
    "04-10 15 validating release",
    "04-21 00 resolved verdict",
  ]);
  expect(await status()).toBe("resolved");
});

test("an issue that comes back was resolved first; the reopened ticket then triages it again", async () => {
  await open();
  await changes(["03-09", "Done"], ["04-20", "Reopened"]);
  await released("03-10");
  await judged({ verdict: "regressed", decided_date: "2026-03-19", recurrence_date: "2026-04-15" });
  expect((await history()).slice(-3)).toEqual([
    "03-20 00 resolved verdict",
    "04-16 00 regressed verdict",
    "04-20 12 triaged ticket",
  ]);
});

test("a ticket that is reopened before any verdict sends the issue back; a verdict of failure after it adds nothing", async () => {
  await open();
  await changes(["03-09", "Done"], ["03-14", "Reopened"]);
  await released("03-10");
  await judged({ verdict: "not_fixed", decided_date: "2026-03-19" });
  expect((await history()).slice(-2)).toEqual(["03-10 15 validating release", "03-14 12 triaged ticket"]);
});

test("an issue is given up when its last leading ticket is, unless a fix comes out later", async () => {
  await open();
  await db.insert("curated.issue_ticket", [
    { issue_id: "i1", ticket_key: "T-2", link_reason: "area_time_text", similarity_bp: 9000, leads: true },
  ]);
  await changes(["03-06", "Open"], ["03-07", "Won't fix"]);
  await db.insert("raw.tracker_event", [
    trackerEvent({ ticket_key: "T-2", changed_at: "2026-03-08 12:00:00", to_status: "Open" }),
  ]);
  expect(await status()).toBe("triaged");
  await db.insert("raw.tracker_event", [
    trackerEvent({ ticket_key: "T-2", changed_at: "2026-03-09 12:00:00", to_status: "won't fix" }),
  ]);
  expect((await history()).slice(-1)).toEqual(["03-09 12 wont_fix ticket"]);
  await released("03-20");
  expect(await status()).toBe("validating");
});

test("a further release without a return is validated again", async () => {
  await open();
  await released("03-10");
  await judged({ verdict: "fixed", decided_date: "2026-03-19" });
  await released("04-10", 2);
  expect(await status()).toBe("validating");
  await judged({ fix_position: 2, verdict: "fixed", decided_date: "2026-04-20" });
  expect((await history()).filter((line) => line.includes("resolved"))).toEqual([
    "03-20 00 resolved verdict",
    "04-21 00 resolved verdict",
  ]);
});

test("a state is recorded once, also where its time moves; the order of the log stays legal", async () => {
  await open();
  await changes(["03-08", "Open"]);
  await db.stage("validate");
  const log = async (): Promise<unknown> =>
    db.rows("SELECT state, happened_at, cause FROM fixloop_curated.issue_event ORDER BY happened_at, state");
  expect(await log()).toEqual([
    { state: "detected", happened_at: "2026-03-05 00:00:00", cause: "detection" },
    { state: "triaged", happened_at: "2026-03-08 12:00:00", cause: "ticket" },
  ]);
  // late records: detected and triaged earlier than was known, and already worked on
  await replaceRows(db, "curated.issue", [issue({ issue_id: "i1", detected_at: "2026-03-02 00:00:00" })]);
  await changes(["03-03", "Open"], ["03-04", "In progress"]);
  await db.stage("validate");
  expect(await log()).toEqual([
    { state: "detected", happened_at: "2026-03-05 00:00:00", cause: "detection" },
    { state: "fixing", happened_at: "2026-03-05 00:00:00", cause: "ticket" },
    { state: "triaged", happened_at: "2026-03-08 12:00:00", cause: "ticket" },
  ]);
  expect(await db.rows("SELECT state FROM fixloop_curated.issue_status")).toEqual([{ state: "fixing" }]);
  expect(await db.rows("SELECT check_id FROM fixloop_curated.check_result WHERE failing_rows > 0")).toEqual(
    [],
  );
});

test("the check on the order of states finds a resolution that nobody validated", async () => {
  await open();
  await db.insert("curated.issue_event", [
    {
      issue_event_id: "e",
      issue_id: "i2",
      state: "resolved",
      happened_at: "2026-03-08 12:00:00",
      cause: "verdict",
    },
  ]);
  await db.stage("validate");
  expect(
    await db.rows("SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE failing_rows > 0"),
  ).toEqual([{ check_id: "validate.states_in_legal_order", failing_rows: 1n }]);
});
