import { afterEach, beforeEach, expect, test } from "vitest";
import { asideEvent, event } from "../../../test/support/upstreamRows.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { contractOf, tableNames } from "../tables.ts";
import { databricks } from "../../sql/databricks.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { render } from "../../sql/sql.ts";
import { retentionRules, retentionStatement } from "./pastRetention.ts";

const small = smallProject();
const project = { ...small, retention: { rawDays: 30, personalDays: 200, curatedDays: 365 } };
let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(project, { asOf: "2026-06-30T00:00:00Z" });
});
afterEach(() => db.close());

async function retain(): Promise<void> {
  for (const rule of retentionRules()) await db.execute(retentionStatement(rule, duckdb));
}

const identity = (customer_record_id: string): Record<string, unknown> => ({
  customer_record_id,
  source: "helpdesk",
  user_id: `user of ${customer_record_id}`,
  email: `${customer_record_id}@example.org`,
  email_key: `${customer_record_id}@example.org`,
  name: customer_record_id,
  name_key: customer_record_id,
});

test("every table that is not kept for good has a rule, unless each run empties it", () => {
  const rules = new Set(retentionRules().map(({ table }) => table));
  expect(
    tableNames.filter(
      (name) =>
        contractOf(name).retention !== "forever" &&
        !["work", "seed"].includes(contractOf(name).kind) &&
        !rules.has(name),
    ),
  ).toEqual([]);
});

test("no statement holds a number of days: they come from the settings", () => {
  for (const rule of retentionRules())
    for (const dialect of [databricks, duckdb])
      expect(render(retentionStatement(rule, dialect), "x")).not.toMatch(/\b(30|90|200|365|730)\b/);
});

test("somebody whose newest message is set aside was seen when it came", async () => {
  await db.insert("curated.feedback_event", [
    event({ event_id: "old", received_at: "2025-07-05 10:00:00", customer_record_id: "ann" }),
    event({ event_id: "other", received_at: "2025-07-05 10:00:00", customer_record_id: "bob" }),
  ]);
  await db.insert("curated.set_aside_event", [
    asideEvent({
      event_id: "aside",
      source_record_id: "T-3",
      received_at: "2026-06-20 10:00:00",
      customer_record_id: "ann",
    }),
  ]);
  await db.insert("curated.customer_record", [identity("ann"), identity("bob")]);
  await retain();
  expect(
    await db.rows("SELECT customer_record_id, email FROM fixloop_curated.customer_record ORDER BY 1"),
  ).toEqual([
    { customer_record_id: "ann", email: "ann@example.org" },
    { customer_record_id: "bob", email: null },
  ]);
  expect(await db.rows("SELECT source_record_id FROM fixloop_curated.set_aside_event")).toEqual([
    { source_record_id: "T-3" },
  ]);
});

test("personal columns lose their values before their rows go, and pseudonyms stay", async () => {
  await db.insert("curated.feedback_event", [
    event({
      event_id: "old",
      received_at: "2025-09-01 10:00:00",
      source_record_id: "T-1",
      parent_record_id: "T-0",
      customer_record_id: "ann",
    }),
    event({
      event_id: "new",
      received_at: "2026-06-01 10:00:00",
      source_record_id: "T-2",
      parent_record_id: "T-1",
      customer_record_id: "bob",
    }),
  ]);
  await db.insert("curated.customer_record", [identity("ann"), identity("bob")]);
  await retain();
  expect(
    await db.rows(
      "SELECT event_id, source_record_id, parent_record_id, customer_record_id FROM fixloop_curated.feedback_event ORDER BY event_id",
    ),
  ).toEqual([
    { event_id: "new", source_record_id: "T-2", parent_record_id: "T-1", customer_record_id: "bob" },
    { event_id: "old", source_record_id: "old", parent_record_id: null, customer_record_id: "ann" },
  ]);
  expect(
    await db.rows(
      "SELECT customer_record_id, email, user_id, name FROM fixloop_curated.customer_record ORDER BY customer_record_id",
    ),
  ).toEqual([
    { customer_record_id: "ann", email: null, user_id: null, name: null },
    { customer_record_id: "bob", email: "bob@example.org", user_id: "user of bob", name: "bob" },
  ]);
});

test("feedback stays for as long as one of its payloads does, since an edit may have come late", async () => {
  await db.insert("curated.feedback_event", [
    event({ event_id: "edited", received_at: "2025-01-01 10:00:00" }),
    event({ event_id: "plain", received_at: "2025-01-01 10:00:00" }),
  ]);
  await db.insert("raw.feedback_payload", [
    {
      event_id: "edited",
      source: "helpdesk",
      kind: "tickets",
      source_record_id: "T",
      payload: "{}",
      payload_hash: "second",
      occurred_at: "2026-06-20 10:00:00",
      received_at: "2026-06-20 10:00:00",
      file: "f",
      record_position: 1,
      schema_fingerprint: "1",
    },
  ]);
  await retain();
  expect(await db.rows("SELECT event_id FROM fixloop_curated.feedback_event")).toEqual([
    { event_id: "edited" },
  ]);
});

test("an identity that an account gives stays, however long its customer has been silent", async () => {
  await db.insert("raw.account", [{ account_id: "a-1", product: "notes", user_id: "u-1" }]);
  const [{ id } = { id: "" }] = await db.rows<{ id: string }>(
    // the identity of an account with a user id alone
    "SELECT sha256('3:u-1' || '-' || '-' || '1:-') AS id",
  );
  await db.insert("curated.customer_record", [
    { customer_record_id: id, source: "accounts", user_id: "u-1" },
    { ...identity("gone"), run_id: 0 },
  ]);
  await db.insert("curated.customer_link", [
    { left_record_id: "gone", right_record_id: id, rule: "email", match_weight: 1, decision: "review" },
    { left_record_id: id, right_record_id: "gone", rule: "email", match_weight: 1, decision: "review" },
  ]);
  await db.database.run(
    "INSERT INTO fixloop_curated.pipeline_run SELECT * REPLACE (0 AS run_id, 'finished' AS status, TIMESTAMP '2024-01-01 00:00:00' AS as_of) FROM fixloop_curated.pipeline_run",
  );
  await retain();
  expect(await db.rows("SELECT * FROM fixloop_curated.customer_link")).toEqual([]);
  expect(await db.rows("SELECT customer_record_id FROM fixloop_curated.customer_record")).toEqual([
    { customer_record_id: id },
  ]);
});

test("without the moment of a run nothing is past its time", async () => {
  await db.insert("curated.feedback_event", [event({ event_id: "old", received_at: "2020-01-01 10:00:00" })]);
  await db.database.run("UPDATE fixloop_curated.pipeline_run SET as_of = NULL");
  await retain();
  expect(await db.rows("SELECT event_id FROM fixloop_curated.feedback_event")).toEqual([{ event_id: "old" }]);
});

test("an old statement leaves with its points and memberships, its event stays with a younger one", async () => {
  const statement = (id: string, received_at: string): Record<string, unknown> => ({
    ...event({ event_id: "edited", received_at }),
    statement_id: id,
    revision: id === "first" ? 1 : 2,
    is_newest: id !== "first",
    said_at: received_at,
  });
  const ofStatement = (id: string): Record<string, unknown> => ({
    point_id: id,
    statement_id: id,
    event_id: "edited",
    issue_id: "i1",
    member_reason: "standing",
    position: 1,
    is_main: true,
    confidence_bp: 9000,
    accepted: true,
    stance: "complains",
    stance_confidence_bp: 9000,
    stance_is_in_doubt: false,
    votes: true,
  });
  await db.insert(
    "curated.feedback_event",
    [event({ event_id: "edited", received_at: "2025-01-01 10:00:00" })],
    {
      alone: true,
    },
  );
  await db.insert("curated.statement", [
    statement("first", "2025-01-01 10:00:00"),
    statement("second", "2026-01-01 10:00:00"),
  ]);
  const both = [ofStatement("first"), ofStatement("second")];
  await db.insert("curated.point", both);
  await db.insert("curated.issue_member", both, { alone: true });
  await retain();
  for (const name of ["statement", "point", "issue_member"])
    expect(await db.rows(`SELECT statement_id FROM fixloop_curated.${name}`), name).toEqual([
      { statement_id: "second" },
    ]);
  expect(await db.rows("SELECT event_id FROM fixloop_curated.feedback_event")).toEqual([
    { event_id: "edited" },
  ]);
});
