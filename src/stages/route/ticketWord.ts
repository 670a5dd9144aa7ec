import { stem } from "./stem.ts";
import { freeTicket } from "./ticketCandidate.ts";
import { million } from "../../classifier/weightTable.ts";
import type { SqlStep } from "../../contract/step.ts";
import { sql } from "../../sql/sql.ts";

/** Shares rest on so many tickets at least: below that they are drawn to one in twenty. */
const priorTickets = 10;

export const ticketWord: SqlStep = {
  kind: "sql",
  id: "route.ticket_word",
  stage: "route",
  title: "Words of tickets",
  why: "Each word of a title with its share among tickets of other areas: what half of the titles say tells no issue, whatever word it is. Those of the same area are left out, since several may be about one issue.",
  writes: "curated.ticket_word",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH ${freeTicket},
    placed_ticket AS (
      SELECT product, ticket_key, main_key, coalesce(area, '-') AS area, folded_summary FROM free_ticket
    ),
    summary_word AS (
      SELECT product, ticket_key, main_key, area, ${dialect.explode(dialect.words(sql`folded_summary`))} AS word FROM placed_ticket
    ),
    stemmed_word AS (
      SELECT DISTINCT product, ticket_key, main_key, area, word, ${stem(sql`word`)} AS stem FROM summary_word
    ),
    counted_family AS (
      SELECT product, area, count(DISTINCT main_key) AS families FROM placed_ticket GROUP BY product, area
    ),
    counted_stem AS (
      SELECT product, area, stem, count(DISTINCT main_key) AS families FROM stemmed_word GROUP BY product, area, stem
    ),
    other_family AS (
      SELECT product, area, sum(families) OVER (PARTITION BY product) - families AS families FROM counted_family
    ),
    other_stem AS (
      SELECT product, area, stem, sum(families) OVER (PARTITION BY product, stem) - families AS families FROM counted_stem
    ),
    word_share AS (
      SELECT
        stemmed_word.product, stemmed_word.ticket_key, stemmed_word.word, stemmed_word.stem,
        ${dialect.divide(sql`2 * other_stem.families + 1`, sql`2 * (other_family.families + ${priorTickets})`)} AS share
      FROM stemmed_word
      JOIN other_stem
        ON other_stem.product = stemmed_word.product AND other_stem.area = stemmed_word.area AND other_stem.stem = stemmed_word.stem
      JOIN other_family ON other_family.product = stemmed_word.product AND other_family.area = stemmed_word.area
    )
    SELECT
      product, ticket_key, word, stem,
      CAST(${dialect.quantise(sql`-1000 * ln(share)`, 0)} AS BIGINT) AS weight,
      CAST(${dialect.quantise(sql`${million} * share`, 0)} AS BIGINT) AS share_of_tickets
    FROM word_share`,
};
