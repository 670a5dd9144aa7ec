import { identifier, sql, table, type Sql } from "../../sql/sql.ts";

/**
 * CTE `suggested`: the feedback that the rows of another CTE name by their `event_id`, with what is suggested for it.
 * Joined from the few that are named: an outer join from there to all feedback would read every text that there is.
 */
export const suggestedFor = (rows: string): Sql => sql`named_event AS (
  SELECT DISTINCT event_id FROM ${identifier(rows)} WHERE event_id IS NOT NULL
),
named_feedback AS (
  SELECT event.event_id, event.product, event.channel, event.language, event.locale, event.rating, event.occurred_at
  FROM named_event
  JOIN ${table("curated.feedback_event")} AS event ON event.event_id = named_event.event_id
),
named_enrichment AS (
  SELECT enrichment.event_id, enrichment.category, enrichment.runner_up, enrichment.confidence_bp, enrichment.urgency,
    enrichment.risk_class, enrichment.quote
  FROM named_event
  JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = named_event.event_id
),
suggested AS (
  SELECT named_feedback.*, named_enrichment.category, named_enrichment.runner_up, named_enrichment.confidence_bp,
    named_enrichment.urgency, named_enrichment.risk_class, named_enrichment.quote
  FROM named_feedback
  LEFT JOIN named_enrichment ON named_enrichment.event_id = named_feedback.event_id
)`;
