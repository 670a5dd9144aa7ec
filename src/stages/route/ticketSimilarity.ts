import { ticketCandidate } from "./ticketCandidate.ts";
import type { SqlStep } from "../../contract/step.ts";
import { weightSums } from "../../classifier/weightSumInSql.ts";
import { million, smallestWeight } from "../../classifier/weightTable.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

export const ticketSimilarity: SqlStep = {
  kind: "sql",
  id: "route.ticket_similarity",
  stage: "route",
  title: "Similarity of tickets and issues",
  why: "The mean of two shares of the title's weight: words that the issue also has, and words that the classifier associates with its category.",
  writes: "curated.ticket_similarity",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH ${ticketCandidate(dialect)},
    ticket_stem AS (
      SELECT product, ticket_key, stem, max(weight) AS weight
      FROM ${table("curated.ticket_word")}
      GROUP BY product, ticket_key, stem
    ),
    word_overlap AS (
      SELECT
        candidate.product, candidate.ticket_key, candidate.issue_id,
        sum(ticket_stem.weight) AS weight,
        sum(CASE WHEN issue_word.is_own THEN ticket_stem.weight ELSE 0 END) AS shared_weight
      FROM candidate
      JOIN ticket_stem
        ON ticket_stem.product = candidate.product AND ticket_stem.ticket_key = candidate.ticket_key
      LEFT JOIN ${table("curated.issue_word")} AS issue_word
        ON issue_word.issue_id = candidate.issue_id AND issue_word.stem = ticket_stem.stem
      GROUP BY candidate.product, candidate.ticket_key, candidate.issue_id
    ),
    -- The classifier weighs the summary as it does feedback, among the categories of the area of the ticket.
    numbered_text AS (
      SELECT
        row_number() OVER (ORDER BY product ASC, ticket_key ASC) AS text_number,
        product, ticket_key, area,
        ${dialect.words(sql`folded_summary`)} AS words
      FROM free_ticket
    ),
    ${weightSums(dialect)},
    category_evidence AS (
      SELECT numbered_text.product, numbered_text.ticket_key, category.category, weight_sum.weight_sum AS evidence
      FROM weight_sum
      JOIN numbered_text ON numbered_text.text_number = weight_sum.text_number
      JOIN numbered_category ON numbered_category.category_number = weight_sum.category_number
      JOIN ${table("curated.category")} AS category ON category.category = numbered_category.category
      WHERE numbered_text.area IS NULL OR category.area = numbered_text.area
    ),
    best_evidence AS (
      SELECT product, ticket_key, category, evidence, max(evidence) OVER (PARTITION BY product, ticket_key) AS best
      FROM category_evidence
      WHERE evidence > 0
    ),
    category_share AS (
      SELECT
        product, ticket_key, category,
        CAST(${dialect.quantise(sql`10000 * ${ratioToBest(dialect)} * ${ratioToBest(dialect)}`, 0)} AS BIGINT) AS share_bp
      FROM best_evidence
    ),
    telling_stem AS (
      SELECT
        ticket_word.product, ticket_word.ticket_key, numbered_category.category, ticket_word.stem,
        max(ticket_word.weight) AS weight
      FROM ${table("curated.ticket_word")} AS ticket_word
      -- the parts of a word that no text taught say a little of every category
      JOIN unit_weight
        ON unit_weight.unit = ticket_word.word
        AND (unit_weight.weight > 0 OR unit_weight.new_weight >= ${Math.round(smallestWeight * million)})
      JOIN numbered_category ON numbered_category.category_number = unit_weight.category_number
      GROUP BY ticket_word.product, ticket_word.ticket_key, numbered_category.category, ticket_word.stem
    ),
    telling_weight AS (
      SELECT product, ticket_key, category, sum(weight) AS weight
      FROM telling_stem
      GROUP BY product, ticket_key, category
    )
    SELECT
      candidate.issue_id, candidate.product, candidate.ticket_key, candidate.main_key,
      CAST(candidate.origin_place AS INT) AS origin_place,
      CAST(candidate.days_apart AS INT) AS days_apart,
      candidate.area_agrees,
      CAST(floor((
        word_overlap.shared_weight * 10000 + coalesce(category_share.share_bp, 0) * coalesce(telling_weight.weight, 0)
      ) / (2 * word_overlap.weight)) AS INT) AS similarity_bp
    FROM candidate
    JOIN word_overlap
      ON word_overlap.product = candidate.product
      AND word_overlap.ticket_key = candidate.ticket_key
      AND word_overlap.issue_id = candidate.issue_id
    LEFT JOIN category_share
      ON category_share.product = candidate.product
      AND category_share.ticket_key = candidate.ticket_key
      AND category_share.category = candidate.category
    LEFT JOIN telling_weight
      ON telling_weight.product = candidate.product
      AND telling_weight.ticket_key = candidate.ticket_key
      AND telling_weight.category = candidate.category`,
};

/** 1 for the category that the title speaks for most, less for the others. */
const ratioToBest = (dialect: Dialect): Sql => dialect.divide(sql`evidence`, sql`best`);
