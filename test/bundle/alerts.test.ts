import { planOf } from "../support/planOf.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { alertQueries, costQuery, type BilledWarehouse } from "../../src/databricks/alerts.ts";
import type { Project } from "../../src/spec/project.ts";
import { finishRun } from "../../src/ledger/ledger.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { Database } from "../../src/local/database.ts";
import { smallProject, source } from "../support/project.ts";
import { issue as issueRow } from "../support/upstreamRows.ts";
import { StageDatabase } from "../support/stageDatabase.ts";

const project = smallProject({
  sources: [
    source({
      id: "reviews",
      kind: "reviews",
      files: ["reviews.jsonl"],
      map: {},
      contract: { freshHours: 24, minRecordsPerDay: undefined, requiredKeys: [], allowedReasons: [] },
    }),
  ],
});
const now = "2026-03-10T12:00:00Z";

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(project);
  await db.database.run("DELETE FROM fixloop_curated.pipeline_run");
});
afterEach(() => db.close());

/** What the alert finds: none means that it is quiet. */
async function problems(key: string, of: Project = project): Promise<readonly unknown[]> {
  const query = alertQueries(planOf(of), duckdb)[key];
  if (query === undefined) throw new Error(`there is no alert ${key}`);
  const rows = await db.database.rows<{ problem: unknown }>(render(query, "fixloop"), { now });
  return rows.map(({ problem }) => problem);
}

const run = (row: Readonly<Record<string, unknown>>): Promise<void> =>
  db.insert("curated.pipeline_run", [
    {
      run_id: 1,
      job: "loop",
      as_of: "2026-03-10 10:00:00",
      status: "finished",
      started_at: "2026-03-10 10:00:00",
      finished_at: "2026-03-10 10:20:00",
      ...row,
    },
  ]);

const deployed = (deployed_at: string): Promise<void> =>
  db.insert("curated.deployment", [
    {
      deployment_id: deployed_at,
      action: "deploy",
      target: "prod",
      manifest_hash: "m",
      code_version: "c",
      taxonomy_version: "t",
      deployed_by: "ci",
      deployed_at,
      gates: "[]",
      record_hash: "r",
    },
  ]);

describe("stalled_pipeline: every 120 minutes, a run at most 60", () => {
  test("is quiet where a run finished lately, and before there was any", async () => {
    expect(await problems("stalled_pipeline")).toEqual([]);
    await run({});
    expect(await problems("stalled_pipeline")).toEqual([]);
  });

  test("finds that no loop ever finished, as long after the first deployment", async () => {
    await deployed("2026-03-10 08:00:01");
    expect(await problems("stalled_pipeline")).toEqual([]);
    await deployed("2026-03-10 07:59:59");
    expect(await problems("stalled_pipeline")).toEqual(["no loop ever finished"]);
    await run({ job: "audit" });
    expect(await problems("stalled_pipeline")).toEqual(["no loop ever finished"]);
    await run({ run_id: 2 });
    expect(await problems("stalled_pipeline")).toEqual([]);
  });

  test("finds that nothing has finished for longer than the interval and two runs", async () => {
    await run({ finished_at: "2026-03-10 07:59:59" });
    expect(await problems("stalled_pipeline")).toEqual(["nothing has finished"]);
  });

  test("a finished audit is no finished loop", async () => {
    await run({ finished_at: "2026-03-10 07:00:00" });
    await run({ run_id: 2, job: "audit" });
    expect(await problems("stalled_pipeline")).toEqual(["nothing has finished"]);
  });

  test("finds a run that is open after twice the time that one may take", async () => {
    await run({});
    await run({ run_id: 2, status: "running", started_at: "2026-03-10 10:00:00", finished_at: null });
    expect(await problems("stalled_pipeline")).toEqual([]);
    await run({
      run_id: 3,
      job: "audit",
      status: "waiting",
      started_at: "2026-03-10 09:59:59",
      finished_at: null,
    });
    expect(await problems("stalled_pipeline")).toEqual(["run is open"]);
  });

  test("without an interval only an open run is a sign", async () => {
    const onFiles = { ...project, jobs: { ...project.jobs, stalledAfterMinutes: undefined } };
    await run({ finished_at: "2025-01-01 00:00:00" });
    expect(await problems("stalled_pipeline", onFiles)).toEqual([]);
  });
});

describe("failed_check", () => {
  const check = (row: Readonly<Record<string, unknown>>): Promise<void> =>
    db.insert("curated.check_result", [
      {
        run_id: 2,
        check_id: "ingest.fresh",
        stage: "ingest",
        checked_table: "raw.feedback_payload",
        severity: "error",
        failing_rows: 3,
        ...row,
      },
    ]);
  beforeEach(async () => {
    await run({ run_id: 1 });
    await run({ run_id: 2, status: "running" });
  });

  test("is quiet about checks that held, warnings and earlier runs", async () => {
    await check({ failing_rows: 0 });
    await check({ check_id: "ingest.volume", severity: "warn" });
    await check({ run_id: 1, check_id: "ingest.schema" });
    expect(await problems("failed_check")).toEqual([]);
  });

  test("finds the check of the newest run that failed", async () => {
    await check({});
    expect(await problems("failed_check")).toEqual(["ingest.fresh"]);
  });
});

describe("stale_source: 24 hours at most", () => {
  /** What a loop finds, up to its last statement. */
  const delivered = async (received_at: string): Promise<void> => {
    await run({ status: "running" });
    await db.insert("raw.feedback_payload", [
      {
        event_id: "e",
        source: "reviews",
        kind: "reviews",
        source_record_id: "1",
        payload: "{}",
        payload_hash: "h",
        product: "notes",
        received_at,
        occurred_at: received_at,
        file: "reviews.jsonl",
        record_position: 1,
        schema_fingerprint: "f",
      },
    ]);
    await db.stage("measure");
    await db.execute(finishRun(duckdb));
  };

  test("is quiet about a source that brought something within its contract", async () => {
    await delivered("2026-03-09 10:00:00");
    expect(await problems("stale_source")).toEqual([]);
  });

  test("finds one that has been silent for longer", async () => {
    await delivered("2026-03-09 08:00:00");
    expect(await problems("stale_source")).toEqual(["reviews"]);
  });
});

describe("issue_spike", () => {
  const detection = (row: Readonly<Record<string, unknown>>): Promise<void> =>
    db.insert("curated.detection", [
      {
        detection_id: "d",
        product: "notes",
        category: "sync-stops",
        origin: "spike",
        onset_date: "2026-03-08",
        alarm_date: "2026-03-09",
        end_date: "2026-03-10",
        level: "page",
        log_e_milli: 9000,
        observed: 12,
        expected_milli: 2000,
        ...row,
      },
    ]);
  beforeEach(() => run({}));

  test("is quiet about what is only watched, and about what is known for days", async () => {
    await detection({ level: "watch" });
    await detection({ detection_id: "old", alarm_date: "2026-03-08" });
    expect(await problems("issue_spike")).toEqual([]);
  });

  test("finds what stepped up enough to page in the last two days of the newest finished run", async () => {
    await detection({});
    expect(await problems("issue_spike")).toEqual(["sync-stops"]);
  });
});

describe("cost_over_budget, on bills of the shape that the system tables document", () => {
  let bills: Database;
  beforeEach(async () => {
    bills = await Database.open(":memory:");
    await bills.run(`CREATE TABLE list_prices AS SELECT * FROM (VALUES
  ('JOBS', 'AZURE', 'DBU', 'USD', TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2026-01-01 00:00:00', {effective_list: {price: CAST(9 AS DECIMAL(38, 18))}}),
  ('JOBS', 'AZURE', 'DBU', 'USD', TIMESTAMP '2026-01-01 00:00:00', NULL, {effective_list: {price: CAST(0.5 AS DECIMAL(38, 18))}}),
  ('SQL', 'AZURE', 'DBU', 'USD', TIMESTAMP '2020-01-01 00:00:00', NULL, {effective_list: {price: CAST(2 AS DECIMAL(38, 18))}})
) AS t(sku_name, cloud, usage_unit, currency_code, price_start_time, price_end_time, pricing)`);
    await bills.run(`CREATE TABLE usage AS SELECT * FROM (VALUES
  ('JOBS', 'AZURE', 'DBU', 10.0, current_date - 1, {job_id: '11', warehouse_id: NULL}),
  ('JOBS', 'AZURE', 'DBU', -4.0, current_date - 1, {job_id: '12', warehouse_id: NULL}),
  ('JOBS', 'AZURE', 'DBU', 100.0, current_date - 1, {job_id: '99', warehouse_id: NULL}),
  ('JOBS', 'AZURE', 'DBU', 1000.0, current_date - 31, {job_id: '11', warehouse_id: NULL}),
  ('SQL', 'AZURE', 'DBU', 7.0, current_date - 2, {job_id: NULL, warehouse_id: 'w'}),
  ('SQL', 'AZURE', 'DBU', 5.0, current_date - 3, {job_id: NULL, warehouse_id: 'w'}),
  ('SQL', 'AZURE', 'DBU', 50.0, current_date - 2, {job_id: NULL, warehouse_id: 'other'})
) AS t(sku_name, cloud, usage_unit, usage_quantity, usage_date, usage_metadata)`);
    // two days ago our jobs took a quarter of what ran on w; three days ago it ran for others alone
    await bills.run(`CREATE TABLE statements AS SELECT * FROM (VALUES
  (current_date - 2 + INTERVAL 9 HOURS, 1000, {warehouse_id: 'w'}, {job_info: {job_id: '11'}}),
  (current_date - 2 + INTERVAL 10 HOURS, 1500, {warehouse_id: 'w'}, {job_info: {job_id: '12'}}),
  (current_date - 2 + INTERVAL 11 HOURS, 4500, {warehouse_id: 'w'}, {job_info: {job_id: '99'}}),
  (current_date - 2 + INTERVAL 12 HOURS, 3000, {warehouse_id: 'w'}, {job_info: NULL}),
  (current_date - 2 + INTERVAL 12 HOURS, 90000, {warehouse_id: 'other'}, {job_info: {job_id: '11'}}),
  (current_date - 3 + INTERVAL 12 HOURS, 700, {warehouse_id: 'w'}, {job_info: NULL})
) AS t(start_time, execution_duration_ms, compute, query_source)`);
    await bills.run(
      "ALTER TABLE usage ADD COLUMN usage_start_time TIMESTAMP; UPDATE usage SET usage_start_time = usage_date",
    );
  });
  afterEach(() => bills.close());

  // the tables of a workspace, and a field whose name is a keyword of DuckDB: nothing else is replaced
  const here = {
    usage: "usage",
    prices: "list_prices",
    price: "list_price.pricing.effective_list.price",
    statements: "statements",
  };
  const dollars = async (warehouse: BilledWarehouse): Promise<number> => {
    const text = costQuery({ jobIds: ["11", "12"], warehouse }, here);
    const [row] = await bills.rows<{ dollars: unknown }>(text);
    return Number(row?.dollars);
  };

  test("adds up thirty days of the jobs at the price of their time, corrections included", async () => {
    expect(await dollars({ id: "unused", shared: false })).toBe(3);
    expect(await dollars({ id: "unused", shared: true })).toBe(3);
  });

  test("and of the whole warehouse where it is the target's own", async () => {
    expect(await dollars({ id: "w", shared: false })).toBe(3 + 14 + 10);
  });

  test("of a shared one, each day by the share of its execution time that the jobs took", async () => {
    expect(await dollars({ id: "w", shared: true })).toBe(3 + 0.25 * 14);
  });

  test("a shared warehouse without any recorded statement costs nothing yet", async () => {
    await bills.run("DELETE FROM statements");
    expect(await dollars({ id: "w", shared: true })).toBe(3);
  });
});

describe("issue_without_owner: 8 hours at most from triage", () => {
  const issue = async (issue_id: string, owner: string, state: string | null): Promise<void> => {
    await db.insert("curated.issue", [issueRow({ issue_id })]);
    await db.insert("curated.assignment", [
      {
        issue_id,
        owner,
        explanation: "no rule matches",
        candidates: 0,
        release_blocker: false,
        assigned_at: "2026-03-10 02:00:00",
      },
    ]);
    if (state !== null)
      await db.insert("curated.issue_status", [{ issue_id, state, since: "2026-03-10 02:00:00" }]);
  };

  test("finds open issues that nobody owned for so long, and no others", async () => {
    await issue("owned", "team-sync", "assigned");
    await issue("settled", "unassigned", "wont_fix");
    await issue("new", "unassigned", null);
    await issue("open", "unassigned", "assigned");
    await run({ as_of: "2026-03-10 09:59:59" });
    expect(await problems("issue_without_owner")).toEqual([]);
    await run({ run_id: 2, as_of: "2026-03-10 10:00:00" });
    expect(await problems("issue_without_owner")).toEqual(["new", "open"]);
  });

  test("waits as long as sla.assign says", async () => {
    await issue("open", "unassigned", "assigned");
    await run({ as_of: "2026-03-10 10:00:00" });
    await db.database.run("UPDATE fixloop_curated.setting SET assign_hours = 9");
    expect(await problems("issue_without_owner")).toEqual([]);
  });
});
