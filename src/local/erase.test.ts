import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Database } from "./database.ts";
import { emailDigest } from "./emailDigest.ts";
import { holdings } from "../stages/retention/erasureHoldings.ts";
import { contractOf, tableNames } from "../stages/tables.ts";
import {
  accounts,
  ann,
  bob,
  ErasureWorld,
  lines,
  tickets,
  traces,
  tracker,
} from "../../test/support/erasureWorld.ts";

describe("erasure of a customer from a local database", () => {
  let world: ErasureWorld;
  const rows: ErasureWorld["rows"] = async (text) => world.rows(text);
  const customerOf: ErasureWorld["customerOf"] = async (email) => world.customerOf(email);
  const erase: ErasureWorld["erase"] = async (customerId, onStep) => world.erase(customerId, onStep);
  const leftovers: ErasureWorld["leftovers"] = async () => world.leftovers();
  beforeEach(async () => {
    world = await ErasureWorld.open();
  });
  afterEach(() => world.close());

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
    const database = await Database.open(world.databaseFile);
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
      "source_file_pending tickets.jsonl: lines 1-2, 4": 3n,
      "source_file_pending accounts.jsonl: line 1": 1n,
      "source_file_pending tracker.jsonl: line 1": 1n,
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
      path.join(world.folder, "tickets.jsonl"),
      lines([...tickets, { id: "T-bob-2", at: "2026-03-05T10:00:00Z", text: "Still no sync", ...bob }]),
    );
    writeFileSync(
      path.join(world.folder, "accounts.jsonl"),
      lines([...accounts, { id: "account-eve-3", name: "Eve" }]),
    );
    writeFileSync(
      path.join(world.folder, "tracker.jsonl"),
      lines([...tracker, { key: "ENG-2", at: "2026-03-06T10:00:00Z", status: "open" }]),
    );
    await world.run();
    expect(await rows("SELECT count(*) AS events FROM fixloop_curated.feedback_event")).toEqual([
      { events: 2n },
    ]);
    expect(await rows("SELECT count(*) AS accounts FROM fixloop_raw.account")).toEqual([{ accounts: 2n }]);
    const left = (await leftovers()).filter((place) => !place.includes(".duckdb"));
    // the ticket as the tracker's file has it, until the next run; what was parsed of it names no one
    expect(left).toEqual(["raw.landing: T-ann-1"]);
  });

  test("erased again after the customer has written anew, both receipts stand", async () => {
    const customerId = await customerOf(ann.email);
    await erase(customerId);
    writeFileSync(
      path.join(world.folder, "tickets.jsonl"),
      lines([
        ...tickets,
        { id: "T-ann-9", at: "2026-03-09T10:00:00Z", text: "A new marzipan complaint", ...ann },
      ]),
    );
    await world.run();
    const outcome = await erase(await customerOf(ann.email));
    if (outcome.kind !== "erased") throw new Error(outcome.kind);
    expect(await leftovers()).toEqual([]);
    expect(outcome.entries.filter(({ action }) => action === "file_rewritten").length).toBeGreaterThanOrEqual(
      1,
    );
  });

  test("without a confirmation it counts, and writes nothing; afterwards it gives the receipt", async () => {
    const customerId = await customerOf(ann.email);
    const before = await world.preview(customerId);
    if (before.kind !== "erased") throw new Error(before.kind);
    expect(before.entries.map(({ subject, rows: count }) => [subject, count])).toContainEqual([
      "raw.feedback_payload",
      2n,
    ]);
    expect(await rows("SELECT count(*) AS requests FROM fixloop_raw.erasure_request")).toEqual([
      { requests: 0n },
    ]);
    await erase(customerId);
    const after = await world.preview(customerId);
    expect(after.kind).toBe("over");
  });

  const withEmail = async (address: string) => {
    const digest = await emailDigest(address);
    return digest === undefined ? digest : world.customersWithEmail(digest);
  };

  test("an address finds its customer however it is written, and no address finds no one", async () => {
    const customerId = await customerOf(ann.email);
    for (const written of [ann.email, "Ann.Undanceable+app@Example.ORG", ` ${ann.email} `])
      expect(await withEmail(written)).toEqual([customerId]);
    expect(await withEmail("ann.undanceable@example.com")).toEqual([]);
    expect(await withEmail("ann at example.org")).toBeUndefined();
    await erase(customerId);
    expect(await withEmail(ann.email)).toEqual([]);
  });

  test("an address that several customers have finds all of them", async () => {
    const both = [await customerOf(ann.email), await customerOf(bob.email)].toSorted();
    const database = await Database.open(world.databaseFile);
    await database.run(
      `UPDATE fixloop_curated.customer_record SET email_key = '${ann.email}' WHERE email = '${bob.email}'`,
    );
    database.close();
    expect(await withEmail(ann.email)).toEqual(both);
  });

  test("a stopped erasure is found by the address that it has taken already", async () => {
    const customerId = await customerOf(ann.email);
    const stop = erase(customerId, (id) => {
      if (id.includes("receipt")) throw new Error("killed");
    });
    await expect(stop).rejects.toThrow("killed");
    expect(await rows("SELECT email FROM fixloop_curated.customer_record")).toEqual([{ email: bob.email }]);
    expect(await withEmail(ann.email)).toEqual([customerId]);
  });

  test("an id that nobody has is unknown, and nothing is written", async () => {
    expect(await erase("nobody")).toEqual({ kind: "unknown" });
    expect(await rows("SELECT count(*) AS requests FROM fixloop_raw.erasure_request")).toEqual([
      { requests: 0n },
    ]);
  });
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
  // seeds and files are known by their path and content, not by whom they speak of
  expect(missing).toEqual(["curated.loaded_seed", "raw.landing_file", "raw.landed_file"]);
});
