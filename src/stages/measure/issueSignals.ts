import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const issueSignals: FinishedView = {
  comment:
    "The telemetry metrics that move with an issue, with effect size and the share of complaints that they explain.",
  owner: "measure",
  readers: ["product", "analyst", "reviewer"],
  shows: "finished",
  key: ["issue_id", "metric", "area"],
  columns: {
    issue_id: shown("string", "The issue."),
    product: shown("string", "Product."),
    metric: shown("string", "Name of the metric."),
    area: shown("string", "Product area of the metric, or - where it has none."),
    link_rank: shown("int", "1 for the metric that explains most."),
    effect: shown("decimal(38,3)", "Ratio of its rate in scope to the reference."),
    effect_low: shown("decimal(38,3)", "Lower end of the 95 percent interval."),
    effect_high: shown("decimal(38,3)", "Upper end of the 95 percent interval."),
    explained_percent: shown("decimal(38,2)", "Share of the explainable pattern that it explains."),
  },
  query: (dialect) => sql`SELECT
  issue_signal.issue_id,
  issue.product,
  issue_signal.metric,
  issue_signal.area,
  issue_signal.link_rank,
  ${dialect.quantise(dialect.divide(sql`issue_signal.effect_milli`, sql`1000`), 3)} AS effect,
  ${dialect.quantise(dialect.divide(sql`issue_signal.effect_low_milli`, sql`1000`), 3)} AS effect_low,
  ${dialect.quantise(dialect.divide(sql`issue_signal.effect_high_milli`, sql`1000`), 3)} AS effect_high,
  ${dialect.quantise(dialect.divide(sql`issue_signal.explained_bp`, sql`100`), 2)} AS explained_percent
FROM ${table("curated.issue_signal")} AS issue_signal
JOIN ${table("curated.issue")} AS issue ON issue.issue_id = issue_signal.issue_id
WHERE issue_signal.accepted AND issue.events > 0`,
};
