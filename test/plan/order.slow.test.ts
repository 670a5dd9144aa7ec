import { planOf } from "../support/planOf.ts";
import { tables } from "../../src/stages/tables.ts";
import { rmSync, writeFileSync } from "node:fs";
import type { DecisionRecord } from "../../src/contract/decision.ts";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { columnsOf, contractOf, tableNames } from "../../src/stages/tables.ts";
import type { SqlStep } from "../../src/contract/step.ts";
import { resolveCheck } from "../../src/spec/dataCheck.ts";
import { writeWorld } from "../../src/samples/world.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { mergeSource, mergeStatement } from "../../src/plan/merge.ts";
import { render } from "../../src/sql/sql.ts";
import { decisionOfPair, decisionOn } from "../support/decisions.ts";
import { projectIn, referenceFolder } from "../support/referenceProject.ts";

/**
 * An ORDER BY that isn't total picks whichever row the engine happens to meet first. So the rows of every table are laid
 * down in another order, and every step must still give the same. Clocks are set to whole hours before, scores and
 * priorities to two values, so that whatever is ordered by one of them alone has ties.
 */
const setsAside = resolveCheck(
  "readable",
  {
    table: "curated.feedback_event",
    severity: "quarantine",
    rule: "language <> 'ja'",
  },
  tables,
);
let steps: readonly SqlStep[];
let folder: string;
let database: Database;

beforeAll(async () => {
  folder = referenceFolder("order");
  await writeWorld(path.join(folder, "samples"), { seed: 3, scale: 0.15, days: 200 });
  const read = projectIn(folder);
  const project = { ...read, checks: [...read.checks, setsAside] };
  database = await Database.open(":memory:");
  const plan = planOf(project);
  steps = plan.stages.flatMap((stage) => stage.steps).filter((step) => step.kind === "sql");
  const journal = path.join(folder, "decisions.jsonl");
  const options = { plan, folder, journal, asOf: undefined, now: () => new Date() };
  // what is decided about is known when it has run once
  const undecided = await Database.open(":memory:");
  await runLocal({ ...options, database: undecided });
  const decided = await decisionsIn(undecided);
  undecided.close();
  writeFileSync(journal, decided.map((decision) => `${JSON.stringify(decision)}\n`).join(""));
  await runLocal({ ...options, database });
  // the finished run is opened once more, over everything it wrote
  await database.run("UPDATE fixloop_curated.pipeline_run SET status = 'running'");
  await database.run("UPDATE fixloop_curated.stage_run SET status = 'running', window_low = 0");
  // what is set aside comes back, to be judged again
  const judged = steps.find(({ id }) => id === "normalize.feedback_event");
  if (judged !== undefined) await database.run(render(mergeStatement(judged, duckdb), "fixloop"));
  for (const name of tableNames) {
    const { key, kind } = contractOf(name);
    if (kind === "ledger" || kind === "seed") continue;
    for (const [column, { type }] of Object.entries(columnsOf(name))) {
      if (key.includes(column)) continue;
      if (type === "timestamp")
        await database.run(`UPDATE fixloop_${name} SET ${column} = date_trunc('day', ${column})`);
      if (/(^|_)(weight|score|priority|confidence_bp|similarity)/.test(column) && type !== "string")
        await database.run(
          `UPDATE fixloop_${name} SET ${column} = CASE WHEN ${column} > 0 THEN 1 ELSE 0 END`,
        );
    }
  }
}, 120_000);
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** About events, and about two identities that a third connects; several at one moment, and one of them twice. */
async function decisionsIn(known: Database): Promise<readonly DecisionRecord[]> {
  const events = await known.rows<{ event_id: string; category: string }>(
    "SELECT event_id, category FROM fixloop_curated.enrichment WHERE category IS NOT NULL ORDER BY event_id LIMIT 4",
  );
  const [pair] = await known.rows<{ left_record_id: string; right_record_id: string }>(
    `SELECT one.left_record_id, one.right_record_id
FROM fixloop_curated.customer_link AS one
JOIN fixloop_curated.customer_link AS other
  ON other.left_record_id = one.left_record_id AND other.right_record_id <> one.right_record_id
JOIN fixloop_curated.customer_link AS third
  ON least(other.right_record_id, one.right_record_id) = third.left_record_id
  AND greatest(other.right_record_id, one.right_record_id) = third.right_record_id
WHERE one.decision = 'merge' AND other.decision = 'merge' AND third.decision = 'merge'
ORDER BY 1, 2`,
  );
  if (pair === undefined) throw new Error("no three identities of this world are one customer");
  const nonce = (number: number): string => String(number).padStart(32, "0");
  const verbs = ["reject", "approve", "refine", "reject"] as const;
  return [
    ...events.map(({ event_id, category }, place) =>
      decisionOn(event_id, verbs[place] ?? "approve", category, { nonce: nonce(place) }),
    ),
    ...events.map(({ event_id, category }, place) =>
      decisionOn(event_id, "approve", category, { nonce: nonce(10 + place), reviewer: "ben" }),
    ),
    decisionOfPair(pair.left_record_id, pair.right_record_id, "distinct", { nonce: nonce(20) }),
  ];
}

/** Rows of a step, as text, in an order of their own. */
async function rowsOf(step: SqlStep): Promise<readonly string[]> {
  const found = await database.rows<{ line: string }>(
    `SELECT CAST(to_json(merged) AS VARCHAR) AS line FROM (${render(mergeSource(step, duckdb), "fixloop")}) AS merged ORDER BY line`,
  );
  return found.map(({ line }) => line);
}

/** Whether a step gives only what its table doesn't hold, or holds otherwise. */
const isRelative = ({ mode }: SqlStep): boolean => mode === "amend" || mode === "append";

/** Rows of every step. One that gives only what is other than before is asked with an empty table as well. */
async function given(): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = new Map<string, readonly string[]>();
  for (const step of steps) {
    const asItIs = await rowsOf(step);
    if (isRelative(step)) {
      await database.run(`BEGIN; DELETE FROM fixloop_${step.writes}`);
      rows.set(step.id, [...asItIs, ...(await rowsOf(step))]);
      await database.run("ROLLBACK");
    } else rows.set(step.id, asItIs);
  }
  return rows;
}

async function layDown(order: string): Promise<void> {
  for (const name of tableNames) {
    const text = `fixloop_${name}`;
    await database.run(
      `CREATE TEMP TABLE moved AS SELECT * FROM ${text} ORDER BY ${order}; DELETE FROM ${text}; INSERT INTO ${text} SELECT * FROM moved; DROP TABLE moved`,
    );
  }
}

test("every step gives the same rows in whatever order its tables hold theirs", async () => {
  await layDown("rowid");
  const one = await given();
  expect([...one].filter(([, rows]) => rows.length === 0).map(([id]) => id)).toEqual([]);
  // of two rows that tie, the other one comes first now
  await layDown("rowid DESC");
  const other = await given();
  const changed = steps.flatMap(({ id }) => {
    const before = new Set(one.get(id));
    const after = (other.get(id) ?? []).filter((row) => !before.has(row));
    return after.length === 0 ? [] : [`${id}: ${after.length} rows, such as ${after[0]?.slice(0, 200)}`];
  });
  expect(changed).toEqual([]);
}, 120_000);

test("a step that says its query gives every key once has no key twice, in tables full of redeliveries", async () => {
  const claimed = steps.filter(({ oneRowPerKey }) => oneRowPerKey !== undefined);
  expect(claimed.map(({ id }) => id)).toContain("ingest.landing_record");
  for (const step of claimed) {
    const { key } = contractOf(step.writes);
    await database.run("BEGIN");
    if (isRelative(step)) await database.run(`DELETE FROM fixloop_${step.writes}`);
    const [found] = await database.rows<{ rows: bigint; keys: bigint }>(
      `SELECT count(*) AS rows, count(DISTINCT (${key.join(", ")})) AS keys FROM (${render(step.query(duckdb), "fixloop")})`,
    );
    await database.run("ROLLBACK");
    expect(found?.rows, step.id).toBeGreaterThan(0n);
    expect(found?.keys, step.id).toBe(found?.rows);
  }
}, 60_000);
