import { detectedOrigins } from "../../contract/vocabulary.ts";
import { unassigned } from "./assignment.ts";
import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { type Sql, constants, sql, table } from "../../sql/sql.ts";

/** An issue that has been silent for longer is past escalating. */
export const escalationDays = 30;

export const outbox: SqlStep = {
  kind: "sql",
  id: "route.outbox",
  stage: "route",
  title: "Outbox",
  why: "One row per outgoing message, with a key that is the same in every run. A waiting message that is no longer needed is withdrawn; a ready one stays, since it may have been sent.",
  writes: "curated.outbox",
  keeps: "when a message was first created",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH ticketed_issue AS (
      SELECT DISTINCT issue_id FROM ${table("curated.issue_ticket")}
    ),
    open_case AS (
      SELECT
        issue.issue_id, issue.detected_at, issue.last_event_at,
        assignment.owner, owner.destination, superior.destination AS escalation_destination,
        coalesce(category.risk_class, 'none') AS risk_class,
        ticketed_issue.issue_id IS NULL AS without_ticket
      FROM ${table("curated.issue")} AS issue
      JOIN ${table("curated.assignment")} AS assignment ON assignment.issue_id = issue.issue_id
      LEFT JOIN ${table("curated.category")} AS category ON category.category = issue.category
      LEFT JOIN ${table("curated.owner")} AS owner ON owner.owner = assignment.owner
      LEFT JOIN ${table("curated.owner")} AS superior ON superior.owner = owner.escalation
      LEFT JOIN ticketed_issue ON ticketed_issue.issue_id = issue.issue_id
      WHERE issue.kind = 'defect' AND issue.origin IN ${constants(detectedOrigins)}
    ),
    wanted AS (
      SELECT
        ${outboxId(dialect, sql`open_case.issue_id`, sql`'ticket'`)} AS outbox_id,
        'ticket' AS action, setting.tracker AS destination,
        open_case.issue_id, CAST(NULL AS ${dialect.type("string")}) AS event_id, open_case.risk_class
      FROM open_case CROSS JOIN ${table("curated.setting")} AS setting
      WHERE open_case.without_ticket
      UNION ALL
      SELECT
        ${outboxId(dialect, sql`open_case.issue_id`, sql`'notification'`, sql`open_case.owner`)},
        'notification', open_case.destination, open_case.issue_id, CAST(NULL AS ${dialect.type("string")}), open_case.risk_class
      FROM open_case
      WHERE open_case.owner <> ${unassigned} AND open_case.destination IS NOT NULL
      UNION ALL
      SELECT
        ${outboxId(dialect, sql`open_case.issue_id`, sql`'escalation'`, sql`open_case.owner`)},
        'escalation', open_case.escalation_destination, open_case.issue_id, CAST(NULL AS ${dialect.type("string")}), open_case.risk_class
      FROM open_case CROSS JOIN ${table("curated.setting")} AS setting
      WHERE open_case.escalation_destination IS NOT NULL
        AND open_case.without_ticket
        AND ${dialect.hoursBetween(sql`open_case.detected_at`, asOf)} >= setting.triage_hours
        AND CAST(open_case.last_event_at AS DATE) > ${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`${-escalationDays}`)}
      UNION ALL
      SELECT
        ${outboxId(dialect, sql`draft.event_id`, sql`'reply'`)},
        'reply', event.source, CAST(NULL AS ${dialect.type("string")}), draft.event_id, draft.risk_class
      FROM ${table("curated.reply_draft")} AS draft
      JOIN ${table("curated.feedback_event")} AS event ON event.event_id = draft.event_id
    )
    SELECT
      wanted.outbox_id, wanted.action, wanted.destination, wanted.issue_id, wanted.event_id, wanted.risk_class,
      CASE WHEN wanted.risk_class <> 'none' OR wanted.action = 'reply' THEN 'waiting' ELSE 'ready' END AS status,
      coalesce(known.created_at, ${asOf}) AS created_at
    FROM wanted
    LEFT JOIN ${table("curated.outbox")} AS known ON known.outbox_id = wanted.outbox_id
    UNION ALL
    SELECT
      left_already.outbox_id, left_already.action, left_already.destination, left_already.issue_id,
      left_already.event_id, left_already.risk_class, left_already.status, left_already.created_at
    FROM ${table("curated.outbox")} AS left_already
    LEFT JOIN wanted ON wanted.outbox_id = left_already.outbox_id
    WHERE left_already.status = 'ready' AND wanted.outbox_id IS NULL`,
};

/** The recipient is part of the key of a notification: a new owner gets a notification of their own. */
const outboxId = (dialect: Dialect, ...parts: readonly Sql[]): Sql => hashKey(dialect, parts);
