import { complaintKinds, settledStates } from "../../ledger/reportedRun.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { saturated } from "../../sql/saturated.ts";
import { memberVote } from "../cluster/relations.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * CTE `product_revenue`: revenue a month of accounts that complained, each account once: at risk where one of its
 * issues is open, recovered where all are settled and at least one fix was proven.
 */
export const productRevenue = (dialect: Dialect): Sql => sql`proven_issue AS (
  SELECT DISTINCT issue_id FROM ${table("curated.validation")} WHERE verdict = 'fixed'
),
complaining_account AS (
  SELECT
    member.product,
    member.account_id,
    max(member.revenue_month) AS revenue_month,
    max(CASE WHEN issue_status.state IN ${settledStates} THEN 0 ELSE 1 END) AS has_open_issue,
    max(CASE WHEN issue_status.state = 'resolved' AND proven_issue.issue_id IS NOT NULL THEN 1 ELSE 0 END) AS has_proven_fix
  FROM (
    ${memberVote(["product", "account_id", "revenue_month"])}
  ) AS member
  JOIN ${table("curated.issue")} AS issue ON issue.issue_id = member.issue_id
  LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue.issue_id
  LEFT JOIN proven_issue ON proven_issue.issue_id = issue.issue_id
  WHERE issue.kind IN ${complaintKinds} AND member.revenue_month IS NOT NULL
  GROUP BY member.product, member.account_id
),
product_revenue AS (
  SELECT
    product,
    ${saturated(dialect, sql`sum(CASE WHEN has_open_issue = 1 THEN revenue_month ELSE 0 END)`, "decimal(18,2)")} AS at_risk,
    ${saturated(dialect, sql`sum(CASE WHEN has_open_issue = 0 AND has_proven_fix = 1 THEN revenue_month ELSE 0 END)`, "decimal(18,2)")} AS recovered
  FROM complaining_account
  GROUP BY product
)`;
