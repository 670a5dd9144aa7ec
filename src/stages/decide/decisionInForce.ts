import { newTo } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * Of every subject with a new decision the newest one: by the time it was decided, then by its place in the chain. The
 * one that was in force is compared too, so that a decision which arrives late doesn't replace a newer one.
 */
export function decisionInForce(_dialect: Dialect): Sql {
  return sql`WITH new_decision AS (
  SELECT
    decision.subject_kind,
    decision.subject_id,
    CASE WHEN decision.subject_kind = 'event' THEN decision.subject_id END AS event_id,
    decision.left_record_id,
    decision.right_record_id,
    decision.verb,
    decision.category,
    decision.stance,
    decision.decided_at,
    decision.decision_id,
    chained.sequence_number
  FROM ${table("raw.decision")} AS decision
  JOIN ${table("curated.review_decision")} AS chained ON chained.decision_id = decision.decision_id
  WHERE ${newTo("decide", sql`decision.run_id`)}
),
candidate AS (
  SELECT * FROM new_decision
  UNION ALL
  SELECT
    known.subject_kind,
    known.subject_id,
    known.event_id,
    known.left_record_id,
    known.right_record_id,
    known.verb,
    known.category,
    known.stance,
    known.decided_at,
    known.decision_id,
    known.sequence_number
  FROM ${table("curated.decision_in_force")} AS known
)
SELECT
  subject_kind,
  subject_id,
  event_id,
  left_record_id,
  right_record_id,
  verb,
  category,
  stance,
  decided_at,
  decision_id,
  sequence_number
FROM candidate
QUALIFY row_number() OVER (
  PARTITION BY subject_kind, subject_id
  ORDER BY decided_at DESC NULLS LAST, sequence_number DESC NULLS LAST
) = 1`;
}
