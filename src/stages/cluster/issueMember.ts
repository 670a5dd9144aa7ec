import type { SqlStep } from "../../contract/step.ts";
import { alarmMember, scopeColumns } from "./membership.ts";
import { categoryVote } from "./relations.ts";
import { sql, table } from "../../sql/sql.ts";

export const issueMember: SqlStep = {
  kind: "sql",
  id: "cluster.issue_member",
  stage: "cluster",
  title: "Members of issues",
  why: "A vote belongs to at most one issue: that of an alarm whose scope contains it, otherwise the ongoing issue of its category, otherwise none. It moves when a new alarm explains it. Computed for all feedback; only new and changed rows are written.",
  writes: "curated.issue_member",
  keeps: "members that stay in their issue",
  mode: "amend",
  window: "all",
  query: () => sql`WITH vote AS (
  ${categoryVote([...scopeColumns, "statement_id", "event_id"])}
),
${alarmMember()},
wanted AS (
  SELECT vote.vote_id AS point_id, vote.statement_id, vote.event_id, alarm_member.issue_id, alarm_member.member_reason
  FROM alarm_member
  JOIN vote ON vote.vote_id = alarm_member.vote_id
  UNION ALL
  SELECT vote.vote_id AS point_id, vote.statement_id, vote.event_id, standing.issue_id, 'standing' AS member_reason
  FROM vote
  JOIN ${table("curated.issue")} AS standing
    ON standing.product = vote.product
    AND standing.category = vote.category
    AND standing.origin = 'standing'
  LEFT JOIN alarm_member ON alarm_member.vote_id = vote.vote_id
  WHERE alarm_member.vote_id IS NULL
)
SELECT
  coalesce(wanted.point_id, known.point_id) AS point_id,
  coalesce(wanted.statement_id, known.statement_id) AS statement_id,
  coalesce(wanted.event_id, known.event_id) AS event_id,
  coalesce(wanted.issue_id, known.issue_id) AS issue_id,
  coalesce(wanted.member_reason, known.member_reason) AS member_reason,
  wanted.point_id IS NULL AS is_gone
FROM wanted
FULL JOIN ${table("curated.issue_member")} AS known ON known.point_id = wanted.point_id
WHERE wanted.issue_id IS DISTINCT FROM known.issue_id
  OR wanted.member_reason IS DISTINCT FROM known.member_reason`,
};
