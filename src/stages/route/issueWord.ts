import { stem } from "./stem.ts";
import { ticketCandidate } from "./ticketCandidate.ts";
import type { SqlStep } from "../../contract/step.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";
import { memberVote } from "../cluster/relations.ts";
import { sql, table } from "../../sql/sql.ts";

/** Members of an issue whose words are compared: its first ones, which the ticket was written about. */
const sampledMembers = 200;
/** A word that customers wrote belongs to an issue from this share of the sampled members on, and from two of them. */
const memberShareBp = 500;

export const issueWord: SqlStep = {
  kind: "sql",
  id: "route.issue_word",
  stage: "route",
  title: "Words of issues",
  why: "Title and definition of the category, and the words of the first members of an issue: compared with the titles of tickets.",
  writes: "curated.issue_word",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH ${ticketCandidate(dialect)},
    compared_issue AS (
      SELECT DISTINCT issue_id, category FROM candidate
    ),
    sampled_member AS (
      SELECT compared_issue.issue_id, member.vote_id, member.folded_text
      FROM compared_issue
      JOIN (
        ${memberVote(["vote_id", "event_id", "said_at", "folded_text"])}
      ) AS member ON member.issue_id = compared_issue.issue_id
      QUALIFY row_number() OVER (PARTITION BY compared_issue.issue_id ORDER BY member.said_at, member.event_id, member.vote_id) <= ${sampledMembers}
    ),
    sized_member AS (
      SELECT issue_id, vote_id, folded_text, count(*) OVER (PARTITION BY issue_id) AS sampled_members
      FROM sampled_member
    ),
    member_word AS (
      SELECT issue_id, vote_id, sampled_members, ${dialect.explode(dialect.words(sql`folded_text`))} AS word
      FROM sized_member
    ),
    category_text AS (
      SELECT category, ${foldedWords(sql`concat(title, ' ', definition)`)} AS folded_text
      FROM ${table("curated.category")}
    ),
    category_word AS (
      SELECT category, ${dialect.explode(dialect.words(sql`folded_text`))} AS word
      FROM category_text
    ),
    word_source AS (
      SELECT issue_id, ${stem(sql`word`)} AS stem, vote_id, sampled_members, 0 AS of_category FROM member_word
      UNION ALL
      SELECT
        compared_issue.issue_id, ${stem(sql`category_word.word`)},
        CAST(NULL AS ${dialect.type("string")}), CAST(0 AS BIGINT), 1
      FROM compared_issue
      JOIN category_word ON category_word.category = compared_issue.category
    ),
    counted_word AS (
      SELECT
        issue_id, stem, count(DISTINCT vote_id) AS members, max(sampled_members) AS sampled_members,
        max(of_category) AS of_category
      FROM word_source
      GROUP BY issue_id, stem
    )
    SELECT
      issue_id, stem, members, sampled_members,
      of_category = 1 OR (members > 1 AND members * 10000 >= sampled_members * ${memberShareBp}) AS is_own
    FROM counted_word`,
};
