import { evidenceChannel } from "../../contract/words.ts";
import { productRevenue } from "./revenueByCustomer.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { saturated } from "../../sql/saturated.ts";
import { sql, table } from "../../sql/sql.ts";

export const roi: FinishedView = {
  comment:
    "The value of proven fixes in money, with every assumption as a column. Counts only what was measured against a reference.",
  owner: "measure",
  readers: ["executive", "analyst"],
  shows: "finished",
  key: ["product"],
  columns: {
    product: shown("string", "Product."),
    currency: shown("string", "Currency of all money here (ISO 4217)."),
    ticket_cost: shown("decimal(18,3)", "Assumption: cost of handling one ticket."),
    churn_percent: shown(
      "decimal(9,2)",
      "Assumption: share of revenue at risk that an unresolved complaint costs.",
    ),
    proven_fixes: shown("bigint", "Fixes that hold according to the evidence."),
    deflected_tickets: shown(
      "decimal(18,1)",
      "Tickets and e-mails expected at the rate before these fixes during their watch, minus those that came.",
    ),
    deflected_value: shown("decimal(18,2)", "Deflected tickets times ticket cost."),
    revenue_at_risk: shown(
      "decimal(18,2)",
      "Monthly revenue of accounts with an open issue, each counted once.",
    ),
    revenue_recovered: shown(
      "decimal(18,2)",
      "Monthly revenue of accounts whose issues are all settled, with at least one proven fix.",
    ),
    churn_cost_at_risk: shown("decimal(18,2)", "Monthly revenue at risk times the churn share."),
    churn_cost_avoided: shown("decimal(18,2)", "Monthly revenue recovered times the churn share."),
    total_value: shown("decimal(18,2)", "Deflected value and one month of churn cost avoided."),
  },
  query: (dialect) => sql`WITH ${productRevenue(dialect)},
newest_ticket_evidence AS (
  SELECT issue_id, fix_position, observed, exposure, reference_observed, reference_exposure
  FROM ${table("curated.fix_evidence")}
  WHERE channel = ${evidenceChannel("tickets")}
  QUALIFY row_number() OVER (PARTITION BY issue_id, fix_position ORDER BY event_date DESC) = 1
),
proven_fix AS (
  SELECT
    issue.product,
    ${dialect.quantise(
      sql`coalesce(${dialect.divide(
        sql`CAST(newest_ticket_evidence.reference_observed AS DOUBLE) * CAST(newest_ticket_evidence.exposure AS DOUBLE)`,
        sql`newest_ticket_evidence.reference_exposure`,
      )} - CAST(newest_ticket_evidence.observed AS DOUBLE), CAST(0 AS DOUBLE))`,
      1,
    )} AS deflected_tickets
  FROM ${table("curated.validation")} AS validation
  JOIN ${table("curated.issue")} AS issue ON issue.issue_id = validation.issue_id
  LEFT JOIN newest_ticket_evidence
    ON newest_ticket_evidence.issue_id = validation.issue_id AND newest_ticket_evidence.fix_position = validation.fix_position
  WHERE validation.verdict = 'fixed'
),
product_fix AS (
  SELECT product, count(*) AS proven_fixes, ${saturated(dialect, sql`sum(deflected_tickets)`, "decimal(18,1)")} AS deflected_tickets
  FROM proven_fix
  GROUP BY product
),
measured AS (
  SELECT
    product.product,
    setting.currency,
    CAST(${dialect.quantise(dialect.divide(sql`setting.ticket_cost_milli`, sql`1000`), 3)} AS DECIMAL(18, 3)) AS ticket_cost,
    CAST(${dialect.quantise(dialect.divide(sql`setting.churn_share_bp`, sql`100`), 2)} AS DECIMAL(9, 2)) AS churn_percent,
    coalesce(product_fix.proven_fixes, 0) AS proven_fixes,
    coalesce(product_fix.deflected_tickets, CAST(0 AS DECIMAL(18, 1))) AS deflected_tickets,
    coalesce(product_revenue.at_risk, CAST(0 AS DECIMAL(18, 2))) AS revenue_at_risk,
    coalesce(product_revenue.recovered, CAST(0 AS DECIMAL(18, 2))) AS revenue_recovered
  FROM ${table("curated.product")} AS product
  CROSS JOIN ${table("curated.setting")} AS setting
  LEFT JOIN product_fix ON product_fix.product = product.product
  LEFT JOIN product_revenue ON product_revenue.product = product.product
),
valued AS (
  SELECT
    measured.*,
    ${saturated(dialect, sql`round(CAST(deflected_tickets AS DECIMAL(28, 1)) * ticket_cost, 2)`, "decimal(18,2)")} AS deflected_value,
    ${saturated(dialect, dialect.quantise(dialect.divide(sql`CAST(revenue_at_risk AS DOUBLE) * CAST(churn_percent AS DOUBLE)`, sql`100`), 2), "decimal(18,2)")} AS churn_cost_at_risk,
    ${saturated(dialect, dialect.quantise(dialect.divide(sql`CAST(revenue_recovered AS DOUBLE) * CAST(churn_percent AS DOUBLE)`, sql`100`), 2), "decimal(18,2)")} AS churn_cost_avoided
  FROM measured
)
SELECT
  product, currency, ticket_cost, churn_percent, proven_fixes, deflected_tickets, deflected_value,
  revenue_at_risk, revenue_recovered, churn_cost_at_risk, churn_cost_avoided,
  ${saturated(dialect, sql`CAST(deflected_value AS DECIMAL(28, 2)) + churn_cost_avoided`, "decimal(18,2)")} AS total_value
FROM valued`,
};
