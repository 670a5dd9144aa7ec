import { complaintKinds } from "../../contract/vocabulary.ts";
import { unassigned } from "./assignment.ts";
import { askedFrom } from "./linkProbability.ts";
import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import { hashKey } from "../../sql/hash.ts";
import { constants, sql, table } from "../../sql/sql.ts";

/** As many uncertain suggestions, pairs and links as people can get through: the rest stay in their tables. */
export const reviewLimit = 500;

export const reviewItem: SqlStep = {
  kind: "sql",
  id: "route.review_item",
  stage: "route",
  title: "Review queue",
  why: "Items that currently wait for a person: the newest uncertain suggestions, the likeliest uncertain identities, every text and message that carries risk, complaints without an owner, and those that a ticket may be about; praise, questions and requests need neither. An item whose cause is gone is removed.",
  writes: "curated.review_item",
  keeps: "when an item was first raised",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH uncertain_suggestion AS (
      SELECT enrichment.event_id
      FROM ${table("curated.enrichment")} AS enrichment
      JOIN ${table("curated.feedback_event")} AS event ON event.event_id = enrichment.event_id
      WHERE NOT enrichment.accepted AND enrichment.category IS NOT NULL AND enrichment.decided_by <> 'person' AND enrichment.noise IS NULL
        AND enrichment.risk_class = 'none'
      ORDER BY event.occurred_at DESC, enrichment.event_id
      LIMIT ${reviewLimit}
    ),
    -- a draft with risk waits as itself
    asked_for_draft AS (
      SELECT DISTINCT event_id
      FROM ${table("curated.outbox")}
      WHERE status = 'waiting' AND risk_class <> 'none' AND event_id IS NOT NULL
    ),
    risky_text AS (
      SELECT enrichment.event_id
      FROM ${table("curated.enrichment")} AS enrichment
      JOIN ${table("curated.statement")} AS statement
        ON statement.event_id = enrichment.event_id AND statement.is_newest
      LEFT JOIN ${table("curated.decision_in_force")} AS decision
        ON decision.subject_kind = 'event'
        AND decision.subject_id = enrichment.event_id
        AND decision.decided_at >= statement.said_at
      LEFT JOIN asked_for_draft ON asked_for_draft.event_id = enrichment.event_id
      WHERE enrichment.risk_class <> 'none'
        AND decision.subject_id IS NULL
        AND asked_for_draft.event_id IS NULL
    ),
    uncertain_identity AS (
      SELECT left_record_id, right_record_id
      FROM ${table("curated.customer_link")}
      WHERE decision = 'review'
      ORDER BY match_weight DESC, left_record_id, right_record_id
      LIMIT ${reviewLimit}
    ),
    -- a ticket that is probable, but not enough to link, for an issue that has none
    uncertain_link AS (
      SELECT similarity.issue_id, max(similarity.probability_bp) AS probability_bp
      FROM ${table("curated.ticket_similarity")} AS similarity
      JOIN ${table("curated.issue")} AS issue ON issue.issue_id = similarity.issue_id
      LEFT JOIN ${table("curated.issue_ticket")} AS lead_ticket
        ON lead_ticket.issue_id = similarity.issue_id AND lead_ticket.leads
      LEFT JOIN (
        SELECT DISTINCT linked_issue.product, issue_ticket.ticket_key
        FROM ${table("curated.issue_ticket")} AS issue_ticket
        JOIN ${table("curated.issue")} AS linked_issue ON linked_issue.issue_id = issue_ticket.issue_id
      ) AS linked
        ON linked.product = similarity.product AND linked.ticket_key = similarity.main_key
      WHERE similarity.probability_bp >= ${askedFrom}
        AND lead_ticket.issue_id IS NULL
        AND linked.ticket_key IS NULL
        AND issue.kind IN ${constants(complaintKinds)}
      GROUP BY similarity.issue_id
      ORDER BY max(similarity.probability_bp) DESC, similarity.issue_id
      LIMIT ${reviewLimit}
    ),
    subject AS (
      SELECT 'event' AS subject_kind, event_id AS subject_id, 'low_confidence' AS reason
      FROM uncertain_suggestion
      UNION ALL
      SELECT 'event', event_id, 'risk'
      FROM risky_text
      UNION ALL
      SELECT 'customer_link', ${hashKey(dialect, [sql`left_record_id`, sql`right_record_id`])}, 'identity'
      FROM uncertain_identity
      UNION ALL
      SELECT 'outbox', outbox_id, 'risk'
      FROM ${table("curated.outbox")}
      WHERE status = 'waiting' AND risk_class <> 'none'
      UNION ALL
      SELECT 'issue', assignment.issue_id, 'no_owner'
      FROM ${table("curated.assignment")} AS assignment
      JOIN ${table("curated.issue")} AS issue ON issue.issue_id = assignment.issue_id
      WHERE assignment.owner = ${unassigned} AND issue.kind IN ${constants(complaintKinds)}
      UNION ALL
      SELECT 'issue', issue_id, 'ticket_link'
      FROM uncertain_link
    ),
    wanted AS (
      SELECT
        ${hashKey(dialect, [sql`subject_kind`, sql`subject_id`, sql`reason`])} AS review_item_id,
        subject_kind, subject_id, reason
      FROM subject
    )
    SELECT
      wanted.review_item_id, wanted.subject_kind, wanted.subject_id, wanted.reason,
      coalesce(known.raised_at, ${asOf}) AS raised_at
    FROM wanted
    LEFT JOIN ${table("curated.review_item")} AS known ON known.review_item_id = wanted.review_item_id`,
};
