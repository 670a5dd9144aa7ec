import { shown } from "../../contract/columns.ts";
import type { LiveView } from "../../contract/view.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** The newest audit of each product, for the owner of the taxonomy: what shifted, and by how much. */
export const taxonomyAudit: LiveView = {
  comment:
    "The newest monthly audit: the composition of the feedback of the month against the three months before.",
  owner: "audit",
  readers: ["steward", "analyst"],
  shows: "live",
  why: "An audit writes all of its rows with one statement, and the loop never changes them.",
  columns: {
    product: shown("string", "Product."),
    audited_month: shown("date", "First day of the month."),
    measure: shown(
      "string",
      "What the feedback is split by: category, coverage, confidence, language, channel or version.",
    ),
    item: shown("string", "Item of the measure; * for the whole measure."),
    title: shown("string", "Name of the category; the item for other measures."),
    events: shown("bigint", "Feedback of the month."),
    share_percent: shown("decimal(38,1)", "Share of the item in the month."),
    reference_share_percent: shown("decimal(38,1)", "Its share in the three months before."),
    stability_index: shown(
      "decimal(38,3)",
      "Population stability index of the measure, or what the item adds to it.",
    ),
    mean_confidence_percent: shown(
      "decimal(38,1)",
      "Mean confidence of the month; null except for the measure confidence.",
    ),
    reference_mean_confidence_percent: shown(
      "decimal(38,1)",
      "Mean confidence of the three months before; null except for the measure confidence.",
    ),
    level: shown("string", "too_few, stable, moderate or major."),
    flagged: shown("boolean", "True where it drifted beyond chance, and for the items that carry it."),
  },
  query: (dialect) => sql`WITH newest_drift AS (
  SELECT *
  FROM ${table("curated.drift")}
  QUALIFY audited_month = max(audited_month) OVER (PARTITION BY product)
)
SELECT
  newest_drift.product,
  newest_drift.audited_month,
  newest_drift.measure,
  newest_drift.item,
  coalesce(category.title, newest_drift.item) AS title,
  newest_drift.events,
  ${percent(dialect, sql`newest_drift.share_bp`)} AS share_percent,
  ${percent(dialect, sql`newest_drift.reference_share_bp`)} AS reference_share_percent,
  ${dialect.quantise(dialect.divide(sql`newest_drift.stability_millionths`, sql`1000000`), 3)} AS stability_index,
  ${percent(dialect, sql`newest_drift.mean_bp`)} AS mean_confidence_percent,
  ${percent(dialect, sql`newest_drift.reference_mean_bp`)} AS reference_mean_confidence_percent,
  newest_drift.level,
  newest_drift.flagged
FROM newest_drift
LEFT JOIN ${table("curated.category")} AS category
  ON category.category = CASE WHEN newest_drift.measure = 'category' THEN newest_drift.item END`,
};

function percent(dialect: Dialect, basisPoints: Sql): Sql {
  return dialect.quantise(dialect.divide(basisPoints, sql`100`), 1);
}
