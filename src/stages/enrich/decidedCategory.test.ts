import { expect, test } from "vitest";
import { category, smallProject } from "../../../test/support/project.ts";
import { decisionOn, recordDecisions } from "../../../test/support/decisions.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import type { DecisionRecord } from "../../contract/decision.ts";
import * as ledger from "../../ledger/ledger.ts";
import { duckdb } from "../../sql/duckdb.ts";

const project = smallProject({
  taxonomy: {
    ...smallProject().taxonomy,
    areas: [
      { id: "sync", title: "Sync", owner: undefined, conversionStep: 0.2 },
      { id: "billing", title: "Billing", owner: undefined, conversionStep: 0.9 },
    ],
    categories: [
      category({
        id: "sync-stops",
        area: "sync",
        examples: [
          "sync stopped after the update",
          "my notes do not sync any more",
          "Abgleich funktioniert nicht",
        ],
      }),
      category({
        id: "charged-twice",
        area: "billing",
        riskClass: "refund",
        examples: ["charged twice this month", "you took the payment two times", "doppelt abgebucht"],
      }),
    ],
  },
});

const id = (letter: string): string => letter.repeat(64);
const sure = "sync stopped after the update, my notes do not sync any more";
const unsure = "well";

async function opened(texts: Readonly<Record<string, string>>): Promise<StageDatabase> {
  const db = await StageDatabase.open(project);
  await write(db, texts);
  return db;
}

async function write(db: StageDatabase, texts: Readonly<Record<string, string>>, runId = 1): Promise<void> {
  await db.insert(
    "curated.feedback_event",
    Object.entries(texts).map(([letter, text]) => ({
      event_id: id(letter),
      product: "app",
      source: "shop",
      channel: "reviews",
      source_record_id: letter,
      occurred_at: "2025-01-02 00:00:00",
      event_date: "2025-01-02",
      received_at: "2025-01-02 00:00:00",
      customer_record_id: id(letter),
      language: "en",
      masked_subject: "",
      masked_text: text,
      folded_text: text.toLowerCase(),
      content_hash: `${letter} ${text}`,
      masked_spans: 0,
      revisions: 1,
      run_id: runId,
    })),
  );
}

async function decide(db: StageDatabase, ...records: readonly DecisionRecord[]): Promise<void> {
  await recordDecisions(db, records);
  await db.stage("decide");
  await db.stage("enrich");
}

async function nextRun(db: StageDatabase): Promise<void> {
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
}

const enriched = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows(
    "SELECT substring(event_id, 1, 1) AS event, category, area, accepted, decided_by FROM fixloop_curated.enrichment ORDER BY event_id",
  );
const person = { accepted: true, decided_by: "person" };
const stopped = { category: "sync-stops", area: "sync" };
const charged = { category: "charged-twice", area: "billing" };

test("approve accepts what the classifier doubts", async () => {
  const db = await opened({ a: "sync", b: "sync" });
  await decide(db, decisionOn(id("a"), "approve", "sync-stops"));
  expect(await enriched(db)).toMatchObject([
    { event: "a", ...stopped, ...person },
    { event: "b", decided_by: "classifier" },
  ]);
  db.close();
});

test("reject takes an accepted suggestion out", async () => {
  const db = await opened({ a: sure });
  await decide(db);
  expect(await enriched(db)).toEqual([{ event: "a", ...stopped, accepted: true, decided_by: "classifier" }]);
  await nextRun(db);
  await decide(db, decisionOn(id("a"), "reject", "sync-stops"));
  expect(await enriched(db)).toEqual([{ event: "a", ...stopped, accepted: false, decided_by: "person" }]);
  db.close();
});

test("refine names another category, with its area and risk, and keeps what was suggested as the runner-up", async () => {
  const db = await opened({ a: sure });
  await decide(db, decisionOn(id("a"), "refine", "charged-twice"));
  expect(await enriched(db)).toEqual([{ event: "a", ...charged, ...person }]);
  expect(
    await db.rows("SELECT runner_up, risk_class, confidence_bp FROM fixloop_curated.enrichment"),
  ).toEqual([{ runner_up: "sync-stops", risk_class: "refund", confidence_bp: 10_000 }]);
  db.close();
});

test("refine gives a category to a text that the classifier knows nothing of, with a verbatim quote", async () => {
  const db = await opened({ a: unsure });
  await decide(db, decisionOn(id("a"), "refine", "charged-twice"));
  expect(await enriched(db)).toEqual([{ event: "a", ...charged, ...person }]);
  expect(await db.rows("SELECT quote FROM fixloop_curated.enrichment")).toEqual([{ quote: unsure }]);
  db.close();
});

test("a decision about an event of an earlier run counts, and its other events stay as they are", async () => {
  const db = await opened({ a: sure, b: sure });
  await decide(db);
  await nextRun(db);
  await nextRun(db);
  await decide(db, decisionOn(id("b"), "reject", "sync-stops"));
  expect(
    await db.rows(
      "SELECT substring(event_id, 1, 1) AS event, run_id FROM fixloop_curated.enrichment ORDER BY event",
    ),
  ).toEqual([
    { event: "a", run_id: 1n },
    { event: "b", run_id: 3n },
  ]);
  db.close();
});

test("no later run, new text or other event undoes a decision", async () => {
  const db = await opened({ a: sure, b: unsure });
  await decide(
    db,
    decisionOn(id("a"), "reject", "sync-stops"),
    decisionOn(id("b"), "refine", "charged-twice"),
  );
  for (const text of [`${sure} again`, "sync stopped"]) {
    await nextRun(db);
    await db.database.run("DELETE FROM fixloop_curated.feedback_event");
    await db.database.run("DELETE FROM fixloop_curated.statement");
    const [run] = await db.rows<{ id: bigint }>("SELECT max(run_id) AS id FROM fixloop_curated.pipeline_run");
    await write(db, { a: text, b: text, c: sure }, Number(run?.id));
    await decide(db);
    expect(await enriched(db)).toEqual([
      { event: "a", ...stopped, accepted: false, decided_by: "person" },
      { event: "b", ...charged, ...person },
      { event: "c", ...stopped, accepted: true, decided_by: "classifier" },
    ]);
  }
  db.close();
});

test("a later decision overrides an earlier one, back and forth", async () => {
  const db = await opened({ a: sure });
  const verbs = ["reject", "approve", "reject"] as const;
  for (const [minute, verb] of verbs.entries()) {
    await decide(
      db,
      decisionOn(id("a"), verb, "sync-stops", { decided_at: `2025-03-01T10:0${minute}:00.000Z` }),
    );
    expect(await enriched(db)).toEqual([
      { event: "a", ...stopped, accepted: verb === "approve", decided_by: "person" },
    ]);
    await nextRun(db);
  }
  db.close();
});

test("a text that was rejected for one category and is suggested for another waits for a person, and doesn't count", async () => {
  const db = await opened({ a: sure });
  await decide(db, decisionOn(id("a"), "reject", "charged-twice"));
  expect(await enriched(db)).toEqual([{ event: "a", ...stopped, accepted: false, decided_by: "classifier" }]);
  db.close();
});

test("a category that left the taxonomy decides nothing, and the suggestion counts again", async () => {
  const db = await opened({ a: sure });
  await decide(db, decisionOn(id("a"), "refine", "renamed-since"));
  expect(await enriched(db)).toEqual([{ event: "a", ...stopped, accepted: true, decided_by: "classifier" }]);
  db.close();
});

test("a decision comes before its event, and counts when that arrives", async () => {
  const db = await opened({});
  await decide(db, decisionOn(id("a"), "refine", "charged-twice"));
  expect(await enriched(db)).toEqual([]);
  await nextRun(db);
  await write(db, { a: sure }, 2);
  await decide(db);
  expect(await enriched(db)).toEqual([{ event: "a", ...charged, ...person }]);
  db.close();
});

test("an unrelated decision in the chain and a stage that runs twice change nothing", async () => {
  const db = await opened({ a: sure });
  await decide(db, decisionOn(id("a"), "reject", "sync-stops"), decisionOn(id("f"), "approve", "sync-stops"));
  const once = await db.rows("SELECT * FROM fixloop_curated.enrichment");
  await db.stage("decide");
  await db.stage("enrich");
  expect(await db.rows("SELECT * FROM fixloop_curated.enrichment")).toEqual(once);
  db.close();
});
