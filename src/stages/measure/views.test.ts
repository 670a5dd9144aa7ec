import { bareHashKey } from "../../sql/hash.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FinishedView } from "../../contract/view.ts";
import { finishRun } from "../../ledger/ledger.ts";
import { stepSql } from "../../plan/plan.ts";
import { publishSteps } from "./published.ts";
import { roi } from "./roi.ts";
import { finishedViews } from "./views.ts";
import { views } from "../views.ts";
import type { TableName } from "../../sql/sql.ts";
import { columnsOf } from "../tables.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { render, sql, table, tablesIn } from "../../sql/sql.ts";
import { category, smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import {
  asideEvent,
  enrichment,
  event,
  issue,
  member,
  release,
  replaceRows,
  trackerEvent,
} from "../../../test/support/upstreamRows.ts";

const project = smallProject({
  sources: [
    source({
      id: "helpdesk",
      kind: "tickets",
      files: [],
      map: {},
      contract: { freshHours: 12, minRecordsPerDay: undefined, requiredKeys: [], allowedReasons: [] },
    }),
    source({ id: "tracker", kind: "tracker", files: [], map: {} }),
  ],
  taxonomy: {
    ...smallProject().taxonomy,
    categories: [
      category({ id: "sync-stops", area: "sync", title: "Sync stops" }),
      category({ id: "how-to-share", area: "sync", kind: "question" }),
    ],
  },
});

describe("before anything has run", () => {
  let db: StageDatabase;
  beforeAll(async () => void (db = await StageDatabase.open(project)));
  afterAll(() => db.close());

  test.each(Object.keys(views))("%s can be read, and shows nothing", async (name) => {
    expect(await db.rows(`SELECT * FROM fixloop_${name}`)).toEqual([]);
  });

  test.each(Object.entries(finishedViews))(
    "the query of %s gives the columns and types that its contract names",
    async (name, view) => {
      const typesOf = async (relation: string): Promise<readonly string[]> =>
        (await db.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${relation}`)).map(
          ({ column_name, column_type }) => `${column_name} ${column_type}`,
        );
      const contract: FinishedView = view;
      const computed = new Set(Object.keys(contract.atReading ?? {}));
      expect((await typesOf(render(contract.query(duckdb), "fixloop"))).toSorted()).toEqual(
        Object.entries({ ...contract.columns, ...contract.unshown })
          .filter(([column]) => !computed.has(column))
          .map(([column, { type }]) => `${column} ${render(duckdb.type(type), "")}`)
          .toSorted(),
      );
      expect(await typesOf(`fixloop_serving.${name}`)).toEqual(
        Object.entries(contract.columns).map(
          ([column, { type }]) => `${column} ${render(duckdb.type(type), "")}`,
        ),
      );
    },
  );
});

test("no view shows a column that holds personal data", () => {
  for (const [name, view] of Object.entries(views)) {
    const personal = new Set(
      tablesIn(view.query(duckdb))
        .filter((relation) => !relation.startsWith("serving."))
        .flatMap((relation) => Object.entries(columnsOf(relation as TableName)))
        .filter(([, column]) => column.class === "personal" || column.class === "sensitive")
        .map(([column]) => column),
    );
    expect([name, Object.keys(view.columns).filter((column) => personal.has(column))]).toEqual([name, []]);
  }
});

describe("a month with one defect", () => {
  let db: StageDatabase;
  /** Evaluates the views again and finishes the run, as the last stage and the ledger do. */
  const publish = async (): Promise<void> => {
    await db.database.run("UPDATE fixloop_curated.pipeline_run SET status = 'running' WHERE run_id = 1");
    for (const step of publishSteps) await db.execute(stepSql(step, duckdb) ?? sql``);
    await db.execute(finishRun(duckdb));
  };
  const one = async (text: string): Promise<Readonly<Record<string, unknown>>> =>
    (await db.rows(text))[0] ?? {};

  beforeAll(async () => {
    db = await StageDatabase.open(project, { asOf: "2026-04-10T12:00:00Z" });
    await db.insert("curated.pipeline_run", [
      {
        run_id: 0,
        job: "loop",
        as_of: "2026-03-01 00:00:00",
        status: "finished",
        started_at: "2026-03-01 00:00:00",
        finished_at: "2026-03-01 00:10:00",
      },
      {
        run_id: -1,
        job: "loop",
        as_of: "2026-03-15 10:00:00",
        status: "finished",
        started_at: "2026-03-15 10:00:00",
        finished_at: "2026-03-15 10:10:00",
      },
    ]);
    await db.database.run("UPDATE fixloop_curated.pipeline_run SET status = 'finished' WHERE run_id = 1");
    await db.insert("curated.issue", [
      issue({
        issue_id: "i1",
        detected_at: "2026-03-15 00:00:00",
        events: 3,
        customers: 2,
        revenue_at_risk: "150",
        priority: 80,
        scope_version: "2.0.0",
      }),
      issue({ issue_id: "i2", detected_at: "2026-02-01 00:00:00", scope_version: "1.9.0", priority: 10 }),
      issue({ issue_id: "gone", detected_at: "2026-03-20 00:00:00", events: 0 }),
    ]);
    await db.insert("curated.issue_signal", [
      {
        issue_id: "i1",
        metric: "sync_errors",
        area: "sync",
        link_rank: 1,
        effect_milli: 3456,
        effect_low_milli: 2000,
        effect_high_milli: 4000,
        log_likelihood_ratio_milli: 9000,
        explained_bp: 9000,
        accepted: true,
      },
      {
        issue_id: "i2",
        metric: "sync_errors",
        area: "sync",
        link_rank: 1,
        effect_milli: 1100,
        effect_low_milli: 900,
        effect_high_milli: 1300,
        log_likelihood_ratio_milli: 900,
        explained_bp: 900,
        accepted: false,
      },
    ]);
    await db.insert("curated.assignment", [
      {
        issue_id: "i1",
        owner: "team-sync",
        explanation: "area",
        candidates: 1,
        release_blocker: true,
        assigned_at: "2026-03-15 10:00:00",
      },
      {
        issue_id: "i2",
        owner: "team-sync",
        explanation: "area",
        candidates: 1,
        release_blocker: true,
        assigned_at: "2026-03-01 00:00:00",
      },
    ]);
    await db.insert("curated.fix", [
      {
        issue_id: "i1",
        fix_position: 1,
        ticket_key: "T-1",
        fix_version: "2.1.0",
        fix_version_key: "000000002.000000001.000000000",
        released_at: "2026-03-20 00:00:00",
        scope: "version",
      },
    ]);
    await db.insert("curated.validation", [
      {
        issue_id: "i1",
        fix_position: 1,
        verdict: "fixed",
        decided_date: "2026-03-29",
        observed: 1,
        expected_milli: 20_000,
        rate_ratio_milli: 50,
        voice_log_e_milli: 4000,
        failure_log_e_milli: -3000,
        reason: "evidence_for_fix",
      },
    ]);
    const evidence = {
      issue_id: "i1",
      fix_position: 1,
      observed_day: 0,
      exposure_day: 10,
      overdispersion_milli: 1000,
      background_low_milli: 0,
      background_high_milli: 0,
      has_signature: true,
      exposure_low: 0,
      exposure_high: 0,
    };
    await db.insert("curated.fix_evidence", [
      {
        ...evidence,
        channel: "tickets",
        event_date: "2026-04-01",
        observed: 0,
        exposure: 90,
        reference_observed: 50,
        reference_exposure: 500,
      },
      // 50 / 500 of 120 would have been 12 tickets, one came: 11 deflected
      {
        ...evidence,
        channel: "tickets",
        event_date: "2026-04-02",
        observed: 1,
        exposure: 120,
        reference_observed: 50,
        reference_exposure: 500,
      },
      {
        ...evidence,
        channel: "reviews",
        event_date: "2026-04-02",
        observed: 0,
        exposure: 900,
        reference_observed: 50,
        reference_exposure: 500,
      },
    ]);
    const state = (
      issue_id: string,
      name: string,
      happened_at: string,
      cause: string,
      run_id = 0,
    ): Readonly<Record<string, unknown>> => ({
      issue_event_id: `${issue_id} ${name}`,
      issue_id,
      state: name,
      happened_at,
      cause,
      run_id,
    });
    await db.insert("curated.issue_event", [
      state("i1", "detected", "2026-03-15 00:00:00", "detection"),
      state("i1", "triaged", "2026-03-15 04:00:00", "ticket"),
      // owned from its detection on, which a run ten hours later told
      state("i1", "assigned", "2026-03-15 00:00:00", "routing", -1),
      state("i1", "released", "2026-03-20 00:00:00", "release"),
      state("i1", "resolved", "2026-03-30 00:00:00", "verdict"),
      state("i2", "detected", "2026-02-01 00:00:00", "detection"),
      // the first load of history: no one took a month to find the owner
      state("i2", "triaged", "2026-03-01 00:00:00", "routing"),
      state("i2", "assigned", "2026-03-01 00:00:00", "routing"),
    ]);
    await db.insert("curated.issue_status", [
      { issue_id: "i1", state: "resolved", since: "2026-03-30 00:00:00" },
      { issue_id: "i2", state: "assigned", since: "2026-03-01 00:00:00" },
      { issue_id: "gone", state: "detected", since: "2026-03-20 00:00:00" },
    ]);
    await db.insert("raw.release", [
      release({ version: "1.9.0", released_at: "2026-01-20 00:00:00" }),
      release({ version: "2.0.0", released_at: "2026-03-01 00:00:00" }),
      release({ version: "2.1.0", released_at: "2026-03-20 00:00:00" }),
    ]);
    await db.insert("curated.exposure_daily", [
      {
        product: "notes",
        version: "2.0.0",
        platform: "ios",
        event_date: "2026-03-02",
        exposure: "400",
        basis: "active_users",
      },
    ]);
    await db.insert("curated.daily_count", [
      {
        product: "notes",
        category: "sync-stops",
        channel: "tickets",
        version: "2.0.0",
        platform: "ios",
        event_date: "2026-03-02",
        events: 4,
        voters: 3,
      },
      {
        product: "notes",
        category: "how-to-share",
        channel: "tickets",
        version: "2.0.0",
        platform: "ios",
        event_date: "2026-03-02",
        events: 9,
        voters: 9,
      },
    ]);
    await db.insert("curated.detection", [
      {
        detection_id: "d",
        product: "notes",
        category: "sync-stops",
        origin: "release",
        version: "2.0.0",
        onset_date: "2026-03-01",
        alarm_date: "2026-03-14",
        end_date: "2026-03-20",
        level: "page",
        log_e_milli: 7000,
        observed: 30,
        expected_milli: 9000,
      },
    ]);
    await db.insert("curated.feedback_event", [
      event({ event_id: "e1", occurred_at: "2026-03-14 20:00:00", customer_record_id: "ann" }),
      event({ event_id: "e2", occurred_at: "2026-04-01 10:00:00", customer_record_id: "ann" }),
      event({
        event_id: "e3",
        occurred_at: "2026-04-02 10:00:00",
        customer_record_id: "ann",
        parent_record_id: "record-e2",
      }),
      event({
        event_id: "e4",
        occurred_at: "2026-03-16 10:00:00",
        customer_record_id: "bob",
        channel: "reviews",
        source: "store",
        rating: 1,
      }),
      event({
        event_id: "e5",
        occurred_at: "2026-03-17 10:00:00",
        customer_record_id: "cid",
        channel: "reviews",
        source: "store",
        rating: 5,
      }),
      event({
        event_id: "e6",
        occurred_at: "2026-02-01 10:00:00",
        customer_record_id: "cid",
        channel: "reviews",
        source: "store",
        rating: 1,
      }),
    ]);
    await db.insert("curated.customer", [
      { customer_record_id: "ann", customer_id: "ann", account_id: "a1", revenue_month: "100" },
      { customer_record_id: "cid", customer_id: "cid", account_id: "a2", revenue_month: "40" },
    ]);
    await db.insert("curated.enrichment", [
      ...["e1", "e2", "e3", "e4"].map((event_id) => enrichment({ event_id })),
      enrichment({
        event_id: "e5",
        category: "how-to-share",
        accepted: false,
        confidence_bp: 3000,
        quote: "how to",
      }),
      enrichment({ event_id: "e6" }),
    ]);
    await db.insert("curated.issue_member", [
      member("e1", "i1"),
      member("e2", "i1"),
      member("e4", "i1"),
      member("e6", "i2"),
    ]);
    await db.insert("curated.reply_draft", [
      { event_id: "e2", macro: "sorry", language: "en", body: "We are on it.", risk_class: "none" },
    ]);
    await db.insert("curated.outbox", [
      {
        outbox_id: "o1",
        action: "reply",
        destination: "helpdesk",
        event_id: "e2",
        risk_class: "legal",
        status: "waiting",
        created_at: "2026-04-10 06:00:00",
      },
      {
        outbox_id: "o2",
        action: "ticket",
        destination: "tracker",
        issue_id: "i2",
        risk_class: "none",
        status: "ready",
        created_at: "2026-04-10 06:00:00",
      },
    ]);
    await db.insert("curated.review_item", [
      {
        review_item_id: "r1",
        subject_kind: "event",
        subject_id: "e5",
        reason: "low_confidence",
        raised_at: "2026-04-10 00:00:00",
      },
      {
        review_item_id: "r2",
        subject_kind: "outbox",
        subject_id: "o1",
        reason: "risk",
        raised_at: "2026-04-10 06:00:00",
      },
      {
        review_item_id: "r3",
        subject_kind: "issue",
        subject_id: "i2",
        reason: "no_owner",
        raised_at: "2026-04-10 00:00:00",
      },
    ]);
    const payload = (event_id: string, received_at: string): Readonly<Record<string, unknown>> => ({
      event_id,
      source: "helpdesk",
      kind: "tickets",
      source_record_id: event_id,
      payload: "{}",
      payload_hash: event_id,
      occurred_at: received_at,
      received_at,
      file: "f",
      record_position: 1,
      schema_fingerprint: "s",
    });
    await db.insert(
      "raw.feedback_payload",
      ["e1", "e2", "e3"].map((id) => payload(id, "2026-04-09 12:00:00")),
    );
    await db.insert("raw.tracker_event", [
      trackerEvent({ ticket_key: "T-1", changed_at: "2026-03-15 04:00:00", to_status: "open" }),
    ]);
    await db.insert("curated.quarantine", [
      {
        quarantine_id: "q",
        source: "helpdesk",
        kind: "tickets",
        file: "f",
        record_position: 9,
        reason: "missing_text",
        field: "text",
      },
    ]);
    await db.insert("curated.set_aside_event", [asideEvent({ event_id: "aside" })]);
    await replaceRows(db, "curated.stage_run", [
      {
        run_id: 0,
        stage: "ingest",
        stage_position: 1,
        window_low: 0,
        window_high: 0,
        status: "finished",
        rows_in: 5,
        rows_out: 5,
        checks_failed: 0,
        started_at: "2026-03-01 00:00:00",
        finished_at: "2026-03-01 00:00:09",
      },
      {
        run_id: 1,
        stage: "ingest",
        stage_position: 1,
        window_low: 0,
        window_high: 1,
        status: "failed",
        rows_in: 7,
        rows_out: 6,
        checks_failed: 1,
        started_at: "2026-04-10 12:00:00",
        finished_at: "2026-04-10 12:01:30",
      },
    ]);
    await db.insert("curated.check_result", [
      {
        run_id: 1,
        check_id: "ingest.volume",
        stage: "ingest",
        checked_table: "raw.feedback_payload",
        severity: "error",
        failing_rows: 4,
      },
    ]);
    await publish();
  });
  afterAll(() => db.close());

  test("the overview shows an issue with owner, state, verdict and accepted signal, and leaves out emptied issues", async () => {
    expect(
      await db.rows(`SELECT issue_id, title, area, owner, state, verdict, fix_version, rate_ratio_percent, top_signal, top_signal_ratio
FROM fixloop_serving.issue_overview ORDER BY priority DESC`),
    ).toEqual([
      {
        issue_id: "i1",
        title: "Sync stops",
        area: "Sync",
        owner: "Sync team",
        state: "resolved",
        verdict: "fixed",
        fix_version: "2.1.0",
        rate_ratio_percent: "5.0",
        top_signal: "sync_errors",
        top_signal_ratio: "3.46",
      },
      {
        issue_id: "i2",
        title: "Sync stops",
        area: "Sync",
        owner: "Sync team",
        state: "assigned",
        verdict: null,
        fix_version: null,
        rate_ratio_percent: null,
        top_signal: null,
        top_signal_ratio: null,
      },
    ]);
  });

  test("the scorecard of the last 30 days counts back from the newest finished run", async () => {
    expect(await one("SELECT * FROM fixloop_serving.executive_scorecard WHERE window_days = 30")).toEqual({
      product: "notes",
      window_days: 30,
      as_of: "2026-04-10 12:00:00",
      issues_detected: 1n,
      issues_open: 1n,
      median_hours_to_triage: "4.0",
      median_hours_to_owner: "10.0",
      median_hours_to_outcome: "360.0",
      fixes_released: 1n,
      fixes_fixed: 1n,
      fixes_not_fixed: 0n,
      fixes_regressed: 0n,
      fixes_inconclusive: 0n,
      feedback: 5n,
      coverage_percent: "80.0",
      matched_percent: "80.0",
      rated_reviews: 2n,
      negative_reviews_percent: "50.0",
      tickets: 2n,
      repeat_contacts: 1n,
      // ann complained about i1 alone, which is proven; cid about i2, which is open
      revenue_at_risk: "40.00",
      revenue_recovered: "100.00",
    });
  });

  test("the scorecard of 90 days also has the older issue, but not the day on which history was loaded", async () => {
    expect(
      await one(
        "SELECT issues_detected, median_hours_to_owner, feedback, rated_reviews FROM fixloop_serving.executive_scorecard WHERE window_days = 90",
      ),
    ).toEqual({
      issues_detected: 2n,
      median_hours_to_owner: "10.0",
      feedback: 6n,
      rated_reviews: 3n,
    });
  });

  test("the times of an issue go from its first complaint to its proof", async () => {
    expect(
      await one("SELECT * FROM fixloop_serving.feedback_to_fix_times WHERE issue_id = 'i1'"),
    ).toMatchObject({
      feedback_to_detection_hours: 4n,
      feedback_to_triage_hours: 8n,
      triage_to_assignment_hours: 6n,
      assignment_to_fix_hours: 110n,
      fix_to_validation_hours: 240n,
    });
    expect(await one("SELECT * FROM fixloop_serving.feedback_to_fix_medians")).toEqual({
      product: "notes",
      issues: 2n,
      feedback_to_detection_hours: "4.0",
      feedback_to_triage_hours: "8.0",
      triage_to_assignment_hours: "6.0",
      assignment_to_fix_hours: "110.0",
      fix_to_validation_hours: "240.0",
      triaged: 1n,
      assigned: 1n,
      released: 1n,
      validated: 1n,
    });
  });

  test("a blocker blocks its version and later ones until a version with a fix that holds", async () => {
    expect(
      await db.rows(
        "SELECT version, exposure, complaints, complaints_per_1000, pages, open_issues, top_issue, is_blocked FROM fixloop_serving.release_watch ORDER BY version",
      ),
    ).toEqual([
      {
        version: "1.9.0",
        exposure: "0.0000",
        complaints: 0n,
        complaints_per_1000: null,
        pages: 0n,
        open_issues: 1n,
        top_issue: "Sync stops",
        is_blocked: true,
      },
      {
        version: "2.0.0",
        exposure: "400.0000",
        complaints: 3n,
        complaints_per_1000: "7.50",
        pages: 1n,
        open_issues: 0n,
        top_issue: null,
        is_blocked: true,
      },
      {
        version: "2.1.0",
        exposure: "0.0000",
        complaints: 0n,
        complaints_per_1000: null,
        pages: 0n,
        open_issues: 0n,
        top_issue: null,
        is_blocked: true,
      },
    ]);
    // a fix in 2.0.0 for the older issue: no one can tell yet whether it holds, so it lifts the block from there on
    await db.insert("curated.fix", [
      {
        issue_id: "i2",
        fix_position: 1,
        ticket_key: "T-2",
        fix_version: "2.0.0",
        fix_version_key: "000000002.000000000.000000000",
        released_at: "2026-03-01 00:00:00",
        scope: "version",
      },
    ]);
    const judged = async (verdict: string): Promise<unknown> => {
      await db.database.run("DELETE FROM fixloop_curated.validation WHERE issue_id = 'i2'");
      await db.insert("curated.validation", [
        {
          issue_id: "i2",
          fix_position: 1,
          verdict,
          observed: 0,
          expected_milli: 0,
          voice_log_e_milli: 0,
          failure_log_e_milli: 0,
          reason: "too_early",
        },
      ]);
      await publish();
      return (
        await db.rows("SELECT version FROM fixloop_serving.release_watch WHERE is_blocked ORDER BY version")
      ).map(({ version }) => version);
    };
    expect(await judged("inconclusive")).toEqual(["1.9.0"]);
    expect(await judged("not_fixed")).toEqual(["1.9.0", "2.0.0", "2.1.0"]);
    await db.database.run("DELETE FROM fixloop_curated.validation WHERE issue_id = 'i2'");
    await db.database.run("DELETE FROM fixloop_curated.fix WHERE issue_id = 'i2'");
    await publish();
  });

  test("support sees what waits, with the draft and a masked quote", async () => {
    expect(
      await db.rows(
        "SELECT outbox_id, risk_class, title, quote, macro, draft, waiting_hours FROM fixloop_serving.support_queue",
      ),
    ).toEqual([
      {
        outbox_id: "o1",
        risk_class: "legal",
        title: "Sync stops",
        quote: "does not sync",
        macro: "sorry",
        draft: "We are on it.",
        waiting_hours: 6n,
      },
    ]);
  });

  test("a reviewer sees each item with the evidence of its event, whether it is about the event or about what would leave", async () => {
    expect(
      await db.rows(
        "SELECT review_item_id, title, quote, confidence_percent, risk_class, waiting_hours FROM fixloop_serving.review_queue ORDER BY review_item_id",
      ),
    ).toEqual([
      {
        review_item_id: "r1",
        title: "how-to-share",
        quote: "how to",
        confidence_percent: "30.0",
        risk_class: "none",
        waiting_hours: 12n,
      },
      {
        review_item_id: "r2",
        title: "Sync stops",
        quote: "does not sync",
        confidence_percent: "90.0",
        risk_class: "legal",
        waiting_hours: 6n,
      },
      {
        review_item_id: "r3",
        title: "Sync stops",
        quote: null,
        confidence_percent: null,
        risk_class: null,
        waiting_hours: 12n,
      },
    ]);
  });

  test("a reviewer sees which two customers may be the same, by what the mask makes of the ids of curated.customer", async () => {
    // as mask_key has it (src/governance/functions.ts)
    const people =
      "SELECT id AS customer_record_id, sha256(concat('fixloop:', id)) AS pseudonym FROM (VALUES ('ann'), ('cid'), ('dee'), ('eve')) AS known(id)";
    // dee is another identity of cid; eve has no customer yet
    await db.insert("curated.customer", [{ customer_record_id: "dee", customer_id: "cid" }]);
    await db.insert(
      "curated.customer_link",
      [
        ["ann", "dee", "review"],
        ["ann", "eve", "review"],
        ["bob", "cid", "distinct"],
      ].map(([left_record_id, right_record_id, decision]) => ({
        left_record_id,
        right_record_id,
        decision,
        rule: "email",
        match_weight: 0,
      })),
    );
    await db.database.run(
      render(
        sql`INSERT INTO ${table("curated.review_item")} BY NAME
SELECT concat('r-', right_record_id) AS review_item_id, 'customer_link' AS subject_kind, 'identity' AS reason,
  ${bareHashKey(duckdb, [sql`left_record_id`, sql`right_record_id`])} AS subject_id,
  TIMESTAMP '2026-04-10 00:00:00' AS raised_at, 1 AS run_id, 'c' AS code_version, 't' AS taxonomy_version
FROM ${table("curated.customer_link")}`,
        "fixloop",
      ),
    );
    await publish();
    expect(
      await db.rows(
        `SELECT review_item_id, one.customer_record_id AS one, other.customer_record_id AS other
FROM fixloop_serving.review_queue
LEFT JOIN (${people}) AS one ON one.pseudonym = customer_pseudonym
LEFT JOIN (${people}) AS other ON other.pseudonym = other_customer_pseudonym
WHERE customer_pseudonym IS NOT NULL OR reason = 'identity'
ORDER BY review_item_id`,
      ),
    ).toEqual([
      { review_item_id: "r-cid", one: null, other: null },
      { review_item_id: "r-dee", one: "ann", other: "cid" },
      { review_item_id: "r-eve", one: "ann", other: "eve" },
    ]);
    await db.database.run("DELETE FROM fixloop_curated.review_item WHERE subject_kind = 'customer_link'");
    await db.database.run("DELETE FROM fixloop_curated.customer WHERE customer_record_id = 'dee'");
    await db.database.run("DELETE FROM fixloop_curated.customer_link");
    await publish();
  });

  test("the health of a stage is that of its newest run, with the last one that finished beside it", async () => {
    expect(
      await one(
        "SELECT run_id, status, duration_seconds, rows_out, checks_failed, failing_rows, last_finished_run_id FROM fixloop_serving.stage_health",
      ),
    ).toEqual({
      run_id: 1n,
      status: "failed",
      duration_seconds: 90n,
      rows_out: 6n,
      checks_failed: 1n,
      failing_rows: 4n,
      last_finished_run_id: 0n,
    });
  });

  test("a source is stale when its newest record is older than its contract allows", async () => {
    expect(
      await db.rows(
        "SELECT source, records, quarantined, quarantined_percent, freshness_hours, fresh_hours, is_stale, accepted_percent, matched_percent FROM fixloop_serving.source_coverage ORDER BY source",
      ),
    ).toEqual([
      {
        source: "helpdesk",
        records: 3n,
        quarantined: 2n,
        quarantined_percent: "50.0",
        freshness_hours: 24n,
        fresh_hours: 12,
        is_stale: true,
        accepted_percent: "100.0",
        matched_percent: "100.0",
      },
      {
        source: "tracker",
        records: 1n,
        quarantined: 0n,
        quarantined_percent: "0.0",
        freshness_hours: 632n,
        fresh_hours: null,
        is_stale: false,
        accepted_percent: null,
        matched_percent: null,
      },
    ]);
  });

  test("the return in money shows its assumptions and counts what was measured against a reference", async () => {
    expect(await one("SELECT * FROM fixloop_serving.roi")).toEqual({
      product: "notes",
      currency: "EUR",
      ticket_cost: "6.000",
      churn_percent: "5.00",
      proven_fixes: 1n,
      deflected_tickets: "11.0",
      deflected_value: "66.00",
      revenue_at_risk: "40.00",
      revenue_recovered: "100.00",
      churn_cost_at_risk: "2.00",
      churn_cost_avoided: "5.00",
      total_value: "71.00",
    });
  });
});

test("money beyond what its column holds is the largest that it holds, and no reason to stop", async () => {
  const db = await StageDatabase.open(project);
  const large = "9999999999999999.99";
  await db.insert("curated.issue", [issue({ issue_id: "open" }), issue({ issue_id: "settled" })]);
  await db.insert("curated.issue_status", [
    { issue_id: "open", state: "assigned", since: "2026-03-01 00:00:00" },
    { issue_id: "settled", state: "resolved", since: "2026-03-01 00:00:00" },
  ]);
  await db.insert("curated.validation", [
    {
      issue_id: "settled",
      fix_position: 1,
      verdict: "fixed",
      observed: 0,
      expected_milli: 0,
      voice_log_e_milli: 0,
      failure_log_e_milli: 0,
      reason: "evidence_for_fix",
    },
  ]);
  // 2e16 tickets deflected, at 6.00 each
  await db.insert("curated.fix_evidence", [
    {
      issue_id: "settled",
      fix_position: 1,
      channel: "tickets",
      event_date: "2026-04-01",
      observed_day: 0,
      exposure_day: 0,
      overdispersion_milli: 1000,
      background_low_milli: 0,
      background_high_milli: 0,
      has_signature: true,
      exposure_low: 0,
      exposure_high: 0,
      observed: 0,
      exposure: "20000000000000000",
      reference_observed: 1,
      reference_exposure: 1,
    },
  ]);
  for (const [customer, issueId] of [
    ["ann", "open"],
    ["bob", "open"],
    ["cid", "settled"],
    ["dan", "settled"],
  ] as const) {
    await db.insert("curated.feedback_event", [
      event({ event_id: `event-${customer}`, customer_record_id: customer }),
    ]);
    await db.insert("curated.issue_member", [member(`event-${customer}`, issueId)]);
    await db.insert("curated.customer", [
      { customer_record_id: customer, customer_id: customer, account_id: customer, revenue_month: large },
    ]);
  }
  expect(
    await db.rows(
      `SELECT CAST(deflected_value AS VARCHAR) AS deflected_value, CAST(revenue_at_risk AS VARCHAR) AS revenue_at_risk, CAST(revenue_recovered AS VARCHAR) AS revenue_recovered, CAST(total_value AS VARCHAR) AS total_value
FROM (${render(roi.query(duckdb), "fixloop")})`,
    ),
  ).toEqual([
    { deflected_value: large, revenue_at_risk: large, revenue_recovered: large, total_value: large },
  ]);
  db.close();
});
