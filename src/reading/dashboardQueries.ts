import type { Dialect } from "../sql/dialect.ts";
import { sql, table, tablesIn, type RelationName } from "../sql/sql.ts";
import { bigint, number, optional, text, timestamp } from "./column.ts";
import { sourceCoverage } from "./productQueries.ts";
import { query, type Query } from "./query.ts";
import { failedChecksOfAllJobs, stageHealth, stepTimes } from "./runQueries.ts";

const oneLoop = "The loop is one for all products.";
const runs = table("curated.pipeline_run");

const now = query({
  name: "now",
  title: "Current state",
  acrossProducts: oneLoop,
  columns: {
    failed_stages: number,
    stale_sources: number,
    failed_checks: number,
    hours_since_finish: optional(number),
  },
  sql: (dialect) => sql`SELECT
  (SELECT count(*) FROM ${table("serving.stage_health")} WHERE status = 'failed') AS failed_stages,
  (SELECT count(*) FROM ${table("serving.source_coverage")} WHERE is_stale) AS stale_sources,
  (SELECT count(*) FROM (
${failedChecksOfAllJobs.sql(dialect)}
  ) AS failing) AS failed_checks,
  (
    SELECT ${dialect.hoursBetween(sql`max(finished_at)`, dialect.clock())}
    FROM ${runs}
    WHERE job = 'loop' AND status = 'finished'
  ) AS hours_since_finish`,
});

const lastRuns = query({
  name: "runs",
  title: "The last hundred runs",
  acrossProducts: oneLoop,
  columns: {
    run_id: bigint,
    job: text,
    status: text,
    started_at: optional(timestamp),
    as_of: optional(timestamp),
    minutes: optional(number),
  },
  sql: (dialect) => sql`SELECT
  run_id,
  job,
  status,
  started_at,
  as_of,
  (${dialect.epochSeconds(sql`finished_at`)} - ${dialect.epochSeconds(sql`started_at`)}) / 60.0 AS minutes
FROM ${runs}
ORDER BY run_id DESC
LIMIT 100`,
});

/** What the dashboard of the pipeline's health shows, a dataset each. */
export const pipelineHealthQueries = {
  now,
  stages: stageHealth,
  steps: stepTimes,
  sources: sourceCoverage,
  failing: failedChecksOfAllJobs,
  runs: lastRuns,
} as const;

/** The relations that queries read: a user who may read all of them may see what is made of them. */
export function relationsRead(queries: readonly Query<unknown>[], dialect: Dialect): readonly RelationName[] {
  return [...new Set(queries.flatMap((each) => tablesIn(each.sql(dialect))))];
}
