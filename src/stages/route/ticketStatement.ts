import { feedbackKindsByDetail } from "../../contract/vocabulary.ts";
import type { SqlStep } from "../../contract/step.ts";
import { memberVote } from "../cluster/relations.ts";
import { asOf } from "../../contract/window.ts";
import { placeOf, sql, table, type Sql } from "../../sql/sql.ts";

export const ticketStatement: SqlStep = {
  kind: "sql",
  id: "route.ticket_statement",
  stage: "route",
  title: "Tickets that name their feedback",
  why: "A stated link is more reliable than a comparison. If several sources share a record id, the help desk comes first. Of feedback that is about several things, what it is mainly about counts, as said last.",
  writes: "curated.ticket_statement",
  mode: "sync",
  window: "all",
  query: () => sql`    WITH stated_record AS (
      SELECT DISTINCT product, ticket_key, feedback_record_id
      FROM ${table("raw.tracker_event")}
      WHERE feedback_record_id IS NOT NULL AND changed_at <= ${asOf}
    ),
    named_event AS (
      SELECT stated_record.product, stated_record.ticket_key, event.event_id
      FROM stated_record
      JOIN ${table("curated.feedback_event")} AS event
        ON event.product = stated_record.product AND event.source_record_id = stated_record.feedback_record_id
      QUALIFY row_number() OVER (
        PARTITION BY stated_record.product, stated_record.ticket_key, stated_record.feedback_record_id
        ORDER BY ${placeOf(sql`event.channel`, feedbackKindsByDetail)}, event.event_id
      ) = 1
    )
    SELECT named_event.product, named_event.ticket_key, ticket.main_key, named_event.event_id, member.issue_id
    FROM named_event
    JOIN ${table("curated.ticket")} AS ticket
      ON ticket.product = named_event.product AND ticket.ticket_key = named_event.ticket_key
    JOIN (
      ${memberVote(["vote_id", "event_id", "is_main", "said_at"])}
    ) AS member ON member.event_id = named_event.event_id
    QUALIFY row_number() OVER (
      PARTITION BY named_event.product, named_event.ticket_key, named_event.event_id
      ORDER BY member.is_main DESC, member.said_at DESC, member.vote_id
    ) = 1`,
};

/** Share of an issue's members with a stated ticket that must state the same one, for its status to speak for the issue. */
export const statedShareBp = 2500;

/**
 * CTEs up to `stated_lead` (issue_id, main_key): where every customer has a ticket of their own, none of them
 * speaks for the issue.
 */
export const statedLead: Sql = sql`stating_members AS (
      SELECT issue_id, count(DISTINCT event_id) AS members, count(DISTINCT main_key) AS tickets
      FROM ${table("curated.ticket_statement")}
      GROUP BY issue_id
    ),
    stated_ticket AS (
      SELECT issue_id, main_key, count(DISTINCT event_id) AS members
      FROM ${table("curated.ticket_statement")}
      GROUP BY issue_id, main_key
    ),
    stated_lead AS (
      SELECT stated_ticket.issue_id, stated_ticket.main_key
      FROM stated_ticket
      JOIN stating_members ON stating_members.issue_id = stated_ticket.issue_id
      WHERE stated_ticket.members * 10000 >= stating_members.members * ${statedShareBp}
        AND (stated_ticket.members > 1 OR stating_members.tickets = 1)
    )`;
