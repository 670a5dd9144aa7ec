import type { SqlStep } from "../contract.ts";
import { acceptedEvent, alarmMember } from "./membership.ts";
import { sql, table } from "../../sql/sql.ts";

export const issueMember: SqlStep = {
  kind: "sql",
  id: "cluster.issue_member",
  stage: "cluster",
  title: "Members of issues",
  why: "An event belongs to the issue of an alarm whose scope it is in, else to the standing issue of its category, else to none: at most one. It moves when an alarm founds an issue that explains it.",
  writes: "curated.issue_member",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`WITH ${acceptedEvent()},
${alarmMember(dialect)}
SELECT event_id, issue_id, member_reason
FROM alarm_member
UNION ALL
SELECT accepted_event.event_id, standing.issue_id, 'standing' AS member_reason
FROM accepted_event
JOIN ${table("curated.issue")} AS standing
  ON standing.product = accepted_event.product
  AND standing.category = accepted_event.category
  AND standing.origin = 'standing'
LEFT JOIN alarm_member ON alarm_member.event_id = accepted_event.event_id
WHERE alarm_member.event_id IS NULL`,
};
