import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import { memberVote } from "./relations.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { saturated } from "../../sql/saturated.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** Customers of these last days weigh ten times as much as older ones. */
const recentDays = 28;

/**
 * priority = (10 recent customers + customers) * severity points * kind weight * origin weight
 *            * (1 + conversion step) * (1 + share of all revenue that is at risk), floored.
 * Kind weight: defect and operations 2, praise 0, others 1. Origin weight: 2 where a rate stepped up, 1 for a steady
 * stream. Every factor is an integer (shares in basis points), so both engines give the same number.
 */
function query(dialect: Dialect): Sql {
  const amount = dialect.type("decimal(18,2)");
  return sql`WITH member_vote AS (
  ${memberVote(["event_date", "said_at", "customer_id", "account_id", "revenue_month"])}
),
counted AS (
  SELECT issue_id,
    count(*) AS events,
    count(DISTINCT customer_id) AS customers,
    count(DISTINCT CASE
      WHEN event_date BETWEEN ${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-${recentDays}`)} AND CAST(${asOf} AS DATE) THEN customer_id
    END) AS recent_customers,
    coalesce(max(CASE WHEN event_date <= CAST(${asOf} AS DATE) THEN said_at END), max(said_at)) AS last_event_at
  FROM member_vote
  GROUP BY issue_id
),
paying_account AS (
  SELECT issue_id, account_id, max(revenue_month) AS revenue_month
  FROM member_vote
  WHERE revenue_month IS NOT NULL
  GROUP BY issue_id, account_id
),
revenue AS (
  SELECT issue_id, ${saturated(dialect, sql`sum(revenue_month)`, "decimal(18,2)")} AS revenue_at_risk
  FROM paying_account
  GROUP BY issue_id
),
product_revenue AS (
  SELECT product, sum(revenue_month) AS revenue_month
  FROM ${table("raw.account")}
  GROUP BY product
),
measured AS (
  SELECT issue.*,
    coalesce(counted.events, 0) AS new_events,
    coalesce(counted.customers, 0) AS new_customers,
    coalesce(counted.recent_customers, 0) AS recent_customers,
    coalesce(counted.last_event_at, issue.last_event_at) AS new_last_event_at,
    CAST(coalesce(revenue.revenue_at_risk, 0) AS ${amount}) AS new_revenue_at_risk,
    category.severity_points,
    CASE category.kind WHEN 'defect' THEN 2 WHEN 'operations' THEN 2 WHEN 'praise' THEN 0 ELSE 1 END AS kind_weight,
    CASE issue.origin WHEN 'standing' THEN 1 ELSE 2 END AS origin_weight,
    area.conversion_step_bp,
    CAST(floor(least(coalesce(
      ${dialect.divide(sql`CAST(coalesce(revenue.revenue_at_risk, 0) AS DECIMAL(24, 2)) * 10000`, sql`product_revenue.revenue_month`)},
    0), 10000)) AS BIGINT) AS revenue_share_bp
  FROM ${table("curated.issue")} AS issue
  JOIN ${table("curated.category")} AS category ON category.category = issue.category
  JOIN ${table("curated.area")} AS area ON area.area = category.area
  LEFT JOIN counted ON counted.issue_id = issue.issue_id
  LEFT JOIN revenue ON revenue.issue_id = issue.issue_id
  LEFT JOIN product_revenue ON product_revenue.product = issue.product
)
SELECT issue_id, product, category, area, kind, severity, origin, founding_event_id, scope_version, onset_date,
  detected_at, alarm_log_e_milli,
  new_events AS events,
  new_customers AS customers,
  new_revenue_at_risk AS revenue_at_risk,
  new_last_event_at AS last_event_at,
  CAST(floor(
    CAST((10 * recent_customers + new_customers) * severity_points * kind_weight * origin_weight AS DOUBLE)
    * (10000 + conversion_step_bp) * (10000 + revenue_share_bp) / 100000000
  ) AS BIGINT) AS priority
FROM measured`;
}

export const issueSize: SqlStep = {
  kind: "sql",
  id: "cluster.issue_size",
  stage: "cluster",
  title: "Reach and priority of issues",
  why: "Reach, severity, closeness to revenue and revenue at risk, from the current members. An issue is never deleted, even if its events moved to another one.",
  writes: "curated.issue",
  keeps: "every column that this step does not compute",
  mode: "upsert",
  window: "all",
  query,
};
