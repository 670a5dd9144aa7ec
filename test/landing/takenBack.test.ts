import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import * as ledger from "../../src/ledger/ledger.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { filesProject } from "../support/filesProject.ts";
import type { StageDatabase } from "../support/stageDatabase.ts";

// A source that deletes a record, or empties it of its text, says so in a later export.

const helpdesk = `  helpdesk:
    kind: tickets
    files: tickets-*.jsonl
    map: { id: id, at: at, received: updated, text: text, author: name }
    deleted: { from: status, is: [deleted] }
    redacted: { from: text, is: [SCRUBBED] }
`;

type Ticket = Readonly<Record<string, unknown>>;
const said: Ticket = {
  id: "9",
  at: "2026-01-01",
  updated: "2026-01-02",
  text: "My name is Mara, sync stopped",
  name: "Mara Vance",
};
const other: Ticket = { id: "8", at: "2026-01-01", updated: "2026-01-02", text: "It crashes", name: "Bo" };
const deleted: Ticket = {
  id: "9",
  at: "2026-01-01",
  updated: "2026-01-20",
  status: "deleted",
  text: "SCRUBBED",
};
const scrubbed: Ticket = { ...deleted, status: "open" };
/** Salesforce lists a deleted case with all that it said. */
const deletedWithText: Ticket = { ...said, updated: "2026-01-20", status: "deleted" };
const edited: Ticket = { ...said, updated: "2026-01-05", text: "Sync works again" };

const lines = (records: readonly Ticket[]): string =>
  records.map((record) => JSON.stringify(record)).join("\n");

/** The files of each run, which lands them and goes as far as enrich. */
async function runs(...files: readonly (readonly Ticket[])[]): Promise<StageDatabase> {
  const db = await filesProject(helpdesk, { "tickets-1.jsonl": lines(files[0] ?? []) });
  await db.stage("enrich");
  for (const [index, records] of files.slice(1).entries()) {
    await db.execute(ledger.finishRun(duckdb));
    await db.execute(ledger.openRun(duckdb));
    const folder = mkdtempSync(path.join(tmpdir(), "fixloop-taken-back-"));
    writeFileSync(path.join(folder, `tickets-${index + 2}.jsonl`), lines(records));
    await db.land(folder);
    for (const stage of ["ingest", "normalize", "enrich"] as const) await db.stage(stage);
    rmSync(folder, { recursive: true });
  }
  return db;
}

/** What the tables hold of ticket 9, and every text of every table that has one of its words. */
async function held(db: StageDatabase): Promise<Readonly<Record<string, unknown>>> {
  const of = async (table: string): Promise<number> => {
    const [row] = await db.rows<{ rows: bigint }>(
      `SELECT count(*) AS rows FROM fixloop_${table} WHERE event_id IN
      (SELECT event_id FROM fixloop_curated.statement WHERE mark IS NOT NULL)`,
    );
    return Number(row?.rows);
  };
  const texts = await db.rows<{ held: bigint }>(`SELECT
    (SELECT count(*) FROM fixloop_raw.feedback_payload WHERE contains(payload, 'Mara'))
    + (SELECT count(*) FROM fixloop_raw.rejected_payload WHERE contains(payload, 'Mara') OR contains(payload, 'SCRUBBED'))
    + (SELECT count(*) FROM fixloop_curated.statement WHERE contains(masked_text, 'sync') OR contains(masked_text, 'Sync'))
    AS held`);
  return {
    statements: await db.rows(
      `SELECT mark, CAST(event_date AS VARCHAR) AS day, masked_text FROM fixloop_curated.statement
      WHERE mark IS NOT NULL`,
    ),
    payloads: await of("raw.feedback_payload"),
    events: await of("curated.feedback_event"),
    points: await of("curated.point"),
    suggestions: await of("curated.enrichment"),
    texts: Number(texts[0]?.held),
    others: await db.rows("SELECT masked_text FROM fixloop_curated.feedback_event ORDER BY ALL"),
  };
}

const gone = (mark: string): Readonly<Record<string, unknown>> => ({
  statements: [{ mark, day: "2026-01-20", masked_text: null }],
  payloads: 1,
  events: 0,
  points: 0,
  suggestions: 0,
  texts: 0,
  others: [{ masked_text: "It crashes" }],
});

describe("what its source takes back leaves the counts, and its words leave raw", () => {
  test.each<readonly [string, string, readonly (readonly Ticket[])[]]>([
    ["a ticket that was deleted", "deleted", [[said, other], [deleted]]],
    ["a ticket that was scrubbed", "redacted", [[said, other], [scrubbed]]],
    ["a deleted case that is listed with its text", "deleted", [[said, other], [deletedWithText]]],
    ["an edited ticket", "deleted", [[said, other, edited], [deleted]]],
    ["a ticket whose deletion comes before what it said", "deleted", [[deleted, other], [said]]],
    ["a ticket whose edit comes after its deletion", "deleted", [[said, other], [deleted], [edited]]],
    ["a ticket that came and went in one file", "deleted", [[said, deleted, other]]],
    ["a ticket that went and came in one file", "deleted", [[deleted, other, said]]],
    ["a ticket that is delivered again after it was deleted", "deleted", [[said, other], [deleted], [said]]],
    ["a deletion that is delivered twice", "deleted", [[said, other], [deleted], [deleted, other]]],
    ["a ticket that was never seen", "deleted", [[other], [deleted]]],
  ])("%s", async (_, mark, files) => {
    const db = await runs(...files);
    expect(await held(db)).toEqual(gone(mark));
    db.close();
  });
});

test("a deletion after the reference time of the run waits in its file, as any record does", async () => {
  const db = await filesProject(helpdesk, { "tickets-1.jsonl": "" });
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb), "2026-01-10T00:00:00Z");
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-taken-back-"));
  writeFileSync(path.join(folder, "tickets-2.jsonl"), lines([said, deleted]));
  await db.land(folder);
  await db.stage("ingest");
  await db.stage("normalize");
  rmSync(folder, { recursive: true });
  expect(
    await db.rows(
      "SELECT outcome, complete, reason FROM fixloop_raw.landing_record ORDER BY record_position",
    ),
  ).toEqual([
    { outcome: "landed", complete: true, reason: null },
    { outcome: "waiting", complete: false, reason: "deleted" },
  ]);
  expect(await db.rows("SELECT mark FROM fixloop_curated.statement")).toEqual([{ mark: null }]);
  db.close();
});
