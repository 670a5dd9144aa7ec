import { planOf } from "../support/planOf.ts";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { comparedWith, tableChanges } from "../../src/change/tableChange.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { Database } from "../../src/local/database.ts";
import { presentTables } from "../../src/local/presentTables.ts";
import { openLocalRun, runLocal, type RunOptions } from "../../src/local/run.ts";
import { isKeptCopy, upgradeLocally, type LocalUpgrade } from "../../src/local/upgrade.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { differences, dumpTables } from "../support/tableDump.ts";
import { beforeJobs, rowsBeforeJobs, rowsOf, writeOlderDatabase } from "./olderDatabase.ts";

/**
 * A populated database of an older version, brought to this one: rows that the older code wrote, in the tables that it
 * made (test/upgrade/README.md says how they came about).
 */
const root = path.resolve(import.meta.dirname, "..", "..");
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-upgrade-"));
  cpSync(path.join(import.meta.dirname, "project"), folder, { recursive: true });
  cpSync(path.join(root, "taxonomy"), path.join(folder, "taxonomy"), { recursive: true });
  cpSync(path.join(root, "evals", "labelled.yaml"), path.join(folder, "evals", "labelled.yaml"));
  const made = await Database.open(path.join(folder, "older.duckdb"));
  await writeOlderDatabase(made, beforeJobs, rowsBeforeJobs);
  await made.run("CHECKPOINT");
  made.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the older database, open. */
async function older(name: string): Promise<Database> {
  const file = path.join(folder, name);
  copyFileSync(path.join(folder, "older.duckdb"), file);
  return Database.open(file);
}

/** Tables of the older version that keep what they hold. */
const lasting = Object.entries(beforeJobs.tables).filter(
  ([, { kind }]) => kind !== "seed" && kind !== "work",
);

async function heldRows(database: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const held = new Map<string, readonly string[]>();
  for (const [name, { columns }] of lasting)
    held.set(name, await rowsOf(database, name, Object.keys(columns)));
  return held;
}

const today = { schemaPrefix: "fixloop", tables: catalogue.tables };

/** What is still different from the contract, but for tables that the set-up makes. */
async function left(database: Database): Promise<readonly string[]> {
  return tableChanges(await presentTables(database, "fixloop"), duckdb, comparedWith(catalogue))
    .filter(({ kind }) => kind !== "add_table" && kind !== "surplus_table")
    .map((change) => JSON.stringify(change));
}

test("every row and value of the older version is there afterwards, in tables as the contract says", async () => {
  const database = await older("whole.duckdb");
  const before = await heldRows(database);
  expect([...before.values()].flat().length).toBeGreaterThan(500);
  const upgraded = await upgradeLocally({ database, plan: today });
  expect(upgraded?.statements).toBeGreaterThan(0);
  expect(differences(before, await heldRows(database))).toEqual([]);
  expect(await left(database)).toEqual([]);
  expect(await database.rows("SELECT run_id, job FROM fixloop_curated.pipeline_run")).toEqual([
    { run_id: 1n, job: "loop" },
  ]);
  expect(await upgradeLocally({ database, plan: today })).toBeUndefined();
  database.close();
});

test("stopped before any of its statements and started again, it ends in the same tables and rows", async () => {
  const ids: string[] = [];
  const whole = await older("ids.duckdb");
  await upgradeLocally({ database: whole, plan: today, onStatement: (id) => ids.push(id) });
  const tables = await presentTables(whole, "fixloop");
  const rows = await heldRows(whole);
  whole.close();
  // of eighty comments of a table that is made anew the first, one in the middle and the last tell what all do
  const boundaries = ids.flatMap((id, index) =>
    /\.(comment|replace\.\d+)$/.test(id) && index % 40 !== 0 && index !== ids.length - 1 ? [] : [index],
  );
  expect(boundaries.length).toBeGreaterThan(4);
  for (const boundary of boundaries) {
    const file = `stopped-${boundary}.duckdb`;
    const stopped = await older(file);
    let statement = -1;
    await expect(
      upgradeLocally({
        database: stopped,
        plan: today,
        onStatement: () => {
          statement += 1;
          if (statement === boundary) throw new Error("stopped");
        },
      }),
    ).rejects.toThrow("stopped");
    stopped.close();
    const again = await Database.open(path.join(folder, file));
    await upgradeLocally({ database: again, plan: today });
    expect(await presentTables(again, "fixloop"), ids[boundary]).toEqual(tables);
    expect(differences(rows, await heldRows(again)), ids[boundary]).toEqual([]);
    again.close();
  }
}, 60_000);

test("the file as it was is kept beside it, once, and opens in the shape of before", async () => {
  const database = await older("way-back.duckdb");
  const before = await presentTables(database, "fixloop");
  const rows = await heldRows(database);
  await expect(
    upgradeLocally({
      database,
      plan: today,
      onStatement: (id) => {
        if (id.endsWith("require")) throw new Error("stopped");
      },
    }),
  ).rejects.toThrow("stopped");
  const upgraded = await upgradeLocally({ database, plan: today });
  database.close();
  const copies = readdirSync(folder).filter((name) => isKeptCopy("way-back.duckdb", name));
  expect(copies).toEqual([`way-back.before-${beforeJobs.version}-run-1.duckdb`]);
  expect(upgraded?.kept).toBe(path.join(folder, copies[0] ?? ""));
  const kept = await Database.open(upgraded?.kept ?? "");
  expect(await presentTables(kept, "fixloop")).toEqual(before);
  expect(differences(rows, await heldRows(kept))).toEqual([]);
  kept.close();
});

test("the loop goes on with new records and gives what a database of this version gives", async () => {
  const { project, diagnostics } = loadProject(readProjectFiles(folder), catalogue);
  if (project === undefined) throw new Error(JSON.stringify(diagnostics));
  const plan = planOf(project);
  const upgrades: LocalUpgrade[] = [];
  const run = (database: Database, asOf: string | undefined): RunOptions => ({
    plan,
    database,
    folder,
    asOf,
    now: () => new Date("2026-04-01T00:00:00Z"),
    onUpgrade: (upgrade) => upgrades.push(upgrade),
  });
  // in memory: a run commits statement by statement, and nothing here is about the disk
  const upgraded = await Database.open(":memory:");
  await writeOlderDatabase(upgraded, beforeJobs, rowsBeforeJobs);
  const events = (database: Database): Promise<readonly { readonly rows: bigint }[]> =>
    database.rows<{ rows: bigint }>("SELECT count(*) AS rows FROM fixloop_curated.feedback_event");
  const [eventsBefore] = await events(upgraded);
  await openLocalRun(run(upgraded, undefined));
  expect(upgrades.length).toBe(1);
  await runLocal(run(upgraded, undefined));
  expect(upgrades.length).toBe(1);
  const [eventsAfter] = await events(upgraded);
  expect(Number(eventsAfter?.rows)).toBeGreaterThan(Number(eventsBefore?.rows));

  const fresh = await Database.open(":memory:");
  await runLocal(run(fresh, "2026-02-05T00:00:00Z"));
  await runLocal(run(fresh, undefined));
  // a pair that the older version didn't offer for review is raised by the run after the upgrade
  for (const database of [upgraded, fresh])
    await database.run(
      "UPDATE fixloop_curated.review_item SET raised_at = '2026-02-05' WHERE reason = 'identity'",
    );
  const found = differences(
    await dumpTables(fresh, "fixloop", { provenance: false }),
    await dumpTables(upgraded, "fixloop", { provenance: false }),
  );
  // when the loop first knew of something: the classifier of the version before accepted other texts on its day
  expect(found.map((difference) => difference.split(":")[0])).toEqual([
    "curated.issue",
    "curated.assignment",
    "curated.review_item",
    "curated.issue_event",
    "curated.issue_status",
  ]);
  for (const what of [
    "issue_id, category, area, origin, founding_event_id, onset_date FROM fixloop_curated.issue",
    "issue_id, owner, explanation FROM fixloop_curated.assignment",
    "review_item_id, reason FROM fixloop_curated.review_item",
    "issue_id, state FROM fixloop_curated.issue_status",
  ])
    expect(await upgraded.rows(`SELECT ${what} ORDER BY ALL`), what).toEqual(
      await fresh.rows(`SELECT ${what} ORDER BY ALL`),
    );
  upgraded.close();
  fresh.close();
}, 120_000);
