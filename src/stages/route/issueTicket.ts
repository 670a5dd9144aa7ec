import { isOpen } from "../../ledger/closedDays.ts";
import { statedLead } from "./ticketStatement.ts";
import type { SqlStep } from "../../contract/step.ts";
import { sql, table } from "../../sql/sql.ts";

/**
 * What similarity of title and issue links them (basis points): two fifths where the area agrees as well, three fifths
 * where the ticket names no area of the taxonomy. Set beforehand, not fitted to any data set.
 */
export const similarityInArea = 4000;
export const similarityWithoutArea = 6000;
/** Tickets this close to the best one of an issue are linked as well (percent of its similarity): two reports of one thing. */
export const nearlyBestPercent = 90;

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
    similar_enough AS (
      SELECT product, ticket_key, main_key, issue_id, origin_place, days_apart, similarity_bp
      FROM ${table("curated.ticket_similarity")}
      WHERE similarity_bp >= CASE WHEN area_agrees THEN ${similarityInArea} ELSE ${similarityWithoutArea} END
    ),
    chosen_issue AS (
      SELECT product, main_key, issue_id
      FROM similar_enough
      QUALIFY row_number() OVER (
        PARTITION BY product, main_key
        ORDER BY similarity_bp - similarity_bp % 1000 DESC, origin_place, days_apart, similarity_bp DESC, issue_id, ticket_key
      ) = 1
    ),
    chosen AS (
      SELECT
        similar_enough.product, similar_enough.issue_id, similar_enough.ticket_key, similar_enough.main_key,
        similar_enough.similarity_bp,
        max(similar_enough.similarity_bp) OVER (PARTITION BY similar_enough.issue_id) AS best_bp
      FROM similar_enough
      JOIN chosen_issue
        ON chosen_issue.product = similar_enough.product
        AND chosen_issue.main_key = similar_enough.main_key
        AND chosen_issue.issue_id = similar_enough.issue_id
    ),
    text_link AS (
      SELECT product, issue_id, ticket_key, main_key, similarity_bp
      FROM chosen
      WHERE similarity_bp * 100 >= best_bp * ${nearlyBestPercent}
    ),
    -- The ticket that got furthest gives the issue its status.
    text_lead AS (
      SELECT text_link.issue_id, text_link.main_key
      FROM text_link
      JOIN ${table("curated.ticket")} AS ticket
        ON ticket.product = text_link.product AND ticket.ticket_key = text_link.main_key
      QUALIFY row_number() OVER (
        PARTITION BY text_link.issue_id
        ORDER BY ticket.progress DESC, text_link.similarity_bp DESC, ticket.opened_at, text_link.main_key, text_link.ticket_key
      ) = 1
    ),
    link AS (
      SELECT issue_id, ticket_key, 'feedback_record' AS link_reason, 10000 AS similarity_bp
      FROM ${table("curated.ticket_statement")}
      UNION ALL
      SELECT issue_id, main_key, 'feedback_record', 10000 FROM ${table("curated.ticket_statement")}
      UNION ALL
      SELECT issue_id, ticket_key, 'area_time_text', similarity_bp FROM text_link
      UNION ALL
      SELECT issue_id, main_key, 'area_time_text', similarity_bp FROM text_link
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
        max(CASE WHEN lead_ticket.main_key IS NOT NULL THEN 1 ELSE 0 END) = 1 AS leads
      FROM link
      LEFT JOIN lead_ticket ON lead_ticket.issue_id = link.issue_id AND lead_ticket.main_key = link.ticket_key
      GROUP BY link.issue_id, link.ticket_key
    )
    SELECT issue_id, ticket_key, link_reason, similarity_bp, leads, FALSE AS is_gone
    FROM wanted
    UNION ALL
    SELECT known.issue_id, known.ticket_key, known.link_reason, known.similarity_bp, known.leads, TRUE AS is_gone
    FROM ${table("curated.issue_ticket")} AS known
    JOIN ${table("curated.issue")} AS issue ON issue.issue_id = known.issue_id
    LEFT JOIN wanted ON wanted.issue_id = known.issue_id AND wanted.ticket_key = known.ticket_key
    WHERE wanted.issue_id IS NULL AND ${isOpen(dialect, sql`issue.onset_date`)}`,
};
