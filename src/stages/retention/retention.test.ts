import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { enrichment, event } from "../../../test/support/upstreamRows.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { requestErasure } from "../../ledger/erasureRequest.ts";
import { databricks } from "../../sql/databricks.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { render, sql } from "../../sql/sql.ts";
import { openRun } from "../../ledger/ledger.ts";
import { erasureStatements } from "./erasure.ts";
import { retention } from "./index.ts";
import { purgedTables } from "./purge.ts";

const small = smallProject();
const project = { ...small, retention: { ...small.retention, rawDays: 30, curatedDays: 365 } };
let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(project, { asOf: "2026-06-30T00:00:00Z" });
  await db.execute(openRun(duckdb, "retention"), "2026-06-30T00:00:00Z");
});
afterEach(() => db.close());

/** An event with its payload, received on a day, of a customer with one identity of its own. */
async function receive(event_id: string, day: string, customer: string): Promise<void> {
  await db.insert("curated.feedback_event", [
    event({ event_id, received_at: `${day} 10:00:00`, event_date: day, customer_record_id: customer }),
  ]);
  await db.insert("curated.enrichment", [enrichment({ event_id })]);
  // written by a run long ago: without feedback an identity is as old as that
  await db.insert("curated.customer_record", [
    { customer_record_id: customer, source: "helpdesk", run_id: 0 },
  ]);
  await db.insert("curated.customer", [{ customer_record_id: customer, customer_id: customer }]);
  await db.insert("raw.feedback_payload", [
    {
      event_id,
      source: "helpdesk",
      kind: "tickets",
      source_record_id: `record-${event_id}`,
      payload: "{}",
      payload_hash: event_id,
      occurred_at: `${day} 10:00:00`,
      received_at: `${day} 10:00:00`,
      file: "tickets.jsonl",
      record_position: 1,
      schema_fingerprint: "1",
    },
  ]);
}

const ids = async (table: string): Promise<readonly string[]> =>
  (await db.rows<{ event_id: string }>(`SELECT event_id FROM fixloop_${table} ORDER BY event_id`)).map(
    ({ event_id }) => event_id,
  );

const ask = (customer: string): Promise<void> =>
  db.database.run(render(requestErasure(duckdb), "fixloop"), {
    customer_id: customer,
    now: "2026-06-29T00:00:00Z",
  });

test("payloads leave after their days, and feedback with what hangs on it after its own", async () => {
  await receive("e-new", "2026-06-01", "anna");
  await receive("e-past-raw", "2026-05-29", "ben");
  await receive("e-past-all", "2025-06-01", "cleo");
  await db.stage("retention");
  expect(await ids("raw.feedback_payload")).toEqual(["e-new"]);
  expect(await ids("curated.feedback_event")).toEqual(["e-new", "e-past-raw"]);
  expect(await ids("curated.enrichment")).toEqual(["e-new", "e-past-raw"]);
  expect(await db.rows("SELECT customer_id FROM fixloop_curated.customer ORDER BY customer_id")).toEqual([
    { customer_id: "anna" },
    { customer_id: "ben" },
  ]);
});

test("an erasure that waits is carried out with its receipt, and its request forgets the customer", async () => {
  await receive("e-1", "2026-06-01", "anna");
  await receive("e-2", "2026-06-02", "ben");
  await ask("anna");
  await db.stage("retention");
  expect(await ids("curated.feedback_event")).toEqual(["e-2"]);
  expect(await ids("raw.feedback_payload")).toEqual(["e-2"]);
  expect(await db.rows("SELECT status, customer_id FROM fixloop_raw.erasure_request")).toEqual([
    { status: "done", customer_id: null },
  ]);
  expect(await db.rows("SELECT * FROM fixloop_raw.erasure_scope")).toEqual([]);
  expect(
    await db.rows(
      "SELECT subject, action, row_count FROM fixloop_curated.erasure_receipt WHERE row_count > 0 ORDER BY subject",
    ),
  ).toContainEqual({ subject: "curated.feedback_event", action: "rows_deleted", row_count: 1n });
});

test("a receipt counts what the customer had, also where the row was past its time", async () => {
  await receive("e-1", "2025-01-01", "anna");
  await ask("anna");
  await db.stage("retention");
  expect(
    await db.rows(
      "SELECT row_count FROM fixloop_curated.erasure_receipt WHERE subject = 'raw.feedback_payload' AND action = 'rows_deleted'",
    ),
  ).toEqual([{ row_count: 1n }]);
});

test("an erasure takes the samples of the long tail that are the customer's, and no others", async () => {
  await receive("e-1", "2026-06-01", "anna");
  const term = {
    product: "notes",
    language: "en",
    tail_rank: 1,
    events: 5,
    customers: 5,
    covered_customers: 0,
    log_odds_milli: 1000,
    strength_milli: 4000,
    first_date: "2026-06-01",
    last_date: "2026-06-01",
  };
  await db.insert("curated.long_tail", [
    { ...term, term: "dark mode", sample_event_ids: ["e-1", "e-9"] },
    { ...term, term: "widget", sample_event_ids: ["e-8", "e-9"] },
  ]);
  await ask("anna");
  await db.stage("retention");
  expect(await db.rows("SELECT term FROM fixloop_curated.long_tail")).toEqual([{ term: "widget" }]);
});

describe("what views show or have just shown of feedback", () => {
  const queued = (outbox_id: string, event_id: string | null, shown_until: number | null) => ({
    outbox_id,
    event_id,
    shown_from: 1,
    shown_until,
    draft: `An answer to ${event_id}`,
  });
  const waiting = (review_item_id: string, event_id: string | null) => ({
    review_item_id,
    event_id,
    subject_kind: "event",
    shown_from: 1,
    quote: `Words of ${event_id}`,
  });
  const published = async (): Promise<readonly unknown[]> =>
    (
      await db.rows(`SELECT outbox_id AS id FROM fixloop_curated.published_support_queue
UNION ALL SELECT review_item_id FROM fixloop_curated.published_review_queue ORDER BY id`)
    ).map(({ id }) => id);

  test("leaves with an erasure, also when it has been withdrawn and no other table knows it any more", async () => {
    await receive("e-1", "2026-06-01", "anna");
    await receive("e-2", "2026-06-02", "ben");
    await db.insert("curated.published_support_queue", [
      queued("answer-1", "e-1", null),
      queued("answer-1-withdrawn", "e-1", 2),
      queued("answer-2", "e-2", null),
      queued("ticket", null, null),
    ]);
    await db.insert("curated.published_review_queue", [waiting("look-1", "e-1"), waiting("look-2", "e-2")]);
    await ask("anna");
    await db.stage("retention");
    expect(await published()).toEqual(["answer-2", "look-2", "ticket"]);
    expect(
      await db.rows(
        "SELECT row_count FROM fixloop_curated.erasure_receipt WHERE subject = 'curated.published_support_queue' AND action = 'rows_deleted'",
      ),
    ).toEqual([{ row_count: 2n }]);
  });

  test("leaves with feedback past its time; what is about no feedback stays", async () => {
    await receive("e-past-all", "2025-06-01", "cleo");
    await db.insert("curated.published_support_queue", [
      queued("answer", "e-past-all", null),
      queued("ticket", null, null),
    ]);
    await db.insert("curated.published_review_queue", [
      waiting("look", "e-past-all"),
      waiting("owner", null),
    ]);
    await db.stage("retention");
    expect(await published()).toEqual(["owner", "ticket"]);
  });
});

test("running again changes nothing", async () => {
  await receive("e-1", "2026-06-01", "anna");
  await receive("e-2", "2025-01-02", "ben");
  await ask("anna");
  await db.stage("retention");
  const receipts = await db.rows("SELECT * FROM fixloop_curated.erasure_receipt ORDER BY receipt_id");
  await db.stage("retention");
  expect(await db.rows("SELECT * FROM fixloop_curated.erasure_receipt ORDER BY receipt_id")).toEqual(
    receipts,
  );
  expect(await ids("curated.feedback_event")).toEqual([]);
});

test("without the moment of a run nothing is past its time", async () => {
  const fresh = await StageDatabase.open(project);
  try {
    await fresh.execute(openRun(duckdb, "retention"));
    await fresh.insert("curated.feedback_event", [
      event({ event_id: "e-1", received_at: "1999-01-01 00:00:00", event_date: "1999-01-01" }),
    ]);
    await fresh.stage("retention");
    expect(await fresh.rows("SELECT event_id FROM fixloop_curated.feedback_event")).toEqual([
      { event_id: "e-1" },
    ]);
  } finally {
    fresh.close();
  }
});

test("every table that rows or values leave has its files looked after", () => {
  const left = retention.steps.flatMap((step) =>
    step.kind === "statement" && (step.mode === "delete" || step.mode === "update") ? [step.writes] : [],
  );
  expect([...purgedTables].toSorted()).toEqual([...new Set(left)].toSorted());
  expect(purgedTables).toContain("raw.landing");
});

test("on Delta a receipt says until when old files hold what was erased; DuckDB has none", () => {
  const receipt = (dialect: Dialect): string =>
    render(erasureStatements(dialect).find(({ id }) => id === "erasure.receipt")?.sql ?? sql``, "fixloop");
  const pending = (text: string): readonly string[] =>
    [...text.matchAll(/'(\w+_pending)'/g)].map(([, name]) => name ?? "");
  expect(pending(receipt(databricks))).toEqual(["source_file_pending", "landing_pending", "history_pending"]);
  expect(pending(receipt(duckdb))).toEqual(["source_file_pending"]);
});
