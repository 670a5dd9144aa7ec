import { scoreOfNothing } from "../../classifier/classifier.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { newTo } from "../../contract/window.ts";
import { featuresOfWords, spacedWords } from "../../classifier/featuresInSql.ts";
import { riskAtRank, riskOrder, riskRank } from "./risk.ts";

const bound = 20_000_000;

/**
 * One row per distinct text of the window. Everything is added up in whole numbers; the only doubles are a square root
 * and a logistic whose results are rounded before anything is compared with them. `src/classifier/suggestion.ts` takes the same sums.
 * Texts and categories carry numbers on the way: grouping tens of millions of rows by them takes half the time of doing so by hashes and names.
 */
export function textScore(dialect: Dialect): Sql {
  return sql`WITH new_text AS (
  SELECT event.content_hash, min(event.folded_text) AS folded_text
  FROM ${table("curated.feedback_event")} AS event
  WHERE ${newTo("enrich", sql`event.run_id`)}
  GROUP BY event.content_hash
),
numbered_text AS (
  SELECT
    row_number() OVER (ORDER BY content_hash ASC) AS text_number,
    content_hash,
    ${dialect.words(sql`folded_text`)} AS words
  FROM new_text
),
numbered_category AS (
  SELECT category, bias, row_number() OVER (ORDER BY category ASC) AS category_number
  FROM ${table("curated.classifier_category")}
),
numbered_weight AS (
  SELECT classifier_weight.feature, classifier_weight.weight, numbered_category.category_number
  FROM ${table("curated.classifier_weight")} AS classifier_weight
  JOIN numbered_category ON numbered_category.category = classifier_weight.category
),
text_features AS (
  SELECT text_number, ${featuresOfWords(dialect, sql`words`)} AS features
  FROM numbered_text
),
text_feature AS (
  SELECT text_number, ${dialect.arraySize(sql`features`)} AS feature_count, ${dialect.explode(sql`features`)} AS feature
  FROM text_features
),
evidence_for_category AS (
  SELECT
    text_feature.text_number,
    numbered_weight.category_number,
    CAST(sum(numbered_weight.weight) AS DOUBLE) AS weight_sum,
    max(text_feature.feature_count) AS feature_count
  FROM text_feature
  JOIN numbered_weight ON numbered_weight.feature = text_feature.feature
  GROUP BY text_feature.text_number, numbered_weight.category_number
  HAVING sum(numbered_weight.weight) > 0
),
scored AS (
  SELECT
    evidence_for_category.text_number,
    evidence_for_category.category_number,
    numbered_category.bias
      + CAST(floor(evidence_for_category.weight_sum / sqrt(CAST(evidence_for_category.feature_count AS DOUBLE)) + CAST(0.5 AS DOUBLE)) AS BIGINT) AS score
  FROM evidence_for_category
  JOIN numbered_category ON numbered_category.category_number = evidence_for_category.category_number
),
ranked AS (
  SELECT
    text_number,
    category_number,
    score,
    row_number() OVER (PARTITION BY text_number ORDER BY score DESC, category_number ASC) AS place,
    lead(category_number) OVER (PARTITION BY text_number ORDER BY score DESC, category_number ASC) AS runner_up_number,
    lead(score) OVER (PARTITION BY text_number ORDER BY score DESC, category_number ASC) AS runner_up_score
  FROM scored
),
best AS (
  SELECT
    ranked.text_number,
    category.category,
    runner_up.category AS runner_up,
    ranked.score,
    CAST(floor(CAST(
      ranked.score * calibration.score_weight
      + (ranked.score - greatest(coalesce(ranked.runner_up_score, ${scoreOfNothing}), ${scoreOfNothing})) * calibration.margin_weight
    AS DOUBLE) / CAST(1000000 AS DOUBLE)) AS BIGINT) + calibration.log_odds_offset AS log_odds
  FROM ranked
  JOIN numbered_category AS category ON category.category_number = ranked.category_number
  LEFT JOIN numbered_category AS runner_up ON runner_up.category_number = ranked.runner_up_number
  CROSS JOIN ${table("curated.classifier_calibration")} AS calibration
  WHERE ranked.place = 1
),
word_points AS (
  SELECT
    text_feature.text_number,
    sum(sentiment_word.sentiment_points) AS sentiment_points,
    sum(sentiment_word.urgency_points) AS urgency_points
  FROM text_feature
  JOIN ${table("curated.sentiment_word")} AS sentiment_word ON sentiment_word.feature = text_feature.feature
  JOIN numbered_text ON numbered_text.text_number = text_feature.text_number
  WHERE contains(${spacedWords(dialect, sql`numbered_text.words`)}, concat(' ', sentiment_word.word, ' '))
  GROUP BY text_feature.text_number
),
word_risk AS (
  SELECT text_feature.text_number, min(${riskRank(sql`risk_word.risk_class`)}) AS risk_rank
  FROM text_feature
  JOIN ${table("curated.risk_word")} AS risk_word ON risk_word.feature = text_feature.feature
  JOIN numbered_text ON numbered_text.text_number = text_feature.text_number
  WHERE contains(${spacedWords(dialect, sql`numbered_text.words`)}, concat(' ', risk_word.word, ' '))
  GROUP BY text_feature.text_number
)
SELECT
  numbered_text.content_hash,
  best.category,
  best.runner_up,
  best.score,
  CASE
    WHEN best.category IS NULL THEN 0
    ELSE CAST(floor(CAST(10000 AS DOUBLE)
      / (CAST(1 AS DOUBLE) + exp(-CAST(greatest(least(best.log_odds, ${bound}), ${-bound}) AS DOUBLE) / CAST(1000000 AS DOUBLE)))
      + CAST(0.5 AS DOUBLE)) AS INT)
  END AS confidence_bp,
  CAST(coalesce(word_points.sentiment_points, 0) AS INT) AS sentiment_points,
  CAST(coalesce(word_points.urgency_points, 0) AS INT) AS urgency_points,
  ${riskAtRank(sql`coalesce(word_risk.risk_rank, ${riskOrder.indexOf("none")})`)} AS word_risk
FROM numbered_text
LEFT JOIN best ON best.text_number = numbered_text.text_number
LEFT JOIN word_points ON word_points.text_number = numbered_text.text_number
LEFT JOIN word_risk ON word_risk.text_number = numbered_text.text_number`;
}
