import { stemFeature } from "./stem.ts";
import { ticketCandidate } from "./ticketCandidate.ts";
import type { SqlStep } from "../../contract/step.ts";
import { featuresOfWords } from "../../classifier/featuresInSql.ts";
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
    -- The classifier scores the summary like feedback, among the categories of the area of the ticket.
    ticket_feature AS (
      SELECT
        product, ticket_key, area,
        ${dialect.explode(featuresOfWords(dialect, dialect.words(sql`folded_summary`)))} AS feature
      FROM free_ticket
    ),
    category_evidence AS (
      SELECT
        ticket_feature.product, ticket_feature.ticket_key, classifier_weight.category,
        sum(classifier_weight.weight) AS evidence
      FROM ticket_feature
      JOIN ${table("curated.classifier_weight")} AS classifier_weight ON classifier_weight.feature = ticket_feature.feature
      JOIN ${table("curated.category")} AS category ON category.category = classifier_weight.category
      WHERE ticket_feature.area IS NULL OR category.area = ticket_feature.area
      GROUP BY ticket_feature.product, ticket_feature.ticket_key, classifier_weight.category
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
    -- Two features per word, one per row: a join on either of two columns would compare every word with every weight.
    ticket_word_feature AS (
      SELECT product, ticket_key, stem, weight, word AS feature
      FROM ${table("curated.ticket_word")}
      UNION ALL
      SELECT product, ticket_key, stem, weight, ${stemFeature(sql`word`)} AS feature
      FROM ${table("curated.ticket_word")}
    ),
    telling_stem AS (
      SELECT
        ticket_word_feature.product, ticket_word_feature.ticket_key, classifier_weight.category, ticket_word_feature.stem,
        max(ticket_word_feature.weight) AS weight
      FROM ticket_word_feature
      JOIN ${table("curated.classifier_weight")} AS classifier_weight
        ON classifier_weight.feature = ticket_word_feature.feature
        AND classifier_weight.weight > 0
      GROUP BY ticket_word_feature.product, ticket_word_feature.ticket_key, classifier_weight.category, ticket_word_feature.stem
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
