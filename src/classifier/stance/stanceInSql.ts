import { stances, type Stance } from "../../contract/vocabulary.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { textLiteral } from "../../sql/textLiteral.ts";
import { longestTerm, stemLengths } from "./cues.ts";
import {
  doubtfulComplaintBp,
  doubtfulMentionBp,
  faintComplaintBp,
  plainCues,
  pleasing,
  manyComplaints,
  unlikelyBp,
} from "./stance.ts";

/** Characters that ask, in any script; a folded text has lost them. */
const questionMarks = "[?？؟՞]";
/** Several marks in a row exclaim: `charged twice?!` complains. */
const exclaims = "[?？!！][?？]|[?？][!！]";

/** Whether a clause holds a question mark, and not one that exclaims. */
export const isAsked = (dialect: Dialect, clause: Sql): Sql =>
  sql`(${dialect.regexMatches(clause, questionMarks)}) AND NOT (${dialect.regexMatches(clause, exclaims)})`;

/**
 * CTEs up to `clause_stance`: which way each clause speaks, in the sums that `clauseReader` takes. `clauses` names a table
 * or CTE with the columns clause_id, folded_words (`folded_words` of the clause), is_question (`isAsked`), rating (1 to 5
 * or null) and language; it is read twice. Columns of `clause_stance`: clause_id, stance, rival (the next best),
 * confidence_bp, is_in_doubt, is_faint, is_plain, and terms: what was read, each term with what it stands for.
 *
 * Terms become cues, the same in all languages; cues that stand together are looked up in the weights. `docs/explanation/stance.md`
 */
export function stanceOf(dialect: Dialect, clauses: string): Sql {
  const place = sql`CAST(substring(placed_term, 1, 3) AS ${dialect.type("int")})`;
  const length = sql`CAST(substring(placed_term, 4, 1) AS ${dialect.type("int")})`;
  const asText = (array: Sql): Sql => dialect.regexReplace(dialect.arrayJoin(array, " "), "[0-9]{3} ", "");
  const score = (stance: Stance): Sql => identifier(stance);
  const others = (stance: Stance): readonly Stance[] => stances.filter((other) => other !== stance);
  const first = (of: readonly Stance[], value: Sql): Sql =>
    sql`CASE ${join(
      of.slice(0, -1).map((stance) => sql`WHEN ${score(stance)} = ${value} THEN ${constant(stance)}`),
      sql` `,
    )} ELSE ${constant(of.at(-1)!)} END`;
  const has = (name: string): Sql => sql`contains(cues, ${textLiteral(` ${name} `)})`;
  const isMeantOtherwise = sql`(rating <= 2 AND (${join(pleasing.map(has), sql` OR `)}))`;
  const othersThanPlain = dialect.filterArray(
    dialect.words(sql`cues`),
    (cue) => sql`${cue} NOT IN (${join(plainCues.map(textLiteral))})`,
  );
  return sql`stance_clause AS (
  SELECT
    clause_id, is_question, rating, language,
    ${dialect.words(dialect.regexReplace(sql`folded_words`, "[0-9]+", "0"))} AS words
  FROM ${identifier(clauses)}
),
stance_term AS (
  SELECT clause_id, language, ${dialect.explode(dialect.placedTerms(sql`words`, longestTerm, stemLengths))} AS placed_term
  FROM stance_clause
),
term_cue AS (
  SELECT
    term.clause_id,
    substring(placed_term, 1, 3) AS written_place,
    ${place} AS place,
    ${place} + ${length} AS place_after,
    cue.term,
    cue.cue
  FROM stance_term AS term
  JOIN ${table("curated.stance_cue")} AS cue
    ON cue.term = substring(term.placed_term, 6) AND (cue.language = '*' OR cue.language = term.language)
),
longest_cue AS (
  SELECT *
  FROM term_cue
  QUALIFY row_number() OVER (
    PARTITION BY clause_id, place ORDER BY place_after DESC, length(term) DESC, term DESC
  ) = 1
),
outer_cue AS (
  SELECT clause_id, written_place, term, cue
  FROM longest_cue
  QUALIFY place_after > coalesce(max(place_after) OVER (
    PARTITION BY clause_id ORDER BY place ASC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ), 0)
),
clause_cues AS (
  SELECT
    clause_id,
    ${dialect.collectDistinct(sql`concat(written_place, ' ', cue)`)} AS placed_cues,
    ${dialect.collectDistinct(sql`concat(written_place, ' ', term, ' ', cue)`)} AS placed_terms
  FROM outer_cue
  GROUP BY clause_id
),
marked_clause AS (
  SELECT
    stance_clause.clause_id,
    stance_clause.rating,
    CASE
      WHEN stance_clause.rating IS NULL THEN '@unrated'
      WHEN stance_clause.rating <= 2 THEN '@low'
      WHEN stance_clause.rating = 3 THEN '@middle'
      ELSE '@high'
    END AS stars,
    stance_clause.is_question,
    CASE WHEN stance_clause.is_question THEN ' @asked' ELSE '' END AS asked,
    coalesce(${asText(sql`clause_cues.placed_cues`)}, '') AS cues,
    ${asText(sql`clause_cues.placed_terms`)} AS terms
  FROM stance_clause
  LEFT JOIN clause_cues ON clause_cues.clause_id = stance_clause.clause_id
),
stance_features AS (
  SELECT
    clause_id, rating, terms, is_question,
    concat(' ', cues, ' ') AS cues,
    ${dialect.concatArrays([
      dialect.words(sql`concat('@any ', stars)`),
      dialect.distinctElements(dialect.bigrams(dialect.words(sql`concat('@start ', cues, ' @end')`))),
      dialect.combinations(sql`present`),
    ])} AS features
  FROM (
    SELECT *, ${dialect.arrayDistinct(dialect.words(sql`concat(cues, asked, CASE WHEN cues = '' THEN ' @plain' ELSE '' END)`))} AS present
    FROM marked_clause
  ) AS marked
),
stance_feature AS (
  SELECT clause_id, rating, terms, is_question, cues, ${dialect.explode(sql`features`)} AS feature
  FROM stance_features
),
stance_score AS (
  SELECT
    clause_id,
    min(rating) AS rating,
    min(terms) AS terms,
    min(cues) AS cues,
    max(is_question) AS is_question,
    ${join(
      stances.map(
        (stance) => sql`CAST(sum(weight.${score(stance)}) AS ${dialect.type("bigint")}) AS ${score(stance)}`,
      ),
      sql`,
    `,
    )}
  FROM stance_feature
  JOIN ${table("curated.stance_weight")} AS weight ON weight.feature = stance_feature.feature
  GROUP BY clause_id
),
best_stance AS (
  SELECT *, greatest(${join(stances.map(score))}) AS best_score
  FROM stance_score
),
next_stance AS (
  SELECT
    *,
    ${first(stances, sql`best_score`)} AS best,
    CASE ${first(stances, sql`best_score`)} ${join(
      stances.map(
        (stance) => sql`WHEN ${constant(stance)} THEN greatest(${join(others(stance).map(score))})`,
      ),
      sql`
      `,
    )} END AS next_score
  FROM best_stance
),
ranked_stance AS (
  SELECT
    *,
    CASE best ${join(
      stances.map((stance) => sql`WHEN ${constant(stance)} THEN ${first(others(stance), sql`next_score`)}`),
      sql`
      `,
    )} END AS next_best
  FROM next_stance
),
calibrated_stance AS (
  SELECT
    ranked_stance.*,
    calibration.confidence_bp,
    calibration.is_certain
  FROM ranked_stance
  JOIN ${table("curated.stance_calibration")} AS calibration
    ON calibration.stance = ranked_stance.best
    AND ranked_stance.best_score - ranked_stance.next_score >= calibration.margin
    AND (calibration.margin_below IS NULL OR ranked_stance.best_score - ranked_stance.next_score < calibration.margin_below)
),
judged_stance AS (
  SELECT
    *,
    best = 'mentions' AND next_best = 'complains' AND confidence_bp < ${doubtfulMentionBp} AND NOT coalesce(${isMeantOtherwise}, FALSE) AS is_taken_for_complaint,
    CASE best
      WHEN 'confirms_fixed' THEN NOT is_certain OR coalesce(${isMeantOtherwise}, FALSE)
      WHEN 'mentions' THEN coalesce(${isMeantOtherwise}, FALSE)
      WHEN 'complains' THEN next_best = 'confirms_fixed'
        AND (confidence_bp < ${doubtfulComplaintBp} OR (NOT is_certain AND coalesce(${isMeantOtherwise}, FALSE)))
      ELSE FALSE
    END AS is_in_doubt
  FROM calibrated_stance
),
clause_stance AS (
  SELECT
    clause_id,
    CASE WHEN is_taken_for_complaint THEN 'complains' ELSE best END AS stance,
    CASE WHEN is_taken_for_complaint THEN best ELSE next_best END AS rival,
    confidence_bp,
    is_in_doubt,
    (is_taken_for_complaint OR (best = 'complains' AND next_best = 'mentions'))
      AND NOT is_in_doubt AND confidence_bp < ${faintComplaintBp} AS is_faint,
    ${dialect.arraySize(othersThanPlain)} = 0
      AND CASE
        WHEN best = 'mentions'
        THEN NOT is_in_doubt AND NOT is_taken_for_complaint AND NOT is_question AND coalesce(rating, 0) <= 3
        ELSE is_in_doubt
      END AS is_plain,
    terms
  FROM judged_stance
)`;
}

/**
 * Which of the clauses of a point decides, the smallest first; of equal ones the last. The twin of `pointStance`.
 * `complaints` of a clause counts those of its point that complain and aren't in doubt, `confirmations` those that confirm
 * for certain; `is_faint` says that nothing in it but its category complains.
 */
export const decidingRank = (clause: Sql): Sql => sql`CASE
      WHEN ${clause}.stance IN ('complains', 'confirms_fixed')
        AND NOT CASE
          WHEN ${clause}.is_in_doubt THEN ${clause}.confidence_bp < ${unlikelyBp} OR ${clause}.complaints >= ${manyComplaints}
          WHEN ${clause}.stance = 'confirms_fixed' THEN ${clause}.complaints >= ${2 * manyComplaints}
          ELSE ${clause}.is_faint AND ${clause}.confirmations > 0 AND ${clause}.complaints < ${2 * manyComplaints}
        END THEN 1
      WHEN ${clause}.stance IN ('complains', 'confirms_fixed') THEN 2
      WHEN ${clause}.is_in_doubt THEN 3
      WHEN ${clause}.stance = 'asks' THEN 4
      ELSE 5
    END`;
