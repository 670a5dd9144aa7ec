import { stem } from "./stem.ts";
import { freeTicket } from "./ticketCandidate.ts";
import type { SqlStep } from "../../contract/step.ts";
import { sql, table } from "../../sql/sql.ts";

export const ticketWord: SqlStep = {
  kind: "sql",
  id: "route.ticket_word",
  stage: "route",
  title: "Words of tickets",
  why: "Rarer words weigh more (inverse document frequency), among tickets and among feedback. Words of the area are left out: the area is compared already.",
  writes: "curated.ticket_word",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH ${freeTicket},
    summary_word AS (
      SELECT product, ticket_key, ${dialect.explode(dialect.words(sql`folded_summary`))} AS word FROM free_ticket
    ),
    area_word AS (
      SELECT product, ticket_key, ${dialect.explode(dialect.words(sql`folded_area`))} AS word FROM free_ticket
    ),
    telling_word AS (
      SELECT DISTINCT summary_word.product, summary_word.ticket_key, summary_word.word
      FROM summary_word
      LEFT JOIN area_word
        ON area_word.product = summary_word.product
        AND area_word.ticket_key = summary_word.ticket_key
        AND area_word.word = summary_word.word
      WHERE area_word.word IS NULL
    ),
    stemmed_word AS (
      SELECT product, ticket_key, word, ${stem(sql`word`)} AS stem FROM telling_word
    ),
    ticket_stem AS (
      SELECT DISTINCT product, ticket_key, stem FROM stemmed_word
    ),
    known_stem AS (
      SELECT stem, count(*) AS tickets FROM ticket_stem GROUP BY stem
    ),
    stem_in_feedback AS (
      SELECT stem, sum(members) AS members FROM ${table("curated.issue_word")} GROUP BY stem
    ),
    issue_sample AS (
      SELECT issue_id, max(sampled_members) AS sampled_members FROM ${table("curated.issue_word")} GROUP BY issue_id
    ),
    corpus AS (
      SELECT
        (SELECT count(*) FROM ${table("curated.ticket")}) + 10 AS tickets,
        (SELECT coalesce(sum(sampled_members), 0) FROM issue_sample) + 10 AS members
    ),
    stem_share AS (
      SELECT
        known_stem.stem,
        ${dialect.divide(sql`known_stem.tickets`, sql`corpus.tickets`)} AS among_tickets,
        ${dialect.divide(sql`coalesce(stem_in_feedback.members, 0)`, sql`corpus.members`)} AS among_feedback
      FROM known_stem
      CROSS JOIN corpus
      LEFT JOIN stem_in_feedback ON stem_in_feedback.stem = known_stem.stem
    )
    SELECT
      stemmed_word.product, stemmed_word.ticket_key, stemmed_word.word, stemmed_word.stem,
      CAST(${dialect.quantise(sql`-1000 * ln(greatest(stem_share.among_tickets, stem_share.among_feedback))`, 0)} AS BIGINT) AS weight
    FROM stemmed_word
    JOIN stem_share ON stem_share.stem = stemmed_word.stem`,
};
