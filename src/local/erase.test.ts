import { planOf } from "../../test/support/planOf.ts";
import { tables } from "../stages/tables.ts";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync, cpSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eraseLocally, previewErasure } from "./erase.ts";
import { Database } from "./database.ts";
import { runLocal } from "./run.ts";
import { snapshotPath, writeSnapshot } from "./files.ts";
import { columnsOf, contractOf, tableNames } from "../stages/tables.ts";
import { holdings } from "../stages/retention/erasure.ts";
import { resolveCheck } from "../spec/dataCheck.ts";
import type { Project } from "../spec/project.ts";
import { smallProject, source } from "../../test/support/project.ts";

const project: Project = smallProject({
  checks: [
    resolveCheck(
      "no-second",
      {
        table: "curated.feedback_event",
        severity: "quarantine",
        rule: "not starts_with(masked_text, 'Second')",
      },
      tables,
    ),
  ],
  sources: [
    source({
      id: "helpdesk",
      kind: "tickets",
      files: ["tickets.jsonl"],
      map: {
        id: { kind: "key", key: "id" },
        at: { kind: "key", key: "at" },
        text: { kind: "key", key: "text" },
        author: { kind: "key", key: "name" },
        email: { kind: "key", key: "email" },
        user: { kind: "key", key: "user" },
      },
    }),
    source({
      id: "accounts",
      kind: "accounts",
      files: ["accounts.jsonl"],
      map: {
        id: { kind: "key", key: "id" },
        user: { kind: "key", key: "user" },
        name: { kind: "key", key: "name" },
        email: { kind: "key", key: "email" },
      },
    }),
    source({
      id: "tracker",
      kind: "tracker",
      files: ["tracker.jsonl"],
      map: {
        key: { kind: "key", key: "key" },
        at: { kind: "key", key: "at" },
        status: { kind: "key", key: "status" },
        feedback: { kind: "key", key: "feedback" },
      },
    }),
  ],
});

const ann = { name: "Ann Undanceable", email: "ann.undanceable@example.org", user: "user-ann-4711" };
const bob = { name: "Bob Quillfeather", email: "bob.quillfeather@example.org", user: "user-bob-0815" };
const tickets = [
  { id: "T-ann-1", at: "2026-03-01T10:00:00Z", text: "Marzipan zeppelin: it does not sync", ...ann },
  { id: "T-ann-2", at: "2026-03-02T10:00:00Z", text: "Second marzipan message, still no sync", ...ann },
  { id: "T-bob-1", at: "2026-03-03T10:00:00Z", text: "Sync stopped for me as well", ...bob },
  // a record without a time is set aside, with its text; the second message is, by the check of severity quarantine
  { id: "T-ann-3", text: "Broken marzipan record", ...ann },
];
const accounts = [
  { id: "account-ann-900001", ...ann },
  { id: "account-bob-900002", ...bob },
];
const tracker = [{ key: "ENG-1", at: "2026-03-04T10:00:00Z", status: "open", feedback: "T-ann-1" }];
/** Everything in the files that points at Ann. */
const traces = [
  "arzipan",
  ann.name,
  ann.email,
  ann.user,
  "T-ann-1",
  "T-ann-2",
  "T-ann-3",
  "account-ann-900001",
];

const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const now = (): Date => new Date("2026-04-01T00:00:00Z");

describe("erasure of a customer from a local database", () => {
  let folder: string;
  let databaseFile: string;
  const plan = planOf(project);

  const run = async (): Promise<void> => {
    const database = await Database.open(databaseFile);
    try {
      await runLocal({ plan, database, folder, asOf: undefined, now });
      await writeSnapshot(database, databaseFile);
    } finally {
      database.close();
    }
  };
  const rows = async (text: string): Promise<readonly Record<string, unknown>[]> => {
    const database = await Database.open(databaseFile, { readOnly: true });
    try {
      return await database.rows(text);
    } finally {
      database.close();
    }
  };
  const customerOf = async (email: string): Promise<string> => {
    const [row] = await rows(
      `SELECT customer.customer_id FROM fixloop_curated.customer JOIN fixloop_curated.customer_record USING (customer_record_id) WHERE email = '${email}'`,
    );
    return String(row?.["customer_id"]);
  };
  const erase = (customerId: string, onStep?: (id: string) => void) =>
    eraseLocally({
      databaseFile,
      schemaPrefix: "fixloop",
      customerId,
      now,
      ...(onStep === undefined ? {} : { onStep }),
    });
  /** Where a trace of Ann is left: the table and column, or the file. */
  const leftovers = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    const database = await Database.open(databaseFile, { readOnly: true });
    try {
      for (const name of tableNames) {
        const texts = Object.entries(columnsOf(name)).filter(([, { type }]) => type === "string");
        const row = await database.rows<{ said: string | null }>(
          `SELECT string_agg(concat_ws(' ', '', ${texts
            .map(([column]) => column)
            .concat("''")
            .join(", ")}), ' ') AS said FROM fixloop_${name}`,
        );
        const said = row[0]?.said?.toLowerCase() ?? "";
        for (const trace of traces) if (said.includes(trace.toLowerCase())) found.push(`${name}: ${trace}`);
      }
    } finally {
      database.close();
    }
    for (const file of [databaseFile, snapshotPath(databaseFile)]) {
      const bytes = readFileSync(file);
      for (const trace of traces) if (bytes.includes(trace)) found.push(`${path.basename(file)}: ${trace}`);
    }
    return found;
  };

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "fixloop-erase-"));
    mkdirSync(path.join(folder, ".fixloop"));
    databaseFile = path.join(folder, ".fixloop", "small.duckdb");
    writeFileSync(path.join(folder, "tickets.jsonl"), lines(tickets));
    writeFileSync(path.join(folder, "accounts.jsonl"), lines(accounts));
    writeFileSync(path.join(folder, "tracker.jsonl"), lines(tracker));
    await run();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("nothing of the customer is left in any table, in the file or in the snapshot, and everybody else is there", async () => {
    expect((await leftovers()).length).toBeGreaterThan(20);
    const outcome = await erase(await customerOf(ann.email));
    expect(await leftovers()).toEqual([]);
    expect(await rows("SELECT count(*) AS events FROM fixloop_curated.feedback_event")).toEqual([
      { events: 1n },
    ]);
    expect(await rows("SELECT user_id FROM fixloop_raw.account")).toEqual([{ user_id: bob.user }]);
    expect(await rows("SELECT ticket_key, feedback_record_id FROM fixloop_raw.tracker_event")).toEqual([
      { ticket_key: "ENG-1", feedback_record_id: null },
    ]);
    expect(outcome.kind).toBe("erased");
    expect(await rows("SELECT event_id FROM fixloop_curated.set_aside_event")).toEqual([]);
    // that it was one row stays, which one does not
    expect(
      await rows(
        "SELECT failing_rows, sample_keys FROM fixloop_curated.check_result WHERE check_id = 'authored.no-second'",
      ),
    ).toEqual([{ failing_rows: 1n, sample_keys: null }]);
  });

  test("the tracker forgets a record that was set aside, though its content has gone before", async () => {
    const customerId = await customerOf(ann.email);
    const database = await Database.open(databaseFile);
    await database.run("DELETE FROM fixloop_raw.feedback_payload");
    await database.run("UPDATE fixloop_raw.tracker_event SET feedback_record_id = 'T-ann-2'");
    database.close();
    await erase(customerId);
    expect(await rows("SELECT feedback_record_id FROM fixloop_raw.tracker_event")).toEqual([
      { feedback_record_id: null },
    ]);
  });

  test("the receipt counts what went, names the files that still hold it, and holds no id of the customer", async () => {
    const customerId = await customerOf(ann.email);
    const outcome = await erase(customerId);
    if (outcome.kind !== "erased") throw new Error(outcome.kind);
    const said = Object.fromEntries(
      outcome.entries.map(({ action, subject, rows: count }) => [`${action} ${subject}`, count]),
    );
    expect(said).toMatchObject({
      "rows_deleted raw.feedback_payload": 2n,
      "rows_deleted curated.feedback_event": 1n,
      "rows_deleted curated.set_aside_event": 1n,
      "rows_deleted raw.account": 1n,
      "rows_deleted raw.rejected_payload": 1n,
      "rows_deleted curated.quarantine": 1n,
      "values_cleared raw.tracker_event": 1n,
      "values_cleared curated.check_result": 1n,
      "file_rewritten database file": 0n,
      "source_file_pending tickets.jsonl": 0n,
      "source_file_pending accounts.jsonl": 0n,
      "source_file_pending tracker.jsonl": 0n,
    });
    expect(Object.keys(said).some((entry) => entry.includes("history"))).toBe(false);
    const kept = JSON.stringify(
      [
        await rows("SELECT * FROM fixloop_curated.erasure_receipt"),
        await rows("SELECT * FROM fixloop_raw.erasure_request"),
        await rows("SELECT * FROM fixloop_raw.erased_record"),
        await rows("SELECT * FROM fixloop_raw.erasure_scope"),
      ],
      (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value),
    );
    expect([customerId, ...traces].filter((trace) => kept.includes(trace))).toEqual([]);
    expect(await rows("SELECT count(*) AS noted FROM fixloop_raw.erasure_scope")).toEqual([{ noted: 0n }]);
  });

  test("a later run that reads the same files again does not bring the customer back", async () => {
    await erase(await customerOf(ann.email));
    // new content: the files are read again, and hold Ann's records still
    writeFileSync(
      path.join(folder, "tickets.jsonl"),
      lines([...tickets, { id: "T-bob-2", at: "2026-03-05T10:00:00Z", text: "Still no sync", ...bob }]),
    );
    writeFileSync(
      path.join(folder, "accounts.jsonl"),
      lines([...accounts, { id: "account-eve-3", name: "Eve" }]),
    );
    writeFileSync(
      path.join(folder, "tracker.jsonl"),
      lines([...tracker, { key: "ENG-2", at: "2026-03-06T10:00:00Z", status: "open" }]),
    );
    await run();
    expect(await rows("SELECT count(*) AS events FROM fixloop_curated.feedback_event")).toEqual([
      { events: 2n },
    ]);
    expect(await rows("SELECT count(*) AS accounts FROM fixloop_raw.account")).toEqual([{ accounts: 2n }]);
    const left = (await leftovers()).filter((place) => !place.includes(".duckdb"));
    // the ticket as the tracker's file has it, until the next run; what was parsed of it names nobody
    expect(left).toEqual(["raw.landing: T-ann-1"]);
  });

  test("erased again after the customer has written anew, both receipts stand", async () => {
    const customerId = await customerOf(ann.email);
    await erase(customerId);
    writeFileSync(
      path.join(folder, "tickets.jsonl"),
      lines([
        ...tickets,
        { id: "T-ann-9", at: "2026-03-09T10:00:00Z", text: "A new marzipan complaint", ...ann },
      ]),
    );
    await run();
    const outcome = await erase(await customerOf(ann.email));
    if (outcome.kind !== "erased") throw new Error(outcome.kind);
    expect(await leftovers()).toEqual([]);
    expect(outcome.entries.filter(({ action }) => action === "file_rewritten").length).toBeGreaterThanOrEqual(
      1,
    );
  });

  test("without a confirmation it counts, and writes nothing; afterwards it gives the receipt", async () => {
    const customerId = await customerOf(ann.email);
    const preview = (): ReturnType<typeof previewErasure> =>
      previewErasure({ databaseFile, schemaPrefix: "fixloop", customerId, now });
    const before = await preview();
    if (before.kind !== "erased") throw new Error(before.kind);
    expect(before.entries.map(({ subject, rows: count }) => [subject, count])).toContainEqual([
      "raw.feedback_payload",
      2n,
    ]);
    expect(await rows("SELECT count(*) AS requests FROM fixloop_raw.erasure_request")).toEqual([
      { requests: 0n },
    ]);
    await erase(customerId);
    const after = await preview();
    expect(after.kind).toBe("over");
  });

  test("an id that nobody has is unknown, and nothing is written", async () => {
    expect(await erase("nobody")).toEqual({ kind: "unknown" });
    expect(await rows("SELECT count(*) AS requests FROM fixloop_raw.erasure_request")).toEqual([
      { requests: 0n },
    ]);
  });

  test("killed before any statement, a second call ends as one that was not", async () => {
    const customerId = await customerOf(ann.email);
    const untouched = path.join(folder, "untouched");
    cpSync(path.join(folder, ".fixloop"), untouched, { recursive: true });
    const steps: string[] = [];
    await erase(customerId, (id) => steps.push(id));
    const receiptOf = async (): Promise<unknown> =>
      rows(
        "SELECT subject, action, row_count FROM fixloop_curated.erasure_receipt WHERE action <> 'file_rewritten' ORDER BY ALL",
      );
    const expected = await receiptOf();
    class Killed extends Error {}
    for (const [index, kill] of steps.entries()) {
      // every statement commits by itself: a part of the places shows as much as all of them
      if (index % 7 !== 0 && index < steps.length - 6) continue;
      rmSync(path.join(folder, ".fixloop"), { recursive: true });
      cpSync(untouched, path.join(folder, ".fixloop"), { recursive: true });
      await expect(
        erase(customerId, (id) => {
          if (id === kill) throw new Killed(id);
        }),
      ).rejects.toThrow(Killed);
      await erase(customerId);
      expect(await leftovers(), `killed before ${kill}`).toEqual([]);
      expect(await receiptOf(), `killed before ${kill}`).toEqual(expected);
    }
  }, 180_000);
});

test("every table with a personal column or an event of somebody is part of an erasure, or holds no customer", () => {
  const erased = new Set(holdings.map(({ table }) => table));
  const own = new Set(["raw.erasure_request", "raw.erasure_scope", "raw.erased_record"]);
  const missing = tableNames.filter((name) => {
    const columns = contractOf(name).columns;
    const holds =
      Object.values(columns).some(({ class: kind }) => kind === "personal" || kind === "sensitive") ||
      Object.hasOwn(columns, "event_id") ||
      Object.hasOwn(columns, "content_hash");
    return holds && !erased.has(name) && !own.has(name);
  });
  // files are known by their path and content, not by whom they speak of
  expect(missing).toEqual(["raw.landing_file", "raw.landed_file"]);
});
