import { planOf } from "../../test/support/planOf.ts";
import { tables } from "../stages/tables.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordChecks, beginStage } from "../ledger/ledger.ts";
import { stepSql } from "../plan/plan.ts";
import { resolveCheck } from "../spec/dataCheck.ts";
import type { DataCheck } from "../contract/dataCheck.ts";
import type { CheckSpec } from "../spec/schema/checks.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import { databricks } from "../sql/databricks.ts";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import { authoredChecks, stageOf } from "./authored.ts";

const hostile = "'); DROP TABLE fixloop_curated.issue; -- <script>";
const feedback = (id: string, check: Partial<CheckSpec>): DataCheck =>
  resolveCheck(id, { table: "curated.feedback_event", severity: "warn", ...check }, tables);

const checks: readonly DataCheck[] = [
  feedback("stars", { rule: "rating is null or rating between 1 and 5", title: hostile }),
  feedback("quoted", { rule: `locale <> '${hostile.replaceAll("'", "''")}' or locale is null` }),
  feedback("known", { accepted: { channel: ["reviews", "tickets"], language: ["en", hostile] } }),
  feedback("versions", { not_null: ["product_version", "platform"] }),
  feedback("one-locale", { unique: ["locale", "rating"] }),
  feedback("fresh", { fresh: "26h", column: "received_at" }),
  feedback("volume", { volume: { at_least: "50%", at_most: "300%" }, of_last: "14d", column: "event_date" }),
  feedback("languages", { distribution: "language", of_last: "28d", column: "event_date" }),
  feedback("answered", { references: { parent_record_id: "curated.feedback_event.source_record_id" } }),
];
const project = smallProject({ checks });

let db: StageDatabase;
beforeAll(async () => {
  db = await StageDatabase.open(project, { asOf: "2026-03-31T12:00:00Z" });
  const normalize = db.plan.stages.find(({ name }) => name === "normalize");
  if (normalize) await db.execute(beginStage(normalize, normalize.position, duckdb));
});
afterAll(() => db.close());

type Row = Readonly<Record<string, unknown>>;
let number = 0;
const event = (overrides: Row = {}): Row => {
  number += 1;
  const id = `e${number}`;
  return {
    event_id: id,
    product: "notes",
    source: "reviews",
    channel: "reviews",
    source_record_id: id,
    occurred_at: "2026-03-30 10:00:00",
    received_at: "2026-03-31 10:00:00",
    event_date: "2026-03-30",
    customer_record_id: id,
    product_version: "1.0",
    platform: "ios",
    language: "en",
    masked_subject: "",
    masked_text: "",
    folded_text: "",
    content_hash: id,
    masked_spans: 0,
    revisions: 1,
    ...overrides,
  };
};
const times = (count: number, overrides: Row): readonly Row[] =>
  Array.from({ length: count }, () => event(overrides));
/** A day of March 2026. */
const on = (day: number): Row => ({ event_date: `2026-03-${String(day).padStart(2, "0")}` });

/** What one check finds among some feedback: rows, and what it observed. */
async function found(id: string, rows: readonly Row[]): Promise<readonly [bigint, unknown]> {
  await db.database.run("DELETE FROM fixloop_curated.feedback_event");
  await db.insert("curated.feedback_event", rows);
  await db.execute(recordChecks("normalize", authoredChecks("normalize", checks, tables), duckdb));
  const [row] = await db.rows<{ failing_rows: bigint; observed: string | null }>(
    `SELECT failing_rows, observed FROM fixloop_curated.check_result WHERE check_id = 'authored.${id}'`,
  );
  if (!row) throw new Error(`no result of ${id}`);
  return [row.failing_rows, row.observed];
}

test("a rule counts the rows of the window that break it; those of earlier runs were looked at by them", async () => {
  expect(await found("stars", [event(), event({ rating: 5 })])).toEqual([0n, null]);
  expect(await found("stars", [event({ rating: 0 }), event({ rating: 9, run_id: 0 })])).toEqual([1n, null]);
});

test("a literal that looks like SQL is compared with and nothing else", async () => {
  expect(await found("quoted", [event({ locale: "'" })])).toEqual([0n, null]);
  expect(await found("quoted", [event({ locale: hostile })])).toEqual([1n, null]);
});

test("accepted takes a list for each column, and a row that breaks both is one", async () => {
  expect(await found("known", [event(), event({ channel: "tickets", language: hostile })])).toEqual([
    0n,
    null,
  ]);
  expect(
    await found("known", [event({ channel: "survey", language: "de" }), event({ channel: "en" })]),
  ).toEqual([2n, null]);
});

test("not_null names the rows in which any of the columns is null", async () => {
  expect(await found("versions", [event()])).toEqual([0n, null]);
  expect(await found("versions", [event({ platform: null }), event({ product_version: null })])).toEqual([
    2n,
    null,
  ]);
});

test("unique looks at the whole table, and a null makes no two rows alike", async () => {
  const one = { locale: "en-GB", rating: 5 };
  expect(await found("one-locale", [event(one), event(), event(), event({ ...one, rating: 4 })])).toEqual([
    0n,
    null,
  ]);
  expect(await found("one-locale", [event(one), event({ ...one, run_id: 0 })])).toEqual([
    1n,
    "2 rows alike at most",
  ]);
});

test("references wants the value in the other table; a null refers to nothing", async () => {
  expect(
    await found("answered", [event({ source_record_id: "p" }), event({ parent_record_id: "p" })]),
  ).toEqual([0n, null]);
  expect(await found("answered", [event({ parent_record_id: "nobody" })])).toEqual([1n, null]);
});

test("fresh allows exactly its age and not a second more, and an empty table is not fresh", async () => {
  expect(await found("fresh", [event({ received_at: "2026-03-30 10:00:00" })])).toEqual([0n, null]);
  expect(await found("fresh", [event({ received_at: "2026-03-30 09:59:59" })])).toEqual([
    1n,
    "26 h old, 26 h allowed",
  ]);
  expect(await found("fresh", [])).toEqual([1n, "no value, 26 h allowed"]);
});

test("volume holds the last whole day against the median of the days before, those without rows among them", async () => {
  const history = Array.from({ length: 14 }, (_, index) => times(4, on(16 + index))).flat();
  expect(await found("volume", [...history, ...times(2, on(30))])).toEqual([0n, null]);
  expect(await found("volume", [...history, ...times(12, on(30)), ...times(50, on(31))])).toEqual([0n, null]);
  expect(await found("volume", [...history, ...times(1, on(30))])).toEqual([
    1n,
    "1 rows, twice the median is 8, allowed from 50 % to 300 %",
  ]);
  expect(await found("volume", [...history, ...times(13, on(30))])).toEqual([
    1n,
    "13 rows, twice the median is 8, allowed from 50 % to 300 %",
  ]);
  expect(await found("volume", history)).toEqual([
    1n,
    "0 rows, twice the median is 8, allowed from 50 % to 300 %",
  ]);
  // six days of history say nothing
  expect(await found("volume", [...times(4, on(24)), ...times(4, on(27)), event(on(30))])).toEqual([
    0n,
    null,
  ]);
});

test("distribution finds values that have shifted, and with few rows nothing", async () => {
  const before = [...times(150, { ...on(10), language: "en" }), ...times(50, { ...on(11), language: "de" })];
  expect(
    await found("languages", [...before, ...times(75, on(25)), ...times(25, { ...on(30), language: "de" })]),
  ).toEqual([0n, null]);
  const [rows, observed] = await found("languages", [
    ...before,
    ...times(10, on(25)),
    ...times(90, { ...on(30), language: "de" }),
  ]);
  expect(rows).toBe(1n);
  // (0.75 - 0.1) * ln(0.75 / 0.1) * 2 less what smoothing takes: about 2.1 on paper
  expect(Number(String(observed).split(" ")[0])).toBeGreaterThan(1_900_000);
  expect(observed).toMatch(/^\d+ millionths, allowed below 250000$/);
  expect(await found("languages", [...before, ...times(99, { ...on(30), language: "de" })])).toEqual([
    0n,
    null,
  ]);
});

test("the result carries the title as its author wrote it", async () => {
  await found("stars", [event({ rating: 0 })]);
  expect(
    await db.rows("SELECT title FROM fixloop_curated.check_result WHERE check_id = 'authored.stars'"),
  ).toEqual([{ title: hostile }]);
});

test("the result of a check of rows names five of those that break it, by their ids", async () => {
  const sampled = async (): Promise<readonly Row[]> =>
    db.rows("SELECT sample_keys FROM fixloop_curated.check_result WHERE check_id = 'authored.versions'");
  await found("versions", [event()]);
  expect(await sampled()).toEqual([{ sample_keys: null }]);
  const broken = ["k7", "k6", "k5", "k4", "k3", "k2", "k1"].map((event_id) =>
    event({ event_id, platform: null, product_version: null }),
  );
  await found("versions", broken);
  expect(await sampled()).toEqual([{ sample_keys: ["k1", "k2", "k3", "k4", "k5"] }]);
  expect(
    await db.rows("SELECT sample_keys FROM fixloop_curated.check_result WHERE check_id = 'authored.fresh'"),
  ).toEqual([{ sample_keys: null }]);
});

test("of a table whose key is more than ids of events and issues no key is named", () => {
  const ofTable = (table: string, column: string) =>
    authoredChecks("normalize", [feedback("keyed", { table, not_null: [column] })], tables)[0]?.key;
  expect(ofTable("curated.feedback_event", "rating")).toEqual(["event_id"]);
  expect(ofTable("curated.customer_record", "name")).toBeUndefined();
});

test("nothing that an author wrote is in the SQL of either engine", () => {
  for (const dialect of [duckdb, databricks]) {
    const text = render(
      recordChecks("normalize", authoredChecks("normalize", checks, tables), dialect),
      "fixloop",
    );
    for (const written of ["DROP", "script", "'tickets'", "300", "26"]) expect(text).not.toContain(written);
  }
});

test("a check changes neither the code's version nor the taxonomy's, so nothing is processed again", () => {
  const without = planOf(smallProject());
  const having = planOf(project);
  expect(having.codeVersion).toBe(without.codeVersion);
  expect(having.taxonomyVersion).toBe(without.taxonomyVersion);
  expect(having.checksVersion).not.toBe(without.checksVersion);
  const steps = (plan: typeof having): readonly string[] =>
    plan.stages.flatMap((stage) =>
      stage.steps.flatMap((step) => {
        const text = step.kind === "effect" ? undefined : stepSql(step, duckdb);
        return text ? [render(text, "x")] : [];
      }),
    );
  expect(steps(having)).toEqual(steps(without));
});

test("a check that refers to what a later stage writes waits for that stage", () => {
  const check = feedback("later", { references: { event_id: "curated.issue.issue_id" } });
  expect([stageOf(feedback("own", { unique: ["event_id"] }), tables), stageOf(check, tables)]).toEqual([
    "normalize",
    "cluster",
  ]);
});

test("what a check found that its author has taken back goes, of the open stage alone", async () => {
  expect(await found("stars", [event({ rating: 0 })])).toEqual([1n, null]);
  const ids = async (): Promise<readonly unknown[]> =>
    (
      await db.rows<{ check_id: string }>(
        "SELECT check_id FROM fixloop_curated.check_result WHERE run_id > 0 ORDER BY check_id",
      )
    ).map(({ check_id: id }) => id);
  const before = await ids();
  // one after the other: an INSERT that reads its own table twice meets its own rows in DuckDB
  await db.database.run(`INSERT INTO fixloop_curated.check_result BY NAME
SELECT * REPLACE ('cluster' AS stage, 'authored.later' AS check_id) FROM fixloop_curated.check_result WHERE check_id = 'authored.stars'`);
  await db.database.run(`INSERT INTO fixloop_curated.check_result BY NAME
SELECT * REPLACE (0 AS run_id) FROM fixloop_curated.check_result WHERE check_id = 'authored.stars'`);
  const left = authoredChecks(
    "normalize",
    checks.filter(({ id }) => id !== "stars"),
    tables,
  );
  await db.database.run("DELETE FROM fixloop_curated.check_rule WHERE check_id = 'authored.stars'");
  await db.execute(recordChecks("normalize", left, duckdb));
  expect(new Set(await ids())).toEqual(
    new Set([...before, "authored.later"].filter((id) => id !== "authored.stars")),
  );
  expect(await db.rows("SELECT check_id FROM fixloop_curated.check_result WHERE run_id = 0")).toEqual([
    { check_id: "authored.stars" },
  ]);
  await db.database.run("DELETE FROM fixloop_curated.check_result");
});

test("said again once its stage has ended, the statement of the checks leaves what it found", async () => {
  expect(await found("stars", [event({ rating: 0 })])).toEqual([1n, null]);
  await db.database.run("UPDATE fixloop_curated.stage_run SET status = 'finished'");
  await db.execute(recordChecks("normalize", authoredChecks("normalize", checks, tables), duckdb));
  expect(
    await db.rows("SELECT failing_rows FROM fixloop_curated.check_result WHERE check_id = 'authored.stars'"),
  ).toEqual([{ failing_rows: 1n }]);
});

test("what is set aside is judged again for a check of severity quarantine, and for no title", () => {
  const version = (changed: readonly DataCheck[]): unknown =>
    planOf({ ...smallProject(), checks: changed }).seeds.find(({ table }) => table === "curated.setting")
      ?.rows[0]?.["quarantine_version"];
  const aside = feedback("aside", { not_null: ["product_version"], severity: "quarantine" });
  const none = version([]);
  expect(version([aside])).not.toBe(none);
  expect(version([{ ...aside, title: "Another title" }])).toBe(version([aside]));
  expect(version([feedback("warned", { not_null: ["product_version"] })])).toBe(none);
});
