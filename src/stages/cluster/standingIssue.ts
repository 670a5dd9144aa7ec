import type { SqlStep } from "../../contract/step.ts";
import { alarmMember, scopeColumns } from "./membership.ts";
import { categoryVote, firstSaid } from "./relations.ts";
import { hashKey } from "../../sql/hash.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** Votes are counted for categories that have no ongoing issue yet: one that is known stays what it was founded as. */
function query(dialect: Dialect): Sql {
  return sql`WITH vote AS (
  ${categoryVote([...scopeColumns, "event_id", "founding_id", "said_at", "received_at"])}
),
${alarmMember()},
standing AS (
  SELECT *
  FROM ${table("curated.issue")}
  WHERE origin = 'standing'
),
open_vote AS (
  SELECT vote.*
  FROM vote
  LEFT JOIN standing ON standing.product = vote.product AND standing.category = vote.category
  WHERE standing.issue_id IS NULL
),
other_vote AS (
  SELECT open_vote.product, open_vote.category, open_vote.received_at,
    row_number() OVER (
      PARTITION BY open_vote.product, open_vote.category
      ORDER BY open_vote.received_at, open_vote.event_id, open_vote.vote_id
    ) AS place
  FROM open_vote
  LEFT JOIN alarm_member ON alarm_member.vote_id = open_vote.vote_id
  WHERE alarm_member.vote_id IS NULL
),
reached AS (
  SELECT other_vote.product, other_vote.category, other_vote.received_at AS detected_at
  FROM other_vote
  WHERE other_vote.place = (SELECT max(standing_min_events) FROM ${table("curated.setting")})
),
first_vote AS (
  -- no QUALIFY: on columns that a CTE renames, Spark loses them where the CTE is read twice
  SELECT ranked.product, ranked.category, ranked.founding_id, ranked.event_id, ranked.event_date, ranked.said_at
  FROM (
    SELECT open_vote.*, row_number() OVER (PARTITION BY product, category ORDER BY ${firstSaid}) AS place
    FROM open_vote
  ) AS ranked
  WHERE ranked.place = 1
)
SELECT
  ${hashKey(dialect, [sql`first_vote.founding_id`, sql`'standing'`])} AS issue_id,
  reached.product, reached.category, category.area, category.kind, category.severity,
  'standing' AS origin,
  first_vote.event_id AS founding_event_id,
  CAST(NULL AS ${dialect.type("string")}) AS scope_version,
  first_vote.event_date AS onset_date,
  reached.detected_at,
  CAST(NULL AS BIGINT) AS alarm_log_e_milli,
  CAST(0 AS BIGINT) AS events,
  CAST(0 AS BIGINT) AS customers,
  CAST(0 AS ${dialect.type("decimal(18,2)")}) AS revenue_at_risk,
  first_vote.said_at AS last_event_at,
  CAST(0 AS BIGINT) AS priority
FROM reached
JOIN ${table("curated.category")} AS category ON category.category = reached.category
JOIN first_vote ON first_vote.product = reached.product AND first_vote.category = reached.category
UNION ALL
SELECT
  standing.issue_id, standing.product, standing.category, category.area, category.kind, category.severity,
  standing.origin, standing.founding_event_id, standing.scope_version, standing.onset_date, standing.detected_at,
  standing.alarm_log_e_milli, standing.events, standing.customers, standing.revenue_at_risk, standing.last_event_at,
  standing.priority
FROM standing
JOIN ${table("curated.category")} AS category ON category.category = standing.category`;
}

export const standingIssue: SqlStep = {
  kind: "sql",
  id: "cluster.standing_issue",
  stage: "cluster",
  title: "Ongoing issues",
  why: "Steady questions and complaints, without a step in the rate, become one issue per category once there are enough events. Its id comes from the first event of the category, even if an alarm takes that event later.",
  writes: "curated.issue",
  keeps: "issues that were founded before, and since when",
  mode: "upsert",
  window: "all",
  query,
};
