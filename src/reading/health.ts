import { sql, table } from "../sql/sql.ts";
import type { TableReader, TextRow } from "../sql/tableReader.ts";

/** How the newest run of the loop went, from the tables: the same questions for a local run and a target. */
export interface Health {
  /** Null before the first run. */
  readonly run: RunHealth | null;
  readonly versions: { readonly codeVersion: string; readonly taxonomyVersion: string } | null;
  readonly stages: readonly StageHealth[];
  readonly failedChecks: readonly FailedCheck[];
  readonly staleSources: readonly StaleSource[];
  readonly issues: IssueCounts;
}

export interface RunHealth {
  readonly runId: string;
  /** running, waiting or finished. */
  readonly status: string;
  readonly asOf: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export interface StageHealth {
  readonly stage: string;
  readonly status: string;
  readonly runId: string;
  readonly seconds: number | null;
  readonly rowsIn: number | null;
  readonly rowsOut: number | null;
  readonly checksFailed: number;
}

export interface FailedCheck {
  readonly check: string;
  readonly stage: string;
  readonly severity: string;
  readonly failingRows: number;
  /** Of an authored check what its author wrote; null of a built-in one. */
  readonly title: string | null;
  /** Of a check of a whole table what it found. */
  readonly observed: string | null;
}

export interface StaleSource {
  readonly source: string;
  readonly newestAt: string | null;
  readonly ageHours: number | null;
  readonly freshHours: number | null;
}

export interface IssueCounts {
  /** Issues with events that are neither resolved nor declined. */
  readonly open: number;
  /** Of those, with a complaint rate that stepped up. */
  readonly detected: number;
  readonly waitingForReview: number;
}

/** Reads the ledger and the serving views. Throws what the reader throws, also where the tables are not there yet. */
export async function health(reader: TableReader): Promise<Health> {
  const [run] = await reader.rows(sql`SELECT run_id, status, as_of, started_at, finished_at
FROM ${table("curated.pipeline_run")}
WHERE job = 'loop'
ORDER BY run_id DESC
LIMIT 1`);
  const [versions] = await reader.rows(
    sql`SELECT code_version, taxonomy_version FROM ${table("curated.setting")}`,
  );
  const stages =
    await reader.rows(sql`SELECT stage, status, run_id, duration_seconds, rows_in, rows_out, checks_failed
FROM ${table("serving.stage_health")}
ORDER BY stage_position`);
  const checks = await reader.rows(sql`SELECT check_id, stage, severity, failing_rows, title, observed
FROM ${table("curated.check_result")}
WHERE failing_rows > 0
  AND run_id = (SELECT max(run_id) FROM ${table("curated.pipeline_run")} WHERE job = 'loop')
ORDER BY severity, check_id`);
  const stale = await reader.rows(sql`SELECT source, newest_at, freshness_hours, fresh_hours
FROM ${table("serving.source_coverage")}
WHERE is_stale
ORDER BY source`);
  const [issues] = await reader.rows(sql`SELECT
  count(CASE WHEN coalesce(issue_status.state, 'detected') NOT IN ('resolved', 'wont_fix') THEN 1 END) AS open_issues,
  count(CASE WHEN coalesce(issue_status.state, 'detected') NOT IN ('resolved', 'wont_fix') AND issue.origin <> 'standing' THEN 1 END) AS detected_issues,
  (SELECT count(*) FROM ${table("curated.review_item")}) AS review_items
FROM ${table("curated.issue")} AS issue
LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue.issue_id
WHERE issue.events > 0`);
  return {
    run: run === undefined ? null : runHealth(run),
    versions:
      versions === undefined
        ? null
        : {
            codeVersion: versions["code_version"] ?? "",
            taxonomyVersion: versions["taxonomy_version"] ?? "",
          },
    stages: stages.map((row) => ({
      stage: row["stage"] ?? "",
      status: row["status"] ?? "",
      runId: row["run_id"] ?? "",
      seconds: number(row["duration_seconds"]),
      rowsIn: number(row["rows_in"]),
      rowsOut: number(row["rows_out"]),
      checksFailed: number(row["checks_failed"]) ?? 0,
    })),
    failedChecks: checks.map((row) => ({
      check: row["check_id"] ?? "",
      stage: row["stage"] ?? "",
      severity: row["severity"] ?? "",
      failingRows: number(row["failing_rows"]) ?? 0,
      title: row["title"] ?? null,
      observed: row["observed"] ?? null,
    })),
    staleSources: stale.map((row) => ({
      source: row["source"] ?? "",
      newestAt: row["newest_at"] ?? null,
      ageHours: number(row["freshness_hours"]),
      freshHours: number(row["fresh_hours"]),
    })),
    issues: {
      open: number(issues?.["open_issues"]) ?? 0,
      detected: number(issues?.["detected_issues"]) ?? 0,
      waitingForReview: number(issues?.["review_items"]) ?? 0,
    },
  };
}

function runHealth(row: TextRow): RunHealth {
  return {
    runId: row["run_id"] ?? "",
    status: row["status"] ?? "",
    asOf: row["as_of"] ?? null,
    startedAt: row["started_at"] ?? null,
    finishedAt: row["finished_at"] ?? null,
  };
}

/** Counts and durations: far below 2^53. */
function number(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}

/** What needs somebody: each a sentence. Empty where all is well. Pure. */
export function concerns({ stages, failedChecks, staleSources }: Health): readonly string[] {
  return [
    ...stages
      .filter(({ status }) => status === "failed")
      .map(({ stage, runId }) => `The stage ${stage} failed in run ${runId}.`),
    ...failedChecks
      .filter(({ severity }) => severity === "error")
      .map(({ check, failingRows }) => `The check ${check} does not hold: ${rowsWords(failingRows)}.`),
    ...staleSources.map(
      ({ source, ageHours, freshHours }) =>
        `The source ${source} is stale: its newest record is ${ageHours ?? "?"} h old, ${freshHours ?? "?"} h are allowed.`,
    ),
  ];
}

export const rowsWords = (count: number): string => `${count} ${count === 1 ? "row" : "rows"}`;
