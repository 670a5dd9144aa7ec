import { complaintKinds } from "../../ledger/reportedRun.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * CTE `issue_topic`: whether an issue is a topic, as praise, questions and requests are. They ask nothing of anyone, so they
 * are not open and have no owner, unless the project says so: the owner rule that decides names the category
 * or its kind, or, without a matching rule, the category itself names its owner. A rule for everything or for an area, and
 * the owner of an area, name none of them.
 */
export const issueTopic: Sql = sql`issue_topic AS (
  SELECT
    issue.issue_id,
    issue.kind NOT IN ${complaintKinds}
      AND owner_rule.match_category IS NULL
      AND owner_rule.match_kind IS NULL
      AND (assignment.rule_position IS NOT NULL OR category.owner IS NULL) AS is_topic
  FROM ${table("curated.issue")} AS issue
  LEFT JOIN ${table("curated.assignment")} AS assignment ON assignment.issue_id = issue.issue_id
  LEFT JOIN ${table("curated.owner_rule")} AS owner_rule ON owner_rule.rule_position = assignment.rule_position
  LEFT JOIN ${table("curated.category")} AS category ON category.category = issue.category
)`;
