import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { enrichTables } from "./tables.ts";
import { newStatement } from "./newStatement.ts";
import { riskAtRank, riskOrder, riskRank } from "./risk.ts";

/** What trackers and help desks call a priority that can't wait, folded; and one that can. */
const urgentPriorities = [
  "urgent",
  "high",
  "highest",
  "critical",
  "blocker",
  "p0",
  "p1",
  "dringend",
  "hoch",
  "alta",
  "haute",
];
const patientPriorities = [
  "low",
  "lowest",
  "minor",
  "trivial",
  "p4",
  "p5",
  "niedrig",
  "baja",
  "baixa",
  "basse",
];

/** Confidence from which a suggestion is more likely right than wrong: from there on its risk is not left to chance. */
const likelyBp = 5_000;

const columns = Object.keys(enrichTables["curated.enrichment"].columns);

/** One row per event of the window: the main point of its newest statement, and what its words and record say beside. */
export function enrichment(): Sql {
  const words = (list: readonly string[]): Sql => join(list.map(constant));
  return sql`WITH ${newStatement(["statement_id", "event_id", "is_newest", "rating", "priority", "content_hash"])},
newest_statement AS (
  SELECT
    new_statement.*,
    text_score.sentiment,
    text_score.sentiment_points,
    text_score.urgency_points,
    text_score.word_risk
  FROM new_statement
  JOIN ${table("curated.text_score")} AS text_score ON text_score.content_hash = new_statement.content_hash
  WHERE new_statement.is_newest
),
-- the worst that any point is about, also one that is suggested and more likely right than wrong
point_risk AS (
  SELECT point.statement_id, min(${riskRank(sql`category.risk_class`)}) AS risk_rank
  FROM newest_statement
  JOIN ${table("curated.point")} AS point ON point.statement_id = newest_statement.statement_id
  JOIN ${table("curated.category")} AS category ON category.category = point.category
  LEFT JOIN decided_category ON decided_category.event_id = point.event_id
  WHERE point.noise IS NULL
    AND (point.accepted OR (point.confidence_bp >= ${likelyBp} AND decided_category.event_id IS NULL))
  GROUP BY point.statement_id
)
SELECT
  newest_statement.event_id,
  point.category,
  category.area,
  point.kind,
  point.runner_up,
  point.confidence_bp,
  CASE
    -- stars say it outright; words of a text that has them say less
    WHEN newest_statement.rating < 3 THEN 'negative'
    WHEN newest_statement.rating > 3 THEN 'positive'
    WHEN newest_statement.sentiment IS NOT NULL THEN newest_statement.sentiment
    WHEN newest_statement.sentiment_points < 0 THEN 'negative'
    WHEN newest_statement.sentiment_points > 0 THEN 'positive'
    ELSE 'neutral'
  END AS sentiment,
  CASE
    WHEN newest_statement.priority IN (${words(urgentPriorities)}) OR newest_statement.urgency_points > 0 THEN 'high'
    WHEN newest_statement.priority IN (${words(patientPriorities)}) THEN 'low'
    ELSE 'normal'
  END AS urgency,
  ${riskAtRank(sql`least(coalesce(point_risk.risk_rank, ${riskOrder.indexOf("none")}), ${riskRank(sql`newest_statement.word_risk`)})`)} AS risk_class,
  point.quote,
  -- of a suggestion that is not the one that was rejected, a person has not decided yet
  CASE
    WHEN decided_category.verb IN ('approve', 'refine') OR decided_category.category = point.category THEN 'person'
    ELSE 'classifier'
  END AS decided_by,
  point.accepted,
  point.noise,
  FALSE AS is_gone
FROM newest_statement
JOIN ${table("curated.point")} AS point ON point.statement_id = newest_statement.statement_id AND point.is_main
LEFT JOIN ${table("curated.category")} AS category ON category.category = point.category
LEFT JOIN point_risk ON point_risk.statement_id = newest_statement.statement_id
LEFT JOIN decided_category ON decided_category.event_id = newest_statement.event_id
UNION ALL
SELECT ${join(columns.map((column) => sql`known.${identifier(column)}`))}, TRUE AS is_gone
FROM ${table("curated.enrichment")} AS known
JOIN touched_event ON touched_event.event_id = known.event_id
LEFT JOIN ${table("curated.feedback_event")} AS event ON event.event_id = known.event_id
WHERE event.event_id IS NULL`;
}
