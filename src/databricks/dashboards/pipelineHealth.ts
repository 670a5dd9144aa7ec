import type { RelationName } from "../../sql/sql.ts";
import { render, sql, table as relation, type Sql } from "../../sql/sql.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { chart, counter, lvdash, table, text, type Dataset, type Page } from "./lvdash.ts";

export const pipelineHealthTitle = "pipeline health";

/** What the dashboard reads: whoever may read all of it gets to see it. */
export const pipelineHealthReads: readonly RelationName[] = [
  "serving.stage_health",
  "serving.source_coverage",
  "curated.check_result",
  "curated.pipeline_run",
];

const runs = relation("curated.pipeline_run");
const checks = relation("curated.check_result");
const newestRuns = sql`(SELECT max(run_id) FROM ${runs} GROUP BY job)`;

/** One statement a dataset; each names its schema, and the resource names the catalog. */
const statements: Readonly<Record<DatasetName, (dialect: Dialect) => Sql>> = {
  now: (dialect) => sql`SELECT
  (SELECT count(*) FROM ${relation("serving.stage_health")} WHERE status = 'failed') AS failed_stages,
  (SELECT count(*) FROM ${relation("serving.source_coverage")} WHERE is_stale) AS stale_sources,
  (SELECT count(*) FROM ${checks} WHERE failing_rows > 0 AND run_id IN ${newestRuns}) AS failed_checks,
  (
    SELECT ${dialect.hoursBetween(sql`max(finished_at)`, dialect.clock())}
    FROM ${runs}
    WHERE job = 'loop' AND status = 'finished'
  ) AS hours_since_finish`,
  stages:
    () => sql`SELECT stage_position, stage, status, run_id, started_at, duration_seconds, rows_in, rows_out, checks_failed, failing_rows
FROM ${relation("serving.stage_health")}
ORDER BY stage_position`,
  sources:
    () => sql`SELECT source, kind, records, quarantined_percent, newest_at, freshness_hours, fresh_hours, is_stale, accepted_percent, matched_percent
FROM ${relation("serving.source_coverage")}
ORDER BY is_stale DESC, source`,
  failing: () => sql`SELECT run_id, stage, check_id, checked_table, severity, failing_rows
FROM ${checks}
WHERE failing_rows > 0 AND run_id IN ${newestRuns}
ORDER BY severity, failing_rows DESC, check_id`,
  runs: (
    dialect,
  ) => sql`SELECT run_id, job, status, started_at, as_of, (${dialect.epochSeconds(sql`finished_at`)} - ${dialect.epochSeconds(sql`started_at`)}) / 60.0 AS minutes
FROM ${runs}
ORDER BY run_id DESC
LIMIT 100`,
};

type DatasetName = "now" | "stages" | "sources" | "failing" | "runs";
const titles: Readonly<Record<DatasetName, string>> = {
  now: "How it stands now",
  stages: "Newest run of every stage",
  sources: "Sources",
  failing: "Checks that do not hold",
  runs: "The last hundred runs",
};

/** The statements of the dashboard, by dataset, as an engine reads them. */
export function pipelineHealthQueries(dialect: Dialect): Readonly<Record<DatasetName, Sql>> {
  return Object.fromEntries(
    Object.entries(statements).map(([name, statement]) => [name, statement(dialect)]),
  ) as Record<DatasetName, Sql>;
}

/** `bundle/dashboards/pipeline-health.lvdash.json`: the same for every target and every taxonomy. */
export function pipelineHealth(schemaPrefix: string, dialect: Dialect): string {
  const queries = pipelineHealthQueries(dialect);
  const dataset = (name: DatasetName): Dataset => ({
    name,
    title: titles[name],
    query: render(queries[name], schemaPrefix),
  });
  const [now, stages, sources, failing, allRuns] = [
    dataset("now"),
    dataset("stages"),
    dataset("sources"),
    dataset("failing"),
    dataset("runs"),
  ];
  const figure = (name: string, title: string, x: number): Page["layout"][number] =>
    counter(name, {
      dataset: now,
      title,
      fields: { [name]: title },
      position: { x, y: 2, width: 3, height: 3 },
    });
  const page: Page = {
    name: "health",
    title: "Pipeline health",
    layout: [
      text(
        "head",
        [
          "## Pipeline health",
          "Is the loop running, are its sources fresh, do its checks hold? What each alert means and what to do is in `docs/operations.md`.",
        ],
        { x: 0, y: 0, width: 12, height: 2 },
      ),
      figure("hours_since_finish", "Hours since the loop finished", 0),
      figure("failed_stages", "Stages that failed", 3),
      figure("failed_checks", "Checks that do not hold", 6),
      figure("stale_sources", "Sources that are stale", 9),
      table("stages", {
        dataset: stages,
        title: stages.title,
        fields: {
          stage_position: "#",
          stage: "Stage",
          status: "Status",
          run_id: "Run",
          started_at: "Started (UTC)",
          duration_seconds: "Seconds",
          rows_in: "Rows in",
          rows_out: "Rows out",
          checks_failed: "Checks failed",
          failing_rows: "Failing rows",
        },
        position: { x: 0, y: 5, width: 12, height: 7 },
      }),
      chart("minutes", "line", "quantitative", {
        dataset: allRuns,
        title: "Minutes a run takes",
        fields: { run_id: "Run", minutes: "Minutes", job: "Job" },
        position: { x: 0, y: 12, width: 6, height: 6 },
      }),
      chart("durations", "bar", "categorical", {
        dataset: stages,
        title: "Seconds a stage took",
        fields: { stage: "Stage", duration_seconds: "Seconds" },
        position: { x: 6, y: 12, width: 6, height: 6 },
      }),
      table("sources", {
        dataset: sources,
        title: sources.title,
        fields: {
          source: "Source",
          kind: "Kind",
          records: "Records",
          quarantined_percent: "Quarantined %",
          newest_at: "Newest record (UTC)",
          freshness_hours: "Hours old",
          fresh_hours: "Hours allowed",
          is_stale: "Stale",
          accepted_percent: "Understood %",
          matched_percent: "Customer known %",
        },
        position: { x: 0, y: 18, width: 12, height: 7 },
      }),
      table("failing", {
        dataset: failing,
        title: failing.title,
        fields: {
          run_id: "Run",
          stage: "Stage",
          check_id: "Check",
          checked_table: "Table",
          severity: "Severity",
          failing_rows: "Rows",
        },
        position: { x: 0, y: 25, width: 12, height: 6 },
      }),
    ],
  };
  return lvdash([now, stages, sources, failing, allRuns], [page]);
}
