import { pipelineHealthQueries, relationsRead } from "../../reading/dashboardQueries.ts";
import type { Query } from "../../reading/query.ts";
import { databricks } from "../../sql/databricks.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { render, type RelationName } from "../../sql/sql.ts";
import { chart, counter, lvdash, table, text, type Dataset, type Page } from "./lvdash.ts";

export const pipelineHealthTitle = "pipeline health";

/** What the dashboard reads: a user who may read all of it gets to see it. */
export const pipelineHealthReads: readonly RelationName[] = relationsRead(
  Object.values(pipelineHealthQueries),
  databricks,
);

/** `bundle/dashboards/pipeline-health.lvdash.json`: the same for every target and every taxonomy. */
export function pipelineHealth(schemaPrefix: string, dialect: Dialect): string {
  const dataset = ({ name, title, sql }: Query<unknown>): Dataset => ({
    name,
    title,
    query: render(sql(dialect), schemaPrefix),
  });
  const now = dataset(pipelineHealthQueries.now);
  const stages = dataset(pipelineHealthQueries.stages);
  const steps = dataset(pipelineHealthQueries.steps);
  const sources = dataset(pipelineHealthQueries.sources);
  const failing = dataset(pipelineHealthQueries.failing);
  const allRuns = dataset(pipelineHealthQueries.runs);
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
          "Is the loop running, are its sources fresh, do its checks pass? What each alert means and what to do is in `docs/how-to/answer-alerts.md`.",
        ],
        { x: 0, y: 0, width: 12, height: 2 },
      ),
      figure("hours_since_finish", "Hours since the loop finished", 0),
      figure("failed_stages", "Stages that failed", 3),
      figure("failed_checks", "Failed checks", 6),
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
        title: "Minutes per run",
        fields: { run_id: "Run", minutes: "Minutes", job: "Job" },
        position: { x: 0, y: 12, width: 6, height: 6 },
      }),
      chart("durations", "bar", "categorical", {
        dataset: stages,
        title: "Seconds per stage",
        fields: { stage: "Stage", duration_seconds: "Seconds" },
        position: { x: 6, y: 12, width: 6, height: 6 },
      }),
      table("steps", {
        dataset: steps,
        title: steps.title,
        fields: {
          step: "Step",
          stage: "Stage",
          milliseconds: "Milliseconds",
          run_id: "Run",
          started_at: "Started (UTC)",
        },
        position: { x: 0, y: 18, width: 12, height: 6 },
      }),
      table("sources", {
        dataset: sources,
        title: sources.title,
        fields: {
          source: "Source",
          product: "Product",
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
        position: { x: 0, y: 24, width: 12, height: 7 },
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
        position: { x: 0, y: 31, width: 12, height: 6 },
      }),
    ],
  };
  return lvdash([now, stages, steps, sources, failing, allRuns], [page]);
}
