import { planOf } from "../../../test/support/planOf.ts";
import { tables } from "../tables.ts";
import { afterEach, expect, test } from "vitest";
import { loadSeeds } from "../../local/seeds.ts";
import { resolveCheck } from "../../spec/dataCheck.ts";
import type { DataCheck } from "../../contract/dataCheck.ts";
import type { CheckSpec } from "../../spec/schema/checks.ts";
import { databricks } from "../../sql/databricks.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { render } from "../../sql/sql.ts";
import { sourceFields } from "../../spec/sourceFields.ts";
import { smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { dumpTables, differences } from "../../../test/support/tableDump.ts";
import { asideEvent } from "../../../test/support/upstreamRows.ts";
import type { StageName } from "../../contract/vocabulary.ts";
import * as ledger from "../../ledger/ledger.ts";
import { stageStatements, type Plan } from "../../plan/plan.ts";

const shop = source({
  id: "shop",
  kind: "reviews",
  files: ["unused"],
  map: Object.fromEntries(
    Object.keys(sourceFields.reviews).map((field) => [field, { kind: "key", key: field } as const]),
  ),
});

const check = (id: string, written: Partial<CheckSpec>): DataCheck =>
  resolveCheck(id, { table: "curated.feedback_event", severity: "quarantine", ...written }, tables);
const rated = check("rated", { not_null: ["rating"] });
const known = check("known", { accepted: { platform: ["ios", "android"] } });
const released = check("released", { references: { product_version: "raw.release.version" } });

const planWith = (checks: readonly DataCheck[]): Plan => planOf(smallProject({ sources: [shop], checks }));

interface Content {
  readonly id: string;
  readonly record: Readonly<Record<string, unknown>>;
  /** Hour of its delivery. */
  readonly hour?: number;
}
const good = { text: "won't sync", rating: 3, platform: "ios" };
const bad = { text: "won't sync", platform: "symbian" };

let db: StageDatabase;
afterEach(() => db.close());

/** Opens the next run with these checks, or resumes the one that is open, with what it received. */
async function receive(checks: readonly DataCheck[], contents: readonly Content[]): Promise<Plan> {
  const plan = planWith(checks);
  await loadSeeds(db.database, plan);
  await db.execute(ledger.openRun(duckdb));
  const [running] = await db.rows<{ run_id: bigint }>(
    "SELECT run_id FROM fixloop_curated.pipeline_run WHERE status = 'running'",
  );
  await db.insert(
    "raw.feedback_payload",
    contents.map(({ id, record, hour = 0 }) => ({
      event_id: id,
      source: "shop",
      kind: "reviews",
      source_record_id: `record-${id}`,
      payload: JSON.stringify(record),
      payload_hash: `${id}-${hour}`,
      occurred_at: "2025-01-01 10:00:00",
      received_at: `2025-01-02 ${String(hour).padStart(2, "0")}:00:00`,
      file: `${id}.jsonl`,
      record_position: hour + 1,
      schema_fingerprint: "x",
      run_id: Number(running?.run_id),
    })),
  );
  return plan;
}

const statementsOf = (plan: Plan, stages: readonly StageName[]) =>
  plan.stages
    .filter(({ name }) => stages.includes(name))
    .flatMap((stage) =>
      stageStatements(stage, duckdb).flatMap((statement) => ("kind" in statement ? [] : [statement])),
    );

/** A whole run: receives, and goes through the stages to the end. */
async function run(
  checks: readonly DataCheck[],
  contents: readonly Content[] = [],
  stages: readonly StageName[] = ["normalize", "enrich"],
): Promise<void> {
  const plan = await receive(checks, contents);
  for (const { sql: text } of statementsOf(plan, stages)) await db.execute(text);
  await db.execute(ledger.finishRun(duckdb));
}

const open = async (): Promise<void> => {
  db = await StageDatabase.open(smallProject({ sources: [shop] }), { ownTransactions: true });
};
const ids = async (table: string): Promise<readonly unknown[]> =>
  (await db.rows(`SELECT event_id FROM fixloop_curated.${table} ORDER BY event_id`)).map(
    ({ event_id }) => event_id,
  );
const found = async (run_id: number): Promise<Readonly<Record<string, bigint>>> => {
  const rows = await db.rows<{ check_id: string; failing_rows: bigint }>(
    `SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE run_id = ${run_id} AND severity = 'quarantine'`,
  );
  return Object.fromEntries(rows.map(({ check_id, failing_rows }) => [check_id, failing_rows]));
};

test("a row that fails checks of severity quarantine is no event, and is set aside once with all that it fails", async () => {
  await open();
  await run(
    [rated, known],
    [
      { id: "e1", record: good },
      { id: "e2", record: bad },
      { id: "e3", record: { ...good, platform: "symbian" } },
    ],
  );
  expect(await ids("feedback_event")).toEqual(["e1"]);
  expect(await ids("enrichment")).toEqual(["e1"]);
  expect(
    await db.rows(
      "SELECT event_id, source, channel, reasons, file, record_position, run_id FROM fixloop_curated.set_aside_event ORDER BY event_id",
    ),
  ).toEqual([
    {
      event_id: "e2",
      source: "shop",
      channel: "reviews",
      reasons: ["authored.known", "authored.rated"],
      file: "e2.jsonl",
      record_position: 1n,
      run_id: 1n,
    },
    {
      event_id: "e3",
      source: "shop",
      channel: "reviews",
      reasons: ["authored.known"],
      file: "e3.jsonl",
      record_position: 1n,
      run_id: 1n,
    },
  ]);
  expect(await found(1)).toEqual({ "authored.known": 2n, "authored.rated": 1n });
  expect(
    await db.rows(
      "SELECT DISTINCT status, checks_failed FROM fixloop_curated.stage_run WHERE stage = 'normalize'",
    ),
  ).toEqual([{ status: "finished", checks_failed: 2n }]);
  // by id and hash its record is found
  expect(
    await db.rows(
      "SELECT count(*) AS records FROM fixloop_curated.set_aside_event JOIN fixloop_raw.feedback_payload USING (event_id, payload_hash)",
    ),
  ).toEqual([{ records: 2n }]);
  // the next run brings nothing and finds nothing new
  await run([rated, known]);
  expect(await found(2)).toEqual({ "authored.known": 0n, "authored.rated": 0n });
  expect(await ids("set_aside_event")).toEqual(["e2", "e3"]);
});

test("a record that is put right becomes an event, and one that goes bad leaves with all that was made of it", async () => {
  await open();
  const checks = [rated, known];
  await run(
    checks,
    [
      { id: "e1", record: good },
      { id: "e2", record: bad },
      { id: "e3", record: good },
    ],
    ["normalize", "enrich", "cluster"],
  );
  await run(
    checks,
    [
      { id: "e1", record: { ...good, platform: null, rating: null }, hour: 5 },
      { id: "e2", record: { ...good, text: "won't sync at all" }, hour: 5 },
    ],
    ["normalize", "enrich", "cluster"],
  );
  expect(await ids("feedback_event")).toEqual(["e2", "e3"]);
  expect(await ids("enrichment")).toEqual(["e2", "e3"]);
  expect(
    await db.rows("SELECT event_id, reasons, payload_hash, revisions FROM fixloop_curated.set_aside_event"),
  ).toEqual([{ event_id: "e1", reasons: ["authored.rated"], payload_hash: "e1-5", revisions: 2 }]);
  expect(
    await db.rows(
      "SELECT event_id, occurred_at, received_at, revisions, run_id FROM fixloop_curated.feedback_event WHERE event_id = 'e2'",
    ),
  ).toEqual([
    {
      event_id: "e2",
      occurred_at: "2025-01-01 10:00:00",
      received_at: "2025-01-02 00:00:00",
      revisions: 2,
      run_id: 2n,
    },
  ]);
  // e2 said one thing on each of two days
  expect(
    await db.rows(
      "SELECT event_date, CAST(sum(events) AS BIGINT) AS events FROM fixloop_curated.daily_count GROUP BY 1 ORDER BY 1",
    ),
  ).toEqual([
    { event_date: "2025-01-01", events: 2n },
    { event_date: "2025-01-02", events: 1n },
  ]);
  const failed = await db.rows(
    "SELECT check_id FROM fixloop_curated.check_result WHERE severity = 'error' AND failing_rows > 0",
  );
  expect(failed).toEqual([]);
});

test("in any split and order of deliveries the same is set aside", async () => {
  const deliveries: readonly Content[] = [
    { id: "e1", record: good },
    { id: "e1", record: bad, hour: 3 },
    { id: "e2", record: bad },
    { id: "e2", record: good, hour: 3 },
    { id: "e3", record: bad },
  ];
  const dumped = async (runs: readonly (readonly Content[])[]): Promise<readonly unknown[]> => {
    await open();
    for (const contents of runs) await run([rated, known], contents);
    const columns =
      "event_id, reasons, payload_hash, file, record_position, occurred_at, received_at, revisions";
    return [
      await db.rows(`SELECT ${columns} FROM fixloop_curated.set_aside_event ORDER BY event_id`),
      await db.rows(
        "SELECT event_id, rating, platform, occurred_at, received_at, revisions FROM fixloop_curated.feedback_event ORDER BY event_id",
      ),
      await ids("enrichment"),
    ];
  };
  const atOnce = await dumped([deliveries]);
  db.close();
  const backwards = await dumped([deliveries.slice(3), deliveries.slice(1, 3), deliveries.slice(0, 1)]);
  expect(backwards).toEqual(atOnce);
});

test("a check that is removed or changed lets go what it alone had set aside; one that is added looks at no old event", async () => {
  await open();
  const contents: readonly Content[] = [
    { id: "e1", record: bad },
    { id: "e2", record: { ...good, platform: "symbian" } },
    { id: "e3", record: { ...good, rating: 1 } },
  ];
  await run([rated, known], contents);
  expect(await ids("set_aside_event")).toEqual(["e1", "e2"]);
  await run([rated, check("known", { accepted: { platform: ["ios", "symbian"] } })]);
  expect(await db.rows("SELECT event_id, reasons FROM fixloop_curated.set_aside_event")).toEqual([
    { event_id: "e1", reasons: ["authored.rated"] },
  ]);
  expect(await ids("enrichment")).toEqual(["e2", "e3"]);
  const pleased = check("pleased", { rule: "rating > 1" });
  await run([pleased]);
  // e1 has no rating, so that the rule is not true of it; e3 was judged before the rule was there
  expect(await db.rows("SELECT event_id, reasons FROM fixloop_curated.set_aside_event")).toEqual([
    { event_id: "e1", reasons: ["authored.pleased"] },
  ]);
  await run([pleased], [{ id: "e3", record: { ...good, rating: 1, text: "no sync" }, hour: 4 }]);
  expect(await ids("set_aside_event")).toEqual(["e1", "e3"]);
  await run([]);
  expect(await ids("set_aside_event")).toEqual([]);
  expect(await ids("enrichment")).toEqual(["e1", "e2", "e3"]);
});

test("what refers to something that hasn't come is looked at by every run, and is an event once it has", async () => {
  await open();
  const versioned = { ...good, version: "2.0.0" };
  await run(
    [released, rated],
    [
      { id: "e1", record: versioned },
      { id: "e2", record: bad },
    ],
  );
  expect(
    await db.rows(
      "SELECT event_id, reasons, awaits_reference FROM fixloop_curated.set_aside_event ORDER BY event_id",
    ),
  ).toEqual([
    { event_id: "e1", reasons: ["authored.released"], awaits_reference: true },
    { event_id: "e2", reasons: ["authored.rated"], awaits_reference: false },
  ]);
  await run([released, rated]);
  expect(await found(2)).toEqual({ "authored.released": 0n, "authored.rated": 0n });
  await db.insert("raw.release", [
    {
      release_id: "r",
      product: "notes",
      version: "2.0.0",
      version_key: "2.0.0",
      release_kind: "client",
      released_at: "2025-01-01 00:00:00",
    },
  ]);
  await run([released, rated]);
  expect(await ids("set_aside_event")).toEqual(["e2"]);
  expect(await ids("enrichment")).toEqual(["e1"]);
});

test("an event whose record retention has taken is never set aside, and what was set aside stays so", async () => {
  await open();
  await run(
    [known],
    [
      { id: "e1", record: { ...good, rating: null } },
      { id: "e2", record: bad },
    ],
  );
  await db.rows("DELETE FROM fixloop_raw.feedback_payload");
  // everything is reprocessed, and nothing can be made again of either
  await db.rows("UPDATE fixloop_curated.stage_run SET code_version = 'older'");
  await run([rated]);
  expect(await ids("feedback_event")).toEqual(["e1"]);
  expect(await ids("set_aside_event")).toEqual(["e2"]);
});

test("killed before and after each statement that sets aside, and started again, a run ends as one that was not", async () => {
  const first: readonly Content[] = [
    { id: "e1", record: good },
    { id: "e2", record: bad },
    { id: "e3", record: { ...good, platform: "symbian" } },
  ];
  const second: readonly Content[] = [
    { id: "e1", record: bad, hour: 5 },
    { id: "e2", record: { ...good, text: "won't sync at all" }, hour: 5 },
  ];
  const before = [rated, known];
  const after = [rated, check("known", { accepted: { platform: ["ios", "symbian"] } }), released];
  const through = async (kills: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    await open();
    await run(before, first);
    const statements = statementsOf(await receive(after, second), ["normalize", "enrich"]);
    for (const killed of kills) {
      const place = statements.findIndex(({ id }) => id === killed);
      expect(place, killed).toBeGreaterThan(0);
      for (const { sql: text } of statements.slice(0, place)) await db.execute(text);
      await db.execute(ledger.openRun(duckdb));
    }
    for (const { sql: text } of statements) await db.execute(text);
    await db.execute(ledger.finishRun(duckdb));
    return dumpTables(db.database, "fixloop", { provenance: true });
  };
  const whole = await through([]);
  expect(whole.get("curated.set_aside_event")).toHaveLength(1);
  db.close();
  const killed = await through([
    "normalize.set_aside_event",
    "normalize.leave_out_set_aside",
    "normalize.customer_link",
    "enrich.enrichment",
    "enrich.checks",
  ]);
  expect(differences(whole, killed)).toEqual([]);
}, 60_000);

test("an event that is set aside and there all the same fails a check of severity error, and so does one that is neither", async () => {
  await open();
  const plan = await receive(
    [],
    [
      { id: "e1", record: good },
      { id: "e2", record: good },
    ],
  );
  const statements = statementsOf(plan, ["normalize"]);
  for (const { id, sql: text } of statements) {
    if (id === "normalize.checks") {
      await db.rows("DELETE FROM fixloop_curated.feedback_event WHERE event_id = 'e2'");
      await db.insert("curated.set_aside_event", [asideEvent({ event_id: "e1" })]);
    }
    await db.execute(text);
  }
  expect(
    await db.rows(
      "SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE severity = 'error' AND failing_rows > 0 ORDER BY check_id",
    ),
  ).toEqual([
    { check_id: "normalize.every_payload_has_its_event", failing_rows: 1n },
    { check_id: "normalize.set_aside_is_left_out", failing_rows: 1n },
  ]);
});

test("nothing that an author wrote but the id of a check is in the SQL of either engine", () => {
  const hostile = "'); DROP TABLE fixloop_curated.issue; --";
  const plan = planWith([
    check("quoted", { title: hostile, rule: `locale <> '${hostile.replaceAll("'", "''")}'` }),
    check("listed", { accepted: { platform: [hostile] } }),
  ]);
  const step = plan.stages.flatMap(({ steps }) => steps).find(({ id }) => id === "normalize.set_aside_event");
  if (step?.kind !== "sql") throw new Error("no such step");
  for (const dialect of [duckdb, databricks]) {
    const text = render(step.query(dialect), "fixloop");
    expect(text).toContain("authored.listed");
    expect(text).not.toContain("DROP");
  }
});
