import { stem } from "./stem.ts";
import { isOpen } from "../../ledger/closedDays.ts";
import { isCounted, ticketCandidate } from "./ticketCandidate.ts";
import type { SqlStep } from "../../contract/step.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";
import { memberVote } from "../cluster/relations.ts";
import { million } from "../../classifier/weightTable.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** Members of an issue whose words are compared: its first ones, which the ticket was written about. */
const sampledMembers = 200;
/** A word that customers wrote belongs to an issue from this share of the sampled members on, and from two of them. */
const memberShareBp = 500;
/** Title and definition of a category count as so many texts where words of other categories are counted. */
const textsOfCategory = 5;
/** A word of title or definition counts as one that so many of a million members wrote. */
const shareOfCategoryWord = 250_000;
/** Shares rest on so many texts at least: below that they are drawn to what is known without them. */
const priorTexts = 10;
/** What is known of the words of an area without a text: so many of a million texts of the area hold each. */
const shareOfAreaWord = 200_000;

export const issueWord: SqlStep = {
  kind: "sql",
  id: "route.issue_word",
  stage: "route",
  title: "Words of issues",
  why: "Title and definition of the category, and the words of the first members of an issue, each with its share there and in issues of other categories: a word that all issues share tells none of them.",
  writes: "curated.issue_word",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH ${ticketCandidate(dialect)},
    compared_product AS (
      SELECT DISTINCT product FROM candidate
    ),
    compared_issue AS (
      SELECT issue.issue_id, issue.product, issue.area, issue.category,
        CASE WHEN ${isCounted(dialect, sql`issue.onset_date`)} THEN 1 ELSE 0 END AS counts
      FROM ${table("curated.issue")} AS issue
      JOIN compared_product ON compared_product.product = issue.product
      WHERE ${isOpen(dialect, sql`issue.onset_date`)}
    ),
    sampled_member AS (
      SELECT compared_issue.issue_id, member.vote_id, member.folded_text
      FROM compared_issue
      JOIN (
        ${memberVote(["vote_id", "event_id", "said_at", "folded_text"])}
      ) AS member ON member.issue_id = compared_issue.issue_id
      QUALIFY row_number() OVER (PARTITION BY compared_issue.issue_id ORDER BY member.said_at, member.event_id, member.vote_id) <= ${sampledMembers}
    ),
    issue_size AS (
      SELECT
        compared_issue.issue_id, compared_issue.product, compared_issue.area, compared_issue.category, compared_issue.counts,
        count(sampled_member.vote_id) AS sampled_members
      FROM compared_issue
      LEFT JOIN sampled_member ON sampled_member.issue_id = compared_issue.issue_id
      GROUP BY compared_issue.issue_id, compared_issue.product, compared_issue.area, compared_issue.category, compared_issue.counts
    ),
    member_word AS (
      SELECT issue_id, vote_id, ${dialect.explode(dialect.words(sql`folded_text`))} AS word
      FROM sampled_member
    ),
    member_stem AS (
      SELECT issue_id, ${stem(sql`word`)} AS stem, count(DISTINCT vote_id) AS members
      FROM member_word
      GROUP BY issue_id, ${stem(sql`word`)}
    ),
    category_text AS (
      SELECT category, area, ${foldedWords(sql`concat(title, ' ', definition)`)} AS folded_text
      FROM ${table("curated.category")}
    ),
    category_word AS (
      SELECT category, area, ${dialect.explode(dialect.words(sql`folded_text`))} AS word
      FROM category_text
    ),
    category_stem AS (
      SELECT DISTINCT category, area, ${stem(sql`word`)} AS stem FROM category_word
    ),
    area_text AS (
      SELECT area, ${foldedWords(sql`concat(area, ' ', title)`)} AS folded_text FROM ${table("curated.area")}
    ),
    area_word AS (
      SELECT area, ${dialect.explode(dialect.words(sql`folded_text`))} AS word FROM area_text
    ),
    area_stem AS (
      SELECT DISTINCT area, ${stem(sql`word`)} AS stem FROM area_word
    ),
    -- texts and those with a word, by category: of members, and of the taxonomy, which speaks for every product
    category_size AS (
      SELECT product, area, category, sum(counts * sampled_members) AS texts FROM issue_size GROUP BY product, area, category
      UNION ALL
      SELECT compared_product.product, category.area, category.category, ${textsOfCategory}
      FROM compared_product
      CROSS JOIN ${table("curated.category")} AS category
    ),
    stem_of_category AS (
      SELECT issue_size.product, issue_size.area, issue_size.category, member_stem.stem,
        sum(issue_size.counts * member_stem.members) AS texts
      FROM member_stem
      JOIN issue_size ON issue_size.issue_id = member_stem.issue_id
      GROUP BY issue_size.product, issue_size.area, issue_size.category, member_stem.stem
      UNION ALL
      SELECT compared_product.product, category_stem.area, category_stem.category, category_stem.stem, ${textsOfCategory}
      FROM compared_product
      CROSS JOIN category_stem
    ),
    own_size AS (
      SELECT product, area, category, sum(texts) AS texts FROM category_size GROUP BY product, area, category
    ),
    own_stem AS (
      SELECT product, area, category, stem, sum(texts) AS texts FROM stem_of_category GROUP BY product, area, category, stem
    ),
    counted_size AS (
      SELECT
        product, category,
        sum(texts) OVER (PARTITION BY product) - texts AS texts_elsewhere,
        sum(texts) OVER (PARTITION BY product, area) - texts AS texts_in_area
      FROM own_size
    ),
    counted_stem AS (
      SELECT
        product, category, stem,
        sum(texts) OVER (PARTITION BY product, stem) - texts AS texts_elsewhere,
        sum(texts) OVER (PARTITION BY product, area, stem) - texts AS texts_in_area
      FROM own_stem
    ),
    issue_stem AS (
      SELECT
        issue_size.issue_id, issue_size.product, issue_size.area, issue_size.category, issue_size.sampled_members,
        counted_stem.stem, counted_stem.texts_elsewhere, counted_stem.texts_in_area,
        coalesce(member_stem.members, 0) AS members,
        category_stem.stem IS NOT NULL AS of_category
      FROM issue_size
      JOIN counted_stem ON counted_stem.product = issue_size.product AND counted_stem.category = issue_size.category
      LEFT JOIN member_stem ON member_stem.issue_id = issue_size.issue_id AND member_stem.stem = counted_stem.stem
      LEFT JOIN category_stem ON category_stem.category = issue_size.category AND category_stem.stem = counted_stem.stem
      WHERE member_stem.stem IS NOT NULL OR category_stem.stem IS NOT NULL
    ),
    stem_share AS (
      SELECT
        issue_stem.*,
        ${parts(dialect, sql`issue_stem.members`, sql`issue_stem.sampled_members + ${priorTexts}`)} AS member_share,
        ${parts(
          dialect,
          sql`2 * issue_stem.texts_elsewhere + 1`,
          sql`2 * (counted_size.texts_elsewhere + ${priorTexts})`,
        )} AS share_elsewhere,
        counted_size.texts_in_area AS area_texts,
        area_stem.stem IS NOT NULL AS of_area
      FROM issue_stem
      JOIN counted_size ON counted_size.product = issue_stem.product AND counted_size.category = issue_stem.category
      LEFT JOIN area_stem ON area_stem.area = issue_stem.area AND area_stem.stem = issue_stem.stem
    )
    SELECT
      issue_id, stem, members, sampled_members,
      of_category OR (members > 1 AND members * 10000 >= sampled_members * ${memberShareBp}) AS is_own,
      greatest(
        CASE WHEN members > 1 THEN member_share ELSE 0 END,
        CASE WHEN of_category THEN ${shareOfCategoryWord} ELSE 0 END
      ) AS share_here,
      greatest(share_elsewhere, ${parts(
        dialect,
        sql`${million} * texts_in_area + ${priorTexts} * CASE WHEN of_area THEN ${shareOfAreaWord} ELSE share_elsewhere END`,
        sql`${million} * (area_texts + ${priorTexts})`,
      )}) AS share_elsewhere
    FROM stem_share`,
};

/** A share in parts per million. */
const parts = (dialect: Dialect, count: Sql, of: Sql): Sql =>
  sql`CAST(${dialect.quantise(sql`${million} * ${dialect.divide(count, of)}`, 0)} AS BIGINT)`;
