import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * CTE `decided_category`: what a person decided about the category of an event, one row each, with the run that brought
 * it. A category that left the taxonomy decides nothing any more; that a suggestion was wrong stays known.
 */
export const decidedCategory: Sql = sql`decided_category AS (
  SELECT decision.event_id, decision.verb, decision.category, decision.stance, decision.run_id
  FROM ${table("curated.decision_in_force")} AS decision
  LEFT JOIN ${table("curated.category")} AS known_category ON known_category.category = decision.category
  WHERE decision.subject_kind = 'event' AND (decision.verb = 'reject' OR known_category.category IS NOT NULL)
)`;
