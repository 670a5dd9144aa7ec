import { scoreOfNothing } from "../../model/classifier.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { newTo } from "../window.ts";
import { featuresOfWords, spacedWords } from "./features.ts";
import { riskAtRank, riskOrder, riskRank } from "./risk.ts";

const bound = 20_000_000;

/**
 * One row a distinct text of the window. Everything is added up in whole numbers; the only doubles are a square root
 * and a logistic whose results are rounded before anything is compared with them. `src/model/suggestion.ts` takes the same sums.
 */
export function textScore(dialect: Dialect): Sql {
  return sql`WITH new_text AS (
  SELECT event.content_hash, min(event.folded_text) AS folded_text
  FROM ${table("curated.feedback_event")} AS event
  WHERE ${newTo("enrich", sql`event.run_id`)}
  GROUP BY event.content_hash
),
text_words AS (
  SELECT content_hash, ${dialect.words(sql`folded_text`)} AS words
  FROM new_text
),
text_features AS (
  SELECT content_hash, words, ${featuresOfWords(dialect, sql`words`)} AS features
  FROM text_words
),
text_feature AS (
  SELECT content_hash, ${dialect.arraySize(sql`features`)} AS feature_count, ${dialect.explode(sql`features`)} AS feature
  FROM text_features
),
evidence_for_category AS (
  SELECT
    text_feature.content_hash,
    classifier_weight.category,
    CAST(sum(classifier_weight.weight) AS DOUBLE) AS weight_sum,
    max(text_feature.feature_count) AS feature_count
  FROM text_feature
  JOIN ${table("curated.classifier_weight")} AS classifier_weight ON classifier_weight.feature = text_feature.feature
  GROUP BY text_feature.content_hash, classifier_weight.category
  HAVING sum(classifier_weight.weight) > 0
),
scored AS (
  SELECT
    evidence_for_category.content_hash,
    evidence_for_category.category,
    classifier_category.bias
      + CAST(floor(evidence_for_category.weight_sum / sqrt(CAST(evidence_for_category.feature_count AS DOUBLE)) + CAST(0.5 AS DOUBLE)) AS BIGINT) AS score
  FROM evidence_for_category
  JOIN ${table("curated.classifier_category")} AS classifier_category
    ON classifier_category.category = evidence_for_category.category
),
ranked AS (
  SELECT
    content_hash,
    category,
    score,
    row_number() OVER (PARTITION BY content_hash ORDER BY score DESC, category ASC) AS place,
    lead(category) OVER (PARTITION BY content_hash ORDER BY score DESC, category ASC) AS runner_up,
    lead(score) OVER (PARTITION BY content_hash ORDER BY score DESC, category ASC) AS runner_up_score
  FROM scored
),
best AS (
  SELECT
    ranked.content_hash,
    ranked.category,
    ranked.runner_up,
    ranked.score,
    CAST(floor(CAST(
      ranked.score * calibration.score_weight
      + (ranked.score - greatest(coalesce(ranked.runner_up_score, ${scoreOfNothing}), ${scoreOfNothing})) * calibration.margin_weight
    AS DOUBLE) / CAST(1000000 AS DOUBLE)) AS BIGINT) + calibration.log_odds_offset AS log_odds
  FROM ranked
  CROSS JOIN ${table("curated.classifier_calibration")} AS calibration
  WHERE ranked.place = 1
),
word_points AS (
  SELECT
    text_feature.content_hash,
    sum(sentiment_word.sentiment_points) AS sentiment_points,
    sum(sentiment_word.urgency_points) AS urgency_points
  FROM text_feature
  JOIN ${table("curated.sentiment_word")} AS sentiment_word ON sentiment_word.feature = text_feature.feature
  JOIN text_words ON text_words.content_hash = text_feature.content_hash
  WHERE contains(${spacedWords(dialect, sql`text_words.words`)}, concat(' ', sentiment_word.word, ' '))
  GROUP BY text_feature.content_hash
),
word_risk AS (
  SELECT text_feature.content_hash, min(${riskRank(sql`risk_word.risk_class`)}) AS risk_rank
  FROM text_feature
  JOIN ${table("curated.risk_word")} AS risk_word ON risk_word.feature = text_feature.feature
  JOIN text_words ON text_words.content_hash = text_feature.content_hash
  WHERE contains(${spacedWords(dialect, sql`text_words.words`)}, concat(' ', risk_word.word, ' '))
  GROUP BY text_feature.content_hash
)
SELECT
  new_text.content_hash,
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
FROM new_text
LEFT JOIN best ON best.content_hash = new_text.content_hash
LEFT JOIN word_points ON word_points.content_hash = new_text.content_hash
LEFT JOIN word_risk ON word_risk.content_hash = new_text.content_hash`;
}
