import type { QueryRunner } from "./queryRunner.ts";

/** A check that did not hold: of an authored one its title, of one that looks at a whole table what it found. */
export interface FailedCheckRow {
  readonly check: string;
  readonly severity: string;
  readonly rows: bigint;
  readonly title: string | null;
  readonly observed: string | null;
}

/** What a person wants to know after a run, as values. */
/** What a check that did not hold found, in words: what it observed of a whole table, else how many rows. */
export const foundBy = ({ severity, rows, observed }: FailedCheckRow): string =>
  observed ?? (severity === "quarantine" ? `${rows} rows set aside` : `${rows} rows`);

export interface RunSummary {
  readonly runId: bigint;
  readonly asOf: string;
  readonly feedback: bigint;
  readonly categorised: bigint;
  readonly issues: readonly SummaryIssue[];
  readonly standing: { readonly issues: bigint; readonly events: bigint };
  readonly waiting: readonly { readonly reason: string; readonly items: bigint }[];
  /** Records that could not be used, and events that checks of severity quarantine keep out, by reason. */
  readonly quarantine: readonly {
    readonly source: string;
    readonly reason: string;
    readonly records: bigint;
  }[];
  readonly warnings: readonly FailedCheckRow[];
  readonly stages: readonly {
    readonly stage: string;
    readonly rowsIn: bigint;
    readonly rowsOut: bigint;
    readonly milliseconds: bigint;
  }[];
}

export interface SummaryIssue {
  readonly id: string;
  readonly title: string;
  readonly area: string;
  readonly kind: string;
  readonly severity: string;
  readonly scopeVersion: string | null;
  readonly onset: string;
  readonly customers: bigint;
  readonly owner: string;
  readonly state: string;
  readonly verdict: string | null;
  readonly fix: string | null;
}

/**
 * What was set aside, a row a record with its source and the reason: that of a record which could not be used, and of an
 * event all checks that keep it out.
 */
export const setAsideRows = (schemaPrefix: string): string =>
  `SELECT source, reason FROM ${schemaPrefix}_curated.quarantine
UNION ALL SELECT source, array_to_string(reasons, ' and ') FROM ${schemaPrefix}_curated.set_aside_event`;

export async function runSummary(database: QueryRunner, schemaPrefix: string): Promise<RunSummary> {
  const p = schemaPrefix;
  const [head] = await database.rows<{
    runId: bigint;
    asOf: string;
    feedback: bigint;
    categorised: bigint;
  }>(`SELECT
  run_id AS "runId", strftime(as_of, '%Y-%m-%d %H:%M') AS "asOf",
  (SELECT count(*) FROM ${p}_curated.feedback_event) AS feedback,
  (SELECT count(*) FROM ${p}_curated.enrichment WHERE accepted) AS categorised
FROM ${p}_curated.pipeline_run WHERE job = 'loop' ORDER BY run_id DESC LIMIT 1`);
  const [standing] = await database.rows<{ issues: bigint; events: bigint }>(`SELECT count(*) AS issues,
  coalesce(CAST(sum(events) AS BIGINT), 0) AS events FROM ${p}_curated.issue WHERE origin = 'standing' AND events > 0`);
  if (!head || !standing) throw new Error("summary: the database holds no run");
  return {
    ...head,
    standing,
    issues: await database.rows<SummaryIssue>(`WITH last_fix AS (
  SELECT fix.issue_id, coalesce(fix.fix_version, strftime(fix.released_at, '%Y-%m-%d')) AS fix, validation.verdict
  FROM ${p}_curated.fix AS fix
  LEFT JOIN ${p}_curated.validation AS validation
    ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
  QUALIFY row_number() OVER (PARTITION BY fix.issue_id ORDER BY fix.fix_position DESC) = 1
)
SELECT issue.issue_id AS id, category.title, issue.area, issue.kind, issue.severity, issue.scope_version AS "scopeVersion",
  strftime(issue.onset_date, '%Y-%m-%d') AS onset, issue.customers,
  coalesce(assignment.owner, 'nobody') AS owner, coalesce(status.state, 'detected') AS state, last_fix.verdict, last_fix.fix
FROM ${p}_curated.issue AS issue
JOIN ${p}_curated.category AS category ON category.category = issue.category
LEFT JOIN ${p}_curated.assignment AS assignment ON assignment.issue_id = issue.issue_id
LEFT JOIN ${p}_curated.issue_status AS status ON status.issue_id = issue.issue_id
LEFT JOIN last_fix ON last_fix.issue_id = issue.issue_id
WHERE issue.origin <> 'standing' AND issue.events > 0
ORDER BY issue.priority DESC, issue.issue_id`),
    waiting: await database.rows(
      `SELECT reason, count(*) AS items FROM ${p}_curated.review_item GROUP BY reason ORDER BY items DESC, reason`,
    ),
    quarantine: await database.rows(
      `SELECT source, reason, count(*) AS records FROM (${setAsideRows(p)}) AS aside GROUP BY source, reason ORDER BY source, reason`,
    ),
    warnings:
      await database.rows(`SELECT check_id AS "check", severity, failing_rows AS rows, title, observed FROM ${p}_curated.check_result
WHERE failing_rows > 0 AND run_id = (SELECT max(run_id) FROM ${p}_curated.pipeline_run WHERE job = 'loop') ORDER BY check_id`),
    stages:
      await database.rows(`SELECT stage, coalesce(rows_in, 0) AS "rowsIn", coalesce(rows_out, 0) AS "rowsOut",
  coalesce(date_diff('millisecond', started_at, finished_at), 0) AS milliseconds
FROM ${p}_curated.stage_run WHERE run_id = (SELECT max(run_id) FROM ${p}_curated.pipeline_run WHERE job = 'loop') ORDER BY stage_position`),
  };
}
