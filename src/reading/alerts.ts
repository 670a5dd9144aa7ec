import { complaintKinds, reportedAsOf, settledStates } from "../ledger/reportedRun.ts";
import type { JobTimes, Slas } from "../spec/project.ts";
import { unassigned } from "../stages/route/assignment.ts";
import type { Dialect } from "../sql/dialect.ts";
import { sql, table, type RelationName, type Sql } from "../sql/sql.ts";

/** A question to our own tables whose rows are problems: it triggers where there are any, and the rows say what they are. */
export interface Alert {
  readonly key: string;
  readonly title: string;
  /** For the reader of the message: what it means, and where to look. */
  readonly meaning: string;
  readonly reads: readonly RelationName[];
  readonly query: (dialect: Dialect) => Sql;
}

const runs = table("curated.pipeline_run");

/** The alerts of a project, in the order in which they are shown. */
export function alertsOf(times: {
  readonly jobs: Pick<JobTimes, "stalledAfterMinutes">;
  readonly slas: Pick<Slas, "runMinutes">;
}): readonly Alert[] {
  return [
    {
      key: "stalled_pipeline",
      title: "pipeline stalled",
      meaning:
        "The loop has not finished for too long, or never since the first deployment, or a run is open for too long. Check the job of the loop: is it paused, queued or failing?",
      reads: ["curated.pipeline_run", "curated.deployment"],
      query: (dialect) => stalled(times, dialect),
    },
    {
      key: "failed_check",
      title: "check failed",
      meaning:
        "In the newest run, a check of severity error found rows and stopped the run, or a check of severity quarantine set rows aside. The rows name the check and its table; curated.set_aside_event lists what was set aside, and why.",
      reads: ["curated.check_result", "curated.pipeline_run"],
      query:
        () => sql`SELECT check_id AS problem, severity, title, stage, checked_table, failing_rows, observed
FROM ${table("curated.check_result")}
WHERE severity IN ('error', 'quarantine')
  AND failing_rows > 0
  AND run_id IN (SELECT max(run_id) FROM ${runs} GROUP BY job)
ORDER BY check_id`,
    },
    {
      key: "stale_source",
      title: "source stale",
      meaning:
        "A source has delivered nothing new for longer than its contract allows. Check the system that delivers it: verdicts that depend on it wait.",
      reads: ["serving.source_coverage"],
      query: () => sql`SELECT source AS problem, newest_at, freshness_hours, fresh_hours
FROM ${table("serving.source_coverage")}
WHERE is_stale
ORDER BY source`,
    },
    {
      key: "issue_spike",
      title: "complaints stepped up",
      meaning:
        "Complaints of a category stepped up with a release or on a day, strongly enough to page. The issue overview shows owner and evidence.",
      reads: ["curated.detection", "curated.pipeline_run"],
      query: (
        dialect,
      ) => sql`SELECT category AS problem, product, origin, version, onset_date, alarm_date, observed
FROM ${table("curated.detection")}
WHERE level = 'page'
  AND alarm_date > ${dialect.addDays(sql`CAST(${reportedAsOf} AS DATE)`, sql`-2`)}
ORDER BY alarm_date DESC, category, detection_id`,
    },
    {
      key: "issue_without_owner",
      title: "issue without an owner",
      meaning:
        "No rule, category or area names an owner for an open issue, and sla.assign has passed since it was triaged. Add a rule to route.rules, or an owner to its category or area.",
      reads: ["curated.issue", "curated.assignment", "curated.issue_status", "curated.setting"],
      query: (
        dialect,
      ) => sql`SELECT issue.issue_id AS problem, issue.product, issue.area, issue.category, issue.severity, assignment.assigned_at AS waiting_since
FROM ${table("curated.assignment")} AS assignment
JOIN ${table("curated.issue")} AS issue ON issue.issue_id = assignment.issue_id
LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue.issue_id
CROSS JOIN ${table("curated.setting")} AS setting
WHERE assignment.owner = ${unassigned}
  AND issue.kind IN ${complaintKinds}
  AND coalesce(issue_status.state, 'detected') NOT IN ${settledStates}
  AND ${dialect.hoursBetween(sql`assignment.assigned_at`, reportedAsOf)} >= setting.assign_hours
ORDER BY waiting_since, problem`,
    },
  ];
}

/**
 * No loop finished for as long as the spec allows, counted from the first deployment where none ever did; or a run that is
 * open after twice the time that one may take.
 */
function stalled({ jobs, slas }: Parameters<typeof alertsOf>[0], dialect: Dialect): Sql {
  const before = (minutes: number): Sql => dialect.addSeconds(dialect.clock(), sql`${-60 * minutes}`);
  const open = sql`SELECT 'run is open' AS problem, job, run_id, started_at AS since
FROM ${runs}
WHERE status <> 'finished' AND started_at < ${before(2 * slas.runMinutes)}`;
  if (jobs.stalledAfterMinutes === undefined) return open;
  return sql`${open}
UNION ALL
SELECT
  CASE WHEN max(run_id) IS NULL THEN 'no loop ever finished' ELSE 'nothing has finished' END AS problem,
  'loop' AS job,
  max(run_id) AS run_id,
  max(moment) AS since
FROM (
  SELECT run_id, finished_at AS moment
  FROM ${runs}
  WHERE job = 'loop' AND status = 'finished'
  UNION ALL
  SELECT CAST(NULL AS BIGINT) AS run_id, min(deployed_at) AS moment
  FROM ${table("curated.deployment")}
) AS finished_or_deployed
HAVING max(moment) < ${before(jobs.stalledAfterMinutes)}`;
}
