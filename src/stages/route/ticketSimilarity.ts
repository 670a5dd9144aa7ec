import { linkOdds, textEvidence, timeEvidence, wordEvidence } from "./linkProbability.ts";
import { ticketCandidate } from "./ticketCandidate.ts";
import type { SqlStep } from "../../contract/step.ts";
import { weightSums } from "../../classifier/weightSumInSql.ts";
import { million } from "../../classifier/weightTable.ts";
import { sql, table } from "../../sql/sql.ts";

/** A lead of the classifier counts up to here, in thousandths: beyond, no other category fits, which is no sign of this one. */
const largestLead = 600;

export const ticketSimilarity: SqlStep = {
  kind: "sql",
  id: "route.ticket_similarity",
  stage: "route",
  title: "Similarity of tickets and issues",
  why: "The probability that a ticket belongs to an issue, from its words, the category that the classifier reads in its title, the days between onset and opening, its area and the origin of the issue. Issues share the probability of a ticket.",
  writes: "curated.ticket_similarity",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH ${ticketCandidate(dialect)},
    ticket_stem AS (
      SELECT product, ticket_key, stem, max(weight) AS weight, max(share_of_tickets) AS share_of_tickets
      FROM ${table("curated.ticket_word")}
      GROUP BY product, ticket_key, stem
    ),
    compared_stem AS (
      SELECT
        candidate.product, candidate.ticket_key, candidate.issue_id, ticket_stem.weight,
        coalesce(issue_word.is_own, FALSE) AS is_own,
        coalesce(issue_word.share_here, 0) AS share_here,
        greatest(coalesce(issue_word.share_elsewhere, 0), ticket_stem.share_of_tickets) AS share_in_general
      FROM candidate
      JOIN ticket_stem
        ON ticket_stem.product = candidate.product AND ticket_stem.ticket_key = candidate.ticket_key
      LEFT JOIN ${table("curated.issue_word")} AS issue_word
        ON issue_word.issue_id = candidate.issue_id AND issue_word.stem = ticket_stem.stem
    ),
    weighed_stem AS (
      SELECT
        product, ticket_key, issue_id, weight, is_own,
        ${wordEvidence(dialect, sql`share_here`, sql`share_in_general`)} AS evidence
      FROM compared_stem
    ),
    word_overlap AS (
      SELECT
        product, ticket_key, issue_id,
        sum(weight) AS weight,
        sum(CASE WHEN is_own THEN weight ELSE 0 END) AS shared_weight,
        ${textEvidence(sql`sum(evidence)`)} AS text_milli
      FROM weighed_stem
      GROUP BY product, ticket_key, issue_id
    ),
    numbered_text AS (
      SELECT
        row_number() OVER (ORDER BY product ASC, ticket_key ASC) AS text_number,
        product, ticket_key,
        ${dialect.words(sql`folded_summary`)} AS words
      FROM free_ticket
    ),
    ${weightSums(dialect)},
    -- scored as feedback is; a category that nothing speaks for has no row
    category_score AS (
      SELECT
        numbered_text.product, numbered_text.ticket_key, numbered_category.category,
        numbered_category.bias + CAST(floor(
          ${dialect.divide(sql`weight_sum.weight_sum`, sql`sqrt(CAST(weight_sum.counted_units AS DOUBLE))`)} + CAST(0.5 AS DOUBLE)
        ) AS BIGINT) AS score
      FROM weight_sum
      JOIN numbered_text ON numbered_text.text_number = weight_sum.text_number
      JOIN numbered_category ON numbered_category.category_number = weight_sum.category_number
      WHERE weight_sum.weight_sum > 0 AND NOT contains(numbered_category.category, ':')
    ),
    ranked_score AS (
      SELECT
        product, ticket_key, category, score,
        row_number() OVER (PARTITION BY product, ticket_key ORDER BY score DESC, category) AS place
      FROM category_score
    ),
    best_score AS (
      SELECT
        product, ticket_key,
        max(CASE WHEN place = 1 THEN category END) AS category,
        max(CASE WHEN place = 1 THEN score END) AS best,
        coalesce(max(CASE WHEN place = 2 THEN score END), ${-million}) AS second
      FROM ranked_score
      WHERE place <= 2
      GROUP BY product, ticket_key
    ),
    pair AS (
      SELECT
        candidate.*, word_overlap.weight, word_overlap.shared_weight, word_overlap.text_milli,
        CASE
          WHEN best_score.ticket_key IS NULL THEN 0
          WHEN best_score.category = candidate.category THEN least(${largestLead}, floor((best_score.best - best_score.second) / 1000))
          ELSE greatest(${-largestLead}, floor((coalesce(category_score.score, ${-million}) - best_score.best) / 1000))
        END AS category_milli,
        ${timeEvidence(sql`candidate.origin`, sql`candidate.days_after_onset`)} AS time_milli
      FROM candidate
      JOIN word_overlap
        ON word_overlap.product = candidate.product
        AND word_overlap.ticket_key = candidate.ticket_key
        AND word_overlap.issue_id = candidate.issue_id
      LEFT JOIN best_score ON best_score.product = candidate.product AND best_score.ticket_key = candidate.ticket_key
      LEFT JOIN category_score
        ON category_score.product = candidate.product
        AND category_score.ticket_key = candidate.ticket_key
        AND category_score.category = candidate.category
    ),
    pair_odds AS (
      SELECT pair.*, ${linkOdds(dialect)} AS odds FROM pair
    ),
    shared_odds AS (
      SELECT pair_odds.*, sum(odds) OVER (PARTITION BY product, ticket_key) AS all_odds FROM pair_odds
    )
    SELECT
      issue_id, product, ticket_key, main_key,
      CAST(origin_place AS INT) AS origin_place,
      CAST(abs(days_after_onset) AS INT) AS days_apart,
      area_agrees,
      CAST(floor(shared_weight * 10000 / weight) AS INT) AS similarity_bp,
      CAST(text_milli AS BIGINT) AS text_milli,
      CAST(category_milli AS BIGINT) AS category_milli,
      CAST(time_milli AS BIGINT) AS time_milli,
      CAST(floor(odds * 10000 / (1000 + all_odds)) AS INT) AS probability_bp
    FROM shared_odds`,
};
