import { metricKind } from "../../contract/words.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const signalWeeks: FinishedView = {
  comment: "Weekly values of the metrics that move with an issue of their product.",
  owner: "measure",
  readers: ["product", "analyst"],
  shows: "finished",
  key: ["product", "metric", "area", "week_date"],
  columns: {
    product: shown("string", "Product."),
    metric: shown("string", "Name of the metric."),
    area: shown("string", "Product area of the metric, or - where it has none."),
    week_date: shown("date", "Monday of the week (UTC)."),
    level: shown(
      "decimal(38,9)",
      "For a gauge, the mean; for a count, events per request, session or user; null in weeks without data.",
    ),
  },
  query: (dialect) => sql`WITH watched_metric AS (
  SELECT DISTINCT issue.product, issue_signal.metric, issue_signal.area
  FROM ${table("curated.issue_signal")} AS issue_signal
  JOIN ${table("curated.issue")} AS issue ON issue.issue_id = issue_signal.issue_id
  WHERE issue_signal.accepted AND issue.events > 0
),
metric_week AS (
  SELECT
    watched_metric.product,
    watched_metric.metric,
    watched_metric.area,
    ${dialect.weekOf(sql`point.measured_date`)} AS week_date,
    min(point.metric_kind) AS metric_kind,
    count(*) AS points,
    sum(point.value) AS total,
    sum(point.exposure) AS exposure
  FROM ${table("raw.telemetry_point")} AS point
  JOIN watched_metric
    ON watched_metric.product = point.product
    AND watched_metric.metric = point.metric
    AND watched_metric.area = coalesce(replace(point.area, '_', '-'), '-')
  GROUP BY ALL
)
SELECT
  product,
  metric,
  area,
  week_date,
  ${dialect.quantise(
    dialect.divide(
      sql`total`,
      sql`CASE WHEN metric_kind = ${metricKind("gauge")} THEN points ELSE exposure END`,
    ),
    9,
  )} AS level
FROM metric_week`,
};
