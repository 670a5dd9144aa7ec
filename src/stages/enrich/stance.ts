import { isAsked, stanceOf } from "../../classifier/stance/stanceInSql.ts";
import { complaintKinds } from "../../contract/vocabulary.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { clausesOf } from "../../sql/functions/clauses.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";
import { constants, sql, table, type Sql } from "../../sql/sql.ts";

/** What is known of a point when its stance is asked for. */
export interface PointInSql {
  readonly kind: Sql;
  readonly accepted: Sql;
  readonly confidence: Sql;
}

/**
 * CTEs up to `statement_clause`: the clauses of the statements of `scored_statement` whose text may be about something
 * wrong, with statement_id, clause, place in the text, stance, confidence_bp, is_in_doubt and is_faint. A plain clause complains, as
 * surely as its text is about the category. Clauses that stand in many texts are read once for each language and for few,
 * middling, many or no stars.
 */
export const statementClause = (dialect: Dialect): Sql => sql`stance_text AS (
  SELECT
    masked_text,
    language,
    CASE WHEN rating <= 2 THEN 1 WHEN rating > 3 THEN 5 ELSE rating END AS rating
  FROM scored_statement
  JOIN ${table("curated.category")} AS category
    ON category.category = scored_statement.category OR category.category = scored_statement.possible_second
  WHERE category.kind IN ${constants(complaintKinds)}
  GROUP BY ALL
),
text_clauses AS (
  SELECT masked_text, language, rating, ${clausesOf(sql`masked_text`)} AS clauses
  FROM stance_text
),
text_clause AS (
  SELECT masked_text, language, rating, ${dialect.explode(sql`clauses`)} AS clause
  FROM text_clauses
),
asked_clause AS (
  SELECT clause, language, rating, row_number() OVER (ORDER BY clause ASC, language ASC NULLS FIRST, rating ASC NULLS FIRST) AS clause_id
  FROM text_clause
  GROUP BY clause, language, rating
),
clause_to_read AS (
  SELECT clause_id, language, rating, ${foldedWords(sql`clause`)} AS folded_words, ${isAsked(dialect, sql`clause`)} AS is_question
  FROM asked_clause
),
${stanceOf(dialect, "clause_to_read")},
statement_clause AS (
  SELECT
    scored_statement.statement_id,
    text_clause.clause,
    position(text_clause.clause IN text_clause.masked_text) AS place,
    CASE WHEN clause_stance.is_plain THEN 'complains' ELSE clause_stance.stance END AS stance,
    CASE WHEN clause_stance.is_plain THEN scored_statement.confidence_bp ELSE clause_stance.confidence_bp END AS confidence_bp,
    clause_stance.is_in_doubt AND NOT clause_stance.is_plain AS is_in_doubt,
    clause_stance.is_faint AND NOT clause_stance.is_plain AS is_faint
  FROM scored_statement
  JOIN text_clause
    ON text_clause.masked_text = scored_statement.masked_text
    AND coalesce(text_clause.language, '') = coalesce(scored_statement.language, '')
    AND coalesce(text_clause.rating, 0)
      = CASE WHEN scored_statement.rating <= 2 THEN 1 WHEN scored_statement.rating > 3 THEN 5 ELSE coalesce(scored_statement.rating, 0) END
  JOIN asked_clause
    ON asked_clause.clause = text_clause.clause
    AND coalesce(asked_clause.language, '') = coalesce(text_clause.language, '')
    AND coalesce(asked_clause.rating, 0) = coalesce(text_clause.rating, 0)
  JOIN clause_stance ON clause_stance.clause_id = asked_clause.clause_id
)`;

/**
 * Which way a point goes. Of a category that something is wrong about its words say so, from `clause_stance`; a question
 * asks, and all else is mentioned. A text without clauses complains by its category.
 */
export const pointStance = ({ kind, accepted }: PointInSql): Sql => sql`CASE
    WHEN ${accepted} AND ${kind} IN ${constants(complaintKinds)} THEN coalesce(clause_stance, 'complains')
    WHEN ${accepted} AND ${kind} = 'question' THEN 'asks'
    ELSE 'mentions'
  END`;

/** How sure that is, in basis points. */
export const pointStanceConfidence = ({ kind, accepted, confidence }: PointInSql): Sql => sql`CASE
    WHEN ${accepted} AND ${kind} IN ${constants(complaintKinds)} THEN coalesce(clause_confidence_bp, ${confidence})
    WHEN ${accepted} THEN ${confidence}
    ELSE 0
  END`;

/** Whether words leave open if it complains or confirms. */
export const pointDoubt = ({ kind, accepted }: PointInSql): Sql =>
  sql`coalesce(${accepted} AND ${kind} IN ${constants(complaintKinds)} AND clause_is_in_doubt, FALSE)`;

/**
 * Whether a point counts for its category. A category that something is wrong about takes complaints alone; a question,
 * a request or praise is what its category is about, whichever way it is put. What says nothing counts for none.
 */
export const pointVotes = (
  point: Pick<PointInSql, "kind" | "accepted"> & {
    readonly stance: Sql;
    readonly doubt: Sql;
    readonly noise: Sql;
  },
): Sql =>
  sql`coalesce(${point.accepted} AND ${point.noise} IS NULL AND ((${point.stance} = 'complains' AND NOT ${point.doubt}) OR ${point.kind} NOT IN ${constants(complaintKinds)}), FALSE)`;
