import type { Dialect } from "../../sql/dialect.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { spacedWords } from "../../classifier/featuresInSql.ts";
import { weightSums } from "../../classifier/weightSumInSql.ts";
import { largestLead, scoreOfNothing } from "../../classifier/scoring.ts";
import { sentimentClass } from "../../contract/sentimentClass.ts";
import { sentiments, type Sentiment } from "../../contract/vocabulary.ts";
import { million, noCategory } from "../../classifier/weightTable.ts";
import { newStatement } from "./newStatement.ts";
import { riskAtRank, riskOrder, riskRank } from "./risk.ts";

const bound = 20_000_000;

/** Words of a text that may be nothing but praise: in a longer one something is said of what is praised. */
const longestPraise = 5;
/** Words of praise in it: three in a row name qualities, such as fast, simple and reliable. */
const mostPraise = 2;
/** Words of a message that may do nothing but ask for an answer. */
const longestNudge = 16;

/** A piece for each sentiment: columns of a SELECT, where nothing else is said. */
const ofEach = (piece: (sentiment: Sentiment) => Sql, between = sql`,\n    `): Sql =>
  join(sentiments.map(piece), between);
const scoreOfSentiment = (sentiment: Sentiment): Sql => identifier(`${sentiment}_score`);
const biasOfSentiment = (sentiment: Sentiment): Sql => identifier(`${sentiment}_bias`);

/** `FROM …` the texts of the run and the words of a list that they hold: looked up by a unit, then compared as a whole. */
const wordsFound = (dialect: Dialect, list: "sentiment_word" | "risk_word" | "noise_word"): Sql => {
  const word = identifier(list);
  return sql`FROM text_unit
  JOIN ${table(`curated.${list}`)} AS ${word} ON ${word}.feature = text_unit.unit
  JOIN numbered_text ON numbered_text.text_number = text_unit.text_number
  WHERE contains(${spacedWords(dialect, sql`numbered_text.words`)}, concat(' ', ${word}.word, ' '))`;
};

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
 */
export function textScore(dialect: Dialect): Sql {
  return sql`WITH ${newStatement(["content_hash", "folded_text"])},
new_text AS (
  SELECT content_hash, min(folded_text) AS folded_text
  FROM new_statement
  GROUP BY content_hash
),
numbered_text AS (
  SELECT
    row_number() OVER (ORDER BY content_hash ASC) AS text_number,
    content_hash,
    ${dialect.words(sql`folded_text`)} AS words
  FROM new_text
),
${weightSums(dialect)},
scored AS (
  SELECT
    weight_sum.text_number,
    weight_sum.category_number,
    weight_sum.unit_count,
    CASE
      WHEN weight_sum.category_number = 0 THEN 'known'
      WHEN numbered_category.category = ${constant(noCategory)} THEN 'none'
      ${ofEach(
        (sentiment) =>
          sql`WHEN numbered_category.category = ${constant(sentimentClass(sentiment))} THEN ${constant(sentiment)}`,
        sql`\n      `,
      )}
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
  WHERE weight_sum.weight_sum > 0
    OR numbered_category.is_default
    OR numbered_category.category IN (${join([noCategory, ...sentiments.map(sentimentClass)].map(constant))})
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
    ${dialect.nthLargest(sql`packed`, 3)} AS third_packed,
    max(CASE WHEN score_kind = 'none' THEN score END) AS none_score,
    max(CASE WHEN score_kind = 'known' THEN score ELSE 0 END) AS known_share,
    ${ofEach((sentiment) => sql`max(CASE WHEN score_kind = ${constant(sentiment)} THEN score END) AS ${scoreOfSentiment(sentiment)}`)},
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
    9999 - third_packed % 10000 AS third_number,
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
    third.category AS third,
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
  LEFT JOIN numbered_category AS third ON third.category_number = unpacked.third_number
  CROSS JOIN ${table("curated.classifier_calibration")} AS calibration
),
sentiment_bias AS (
  SELECT
    ${ofEach((sentiment) => sql`max(CASE WHEN category = ${constant(sentimentClass(sentiment))} THEN bias END) AS ${biasOfSentiment(sentiment)}`)}
  FROM numbered_category
),
felt_score AS (
  SELECT
    foremost.text_number,
    ${ofEach((sentiment) => sql`coalesce(foremost.${scoreOfSentiment(sentiment)}, sentiment_bias.${biasOfSentiment(sentiment)}, ${-packedOffset}) AS ${identifier(sentiment)}`)}
  FROM foremost
  CROSS JOIN sentiment_bias
  WHERE coalesce(${ofEach((sentiment) => sql`foremost.${scoreOfSentiment(sentiment)}`, sql`, `)}) IS NOT NULL
),
felt AS (
  SELECT
    text_number,
    CASE greatest(${ofEach(identifier, sql`, `)})
      ${ofEach((sentiment) => sql`WHEN ${identifier(sentiment)} THEN ${constant(sentiment)}`, sql`\n      `)}
    END AS sentiment
  FROM felt_score
),
word_points AS (
  SELECT
    text_unit.text_number,
    sum(sentiment_word.sentiment_points) AS sentiment_points,
    sum(sentiment_word.urgency_points) AS urgency_points
  ${wordsFound(dialect, "sentiment_word")}
  GROUP BY text_unit.text_number
),
word_risk AS (
  SELECT text_unit.text_number, min(${riskRank(sql`risk_word.risk_class`)}) AS risk_rank
  ${wordsFound(dialect, "risk_word")}
  GROUP BY text_unit.text_number
),
noise_role AS (
  SELECT
    text_unit.text_number,
    sum(CASE WHEN noise_word.role = 'link' THEN 1 ELSE 0 END) AS links,
    sum(CASE WHEN noise_word.role = 'offer' THEN 1 ELSE 0 END) AS offers,
    sum(CASE WHEN noise_word.role = 'nudge' THEN 1 ELSE 0 END) AS nudges
  ${wordsFound(dialect, "noise_word")}
    AND noise_word.role <> 'filler'
  GROUP BY text_unit.text_number
),
short_text AS (
  SELECT text_number, words
  FROM numbered_text
  WHERE ${dialect.arraySize(sql`words`)} BETWEEN 1 AND ${longestPraise}
),
short_word AS (
  SELECT text_number, ${dialect.explode(sql`words`)} AS word
  FROM short_text
),
-- praise that is a phrase of praise, or made of words of praise and of such that say nothing
bare_praise AS (
  SELECT short_text.text_number
  FROM short_text
  JOIN ${table("curated.sentiment_word")} AS sentiment_word ON sentiment_word.word = ${dialect.arrayJoin(sql`short_text.words`, " ")}
  WHERE sentiment_word.sentiment_points > 0
  UNION
  SELECT short_word.text_number
  FROM short_word
  LEFT JOIN ${table("curated.sentiment_word")} AS sentiment_word ON sentiment_word.word = short_word.word
  LEFT JOIN ${table("curated.noise_word")} AS noise_word ON noise_word.word = short_word.word AND noise_word.role = 'filler'
  GROUP BY short_word.text_number
  HAVING sum(CASE WHEN sentiment_word.sentiment_points > 0 THEN 1 ELSE 0 END) BETWEEN 1 AND ${mostPraise}
    AND min(CASE WHEN sentiment_word.sentiment_points > 0 OR noise_word.word IS NOT NULL THEN 1 ELSE 0 END) = 1
)
SELECT
  numbered_text.content_hash,
  best.category,
  best.runner_up,
  best.third,
  best.score,
  CASE
    WHEN best.category IS NULL THEN 0
    ELSE ${confidenceOf(sql`best.log_odds`)}
  END AS confidence_bp,
  felt.sentiment,
  CAST(coalesce(word_points.sentiment_points, 0) AS INT) AS sentiment_points,
  CAST(coalesce(word_points.urgency_points, 0) AS INT) AS urgency_points,
  ${riskAtRank(sql`coalesce(word_risk.risk_rank, ${riskOrder.indexOf("none")})`)} AS word_risk,
  CAST(coalesce(noise_role.offers, 0) AS INT) AS offers,
  CAST(coalesce(noise_role.links, 0) AS INT) AS links,
  bare_praise.text_number IS NOT NULL AS is_bare_praise,
  coalesce(noise_role.nudges, 0) > 0 AND ${dialect.arraySize(sql`numbered_text.words`)} <= ${longestNudge} AS is_nudge
FROM numbered_text
LEFT JOIN best ON best.text_number = numbered_text.text_number
LEFT JOIN felt ON felt.text_number = numbered_text.text_number
LEFT JOIN word_points ON word_points.text_number = numbered_text.text_number
LEFT JOIN word_risk ON word_risk.text_number = numbered_text.text_number
LEFT JOIN noise_role ON noise_role.text_number = numbered_text.text_number
LEFT JOIN bare_praise ON bare_praise.text_number = numbered_text.text_number`;
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
