import type { SqlStep } from "../contract.ts";
import { acceptedEvent, alarmMember } from "./membership.ts";
import { hashKey } from "../../sql/hash.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

function query(dialect: Dialect): Sql {
  return sql`WITH ${acceptedEvent()},
${alarmMember(dialect)},
other_event AS (
  SELECT accepted_event.product, accepted_event.category, accepted_event.received_at,
    row_number() OVER (
      PARTITION BY accepted_event.product, accepted_event.category
      ORDER BY accepted_event.received_at, accepted_event.event_id
    ) AS place
  FROM accepted_event
  LEFT JOIN alarm_member ON alarm_member.event_id = accepted_event.event_id
  WHERE alarm_member.event_id IS NULL
),
reached AS (
  SELECT other_event.product, other_event.category, other_event.received_at AS detected_at
  FROM other_event
  WHERE other_event.place = (SELECT max(standing_min_events) FROM ${table("curated.setting")})
),
first_event AS (
  SELECT product, category, event_id, event_date, occurred_at
  FROM accepted_event
  QUALIFY row_number() OVER (PARTITION BY product, category ORDER BY occurred_at, event_id) = 1
),
standing AS (
  SELECT *
  FROM ${table("curated.issue")}
  WHERE origin = 'standing'
)
SELECT
  coalesce(standing.issue_id, ${hashKey(dialect, [sql`first_event.event_id`, sql`'standing'`])}) AS issue_id,
  reached.product, reached.category, category.area, category.kind, category.severity,
  'standing' AS origin,
  coalesce(standing.founding_event_id, first_event.event_id) AS founding_event_id,
  CAST(NULL AS ${dialect.type("string")}) AS scope_version,
  coalesce(standing.onset_date, first_event.event_date) AS onset_date,
  coalesce(standing.detected_at, reached.detected_at) AS detected_at,
  CAST(NULL AS BIGINT) AS alarm_log_e_milli,
  coalesce(standing.events, 0) AS events,
  coalesce(standing.customers, 0) AS customers,
  coalesce(standing.revenue_at_risk, 0) AS revenue_at_risk,
  coalesce(standing.last_event_at, first_event.occurred_at) AS last_event_at,
  coalesce(standing.priority, 0) AS priority
FROM reached
JOIN ${table("curated.category")} AS category ON category.category = reached.category
JOIN first_event ON first_event.product = reached.product AND first_event.category = reached.category
LEFT JOIN standing ON standing.product = reached.product AND standing.category = reached.category`;
}

export const standingIssue: SqlStep = {
  kind: "sql",
  id: "cluster.standing_issue",
  stage: "cluster",
  title: "Standing issues",
  why: "What is asked and complained of all the time, without a step up, is one issue a category once it has the stated number of events. Its id comes from the first event of the category, whether or not an alarm takes that event later.",
  writes: "curated.issue",
  keeps: "issues that were founded before, and since when",
  mode: "upsert",
  window: "all",
  query,
};
