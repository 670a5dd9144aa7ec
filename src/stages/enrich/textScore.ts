import type { Dialect } from "../../sql/dialect.ts";
import { constant, sql, table, type Sql } from "../../sql/sql.ts";
import { runsOfWord, spacedWords, unitsOfWords } from "../../classifier/featuresInSql.ts";
import { largestLead, scoreOfNothing, unknownUnits } from "../../classifier/scoring.ts";
import { shortestWithSubwords, stemLength } from "../../classifier/tokens.ts";
import { knownWord, million, noCategory } from "../../classifier/weightTable.ts";
import { newTo } from "../../contract/window.ts";
import { riskAtRank, riskOrder, riskRank } from "./risk.ts";

const bound = 20_000_000;

/**
 * Score and category in one number, larger for the better score and, where two are equal, for the category that is first
 * by name: the best two are then an aggregate, at a third of the cost of a window. Below 2^53, so that a double holds it.
 */
const packedOffset = 10_000_000_000;
const unpackedScore = (packed: Sql): Sql =>
  sql`CAST((${packed} - ${packed} % 10000) / 10000 AS BIGINT) - ${packedOffset}`;

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
  SELECT category, bias, is_default, row_number() OVER (ORDER BY category ASC) AS category_number
  FROM ${table("curated.classifier_category")}
),
numbered_weight AS (
  SELECT classifier_weight.feature, classifier_weight.weight, coalesce(numbered_category.category_number, 0) AS category_number
  FROM ${table("curated.classifier_weight")} AS classifier_weight
  LEFT JOIN numbered_category ON numbered_category.category = classifier_weight.category
),
text_units AS (
  SELECT text_number, ${unitsOfWords(dialect, sql`words`)} AS units
  FROM numbered_text
),
text_unit AS (
  SELECT text_number, ${dialect.arraySize(sql`units`)} AS unit_count, ${dialect.explode(sql`units`)} AS unit
  FROM text_units
),
new_word AS (
  SELECT DISTINCT text_unit.unit AS word
  FROM text_unit
  LEFT JOIN ${table("curated.classifier_weight")} AS known ON known.feature = text_unit.unit AND known.category = ${constant(knownWord)}
  WHERE known.feature IS NULL AND NOT contains(text_unit.unit, ' ') AND length(text_unit.unit) >= ${shortestWithSubwords}
),
new_word_run AS (
  SELECT word, ${dialect.explode(runsOfWord(dialect, sql`word`))} AS run
  FROM new_word
),
subword AS (
  SELECT word, concat('~', run) AS feature
  FROM new_word_run
  UNION ALL
  SELECT word, concat(substring(word, 1, ${stemLength}), '*') AS feature
  FROM new_word
  WHERE length(word) > ${stemLength}
),
known_unit AS (
  SELECT DISTINCT feature AS unit
  FROM ${table("curated.classifier_weight")}
),
text_count AS (
  SELECT
    text_unit.text_number,
    count(known_unit.unit) AS known_units,
    greatest(1, count(new_word.word)) AS new_words
  FROM text_unit
  LEFT JOIN known_unit ON known_unit.unit = text_unit.unit
  LEFT JOIN new_word ON new_word.word = text_unit.unit
  GROUP BY text_unit.text_number
),
unit_weight AS (
  SELECT feature AS unit, category_number, weight, 0 AS new_weight
  FROM numbered_weight
  UNION ALL
  SELECT subword.word AS unit, numbered_weight.category_number, 0 AS weight, CAST(sum(numbered_weight.weight) AS BIGINT) AS new_weight
  FROM subword
  JOIN numbered_weight ON numbered_weight.feature = subword.feature
  GROUP BY subword.word, numbered_weight.category_number
),
evidence AS (
  SELECT text_unit.text_number, text_unit.unit_count, unit_weight.category_number, unit_weight.weight, unit_weight.new_weight
  FROM text_unit
  JOIN unit_weight ON unit_weight.unit = text_unit.unit
  UNION ALL
  SELECT text_units.text_number, ${dialect.arraySize(sql`text_units.units`)} AS unit_count, numbered_category.category_number, 0 AS weight, 0 AS new_weight
  FROM text_units
  JOIN numbered_category ON numbered_category.is_default
  WHERE ${dialect.arraySize(sql`text_units.units`)} > 0
),
known_weight_sum AS (
  SELECT text_number, category_number, sum(weight) AS weight_sum, sum(new_weight) AS new_weight_sum, max(unit_count) AS unit_count
  FROM evidence
  GROUP BY text_number, category_number
),
weight_sum AS (
  SELECT
    known_weight_sum.text_number,
    known_weight_sum.category_number,
    known_weight_sum.unit_count,
    least(known_weight_sum.unit_count, text_count.known_units + ${unknownUnits}) AS counted_units,
    known_weight_sum.weight_sum
      + CAST(floor(CAST(new_weight_sum AS DOUBLE) / sqrt(CAST(text_count.new_words AS DOUBLE)) + CAST(0.5 AS DOUBLE)) AS BIGINT) AS weight_sum
  FROM known_weight_sum
  JOIN text_count ON text_count.text_number = known_weight_sum.text_number
),
scored AS (
  SELECT
    weight_sum.text_number,
    weight_sum.category_number,
    weight_sum.unit_count,
    CASE
      WHEN weight_sum.category_number = 0 THEN 'known'
      WHEN numbered_category.category = ${constant(noCategory)} THEN 'none'
      ELSE 'category'
    END AS score_kind,
    CASE
      WHEN weight_sum.category_number = 0
      THEN least(
        ${million},
        CAST(floor(2 * CAST(weight_sum.weight_sum AS DOUBLE) / (CAST(weight_sum.unit_count AS DOUBLE) + CAST(1 AS DOUBLE))) AS BIGINT)
      )
      ELSE ${scoreOf(sql`numbered_category.bias`, sql`CAST(weight_sum.weight_sum AS DOUBLE)`, sql`weight_sum.counted_units`)}
    END AS score
  FROM weight_sum
  LEFT JOIN numbered_category ON numbered_category.category_number = weight_sum.category_number
  WHERE weight_sum.weight_sum > 0 OR numbered_category.is_default OR numbered_category.category = ${constant(noCategory)}
),
standing AS (
  SELECT
    text_number,
    unit_count,
    score_kind,
    score,
    CASE WHEN score_kind = 'category' THEN (score + ${packedOffset}) * 10000 + (9999 - category_number) END AS packed
  FROM scored
),
foremost AS (
  SELECT
    text_number,
    max(packed) AS first_packed,
    ${dialect.nthLargest(sql`packed`, 2)} AS second_packed,
    max(CASE WHEN score_kind = 'none' THEN score END) AS none_score,
    max(CASE WHEN score_kind = 'known' THEN score ELSE 0 END) AS known_share,
    ${brevityOf(sql`max(unit_count)`)} AS brevity
  FROM standing
  GROUP BY text_number
),
unpacked AS (
  SELECT
    text_number,
    9999 - first_packed % 10000 AS category_number,
    ${unpackedScore(sql`first_packed`)} AS score,
    9999 - second_packed % 10000 AS runner_up_number,
    greatest(
      ${scoreOfNothing},
      coalesce(${unpackedScore(sql`second_packed`)}, ${scoreOfNothing}),
      coalesce(none_score, ${scoreOfNothing})
    ) AS next_score,
    known_share,
    brevity
  FROM foremost
  WHERE first_packed IS NOT NULL
),
best AS (
  SELECT
    unpacked.text_number,
    category.category,
    runner_up.category AS runner_up,
    unpacked.score,
    ${logOdds({
      score: sql`unpacked.score`,
      nextScore: sql`unpacked.next_score`,
      knownShare: sql`unpacked.known_share`,
      brevity: sql`unpacked.brevity`,
    })} AS log_odds
  FROM unpacked
  JOIN numbered_category AS category ON category.category_number = unpacked.category_number
  LEFT JOIN numbered_category AS runner_up ON runner_up.category_number = unpacked.runner_up_number
  CROSS JOIN ${table("curated.classifier_calibration")} AS calibration
),
word_points AS (
  SELECT
    text_unit.text_number,
    sum(sentiment_word.sentiment_points) AS sentiment_points,
    sum(sentiment_word.urgency_points) AS urgency_points
  FROM text_unit
  JOIN ${table("curated.sentiment_word")} AS sentiment_word ON sentiment_word.feature = text_unit.unit
  JOIN numbered_text ON numbered_text.text_number = text_unit.text_number
  WHERE contains(${spacedWords(dialect, sql`numbered_text.words`)}, concat(' ', sentiment_word.word, ' '))
  GROUP BY text_unit.text_number
),
word_risk AS (
  SELECT text_unit.text_number, min(${riskRank(sql`risk_word.risk_class`)}) AS risk_rank
  FROM text_unit
  JOIN ${table("curated.risk_word")} AS risk_word ON risk_word.feature = text_unit.unit
  JOIN numbered_text ON numbered_text.text_number = text_unit.text_number
  WHERE contains(${spacedWords(dialect, sql`numbered_text.words`)}, concat(' ', risk_word.word, ' '))
  GROUP BY text_unit.text_number
)
SELECT
  numbered_text.content_hash,
  best.category,
  best.runner_up,
  best.score,
  CASE
    WHEN best.category IS NULL THEN 0
    ELSE ${confidenceOf(sql`best.log_odds`)}
  END AS confidence_bp,
  CAST(coalesce(word_points.sentiment_points, 0) AS INT) AS sentiment_points,
  CAST(coalesce(word_points.urgency_points, 0) AS INT) AS urgency_points,
  ${riskAtRank(sql`coalesce(word_risk.risk_rank, ${riskOrder.indexOf("none")})`)} AS word_risk
FROM numbered_text
LEFT JOIN best ON best.text_number = numbered_text.text_number
LEFT JOIN word_points ON word_points.text_number = numbered_text.text_number
LEFT JOIN word_risk ON word_risk.text_number = numbered_text.text_number`;
}

/** Score of a category for a text: its bias, and its weights shared out over the features that count. */
export const scoreOf = (bias: Sql, weightSum: Sql, featureCount: Sql): Sql =>
  sql`${bias}
      + CAST(floor(${weightSum} / sqrt(CAST(${featureCount} AS DOUBLE)) + CAST(0.5 AS DOUBLE)) AS BIGINT)`;

/** One divided by the number of words and pairs of a text, in millionths. */
export const brevityOf = (unitCount: Sql): Sql =>
  sql`CAST(floor(CAST(${million} AS DOUBLE) / CAST(${unitCount} AS DOUBLE)) AS BIGINT)`;

/** Log-odds in millionths that the category with the score is right, over the row `calibration`; the next score may be null. */
export const logOdds = ({
  score,
  nextScore,
  knownShare,
  brevity,
}: {
  readonly score: Sql;
  readonly nextScore: Sql;
  readonly knownShare: Sql;
  readonly brevity: Sql;
}): Sql => sql`CAST(floor(CAST(
      ${score} * calibration.score_weight
      + least(${largestLead}, ${score} - greatest(coalesce(${nextScore}, ${scoreOfNothing}), ${scoreOfNothing})) * calibration.margin_weight
      + ${knownShare} * calibration.known_weight
      - ${brevity} * calibration.brevity_cost
    AS DOUBLE) / CAST(1000000 AS DOUBLE)) AS BIGINT) + calibration.log_odds_offset`;

/** The probability of log-odds in millionths, in basis points. */
export const confidenceOf = (odds: Sql): Sql => sql`CAST(floor(CAST(10000 AS DOUBLE)
      / (CAST(1 AS DOUBLE) + exp(-CAST(greatest(least(${odds}, ${bound}), ${-bound}) AS DOUBLE) / CAST(1000000 AS DOUBLE)))
      + CAST(0.5 AS DOUBLE)) AS INT)`;
