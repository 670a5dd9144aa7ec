import { afterEach, describe, expect, test } from "vitest";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import {
  areaSeed,
  categorySeed,
  event,
  issue,
  member,
  replaceRows,
  trackerEvent,
} from "../../../test/support/upstreamRows.ts";

let db: StageDatabase;
afterEach(() => db.close());

async function open(): Promise<void> {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-06-01T00:00:00Z" });
  await replaceRows(db, "curated.area", [
    areaSeed({ area: "app-shell", title: "App shell" }),
    areaSeed({ area: "sync", title: "Sync" }),
  ]);
  await replaceRows(db, "curated.category", [
    categorySeed({
      category: "sync-stops",
      title: "Sync stops after an update",
      definition: "Changes no longer reach another device.",
    }),
    categorySeed({
      category: "notes-vanish",
      title: "Notes vanish",
      definition: "Notes are gone after signing in.",
    }),
    categorySeed({
      category: "battery",
      area: "app-shell",
      title: "Battery drains",
      definition: "The app drains the battery in the background.",
    }),
  ]);
  await replaceRows(
    db,
    "curated.classifier_category",
    ["battery", "notes-vanish", "sync-stops"].map((category) => ({
      category,
      bias: -1_000_000,
      is_default: false,
    })),
  );
  await replaceRows(db, "curated.classifier_weight", [
    { feature: "stops", category: "sync-stops", weight: 800_000 },
    { feature: "devi*", category: "sync-stops", weight: 700_000 },
    { feature: "notes", category: "notes-vanish", weight: 500_000 },
    { feature: "vanish", category: "notes-vanish", weight: 900_000 },
    { feature: "batt*", category: "battery", weight: 900_000 },
    { feature: "settings", category: "battery", weight: 100_000 },
  ]);
}

const ticket = (
  ticket_key: string,
  summary: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> =>
  trackerEvent({
    ticket_key,
    changed_at: "2026-03-06 09:00:00",
    to_status: "Open",
    area: "sync",
    summary,
    ...more,
  });

const links = async (): Promise<readonly string[]> =>
  (
    await db.rows(
      "SELECT issue_id, ticket_key, link_reason, leads FROM fixloop_curated.issue_ticket ORDER BY 1, 2",
    )
  ).map(
    ({ issue_id, ticket_key, link_reason, leads }) =>
      `${String(issue_id)} ${String(ticket_key)} ${String(link_reason)}${leads === true ? " leads" : ""}`,
  );
/** A column of every pair that was compared. */
const evidence = async (column: string): Promise<readonly string[]> =>
  (
    await db.rows(
      `SELECT issue_id, ticket_key, ${column} AS value FROM fixloop_curated.ticket_similarity ORDER BY 1, 2`,
    )
  ).map(({ issue_id, ticket_key, value }) => `${String(issue_id)} ${String(ticket_key)} ${String(value)}`);
const toReview = async (): Promise<readonly unknown[]> =>
  (
    await db.rows(
      "SELECT subject_id FROM fixloop_curated.review_item WHERE reason = 'ticket_link' ORDER BY 1",
    )
  ).map(({ subject_id }) => subject_id);
const vanishing = issue({ issue_id: "vanish", category: "notes-vanish" });
const stopping = issue({ issue_id: "stop", category: "sync-stops" });

describe("by area, time and text", () => {
  test("the ticket that names the trouble is linked to its issue, and unrelated work of the same area to none", async () => {
    await open();
    await db.insert("curated.issue", [vanishing, stopping]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "Sync: notes vanish overnight"),
      ticket("T-2", "[sync] stops on second device"),
      ticket("T-3", "Flaky test"),
      ticket("T-4", "Rename settings page"),
    ]);
    await db.stage("route");
    expect(await links()).toEqual(["stop T-2 area_time_text leads", "vanish T-1 area_time_text leads"]);
  });

  test("the classifier counts, with parts of words only where no text taught the word", async () => {
    await open();
    await db.insert("curated.issue", [vanishing, stopping]);
    await replaceRows(db, "curated.classifier_weight", [
      { feature: "vanishing", category: "notes-vanish", weight: 900_000 },
      { feature: "~anis", category: "sync-stops", weight: 100_000 },
      { feature: "vani*", category: "sync-stops", weight: 950_000 },
    ]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "Vanishing"),
      ticket("T-2", "Vanished"),
      // no text taught it, and no part of it is known
      ticket("T-3", "Handshake"),
    ]);
    await db.stage("route");
    expect(await evidence("category_milli")).toEqual([
      "stop T-1 -600",
      "stop T-2 600",
      "stop T-3 0",
      "vanish T-1 600",
      "vanish T-2 -600",
      "vanish T-3 0",
    ]);
  });

  test("the area must agree, however the tracker spells it; a ticket without a known one is less probable", async () => {
    await open();
    await db.insert("curated.issue", [
      issue({ issue_id: "battery", category: "battery", area: "app-shell" }),
    ]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "Battery drains", { area: "App_Shell" }),
      ticket("T-2", "Battery drains", { area: "kernel" }),
      ticket("T-3", "Battery drains", { area: "sync" }),
      ...Array.from({ length: 40 }, (_, index) => ticket(`T-${index + 4}`, "Upgrade protobuf")),
    ]);
    await db.stage("route");
    expect(await evidence("probability_bp")).toEqual(["battery T-1 9871", "battery T-2 9522"]);
    expect(await links()).toEqual(["battery T-1 area_time_text leads", "battery T-2 area_time_text"]);
  });

  test("the further from the onset a ticket was opened, the less probable; a full title bridges months", async () => {
    await open();
    await db.insert("curated.issue", [vanishing]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "Notes vanish", { changed_at: "2025-11-20 00:00:00" }),
      ticket("T-2", "Notes vanish after signing in and are gone", { changed_at: "2025-11-20 00:00:00" }),
      ticket("T-3", "Notes vanish", { changed_at: "2026-02-12 00:00:00" }),
      ticket("T-4", "Notes vanish", { changed_at: "2026-02-26 00:00:00" }),
      ticket("T-5", "Notes vanish", { changed_at: "2026-04-20 00:00:00" }),
      ticket("T-6", "Notes vanish", { changed_at: "2024-04-20 00:00:00" }),
    ]);
    await db.stage("route");
    expect(await evidence("time_milli")).toEqual([
      "vanish T-1 -2200",
      "vanish T-2 -2200",
      "vanish T-3 -300",
      "vanish T-4 2200",
      "vanish T-5 -1000",
    ]);
    expect(await links()).toEqual([
      "vanish T-2 area_time_text leads",
      "vanish T-3 area_time_text",
      "vanish T-4 area_time_text",
    ]);
  });

  test("what tickets of all areas say is no sign of any issue, whatever word it is", async () => {
    await open();
    await db.insert("curated.issue", [vanishing]);
    await db.insert("curated.feedback_event", [
      event({ event_id: "a", folded_text: "users report it with all notes" }),
      event({ event_id: "b", folded_text: "users report that my notes vanish" }),
    ]);
    await db.insert("curated.issue_member", [member("a", "vanish"), member("b", "vanish")]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "Users report cheese with holes"),
      ticket("T-2", "Users report notes vanish"),
      ...["fonts", "tags", "tables", "colours", "icons", "links", "menus", "themes", "dates", "quotes"].map(
        (word, index) => ticket(`T-${index + 3}`, `Users report ${word} with holes`, { area: "app-shell" }),
      ),
    ]);
    await db.stage("route");
    expect(await evidence("text_milli")).toEqual(["vanish T-1 0", "vanish T-2 1400"]);
    expect(await links()).toEqual(["vanish T-2 area_time_text leads"]);
  });

  test("one word alone never links, however much it says: it waits for a reviewer", async () => {
    await open();
    await db.insert("curated.issue", [vanishing]);
    await db.insert("raw.tracker_event", [ticket("T-1", "Vanish protobuf")]);
    await db.stage("route");
    expect(await evidence("probability_bp")).toEqual(["vanish T-1 9391"]);
    expect(await links()).toEqual([]);
    expect(await toReview()).toEqual(["vanish"]);
  });

  test("the link of an issue whose feedback retention has taken stays, and its ticket goes to no other", async () => {
    await open();
    await db.insert("curated.pipeline_run", [
      {
        run_id: 0,
        job: "retention",
        as_of: "2026-03-01 00:00:00",
        status: "finished",
        started_at: "2026-03-01 00:00:00",
      },
    ]);
    await db.insert("curated.issue", [
      vanishing,
      issue({ issue_id: "old", category: "notes-vanish", onset_date: "2015-03-01" }),
    ]);
    await db.insert("curated.issue_ticket", [
      { issue_id: "old", ticket_key: "T-1", link_reason: "area_time_text", similarity_bp: 9000, leads: true },
    ]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "Notes vanish"),
      ticket("T-2", "Notes vanish again"),
    ]);
    await db.stage("route");
    expect(await links()).toEqual(["old T-1 area_time_text leads", "vanish T-2 area_time_text leads"]);
  });

  test("an issue that has its ticket, and a ticket that has its issue, wait for no reviewer", async () => {
    await open();
    await db.insert("curated.issue", [
      vanishing,
      issue({ issue_id: "later", category: "notes-vanish", onset_date: "2026-04-01" }),
    ]);
    await db.insert("raw.tracker_event", [ticket("T-1", "Notes vanish"), ticket("T-2", "Vanish protobuf")]);
    await db.stage("route");
    expect(await links()).toEqual(["vanish T-1 area_time_text leads"]);
    expect(await toReview()).toEqual([]);
  });

  test("of several issues of one category the ticket goes to that of a release, then to the nearest in time", async () => {
    await open();
    await db.insert("curated.issue", [
      issue({ issue_id: "standing", category: "notes-vanish", origin: "standing", onset_date: "2026-03-06" }),
      issue({ issue_id: "early", category: "notes-vanish", onset_date: "2026-02-01" }),
      issue({ issue_id: "near", category: "notes-vanish", onset_date: "2026-03-02" }),
    ]);
    await db.insert("raw.tracker_event", [ticket("T-1", "Notes vanish")]);
    await db.stage("route");
    expect(await links()).toEqual(["near T-1 area_time_text leads"]);
  });

  test("words that the first members of an issue share count as its own", async () => {
    await open();
    await db.insert("curated.issue", [vanishing]);
    await db.insert("curated.feedback_event", [
      event({ event_id: "a", folded_text: "my shopping list disappeared" }),
      event({ event_id: "b", folded_text: "list disappeared again" }),
      event({ event_id: "c", folded_text: "where did it go" }),
    ]);
    await db.insert("curated.issue_member", [
      member("a", "vanish"),
      member("b", "vanish"),
      member("c", "vanish"),
    ]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "List disappears: notes"),
      ticket("T-2", "Shopping cart disabled"),
    ]);
    await db.stage("route");
    expect(await links()).toEqual(["vanish T-1 area_time_text leads"]);
  });

  test("of two tickets alike the one that got furthest speaks for the issue", async () => {
    await open();
    await db.insert("curated.issue", [vanishing]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "Notes vanish"),
      ticket("T-1", "Notes vanish", { to_status: "Wontfix", changed_at: "2026-03-07 09:00:00" }),
      ticket("T-2", "Notes vanish"),
      ticket("T-2", "Notes vanish", { to_status: "In Progress", changed_at: "2026-03-08 09:00:00" }),
    ]);
    await db.stage("route");
    expect(await links()).toEqual(["vanish T-1 area_time_text", "vanish T-2 area_time_text leads"]);
  });

  test("a title of quotes, placeholders and no words at all links nothing and breaks nothing", async () => {
    await open();
    await db.insert("curated.issue", [vanishing]);
    await db.insert("raw.tracker_event", [
      ticket("T-1", "'; DROP TABLE x; -- ${a} {{b}} \\ 😀"),
      ticket("T-2", "…"),
      ticket("T-3", ""),
      ticket("T-4", "sync"),
    ]);
    await db.stage("route");
    expect(await links()).toEqual([]);
  });
});

async function threeMembers(): Promise<void> {
  await open();
  await db.insert("curated.issue", [stopping]);
  await db.insert(
    "curated.feedback_event",
    ["a", "b", "c"].map((event_id) => event({ event_id })),
  );
  await db.insert(
    "curated.issue_member",
    ["a", "b", "c"].map((event_id) => member(event_id, "stop")),
  );
}

describe("by statement", () => {
  test("a ticket that names the feedback of a member is linked, however its title reads and whenever it was opened", async () => {
    await threeMembers();
    await db.insert("raw.tracker_event", [
      ticket("T-1", "Flaky test", {
        feedback_record_id: "record-a",
        area: null,
        changed_at: "2026-05-30 00:00:00",
      }),
    ]);
    await db.stage("route");
    expect(await links()).toEqual(["stop T-1 feedback_record leads"]);
    expect(await db.rows("SELECT similarity_bp FROM fixloop_curated.issue_ticket")).toEqual([
      { similarity_bp: 10000 },
    ]);
  });

  test("a ticket may belong to several issues by what it states", async () => {
    await threeMembers();
    await db.insert("curated.issue", [vanishing]);
    await db.database.run("UPDATE fixloop_curated.issue_member SET issue_id = 'vanish' WHERE event_id = 'b'");
    await db.insert("raw.tracker_event", [
      ticket("T-1", "x", { feedback_record_id: "record-a" }),
      ticket("T-1", "x", { feedback_record_id: "record-b", to_status: "In Progress" }),
    ]);
    await db.stage("route");
    expect(await links()).toEqual(["stop T-1 feedback_record leads", "vanish T-1 feedback_record leads"]);
  });

  test("duplicates lead to their main ticket, which alone speaks; two that name each other leave the first by key", async () => {
    await threeMembers();
    await db.insert("raw.tracker_event", [
      ticket("T-1", "x", { feedback_record_id: "record-a", duplicate_of: "T-2" }),
      ticket("T-2", "x", { duplicate_of: "T-3" }),
      ticket("T-3", "x", { duplicate_of: "T-4" }),
      ticket("T-4", "x", { duplicate_of: "T-3" }),
    ]);
    await db.stage("route");
    expect(await links()).toEqual(["stop T-1 feedback_record", "stop T-3 feedback_record leads"]);
  });

  test("where every customer has a ticket of their own, none speaks for the issue", async () => {
    await threeMembers();
    await db.insert(
      "raw.tracker_event",
      ["a", "b", "c"].map((id) => ticket(`T-${id}`, "x", { feedback_record_id: `record-${id}` })),
    );
    await db.stage("route");
    expect(await links()).toEqual([
      "stop T-a feedback_record",
      "stop T-b feedback_record",
      "stop T-c feedback_record",
    ]);
  });

  test("a record id that two sources share is that of the help desk", async () => {
    await threeMembers();
    await db.insert("curated.issue", [vanishing]);
    await db.insert("curated.feedback_event", [
      event({ event_id: "Z", channel: "reviews", source: "store", source_record_id: "record-a" }),
    ]);
    await db.insert("curated.issue_member", [member("Z", "vanish")]);
    await db.insert("raw.tracker_event", [ticket("T-1", "x", { feedback_record_id: "record-a" })]);
    await db.stage("route");
    expect(await links()).toEqual(["stop T-1 feedback_record leads"]);
  });

  test("what the tracker says after the moment of the run is not known yet", async () => {
    await threeMembers();
    await db.insert("raw.tracker_event", [
      ticket("T-1", "x", { feedback_record_id: "record-a", changed_at: "2026-06-02 00:00:00" }),
    ]);
    await db.stage("route");
    expect(await links()).toEqual([]);
  });
});
