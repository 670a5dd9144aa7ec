import { afterEach, describe, expect, test } from "vitest";
import { smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import * as ledger from "../../ledger/ledger.ts";
import { sourceFields } from "../../spec/sourceFields.ts";
import { duckdb } from "../../sql/duckdb.ts";

const project = smallProject({
  sources: [
    source({
      id: "shop",
      kind: "reviews",
      files: ["unused"],
      map: Object.fromEntries(
        Object.keys(sourceFields.reviews).map((field) => [field, { kind: "key", key: field } as const]),
      ),
    }),
  ],
});

interface Content {
  /** When it was written and delivered, as days of January 2026 and hours; delivered when written if left out. */
  readonly at: string;
  readonly received?: string;
  readonly text?: string;
  readonly rating?: number;
  readonly version?: string;
  readonly status?: string;
  readonly likes?: number;
  readonly subject?: string;
}

const time = (written: string): string => `2026-01-${written.padEnd(8, " 00:00")}:00`.replace("  ", " ");

const open: StageDatabase[] = [];
afterEach(() => {
  for (const db of open.splice(0)) db.close();
});

async function opened(): Promise<StageDatabase> {
  const db = await StageDatabase.open(project);
  open.push(db);
  return db;
}

async function receive(
  db: StageDatabase,
  events: Readonly<Record<string, readonly Content[]>>,
  runId = 1,
): Promise<void> {
  await db.insert(
    "raw.feedback_payload",
    Object.entries(events).flatMap(([id, contents]) =>
      contents.map(({ at, received = at, ...record }) => ({
        event_id: id,
        source: "shop",
        kind: "reviews",
        source_record_id: id,
        payload: JSON.stringify({ author: "Mara", ...record }),
        payload_hash: JSON.stringify([at, record]),
        occurred_at: time(at),
        received_at: time(received),
        file: "file",
        record_position: 1,
        schema_fingerprint: "x",
        run_id: runId,
      })),
    ),
  );
}

const columns = "event_id, revision, is_newest, said_at, masked_text, rating, product_version";

/** Statements of an event as `day text stars version`, in order. */
async function said(db: StageDatabase): Promise<Readonly<Record<string, readonly string[]>>> {
  const rows = await db.rows<Record<"event_id" | "said", string>>(
    `SELECT event_id, concat_ws(' ', strftime(said_at, '%d'), masked_text, rating, product_version) AS said
    FROM fixloop_curated.statement ORDER BY event_id, revision`,
  );
  return Object.fromEntries(
    [...new Set(rows.map(({ event_id }) => event_id))].map((id) => [
      id,
      rows.filter(({ event_id }) => event_id === id).map(({ said: words }) => words),
    ]),
  );
}

/** What was delivered of one record, and what was said. */
const edits: Readonly<Record<string, readonly [readonly Content[], readonly string[]]>> = {
  "praise that became a complaint": [
    [
      { at: "01", text: "Great app", rating: 5, version: "4.8.0" },
      { at: "09", text: "Sync stopped", rating: 1, version: "4.8.2" },
    ],
    ["01 Great app 5 4.8.0", "09 Sync stopped 1 4.8.2"],
  ],
  "a complaint that became praise": [
    [
      { at: "01", text: "Sync stopped", rating: 1, version: "4.8.2" },
      { at: "20", text: "Works again, thanks", rating: 5, version: "4.9.1" },
    ],
    ["01 Sync stopped 1 4.8.2", "20 Works again, thanks 5 4.9.1"],
  ],
  "delivered twice": [
    [
      { at: "01", text: "Sync stopped" },
      { at: "01", received: "03", text: "Sync stopped", likes: 0 },
    ],
    ["01 Sync stopped"],
  ],
  "a counter of likes": [
    [
      { at: "01", text: "Sync stopped", likes: 1 },
      { at: "01", received: "05", text: "Sync stopped", likes: 40 },
      { at: "01", received: "09", text: "Sync stopped", likes: 41 },
    ],
    ["01 Sync stopped"],
  ],
  "a status that changed": [
    [
      { at: "01", text: "Sync stopped", status: "open" },
      { at: "01", received: "02", text: "Sync stopped", status: "pending" },
      { at: "01", received: "07", text: "Sync stopped", status: "solved" },
    ],
    ["01 Sync stopped"],
  ],
  "a time of creation that stays, so an edit is dated by its delivery": [
    [
      { at: "01", received: "01", text: "Sync stopped" },
      { at: "01", received: "08", text: "It crashes now" },
    ],
    ["01 Sync stopped", "08 It crashes now"],
  ],
  "a time of its own, earlier than its delivery": [
    [
      { at: "01", received: "02", text: "Sync stopped" },
      { at: "06", received: "08", text: "It crashes now" },
    ],
    ["01 Sync stopped", "06 It crashes now"],
  ],
  "stars alone": [
    [
      { at: "01", text: "Sync stopped", rating: 1 },
      { at: "04", text: "Sync stopped", rating: 4 },
    ],
    ["01 Sync stopped 1", "04 Sync stopped 4"],
  ],
  "another version of the same complaint": [
    [
      { at: "01", text: "Sync stopped", version: "4.8.2" },
      { at: "04", text: "Sync stopped", version: "4.9.0" },
    ],
    ["01 Sync stopped 4.8.2", "04 Sync stopped 4.9.0"],
  ],
  "said, taken back, and said again": [
    [
      { at: "01", text: "Sync stopped" },
      { at: "04", text: "All fine" },
      { at: "09", text: "Sync stopped" },
    ],
    ["01 Sync stopped", "04 All fine", "09 Sync stopped"],
  ],
  "punctuation and case, in which the newest stays": [
    [
      { at: "01", text: "sync stopped" },
      { at: "04", text: "Sync stopped!!" },
    ],
    ["01 Sync stopped!!"],
  ],
  "signs without words": [
    [
      { at: "01", text: "👍" },
      { at: "04", text: "👎" },
    ],
    ["01 👍", "04 👎"],
  ],
  "a reopened ticket": [
    [
      { at: "01", received: "01", subject: "Help", text: "Sync stopped", status: "open" },
      { at: "01", received: "03", subject: "Help", text: "Sync stopped", status: "solved" },
      { at: "01", received: "09", subject: "Help", text: "It stopped again", status: "open" },
    ],
    ["01 Sync stopped", "09 It stopped again"],
  ],
  "three edits on one day": [
    [
      { at: "01 08:00", text: "Sync stopped" },
      { at: "01 09:00", text: "Sync stopped on my phone" },
      { at: "01 10:00", text: "Sync stopped on every phone" },
    ],
    ["01 Sync stopped", "01 Sync stopped on my phone", "01 Sync stopped on every phone"],
  ],
};

describe("what was said at one time is a statement", () => {
  test("an edit makes one, with its day, version and rating; a redelivery and a counter make none", async () => {
    const db = await opened();
    await receive(
      db,
      Object.fromEntries(Object.entries(edits).map(([name, [contents]]) => [name, contents])),
    );
    await db.stage("normalize");
    expect(await said(db)).toEqual(
      Object.fromEntries(
        Object.entries(edits)
          .map(([name, [, statements]]) => [name, statements] as const)
          .toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ),
    );
    expect(
      await db.rows(`SELECT count(*) AS newest, count(DISTINCT event_id) AS events
      FROM fixloop_curated.statement WHERE is_newest`),
    ).toEqual([{ newest: BigInt(Object.keys(edits).length), events: BigInt(Object.keys(edits).length) }]);
  });

  test("the event is what its newest statement says, at the time of its first", async () => {
    const db = await opened();
    await receive(db, { r1: edits["praise that became a complaint"]![0] });
    await db.stage("normalize");
    expect(
      await db.rows(
        "SELECT masked_text, rating, product_version, CAST(event_date AS VARCHAR) AS day, revisions FROM fixloop_curated.feedback_event",
      ),
    ).toEqual([
      { masked_text: "Sync stopped", rating: 1, product_version: "4.8.2", day: "2026-01-01", revisions: 2 },
    ]);
  });

  test("the status that counts is that of the newest content, and is no statement of its own", async () => {
    const db = await opened();
    await receive(db, { t: edits["a reopened ticket"]![0] });
    await db.stage("normalize");
    expect(await db.rows("SELECT revision, status FROM fixloop_curated.statement ORDER BY revision")).toEqual(
      [
        { revision: 1, status: null },
        { revision: 2, status: "open" },
      ],
    );
  });
});

test("contents that come late, out of order and again end in the statements of all at once", async () => {
  const all = Object.fromEntries(Object.entries(edits).map(([name, [contents]]) => [name, contents]));
  const atOnce = await opened();
  await receive(atOnce, all);
  await atOnce.stage("normalize");
  const expected = await atOnce.rows(
    `SELECT statement_id, ${columns} FROM fixloop_curated.statement ORDER BY ALL`,
  );
  let seed = 7;
  const drawn = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (const runs of [2, 3, 5]) {
    const db = await opened();
    const parts = Object.entries(all).flatMap(([id, contents]) =>
      contents.map((content) => ({ id, content, run: drawn(runs) })),
    );
    for (let run = 0; run < runs; run++) {
      for (const part of parts.filter((one) => one.run === run))
        await receive(db, { [part.id]: [part.content] }, run + 1);
      await db.stage("normalize");
      await db.execute(ledger.finishRun(duckdb));
      await db.execute(ledger.openRun(duckdb));
    }
    expect(
      await db.rows(`SELECT statement_id, ${columns} FROM fixloop_curated.statement ORDER BY ALL`),
    ).toEqual(expected);
  }
});

test("running again writes nothing, and a new content touches its event alone", async () => {
  const db = await opened();
  await receive(db, { a: [{ at: "01", text: "Sync stopped" }], b: [{ at: "01", text: "It crashes" }] });
  await db.stage("normalize");
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  await receive(db, { a: [{ at: "05", text: "Sync works again" }] }, 2);
  await db.stage("normalize");
  expect(
    await db.rows(
      "SELECT event_id, revision, is_newest, run_id FROM fixloop_curated.statement ORDER BY event_id, revision",
    ),
  ).toEqual([
    { event_id: "a", revision: 1, is_newest: false, run_id: 2n },
    { event_id: "a", revision: 2, is_newest: true, run_id: 2n },
    { event_id: "b", revision: 1, is_newest: true, run_id: 1n },
  ]);
});

describe("what retention has taken from raw", () => {
  const past = "2024-01-";
  test("stays as a statement when its event is edited later, which follows it", async () => {
    const db = await StageDatabase.open(project, { asOf: "2026-01-31T00:00:00Z" });
    open.push(db);
    await receive(db, { a: [{ at: "01", text: "Sync stopped", rating: 1 }] });
    await db.database.run(
      `UPDATE fixloop_raw.feedback_payload SET occurred_at = '${past}01', received_at = '${past}01'`,
    );
    await db.stage("normalize");
    const first = await db.rows("SELECT statement_id, said_at FROM fixloop_curated.statement");
    await db.database.run("DELETE FROM fixloop_raw.feedback_payload");
    await db.execute(ledger.finishRun(duckdb));
    await db.execute(ledger.openRun(duckdb), "2026-01-31T00:00:00Z");
    await receive(db, { a: [{ at: "01", received: "20", text: "Works again", rating: 5 }] }, 2);
    await db.stage("normalize");
    expect(
      await db.rows(
        "SELECT revision, CAST(event_date AS VARCHAR) AS day, masked_text FROM fixloop_curated.statement ORDER BY revision",
      ),
    ).toEqual([
      { revision: 1, day: "2024-01-01", masked_text: "Sync stopped" },
      { revision: 2, day: "2026-01-01", masked_text: "Works again" },
    ]);
    expect(
      await db.rows("SELECT statement_id, said_at FROM fixloop_curated.statement WHERE revision = 1"),
    ).toEqual(first);
    expect(
      await db.rows(
        "SELECT CAST(event_date AS VARCHAR) AS day, masked_text FROM fixloop_curated.feedback_event",
      ),
    ).toEqual([{ day: "2024-01-01", masked_text: "Works again" }]);
  });

  test("is a statement too where the version before had none", async () => {
    const db = await opened();
    await receive(db, { a: [{ at: "01", text: "Sync stopped", rating: 1, version: "4.8.2" }] });
    await db.stage("normalize");
    const before = await db.rows(`SELECT statement_id, ${columns} FROM fixloop_curated.statement`);
    await db.database.run("DELETE FROM fixloop_raw.feedback_payload");
    await db.database.run("DELETE FROM fixloop_curated.statement");
    await db.database.run("UPDATE fixloop_curated.stage_run SET code_version = 'before'");
    await db.stage("normalize");
    expect(await db.rows(`SELECT statement_id, ${columns} FROM fixloop_curated.statement`)).toEqual(before);
  });
});
