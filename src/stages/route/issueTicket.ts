import { linkedFrom, linkedText } from "./linkProbability.ts";
import { isOpen } from "../../ledger/closedDays.ts";
import { statedLead } from "./ticketStatement.ts";
import type { SqlStep } from "../../contract/step.ts";
import { sql, table } from "../../sql/sql.ts";

export const issueTicket: SqlStep = {
  kind: "sql",
  id: "route.issue_ticket",
  stage: "route",
  title: "Tickets of issues",
  why: "Links existing tickets before new ones are opened: by the feedback that they name, otherwise by area, time and text. A ticket that names no feedback belongs, with its duplicates, to at most one issue; among similar issues, one of a release or a spike wins.",
  writes: "curated.issue_ticket",
  keeps: "links of issues that began on days whose feedback retention has deleted",
  mode: "amend",
  window: "all",
  query: (dialect) => sql`    WITH ${statedLead},
    -- a ticket whose link is kept without being compared again belongs to no other issue
    held_family AS (
      SELECT DISTINCT issue.product, ticket.main_key
      FROM ${table("curated.issue_ticket")} AS known
      JOIN ${table("curated.issue")} AS issue ON issue.issue_id = known.issue_id
      JOIN ${table("curated.ticket")} AS ticket ON ticket.product = issue.product AND ticket.ticket_key = known.ticket_key
      WHERE known.link_reason = 'area_time_text' AND NOT (${isOpen(dialect, sql`issue.onset_date`)})
    ),
    likely AS (
      SELECT
        similarity.product, similarity.ticket_key, similarity.main_key, similarity.issue_id, similarity.origin_place,
        similarity.days_apart, similarity.similarity_bp, similarity.probability_bp
      FROM ${table("curated.ticket_similarity")} AS similarity
      LEFT JOIN held_family ON held_family.product = similarity.product AND held_family.main_key = similarity.main_key
      WHERE similarity.probability_bp >= ${linkedFrom} AND similarity.text_milli >= ${linkedText} AND held_family.main_key IS NULL
    ),
    chosen_issue AS (
      SELECT product, main_key, issue_id
      FROM likely
      QUALIFY row_number() OVER (
        PARTITION BY product, main_key
        ORDER BY probability_bp DESC, origin_place, days_apart, similarity_bp DESC, issue_id, ticket_key
      ) = 1
    ),
    text_link AS (
      SELECT likely.product, likely.issue_id, likely.ticket_key, likely.main_key, likely.similarity_bp, likely.probability_bp
      FROM likely
      JOIN chosen_issue
        ON chosen_issue.product = likely.product
        AND chosen_issue.main_key = likely.main_key
        AND chosen_issue.issue_id = likely.issue_id
    ),
    -- The ticket that got furthest gives the issue its status.
    text_lead AS (
      SELECT text_link.issue_id, text_link.main_key
      FROM text_link
      JOIN ${table("curated.ticket")} AS ticket
        ON ticket.product = text_link.product AND ticket.ticket_key = text_link.main_key
      QUALIFY row_number() OVER (
        PARTITION BY text_link.issue_id
        ORDER BY ticket.progress DESC, text_link.probability_bp DESC, ticket.opened_at, text_link.main_key, text_link.ticket_key
      ) = 1
    ),
    link AS (
      SELECT issue_id, ticket_key, 'feedback_record' AS link_reason, 10000 AS similarity_bp, 10000 AS probability_bp
      FROM ${table("curated.ticket_statement")}
      UNION ALL
      SELECT issue_id, main_key, 'feedback_record', 10000, 10000 FROM ${table("curated.ticket_statement")}
      UNION ALL
      SELECT issue_id, ticket_key, 'area_time_text', similarity_bp, probability_bp FROM text_link
      UNION ALL
      SELECT issue_id, main_key, 'area_time_text', similarity_bp, probability_bp FROM text_link
    ),
    lead_ticket AS (
      SELECT issue_id, main_key FROM stated_lead
      UNION ALL
      SELECT issue_id, main_key FROM text_lead
    ),
    wanted AS (
      SELECT
        link.issue_id, link.ticket_key,
        max(link.link_reason) AS link_reason,
        CAST(max(link.similarity_bp) AS INT) AS similarity_bp,
        CAST(max(link.probability_bp) AS INT) AS probability_bp,
        max(CASE WHEN lead_ticket.main_key IS NOT NULL THEN 1 ELSE 0 END) = 1 AS leads
      FROM link
      LEFT JOIN lead_ticket ON lead_ticket.issue_id = link.issue_id AND lead_ticket.main_key = link.ticket_key
      GROUP BY link.issue_id, link.ticket_key
    )
    SELECT issue_id, ticket_key, link_reason, similarity_bp, probability_bp, leads, FALSE AS is_gone
    FROM wanted
    UNION ALL
    SELECT known.issue_id, known.ticket_key, known.link_reason, known.similarity_bp, known.probability_bp, known.leads, TRUE AS is_gone
    FROM ${table("curated.issue_ticket")} AS known
    JOIN ${table("curated.issue")} AS issue ON issue.issue_id = known.issue_id
    LEFT JOIN wanted ON wanted.issue_id = known.issue_id AND wanted.ticket_key = known.ticket_key
    WHERE wanted.issue_id IS NULL AND ${isOpen(dialect, sql`issue.onset_date`)}`,
};
