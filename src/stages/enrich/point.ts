import type { Dialect } from "../../sql/dialect.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";
import { hashKey } from "../../sql/hash.ts";
import { conversationKinds } from "../../contract/vocabulary.ts";
import { constants, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { unitsOfWords } from "../../classifier/featuresInSql.ts";
import { decidingRank } from "../../classifier/stance/stanceInSql.ts";
import { million } from "../../classifier/weightTable.ts";
import { newStatement } from "./newStatement.ts";
import { passages } from "./passages.ts";
import { pointDoubt, pointStance, pointStanceConfidence, pointVotes, statementClause } from "./stance.ts";
import { enrichTables } from "./tables.ts";
import { brevityOf, confidenceOf, logOdds, scoreOf } from "./textScore.ts";

const columns = Object.keys(enrichTables["curated.point"].columns);

/**
 * What a sentence must have to be about something of its own: weights for its category, and more of them than for the
 * other category of the text, in millionths. Sentences that say nothing of their own, such as greetings, thanks and
 * threats, have less; docs/decisions/026 says what was measured.
 */
const leastWeight = 4_000_000;
const leastLead = 3_000_000;
/** How sure a further sentence must be of its category, in basis points, where the setting asks for less. */
const leastConfidence = 8_700;

/** Of a sentence: the words that speak for its category are known, and those of the rest don't matter here. */
const oddsOf = (score: Sql, nextScore: Sql): Sql =>
  logOdds({ score, nextScore, knownShare: sql`${million}`, brevity: sql`brevity` });

/**
 * What the statements of the window are about: a text is asked about the two categories that speak loudest in it. Where
 * one sentence speaks for the first and another for the second, each with the confidence that a text of its own would
 * need, the statement has two points, each quoted by its surest sentence. Else it has one, with the category of the whole
 * text, quoted by the sentence whose features speak most for it.
 *
 * Sentences are looked for in the statement's own text, since statements that share folded words may differ in case and
 * marks. Texts that repeat to the letter are looked at once, and carry numbers on the way. Sentences that stand in many
 * texts, such as greetings, are looked at once too: folding them and making features of them is most of the work.
 */
export function point(dialect: Dialect): Sql {
  const text = (value: Sql): Sql => sql`CAST(${value} AS ${dialect.type("string")})`;
  const decided = {
    kind: sql`kind`,
    accepted: sql`accepted`,
    confidence: sql`confidence_bp`,
  };
  return sql`WITH ${newStatement([
    "statement_id",
    "event_id",
    "masked_text",
    "content_hash",
    "folded_text",
    "parent_record_id",
    "revision",
    "channel",
    "rating",
    "language",
  ])},
scored_statement AS (
  SELECT
    new_statement.statement_id,
    new_statement.event_id,
    new_statement.masked_text,
    decided_category.verb,
    decided_category.category AS decided_category,
    decided_category.stance AS decided_stance,
    coalesce(named_category.category, text_score.category) AS category,
    CASE WHEN named_category.category <> text_score.category THEN text_score.category ELSE text_score.runner_up END AS runner_up,
    CASE WHEN named_category.category IS NOT NULL THEN 10000 ELSE text_score.confidence_bp END AS confidence_bp,
    new_statement.rating,
    new_statement.language,
    CASE
      WHEN text_score.offers > 1 OR (text_score.offers > 0 AND (text_score.links > 0 OR contains(new_statement.masked_text, '[url')))
      THEN 'spam'
      -- or signs without words, such as a thumb
      WHEN text_score.is_bare_praise OR (new_statement.folded_text = '' AND new_statement.rating > 3) THEN 'empty_praise'
      WHEN text_score.is_nudge
        AND (new_statement.parent_record_id IS NOT NULL OR (new_statement.revision > 1 AND new_statement.channel IN ${constants(conversationKinds)}))
      THEN 'reminder'
    END AS noise,
    CASE
      -- what a person says that it is about is all that it is about
      WHEN named_category.category IS NOT NULL AND named_category.category IS DISTINCT FROM text_score.category THEN NULL
      -- kind words around a complaint make no point of their own
      WHEN second_category.kind = 'praise' THEN text_score.third
      ELSE text_score.runner_up
    END AS possible_second
  FROM new_statement
  JOIN ${table("curated.text_score")} AS text_score ON text_score.content_hash = new_statement.content_hash
  LEFT JOIN ${table("curated.category")} AS second_category ON second_category.category = text_score.runner_up
  LEFT JOIN decided_category ON decided_category.event_id = new_statement.event_id
  LEFT JOIN decided_category AS named_category
    ON named_category.event_id = new_statement.event_id AND named_category.verb IN ('approve', 'refine')
),
quoted_text AS (
  SELECT masked_text, category, min(possible_second) AS runner_up, row_number() OVER (ORDER BY min(statement_id) ASC) AS text_number
  FROM scored_statement
  WHERE category IS NOT NULL
  GROUP BY masked_text, category
),
text_passages AS (
  SELECT text_number, category, runner_up, ${passages(dialect, sql`masked_text`)} AS passages
  FROM quoted_text
),
passage AS (
  SELECT text_number, category, runner_up, ${dialect.arraySize(sql`passages`)} AS passage_count, ${dialect.explode(sql`passages`)} AS passage
  FROM text_passages
),
-- the two categories that a text may be about, of each sentence of several
asked_passage AS (
  SELECT DISTINCT category, passage
  FROM passage
  WHERE passage_count > 1
  UNION
  SELECT DISTINCT runner_up AS category, passage
  FROM passage
  WHERE passage_count > 1 AND runner_up IS NOT NULL
),
passage_features AS (
  SELECT passage, ${unitsOfWords(dialect, sql`words`)} AS features
  FROM (
    SELECT passage, ${dialect.words(foldedWords(sql`passage`))} AS words
    FROM (SELECT DISTINCT passage FROM asked_passage) AS distinct_passage
  ) AS passage_words
),
passage_feature AS (
  SELECT passage, ${dialect.arraySize(sql`features`)} AS feature_count, ${dialect.explode(sql`features`)} AS feature
  FROM passage_features
),
passage_score AS (
  SELECT
    asked_passage.category,
    asked_passage.passage,
    sum(classifier_weight.weight) AS weight_sum,
    ${scoreOf(
      sql`max(classifier_category.bias)`,
      sql`CAST(sum(classifier_weight.weight) AS DOUBLE)`,
      sql`max(passage_feature.feature_count)`,
    )} AS score,
    ${brevityOf(sql`max(passage_feature.feature_count)`)} AS brevity
  FROM asked_passage
  JOIN passage_feature ON passage_feature.passage = asked_passage.passage
  JOIN ${table("curated.classifier_weight")} AS classifier_weight
    ON classifier_weight.feature = passage_feature.feature AND classifier_weight.category = asked_passage.category
  JOIN ${table("curated.classifier_category")} AS classifier_category
    ON classifier_category.category = asked_passage.category
  GROUP BY asked_passage.category, asked_passage.passage
),
weighed_passage AS (
  SELECT
    passage.text_number,
    passage.category,
    passage.runner_up,
    trim(BOTH ' ' FROM passage.passage) AS passage,
    coalesce(first_score.weight_sum, 0) AS weight_sum,
    CASE
      -- a sentence with masked personal data says who writes, or which order it is about
      WHEN passage.runner_up IS NULL OR contains(passage.passage, '[') THEN 0
      WHEN first_score.weight_sum >= ${leastWeight}
        AND first_score.weight_sum - coalesce(second_score.weight_sum, 0) >= ${leastLead} THEN 1
      WHEN second_score.weight_sum >= ${leastWeight}
        AND second_score.weight_sum - coalesce(first_score.weight_sum, 0) >= ${leastLead} THEN 2
      ELSE 0
    END AS speaks_for,
    first_score.score AS first_score,
    second_score.score AS second_score,
    coalesce(first_score.brevity, second_score.brevity) AS brevity
  FROM passage
  LEFT JOIN passage_score AS first_score
    ON first_score.category = passage.category AND first_score.passage = passage.passage
  LEFT JOIN passage_score AS second_score
    ON second_score.category = passage.runner_up AND second_score.passage = passage.passage
),
sure_passage AS (
  SELECT text_number, passage, weight_sum, speaks_for,
    CASE speaks_for
      WHEN 1 THEN ${confidenceOf(oddsOf(sql`first_score`, sql`second_score`))}
      WHEN 2 THEN ${confidenceOf(oddsOf(sql`second_score`, sql`first_score`))}
      ELSE 0
    END AS confidence_bp
  FROM weighed_passage
  CROSS JOIN ${table("curated.classifier_calibration")} AS calibration
  WHERE passage <> ''
),
-- of each text the sentence to quote, and the surest for each of two categories
ranked_passage AS (
  SELECT
    sure_passage.*,
    row_number() OVER (PARTITION BY text_number ORDER BY weight_sum DESC, length(passage) DESC, passage ASC) AS quote_place,
    row_number() OVER (
      PARTITION BY text_number, speaks_for ORDER BY confidence_bp DESC, length(passage) DESC, passage ASC
    ) AS point_place
  FROM sure_passage
),
text_points AS (
  SELECT
    ranked_passage.text_number,
    max(CASE WHEN quote_place = 1 THEN passage END) AS quote,
    max(CASE WHEN speaks_for = 1 AND point_place = 1 AND confidence_bp >= setting.min_confidence_bp THEN passage END) AS first_quote,
    max(CASE WHEN speaks_for = 1 THEN confidence_bp END) AS first_confidence_bp,
    max(CASE
      WHEN speaks_for = 2 AND point_place = 1 AND confidence_bp >= greatest(setting.min_confidence_bp, ${leastConfidence}) THEN passage
    END) AS second_quote,
    max(CASE WHEN speaks_for = 2 THEN confidence_bp END) AS second_confidence_bp
  FROM ranked_passage
  CROSS JOIN ${table("curated.setting")} AS setting
  GROUP BY ranked_passage.text_number
),
pointed_statement AS (
  SELECT
    scored_statement.*,
    quoted_text.runner_up AS second_category,
    text_points.quote,
    text_points.first_quote,
    text_points.first_confidence_bp,
    text_points.second_quote,
    text_points.second_confidence_bp,
    coalesce(text_points.first_quote IS NOT NULL AND text_points.second_quote IS NOT NULL, FALSE) AS has_two,
    coalesce(
      position(text_points.second_quote IN scored_statement.masked_text)
        < position(text_points.first_quote IN scored_statement.masked_text),
      FALSE
    ) AS second_comes_first
  FROM scored_statement
  LEFT JOIN quoted_text
    ON quoted_text.masked_text = scored_statement.masked_text AND quoted_text.category = scored_statement.category
  LEFT JOIN text_points ON text_points.text_number = quoted_text.text_number
),
suggested AS (
  SELECT
    statement_id,
    event_id,
    verb,
    decided_category,
    decided_stance,
    CASE WHEN has_two AND second_comes_first THEN 2 ELSE 1 END AS position,
    TRUE AS is_main,
    has_two,
    noise,
    category,
    runner_up,
    CASE WHEN has_two THEN greatest(first_confidence_bp, confidence_bp) ELSE confidence_bp END AS confidence_bp,
    CASE WHEN has_two THEN first_quote ELSE quote END AS quote
  FROM pointed_statement
  UNION ALL
  SELECT
    statement_id,
    event_id,
    verb,
    decided_category,
    NULL AS decided_stance,
    CASE WHEN second_comes_first THEN 1 ELSE 2 END AS position,
    FALSE AS is_main,
    has_two,
    noise,
    second_category AS category,
    category AS runner_up,
    second_confidence_bp AS confidence_bp,
    second_quote AS quote
  FROM pointed_statement
  WHERE has_two
),
accepted_point AS (
  SELECT
    suggested.*,
    suggested.category IS NOT NULL AND suggested.confidence_bp >= setting.min_confidence_bp
      -- rejected, or suggested instead of what was rejected
      AND NOT coalesce(suggested.verb = 'reject' AND (suggested.is_main OR suggested.category = suggested.decided_category), FALSE)
      AS accepted
  FROM suggested
  CROSS JOIN ${table("curated.setting")} AS setting
),
${statementClause(dialect)},
point_clause AS (
  SELECT
    accepted_point.position,
    statement_clause.*,
    count(CASE WHEN statement_clause.stance = 'complains' AND NOT statement_clause.is_in_doubt THEN 1 END)
      OVER (PARTITION BY accepted_point.statement_id, accepted_point.position) AS complaints,
    count(CASE WHEN statement_clause.stance = 'confirms_fixed' AND NOT statement_clause.is_in_doubt THEN 1 END)
      OVER (PARTITION BY accepted_point.statement_id, accepted_point.position) AS confirmations
  FROM accepted_point
  JOIN statement_clause ON statement_clause.statement_id = accepted_point.statement_id
  WHERE NOT accepted_point.has_two OR contains(accepted_point.quote, statement_clause.clause)
),
-- of the clauses that a point is made of, the one that decides; without any the category's kind does
stated_clause AS (
  SELECT
    accepted_point.*,
    category.kind,
    point_clause.stance AS clause_stance,
    point_clause.confidence_bp AS clause_confidence_bp,
    point_clause.is_in_doubt AS clause_is_in_doubt
  FROM accepted_point
  LEFT JOIN ${table("curated.category")} AS category ON category.category = accepted_point.category
  LEFT JOIN point_clause
    ON point_clause.statement_id = accepted_point.statement_id AND point_clause.position = accepted_point.position
  QUALIFY row_number() OVER (
    PARTITION BY accepted_point.statement_id, accepted_point.position
    ORDER BY
      ${decidingRank(sql`point_clause`)},
      point_clause.place DESC,
      point_clause.clause DESC
  ) = 1
),
stated AS (
  SELECT
    *,
    coalesce(decided_stance, ${pointStance(decided)}) AS stance,
    CASE WHEN decided_stance IS NOT NULL THEN 10000 ELSE ${pointStanceConfidence(decided)} END AS stance_confidence_bp,
    CASE WHEN decided_stance IS NOT NULL THEN FALSE ELSE ${pointDoubt(decided)} END AS stance_is_in_doubt
  FROM stated_clause
),
found AS (
  SELECT
    ${hashKey(dialect, [sql`statement_id`, text(sql`position`)])} AS point_id,
    ${join(
      columns
        .slice(1)
        .map((column) =>
          column === "votes"
            ? sql`${pointVotes({ kind: sql`kind`, accepted: sql`accepted`, stance: sql`stance`, doubt: sql`stance_is_in_doubt`, noise: sql`noise` })} AS votes`
            : identifier(column),
        ),
      sql`,
    `,
    )},
    FALSE AS is_known
  FROM stated
  UNION ALL
  SELECT ${join(columns.map((column) => sql`known.${identifier(column)}`))}, TRUE AS is_known
  FROM ${table("curated.point")} AS known
  JOIN touched_event ON touched_event.event_id = known.event_id
)
SELECT ${join(columns.map(identifier))}, is_known AS is_gone
FROM found
QUALIFY row_number() OVER (PARTITION BY point_id ORDER BY is_known) = 1`;
}
