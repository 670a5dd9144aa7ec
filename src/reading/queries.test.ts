import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { finishRun } from "../ledger/ledger.ts";
import { renderReport } from "../report/report.ts";
import { databricks } from "../sql/databricks.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, sql, tablesIn } from "../sql/sql.ts";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import {
  enrichment,
  event,
  issue,
  member,
  release,
  replaceRows,
  trackerEvent,
} from "../../test/support/upstreamRows.ts";
import { health } from "./health.ts";
import { healthSections } from "./healthWords.ts";
import { readingQueries } from "./queries.ts";
import { query, readRows } from "./query.ts";
import { reportData, type ProductReport } from "./reportData.ts";
import { runSummary } from "./summary.ts";
import { text } from "./column.ts";

const project = smallProject({
  products: [
    { id: "notes", title: "Notes" },
    { id: "tasks", title: "Tasks" },
  ],
});

/** Complaints of one category, version and week; an issue with a fix, a signal, a review item and a quote. */
async function insertProduct(db: StageDatabase, product: string, complaints: number): Promise<void> {
  const name = (rest: string | number): string => `${product}-${rest}`;
  const ids = Array.from({ length: complaints }, (_, index) => name(index));
  await db.insert(
    "curated.feedback_event",
    ids.map((event_id) => event({ event_id, product, source: name("helpdesk") })),
  );
  await db.insert(
    "curated.enrichment",
    ids.map((event_id) => enrichment({ event_id })),
  );
  await db.insert(
    "curated.issue_member",
    ids.map((event_id) => member(event_id, name("issue"))),
  );
  await db.insert("curated.issue", [issue({ issue_id: name("issue"), product, events: complaints })]);
  await db.insert("curated.daily_count", [
    {
      product,
      category: "sync-stops",
      channel: "tickets",
      version: "2.0.0",
      platform: "-",
      event_date: "2026-03-02",
      events: complaints,
      voters: complaints,
    },
  ]);
  await db.insert("curated.exposure_daily", [
    {
      product,
      version: "2.0.0",
      platform: "-",
      event_date: "2026-03-02",
      exposure: complaints * 100,
      basis: "active_users",
    },
  ]);
  await db.insert("raw.release", [
    { ...release({ version: "2.0.0", released_at: "2026-03-01 00:00:00" }), release_id: name("r"), product },
  ]);
  await db.insert("raw.tracker_event", [
    {
      ...trackerEvent({ ticket_key: name("ticket"), changed_at: "2026-03-08 00:00:00", to_status: "done" }),
      product,
    },
  ]);
  await db.insert("curated.issue_signal", [
    {
      issue_id: name("issue"),
      metric: "sync_errors",
      area: "sync",
      link_rank: 1,
      effect_milli: 2000,
      effect_low_milli: 1500,
      effect_high_milli: 3000,
      log_likelihood_ratio_milli: 9000,
      explained_bp: 8000,
      accepted: true,
    },
  ]);
  await db.insert("raw.telemetry_point", [
    {
      point_id: name("point"),
      source: name("metrics"),
      product,
      metric: "sync_errors",
      metric_kind: "count",
      measured_at: "2026-03-02 00:00:00",
      measured_date: "2026-03-02",
      area: "sync",
      value: complaints,
      exposure: 1000,
    },
  ]);
  await db.insert("curated.fix", [
    {
      issue_id: name("issue"),
      fix_position: 1,
      ticket_key: name("ticket"),
      fix_version: "2.1.0",
      released_at: "2026-03-09 00:00:00",
      scope: "version",
    },
  ]);
  await db.insert("curated.review_item", [
    {
      review_item_id: name("item"),
      subject_kind: "issue",
      subject_id: name("issue"),
      reason: "no_owner",
      raised_at: "2026-03-05 00:00:00",
    },
  ]);
  await db.insert("curated.quarantine", [
    {
      quarantine_id: name("bad"),
      source: name("helpdesk"),
      kind: "tickets",
      reason: "bad_time",
      file: "f",
      record_position: 1,
      payload: "",
    },
  ]);
  await db.insert("curated.source", [
    {
      source: name("helpdesk"),
      kind: "tickets",
      product,
      required_keys: [],
      record_paths: [],
      local_offsets: [],
      allowed_reasons: [],
    },
  ]);
  await db.insert("curated.drift", [
    {
      product,
      audited_month: "2026-03-01",
      measure: "category",
      item: "*",
      events: complaints,
      month_events: complaints,
      reference_events: complaints,
      reference_total: complaints,
      share_bp: 10000,
      reference_share_bp: 10000,
      stability_millionths: complaints,
      level: "stable",
      flagged: false,
    },
  ]);
}

async function world(products: Readonly<Record<string, number>>): Promise<StageDatabase> {
  const db = await StageDatabase.open(project, { asOf: "2026-04-01T00:00:00Z" });
  for (const [product, complaints] of Object.entries(products)) await insertProduct(db, product, complaints);
  await db.insert("curated.review_item", [
    {
      review_item_id: "pair",
      subject_kind: "customer_link",
      subject_id: "pair",
      reason: "identity",
      raised_at: "2026-03-05 00:00:00",
    },
  ]);
  await db.stage("measure");
  await db.execute(finishRun(duckdb));
  return db;
}

let alone: StageDatabase;
let both: StageDatabase;
beforeAll(async () => {
  alone = await world({ notes: 1 });
  both = await world({ notes: 1, tasks: 501 });
});
afterAll(() => {
  alone.close();
  both.close();
});

test("names are unique, and none mixes products without saying why", () => {
  const names = readingQueries.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const mixed = readingQueries.filter(
    ({ columns, acrossProducts }) => !Object.hasOwn(columns, "product") && (acrossProducts ?? "") === "",
  );
  expect(mixed).toEqual([]);
  expect(() =>
    query({ name: "charts", title: "", columns: { events: text }, sql: () => sql`SELECT 1` }),
  ).toThrow("reading: charts has no column product and doesn't say why");
});

describe.each(readingQueries.map((each) => [each.name, each] as const))("%s", (_name, each) => {
  test("gives the columns that it names, of their types, on DuckDB", async () => {
    const wanted: readonly (readonly [string, unknown])[] = Object.entries(each.columns).map(
      ([column, { type }]) => [
        column,
        // a decimal that is drawn is read as a number, and so is a count
        type === "number" ? expect.stringMatching(/^(number|bigint|decimal)$/) : type,
      ],
    );
    const described = await both.database.rows(`DESCRIBE ${render(each.sql(duckdb), "fixloop")}`, at);
    expect(described.map((row) => [row["column_name"], typeOf(String(row["column_type"]))])).toEqual(wanted);
    await readRows(both.runner, each);
  });

  test("orders its rows, and reads the same relations on both engines", () => {
    const statement = render(each.sql(duckdb), "fixloop");
    if (!/^now$|^finished_loop$|^versions_in_force$/.test(each.name))
      expect(statement).toMatch(/ORDER BY [^()]+$/);
    expect(tablesIn(each.sql(databricks))).toEqual(tablesIn(each.sql(duckdb)));
  });
});

test.each(
  readingQueries
    .filter(({ columns }) => Object.hasOwn(columns, "product"))
    .map((each) => [each.name, each] as const),
)("%s tells of a product the same whether there is another or not", async (_name, each) => {
  const ofNotes = async (db: StageDatabase): Promise<readonly unknown[]> =>
    (await readRows(db.runner, each)).filter(
      (row) => (row as { readonly product?: unknown }).product === "notes",
    );
  expect(await ofNotes(both)).toEqual(await ofNotes(alone));
});

const at = { now: "2026-04-02T00:00:00Z" };
function typeOf(duckdbType: string): string {
  if (duckdbType.startsWith("DECIMAL")) return "decimal";
  const types: Readonly<Record<string, string>> = {
    VARCHAR: "text",
    BIGINT: "bigint",
    INTEGER: "number",
    DOUBLE: "number",
    BOOLEAN: "boolean",
    DATE: "date",
    TIMESTAMP: "timestamp",
    "VARCHAR[]": "list",
  };
  return types[duckdbType] ?? duckdbType;
}

describe("two products, one complaint against 501 in one category", () => {
  test("their reports show each its own, in every list and chart", async () => {
    const data = await reportData(both.runner, "Notes, Tasks");
    const shown = ({ issues, totals, waiting, quarantine }: ProductReport): unknown => {
      const [first] = issues;
      return {
        feedback: totals.feedback,
        setAside: quarantine.map(({ source }) => source),
        weekly: first?.weekly,
        categoryWeekly: first?.categoryWeekly,
        versions: first?.versions,
        signal: first?.signals[0]?.weekly,
        quotes: first?.quotes.map(({ source }) => source),
        fixes: first?.fixes.map(({ ticket }) => ticket),
        waiting,
      };
    };
    expect(data.products.map(shown)).toEqual([
      {
        feedback: 1n,
        setAside: ["notes-helpdesk"],
        weekly: [1],
        categoryWeekly: [1],
        versions: [{ version: "2.0.0", complaints: 1, rate: 100 }],
        signal: [0.001],
        quotes: ["notes-helpdesk"],
        fixes: ["notes-ticket"],
        waiting: [{ product: "notes", reason: "no_owner", items: 1n }],
      },
      {
        feedback: 501n,
        setAside: ["tasks-helpdesk"],
        weekly: [501],
        categoryWeekly: [501],
        versions: [{ version: "2.0.0", complaints: 501, rate: 100 }],
        signal: [0.501],
        quotes: ["tasks-helpdesk", "tasks-helpdesk", "tasks-helpdesk"],
        fixes: ["tasks-ticket"],
        waiting: [{ product: "tasks", reason: "no_owner", items: 1n }],
      },
    ]);
    expect(data.waitingIdentities).toEqual([{ product: "-", reason: "identity", items: 1n }]);
    const [, notes = "", tasks = ""] = renderReport(data).split('<section class="product"');
    expect(notes).toContain("week of 2026-03-02: 1 in this issue, 1 in the category");
    expect(notes).not.toContain("501");
    expect(tasks).toContain("week of 2026-03-02: 501 in this issue, 501 in the category");
  });

  test("the summary of a run sums over both and has each", async () => {
    const { feedback, products, issues } = await runSummary(both.runner);
    expect(feedback).toBe(502n);
    expect(products.map((each) => [each.product, each.feedback])).toEqual([
      ["notes", 1n],
      ["tasks", 501n],
    ]);
    expect(issues.map(({ id, product, customers }) => [id, product, customers])).toEqual([
      ["notes-issue", "notes", 3n],
      ["tasks-issue", "tasks", 3n],
    ]);
  });

  test("the status lists the steps of the newest loop by their time, without those of an attempt before", async () => {
    const second = (seconds: number): string => `2026-04-01 10:00:0${seconds}`;
    const step = (name: string, position: number, started: number, finished: number) => ({
      run_id: 1,
      stage: name.split(".")[0],
      step: name,
      step_position: position,
      started_at: second(started),
      finished_at: second(finished),
    });
    const stage = (name: string, position: number, started: number) => ({
      run_id: 1,
      stage: name,
      stage_position: position,
      window_low: 0,
      window_high: 1,
      status: "running",
      code_version: "test",
      taxonomy_version: "test",
      started_at: second(started),
    });
    await replaceRows(both, "curated.stage_run", [
      stage("track", 6, 1),
      stage("cluster", 4, 0),
      stage("route", 5, 5),
    ]);
    await replaceRows(both, "curated.step_run", [
      step("track.fix", 1, 1, 2),
      step("track.checks", 2, 2, 5),
      step("cluster.issue", 3, 0, 1),
      // route began again at 5
      step("route.ticket", 1, 0, 4),
    ]);
    const found = await health(both.runner, { steps: true });
    expect(found.steps?.map((each) => [each.step, each.milliseconds])).toEqual([
      ["track.checks", 3000],
      ["cluster.issue", 1000],
      ["track.fix", 1000],
    ]);
    expect(healthSections(found).find(({ title }) => title === "Slowest steps")?.lines).toEqual([
      "track.checks       3.00 s   60 %",
      "cluster.issue      1.00 s   20 %",
      "track.fix          1.00 s   20 %",
    ]);
    expect((await health(both.runner, { steps: false })).steps).toBeNull();
  });

  test("the status counts open issues over all products, and of each", async () => {
    const found = await health(both.runner, { steps: false });
    expect(found.issues).toEqual({ open: 2, detected: 2, waitingForReview: 3 });
    expect(healthSections(found)[0]?.lines.slice(1)).toEqual([
      "all products: 2 open issues, 2 of them with a rate that stepped up; 3 items wait for a person",
      "notes: 1 open issues, 1 of them with a rate that stepped up; 1 items wait for a person",
      "tasks: 1 open issues, 1 of them with a rate that stepped up; 1 items wait for a person",
    ]);
  });
});
