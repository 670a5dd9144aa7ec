import { afterEach, expect, test } from "vitest";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { issue, release, trackerEvent } from "../../../test/support/upstreamRows.ts";

let db: StageDatabase;
afterEach(() => db.close());

async function open(asOf = "2026-06-01T00:00:00Z"): Promise<void> {
  const project = smallProject({
    tracking: {
      states: [
        { status: "Open", state: "triaged" },
        { status: "Reopened", state: "fixing" },
        { status: "Done", state: "released" },
        { status: "Resolved", state: "released" },
        { status: "Won’t fix", state: "wont_fix" },
        { status: "Duplicate", state: "wont_fix" },
        { status: "FIXED", state: "released" },
      ],
    },
  });
  db = await StageDatabase.open(project, { asOf });
  await db.insert("curated.issue", [issue({ issue_id: "i1", onset_date: "2026-03-01" })]);
  await db.insert("curated.issue_ticket", [leading("T-1")]);
}
const leading = (ticket_key: string, leads = true): Readonly<Record<string, unknown>> => ({
  issue_id: "i1",
  ticket_key,
  link_reason: "area_time_text",
  similarity_bp: 9000,
  leads,
});
const change = (
  changed_at: string,
  to_status: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> =>
  trackerEvent({ ticket_key: "T-1", changed_at: `2026-${changed_at} 12:00:00`, to_status, ...more });
const fixes = async (): Promise<readonly string[]> => {
  await db.stage("track");
  const rows = await db.rows("SELECT * FROM fixloop_curated.fix ORDER BY issue_id, fix_position");
  return rows.map(({ fix_position, ticket_key, fix_version, released_at, scope }) =>
    [fix_position, ticket_key, fix_version ?? "-", released_at, scope].map(String).join(" "),
  );
};

test("a fix counts from the earliest release of its version, among those who have it", async () => {
  await open();
  await db.insert("raw.release", [
    release({ version: "2.1.0", released_at: "2026-03-12 08:00:00", platform: "ios" }),
    release({ version: "2.1.0", released_at: "2026-03-11 08:00:00", platform: "android" }),
  ]);
  await db.insert("raw.tracker_event", [
    change("03-05", "Open"),
    change("03-10", "Done", { fix_version: "2.1.0" }),
  ]);
  expect(await fixes()).toEqual(["1 T-1 2.1.0 2026-03-11 08:00:00 version"]);
  expect(await db.rows("SELECT fix_version_key FROM fixloop_curated.fix")).toEqual([
    { fix_version_key: "000000002.000000001.000000000" },
  ]);
});

test("a release of the server is in force for all from its day", async () => {
  await open();
  await db.insert("raw.release", [
    release({ version: "srv-74", release_kind: "server", released_at: "2026-03-11 08:00:00" }),
  ]);
  await db.insert("raw.tracker_event", [change("03-10", "Done", { fix_version: "srv-74" })]);
  expect(await fixes()).toEqual(["1 T-1 srv-74 2026-03-11 08:00:00 date"]);
});

test("without a version, or with a word that is no version, the fix counts from the change of status on", async () => {
  await open();
  await db.insert("raw.tracker_event", [change("03-10", "Done", { fix_version: " " })]);
  expect(await fixes()).toEqual(["1 T-1 - 2026-03-10 12:00:00 date"]);
  await db.database.run("UPDATE fixloop_raw.tracker_event SET fix_version = 'next train'");
  expect(await fixes()).toEqual(["1 T-1 next train 2026-03-10 12:00:00 date"]);
});

test("a version that no release is known of counts from the change of status on, among those who have it", async () => {
  await open();
  await db.insert("raw.tracker_event", [change("03-10", "Done", { fix_version: "2.1.0" })]);
  expect(await fixes()).toEqual(["1 T-1 2.1.0 2026-03-10 12:00:00 version"]);
});

test("a version that came out before the trouble began cannot hold the fix", async () => {
  await open();
  await db.insert("raw.release", [release({ version: "1.9.0", released_at: "2026-02-20 08:00:00" })]);
  await db.insert("raw.tracker_event", [change("03-10", "Done", { fix_version: "1.9.0" })]);
  expect(await fixes()).toEqual(["1 T-1 - 2026-03-10 12:00:00 date"]);
});

test("a fix that only comes out after the moment of the run is not there yet", async () => {
  await open("2026-03-11T00:00:00Z");
  await db.insert("raw.release", [release({ version: "2.1.0", released_at: "2026-03-11 08:00:00" })]);
  await db.insert("raw.tracker_event", [change("03-10", "Done", { fix_version: "2.1.0" })]);
  expect(await fixes()).toEqual([]);
});

test("a ticket that was reopened gives a second fix; said twice, a fix stays one", async () => {
  await open();
  await db.insert("raw.release", [
    release({ version: "2.1.0", released_at: "2026-03-11 08:00:00" }),
    release({ version: "2.3.0", released_at: "2026-04-21 08:00:00" }),
  ]);
  await db.insert("raw.tracker_event", [
    change("03-05", "Open"),
    change("03-10", "Done", { fix_version: "2.1.0" }),
    change("03-15", "Resolved", { fix_version: "2.1.0" }),
    change("04-10", "Reopened", { fix_version: "2.1.0" }),
    change("04-20", "Done", { fix_version: "2.3.0" }),
  ]);
  expect(await fixes()).toEqual([
    "1 T-1 2.1.0 2026-03-11 08:00:00 version",
    "2 T-1 2.3.0 2026-04-21 08:00:00 version",
  ]);
});

test("a second fix that still names the first version counts from the day it was closed", async () => {
  await open();
  await db.insert("raw.release", [release({ version: "2.1.0", released_at: "2026-03-11 08:00:00" })]);
  await db.insert("raw.tracker_event", [
    change("03-10", "Done", { fix_version: "2.1.0" }),
    change("04-10", "Reopened"),
    change("04-20", "Done", { fix_version: "2.1.0" }),
  ]);
  expect(await fixes()).toEqual([
    "1 T-1 2.1.0 2026-03-11 08:00:00 version",
    "2 T-1 - 2026-04-20 12:00:00 date",
  ]);
});

test("what will not be fixed is no fix, whether the status says so or the resolution", async () => {
  await open();
  await db.insert("curated.issue_ticket", [leading("T-2"), leading("T-3")]);
  await db.insert("raw.tracker_event", [
    change("03-10", "WON’T FIX"),
    change("03-10", "Resolved", { ticket_key: "T-2", resolution: "DUPLICATE" }),
    change("03-10", "closed", { ticket_key: "T-3", resolution: "fixed" }),
  ]);
  expect(await fixes()).toEqual(["1 T-3 - 2026-03-10 12:00:00 date"]);
});

test("a resolution that an export repeats on every row does not end a ticket that is open", async () => {
  await open();
  await db.insert("raw.tracker_event", [
    change("03-05", "Open", { resolution: "FIXED" }),
    change("03-10", "Done", { resolution: "FIXED" }),
  ]);
  expect(await fixes()).toEqual(["1 T-1 - 2026-03-10 12:00:00 date"]);
});

test("a ticket that does not speak for the issue gives no fix, nor does one that ended before the onset", async () => {
  await open();
  await db.insert("curated.issue_ticket", [leading("T-2", false)]);
  await db.insert("raw.tracker_event", [
    change("02-10", "Done"),
    change("03-10", "Done", { ticket_key: "T-2" }),
  ]);
  expect(await fixes()).toEqual([]);
});

test("another leading ticket that comes out later is a further fix, on the same day it is the same", async () => {
  await open();
  await db.insert("curated.issue_ticket", [leading("T-2"), leading("T-3")]);
  await db.insert("raw.tracker_event", [
    change("03-10", "Done"),
    change("03-10", "Done", { ticket_key: "T-2" }),
    change("03-20", "Done", { ticket_key: "T-3" }),
  ]);
  expect(await fixes()).toEqual(["1 T-1 - 2026-03-10 12:00:00 date", "2 T-3 - 2026-03-20 12:00:00 date"]);
});

test("running the stage again changes nothing, and all checks of severity error hold", async () => {
  await open();
  await db.insert("raw.tracker_event", [change("03-10", "Done"), change("03-12", "Shelved")]);
  await db.stage("track");
  const first = await db.rows("SELECT * FROM fixloop_curated.fix");
  await db.stage("track");
  expect(await db.rows("SELECT * FROM fixloop_curated.fix")).toEqual(first);
  expect(
    await db.rows("SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE failing_rows > 0"),
  ).toEqual([{ check_id: "track.status_is_mapped", failing_rows: 1n }]);
});

test("status words that differ only by case are one seed, the first as written", async () => {
  db = await StageDatabase.open(
    smallProject({
      tracking: {
        states: [
          { status: "DONE", state: "released" },
          { status: " done ", state: "wont_fix" },
        ],
      },
    }),
  );
  expect(await db.rows("SELECT * FROM fixloop_curated.tracker_state")).toEqual([
    { status_folded: "done", state: "released" },
  ]);
});
