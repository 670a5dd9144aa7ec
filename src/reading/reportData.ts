import type { QueryRunner, Row } from "./queryRunner.ts";
import { setAsideRows, type FailedCheckRow } from "./summary.ts";

/** Everything the report shows, as values: what was read from the database, once, after the run. */
export interface ReportData {
  readonly title: string;
  readonly asOf: string;
  readonly runId: bigint;
  readonly codeVersion: string;
  readonly taxonomyVersion: string;
  readonly totals: Totals;
  readonly issues: readonly ReportIssue[];
  readonly releases: readonly { readonly version: string; readonly date: string; readonly kind: string }[];
  readonly waiting: readonly { readonly reason: string; readonly items: bigint }[];
  readonly quarantine: readonly {
    readonly source: string;
    readonly reason: string;
    readonly records: bigint;
  }[];
  readonly sources: readonly {
    readonly source: string;
    readonly kind: string;
    readonly records: bigint;
    readonly newest: string | null;
  }[];
  readonly stages: readonly ReportStage[];
  readonly failedChecks: readonly FailedCheckRow[];
  readonly scorecard: readonly Row[];
  readonly weeks: readonly string[];
}

export interface Totals {
  readonly feedback: bigint;
  readonly customers: bigint;
  readonly categorised: bigint;
  readonly masked: bigint;
  readonly quarantined: bigint;
}

export interface ReportIssue {
  readonly id: string;
  readonly title: string;
  readonly area: string;
  readonly kind: string;
  readonly severity: string;
  readonly origin: string;
  readonly scopeVersion: string | null;
  readonly onset: string;
  readonly detected: string;
  readonly events: bigint;
  readonly customers: bigint;
  readonly revenueAtRisk: string;
  readonly priority: bigint;
  readonly state: string;
  readonly owner: string;
  readonly ownerReason: string;
  readonly releaseBlocker: boolean;
  readonly fixes: readonly ReportFix[];
  readonly quotes: readonly Quote[];
  /** Members a week, aligned with `ReportData.weeks`. */
  readonly weekly: readonly number[];
  /** All accepted complaints of the category a week, aligned likewise. */
  readonly categoryWeekly: readonly number[];
  readonly versions: readonly VersionRate[];
  readonly signals: readonly Signal[];
}

export interface ReportFix {
  readonly position: number;
  readonly version: string | null;
  readonly released: string;
  readonly ticket: string;
  readonly verdict: string | null;
  readonly decided: string | null;
  readonly reason: string | null;
  readonly observed: bigint | null;
  /** Complaints. */
  readonly expected: number | null;
  /** Rate after to rate before. */
  readonly ratio: number | null;
  readonly recurrence: string | null;
}

export interface Quote {
  readonly eventId: string;
  readonly text: string;
  readonly source: string;
  readonly date: string;
  readonly language: string;
  readonly rating: number | null;
}

export interface VersionRate {
  readonly version: string;
  readonly complaints: number;
  /** Complaints per 10,000 active users and day; null where no usage is known. */
  readonly rate: number | null;
}

export interface Signal {
  readonly metric: string;
  readonly area: string;
  /** Ratio of its rate in scope to the reference, with its 95 % interval. */
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  /** Share of the explainable pattern, 0 to 1. */
  readonly explained: number;
  /** Value by exposure a week (a mean for gauges); null in weeks without any. */
  readonly weekly: readonly (number | null)[];
}

export interface ReportStage {
  readonly stage: string;
  readonly status: string;
  readonly rowsIn: bigint;
  readonly rowsOut: bigint;
  readonly checksFailed: bigint;
  readonly milliseconds: number;
}

const quotesPerIssue = 3;

/** Reads the report's values. Every list has a total order, so the same database gives the same report. */
export async function reportData(
  database: QueryRunner,
  schemaPrefix: string,
  title: string,
): Promise<ReportData> {
  const p = schemaPrefix;
  const one = async <T extends Row>(text: string): Promise<T> => {
    const [row] = await database.rows<T>(text);
    if (!row) throw new Error("report: the database holds no finished run");
    return row;
  };
  const run = await one<{ run_id: bigint; as_of: string; code_version: string; taxonomy_version: string }>(
    `SELECT run_id, strftime(as_of, '%Y-%m-%d %H:%M') AS as_of, code_version, taxonomy_version
FROM ${p}_curated.pipeline_run WHERE job = 'loop' AND status = 'finished' ORDER BY run_id DESC LIMIT 1`,
  );
  const totals = await one<Row & Totals>(`SELECT
  (SELECT count(*) FROM ${p}_curated.feedback_event) AS feedback,
  (SELECT count(DISTINCT customer.customer_id) FROM ${p}_curated.feedback_event AS event
    JOIN ${p}_curated.customer AS customer USING (customer_record_id)) AS customers,
  (SELECT count(*) FROM ${p}_curated.enrichment WHERE accepted) AS categorised,
  (SELECT coalesce(CAST(sum(masked_spans) AS BIGINT), 0) FROM ${p}_curated.feedback_event) AS masked,
  (SELECT count(*) FROM (${setAsideRows(p)}) AS aside) AS quarantined`);
  // a record with a wrong clock may lie centuries after the moment of the run
  const moment = `(SELECT as_of FROM ${p}_curated.pipeline_run WHERE run_id = ${run.run_id})`;
  const weeks = (
    await database.rows<{ week: string }>(`WITH bounds AS (
  SELECT date_trunc('week', min(event_date)) AS first_week, date_trunc('week', max(event_date)) AS last_week
  FROM ${p}_curated.feedback_event
  WHERE event_date <= CAST(${moment} AS DATE)
)
SELECT strftime(unnest(generate_series(first_week, last_week, INTERVAL 7 DAY)), '%Y-%m-%d') AS week FROM bounds ORDER BY week`)
  ).map(({ week }) => week);

  return {
    title,
    asOf: run.as_of,
    runId: run.run_id,
    codeVersion: run.code_version,
    taxonomyVersion: run.taxonomy_version,
    totals,
    weeks,
    issues: await issues(database, p, weeks),
    releases:
      await database.rows(`SELECT version, strftime(min(released_at), '%Y-%m-%d') AS date, release_kind AS kind
FROM ${p}_raw.release GROUP BY ALL ORDER BY date, version`),
    waiting: await database.rows(
      `SELECT reason, count(*) AS items FROM ${p}_curated.review_item GROUP BY reason ORDER BY items DESC, reason`,
    ),
    quarantine: await database.rows(
      `SELECT source, reason, count(*) AS records FROM (${setAsideRows(p)}) AS aside GROUP BY source, reason ORDER BY records DESC, source, reason`,
    ),
    sources: await database.rows(`SELECT source.source, source.kind, count(event.event_id) AS records,
  strftime(max(CASE WHEN event.received_at <= ${moment} THEN event.received_at END), '%Y-%m-%d %H:%M') AS newest
FROM ${p}_curated.source AS source LEFT JOIN ${p}_curated.feedback_event AS event ON event.source = source.source
WHERE source.kind IN ('reviews', 'tickets', 'survey', 'email')
GROUP BY source.source, source.kind ORDER BY records DESC, source.source`),
    stages: (
      await database.rows<{
        stage: string;
        status: string;
        rows_in: bigint;
        rows_out: bigint;
        checks_failed: bigint;
        milliseconds: bigint;
      }>(`SELECT stage, status, coalesce(rows_in, 0) AS rows_in, coalesce(rows_out, 0) AS rows_out,
  coalesce(checks_failed, 0) AS checks_failed, coalesce(date_diff('millisecond', started_at, finished_at), 0) AS milliseconds
FROM ${p}_curated.stage_run WHERE run_id = (SELECT max(run_id) FROM ${p}_curated.pipeline_run WHERE job = 'loop' AND status = 'finished')
ORDER BY stage_position`)
    ).map((row) => ({
      stage: row.stage,
      status: row.status,
      rowsIn: row.rows_in,
      rowsOut: row.rows_out,
      checksFailed: row.checks_failed,
      milliseconds: Number(row.milliseconds),
    })),
    failedChecks:
      await database.rows<FailedCheckRow>(`SELECT check_id AS "check", severity, title, failing_rows AS rows, observed FROM ${p}_curated.check_result
WHERE failing_rows > 0 AND run_id = (SELECT max(run_id) FROM ${p}_curated.pipeline_run WHERE job = 'loop' AND status = 'finished')
ORDER BY check_id`),
    scorecard: await database.rows(`SELECT * FROM ${p}_serving.executive_scorecard ORDER BY 1`),
  };
}

async function issues(
  database: QueryRunner,
  p: string,
  weeks: readonly string[],
): Promise<readonly ReportIssue[]> {
  const rows = await database.rows<{
    issue_id: string;
    title: string;
    area: string;
    category: string;
    kind: string;
    severity: string;
    origin: string;
    scope_version: string | null;
    onset: string;
    detected: string;
    events: bigint;
    customers: bigint;
    revenue: string;
    priority: bigint;
    state: string;
    owner: string;
    explanation: string;
    release_blocker: boolean;
  }>(`SELECT issue.issue_id, category.title, coalesce(area.title, issue.area) AS area, issue.category, issue.kind, issue.severity, issue.origin, issue.scope_version,
  strftime(issue.onset_date, '%Y-%m-%d') AS onset, strftime(issue.detected_at, '%Y-%m-%d') AS detected,
  issue.events, issue.customers, CAST(issue.revenue_at_risk AS VARCHAR) AS revenue, issue.priority,
  coalesce(status.state, 'detected') AS state, coalesce(owner.title, assignment.owner, 'nobody') AS owner,
  coalesce(assignment.explanation, '') AS explanation, coalesce(assignment.release_blocker AND status.state NOT IN ('resolved', 'wont_fix'), false) AS release_blocker
FROM ${p}_curated.issue AS issue
JOIN ${p}_curated.category AS category ON category.category = issue.category
LEFT JOIN ${p}_curated.area AS area ON area.area = issue.area
LEFT JOIN ${p}_curated.assignment AS assignment ON assignment.issue_id = issue.issue_id
LEFT JOIN ${p}_curated.owner AS owner ON owner.owner = assignment.owner
LEFT JOIN ${p}_curated.issue_status AS status ON status.issue_id = issue.issue_id
WHERE issue.events > 0
ORDER BY issue.origin = 'standing', issue.priority DESC, issue.issue_id`);

  const fixes = groupBy(
    await database.rows<
      ReportFix & { issue_id: string }
    >(`SELECT fix.issue_id, fix.fix_position AS position, fix.fix_version AS version,
  strftime(fix.released_at, '%Y-%m-%d') AS released, fix.ticket_key AS ticket, validation.verdict,
  strftime(validation.decided_date, '%Y-%m-%d') AS decided, validation.reason, validation.observed,
  CAST(validation.expected_milli AS DOUBLE) / 1000 AS expected, CAST(validation.rate_ratio_milli AS DOUBLE) / 1000 AS ratio,
  strftime(validation.recurrence_date, '%Y-%m-%d') AS recurrence
FROM ${p}_curated.fix AS fix
LEFT JOIN ${p}_curated.validation AS validation ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
ORDER BY fix.issue_id, fix.fix_position`),
  );
  const quotes = groupBy(
    await database.rows<Quote & { issue_id: string }>(`WITH distinct_texts AS (
  SELECT member.issue_id, event.event_id AS "eventId", enrichment.quote AS text, event.source,
    strftime(event.occurred_at, '%Y-%m-%d') AS date, event.language, event.rating, enrichment.confidence_bp
  FROM ${p}_curated.issue_member AS member
  JOIN ${p}_curated.feedback_event AS event USING (event_id)
  JOIN ${p}_curated.enrichment AS enrichment USING (event_id)
  WHERE enrichment.quote IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY member.issue_id, event.content_hash ORDER BY event.occurred_at, event.event_id) = 1
)
SELECT * EXCLUDE (confidence_bp) FROM distinct_texts
QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY confidence_bp DESC, date, "eventId") <= ${quotesPerIssue}
ORDER BY issue_id, confidence_bp DESC, date, "eventId"`),
  );
  const weekly = groupBy(
    await database.rows<{ issue_id: string; week: string; events: bigint }>(`SELECT member.issue_id,
  strftime(date_trunc('week', event.event_date), '%Y-%m-%d') AS week, count(*) AS events
FROM ${p}_curated.issue_member AS member JOIN ${p}_curated.feedback_event AS event USING (event_id)
GROUP BY ALL ORDER BY ALL`),
  );
  const categoryWeekly = groupBy(
    (
      await database.rows<{ category: string; week: string; events: bigint }>(`SELECT category,
  strftime(date_trunc('week', event_date), '%Y-%m-%d') AS week, CAST(sum(events) AS BIGINT) AS events
FROM ${p}_curated.daily_count GROUP BY ALL ORDER BY ALL`)
    ).map((row) => ({ ...row, issue_id: row.category })),
  );
  const versions = groupBy(
    (
      await database.rows<VersionRate & { category: string }>(`WITH complaint AS (
  SELECT category, version, CAST(sum(voters) AS DOUBLE) AS complaints
  FROM ${p}_curated.daily_count WHERE version <> '-' GROUP BY ALL
), used AS (
  SELECT version, CAST(sum(exposure) AS DOUBLE) AS exposure
  FROM ${p}_curated.exposure_daily WHERE basis = 'active_users' AND version <> '-' GROUP BY ALL
), released AS (
  SELECT version, min(version_key) AS version_key FROM ${p}_raw.release WHERE release_kind = 'client' GROUP BY ALL
)
SELECT complaint.category, complaint.version, complaint.complaints,
  CASE WHEN used.exposure > 0 THEN 10000 * complaint.complaints / used.exposure END AS rate
FROM complaint LEFT JOIN used USING (version) LEFT JOIN released USING (version)
ORDER BY complaint.category, released.version_key NULLS LAST, complaint.version`)
    ).map((row) => ({ ...row, issue_id: row.category })),
  );
  const signals = groupBy(
    await database.rows<{
      issue_id: string;
      metric: string;
      area: string;
      effect: number;
      low: number;
      high: number;
      explained: number;
    }>(`SELECT issue_id, metric, area, CAST(effect_milli AS DOUBLE) / 1000 AS effect,
  CAST(effect_low_milli AS DOUBLE) / 1000 AS low, CAST(effect_high_milli AS DOUBLE) / 1000 AS high,
  CAST(explained_bp AS DOUBLE) / 10000 AS explained
FROM ${p}_curated.issue_signal WHERE accepted ORDER BY issue_id, link_rank, metric, area`),
  );
  const metricWeekly = groupBy(
    (
      await database.rows<{
        metric: string;
        area: string;
        week: string;
        value: number | null;
      }>(`WITH wanted AS (
  SELECT DISTINCT metric, area FROM ${p}_curated.issue_signal WHERE accepted
)
SELECT wanted.metric, wanted.area, strftime(date_trunc('week', point.measured_date), '%Y-%m-%d') AS week,
  CASE WHEN min(point.metric_kind) = 'gauge' THEN CAST(avg(point.value) AS DOUBLE)
    WHEN sum(point.exposure) > 0 THEN CAST(sum(point.value) AS DOUBLE) / CAST(sum(point.exposure) AS DOUBLE) END AS value
FROM ${p}_raw.telemetry_point AS point
JOIN wanted ON wanted.metric = point.metric AND wanted.area = coalesce(replace(point.area, '_', '-'), '-')
GROUP BY ALL ORDER BY ALL`)
    ).map((row) => ({ ...row, issue_id: `${row.metric} ${row.area}` })),
  );

  return rows.map((row): ReportIssue => ({
    id: row.issue_id,
    title: row.title,
    area: row.area,
    kind: row.kind,
    severity: row.severity,
    origin: row.origin,
    scopeVersion: row.scope_version,
    onset: row.onset,
    detected: row.detected,
    events: row.events,
    customers: row.customers,
    revenueAtRisk: row.revenue,
    priority: row.priority,
    state: row.state,
    owner: row.owner,
    ownerReason: row.explanation,
    releaseBlocker: row.release_blocker,
    fixes: fixes.get(row.issue_id) ?? [],
    quotes: quotes.get(row.issue_id) ?? [],
    weekly: aligned(weeks, weekly.get(row.issue_id) ?? []),
    categoryWeekly: aligned(weeks, categoryWeekly.get(row.category) ?? []),
    versions: versions.get(row.category) ?? [],
    signals: (signals.get(row.issue_id) ?? []).map((signal) => {
      const values = new Map(
        (metricWeekly.get(`${signal.metric} ${signal.area}`) ?? []).map(({ week, value }) => [week, value]),
      );
      return { ...signal, weekly: weeks.map((week) => values.get(week) ?? null) };
    }),
  }));
}

function groupBy<T extends { readonly issue_id: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(rows, (row) => row.issue_id);
}

function aligned(
  weeks: readonly string[],
  rows: readonly { readonly week: string; readonly events: bigint }[],
): readonly number[] {
  const counts = new Map(rows.map(({ week, events }) => [week, Number(events)]));
  return weeks.map((week) => counts.get(week) ?? 0);
}
