import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import { speaker } from "../normalize/relations.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** Days before the reference time of the run that are looked at. */
export const tailDays = 90;
/**
 * Customers who must have written a term. Masking goes by rules and misses names and addresses that no rule knows; what
 * five people wrote is not what one of them is called or where they live. Five is the smallest count that statistical
 * offices commonly publish (threshold rule, UNECE/Eurostat glossary of statistical disclosure control, 2005).
 */
export const fewestCustomers = 5;
/** Terms a product at most: what a person reads through in one sitting. */
export const termsPerProduct = 50;
/** Standard errors, times 1000, below which a term is left out: thousands are looked at, so two would let in dozens. */
export const leastStrengthMilli = 3_000;
/** How many customers the prior counts for: what a term is worth before anyone has been asked. */
const priorCustomers = 100;

export const longTail: SqlStep = {
  kind: "sql",
  id: "audit.long_tail",
  stage: "audit",
  title: "Find terms that the taxonomy does not cover",
  why: "Counts customers, not mentions. Each language is compared with itself, since a language with less coverage would fill the list with its articles. The log-odds ratio uses the language as its prior (Monroe, Colaresi and Quinn 2008, Fightin Words), so that rare terms don't rank high by chance. A term needs five customers, so that no text of one person gets into a table that analysts read. A term that consists of stop words, or begins or ends with one that does not negate, names nothing.",
  writes: "curated.long_tail",
  mode: "sync",
  window: "recent",
  query: longTailQuery,
};

function longTailQuery(dialect: Dialect): Sql {
  const real = (value: Sql): Sql => sql`CAST(${value} AS DOUBLE)`;
  const milli = (value: Sql): Sql => sql`CAST(${dialect.quantise(value, 3)} * 1000 AS BIGINT)`;
  return sql`WITH recent_feedback AS (
  SELECT
    event.event_id,
    event.product,
    event.language,
    event.event_date,
    ${speaker} AS customer_id,
    enrichment.accepted,
    ${dialect.words(sql`event.folded_text`)} AS words
  FROM ${table("curated.feedback_event")} AS event
  JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = event.customer_record_id
  WHERE event.event_date > ${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`${-tailDays}`)}
    AND event.event_date <= CAST(${asOf} AS DATE)
    AND enrichment.noise IS NULL
),
asked AS (
  SELECT
    product,
    language,
    count(DISTINCT CASE WHEN NOT accepted THEN customer_id END) AS uncovered_asked,
    count(DISTINCT CASE WHEN accepted THEN customer_id END) AS covered_asked
  FROM recent_feedback
  GROUP BY product, language
),
written AS (
  SELECT
    event_id, product, language, event_date, customer_id, accepted,
    ${dialect.explode(dialect.distinctElements(dialect.concatArrays([sql`words`, dialect.bigrams(sql`words`)])))} AS term
  FROM recent_feedback
),
-- A single sign says little in any script, and figures are versions, dates and amounts.
term_written AS (
  SELECT event_id, product, language, event_date, customer_id, accepted, term
  FROM written
  WHERE length(term) > 1 AND NOT ${dialect.regexMatches(sql`term`, "^[0-9 ]+$")}
),
term_count AS (
  SELECT
    product,
    language,
    term,
    count(CASE WHEN NOT accepted THEN 1 END) AS events,
    count(DISTINCT CASE WHEN NOT accepted THEN customer_id END) AS customers,
    count(DISTINCT CASE WHEN accepted THEN customer_id END) AS covered_customers,
    min(CASE WHEN NOT accepted THEN event_date END) AS first_date,
    max(CASE WHEN NOT accepted THEN event_date END) AS last_date
  FROM term_written
  GROUP BY product, language, term
  HAVING count(DISTINCT CASE WHEN NOT accepted THEN customer_id END) >= ${fewestCustomers}
),
-- Of a single word the first is the last. A language without stop words of its own has those of all of them.
listed_language AS (
  SELECT DISTINCT language FROM ${table("curated.stop_word")}
),
term_ends AS (
  SELECT
    term_count.*,
    coalesce(listed_language.language, '*') AS stop_language,
    ${dialect.regexExtract(sql`term_count.term`, "^[^ ]+", 0)} AS first_word,
    ${dialect.regexExtract(sql`term_count.term`, "[^ ]+$", 0)} AS last_word
  FROM term_count
  LEFT JOIN listed_language ON listed_language.language = term_count.language
),
naming_term AS (
  SELECT
    term_ends.product,
    term_ends.language,
    term_ends.term,
    term_ends.events,
    term_ends.customers,
    term_ends.covered_customers,
    term_ends.first_date,
    term_ends.last_date
  FROM term_ends
  LEFT JOIN ${table("curated.stop_word")} AS first_stop
    ON first_stop.language = term_ends.stop_language AND first_stop.word = term_ends.first_word
  LEFT JOIN ${table("curated.stop_word")} AS last_stop
    ON last_stop.language = term_ends.stop_language AND last_stop.word = term_ends.last_word
  WHERE coalesce(first_stop.negates, true)
    AND coalesce(last_stop.negates, true)
    AND (first_stop.word IS NULL OR last_stop.word IS NULL)
),
-- The prior is a number of customers of this language who write the term as often as all of them do.
term_prior AS (
  SELECT
    naming_term.*,
    asked.uncovered_asked,
    asked.covered_asked,
    ${priorCustomers} * ${real(sql`naming_term.customers + naming_term.covered_customers + 1`)}
      / ${real(sql`asked.uncovered_asked + asked.covered_asked + 2`)} AS prior_written
  FROM naming_term
  JOIN asked ON asked.product = naming_term.product AND asked.language = naming_term.language
),
term_belief AS (
  SELECT
    product, language, term, events, customers, covered_customers, first_date, last_date,
    ${real(sql`customers`)} + prior_written AS written,
    ${real(sql`uncovered_asked - customers`)} + ${priorCustomers} - prior_written AS unwritten,
    ${real(sql`covered_customers`)} + prior_written AS covered_written,
    ${real(sql`covered_asked - covered_customers`)} + ${priorCustomers} - prior_written AS covered_unwritten
  FROM term_prior
),
-- The standard error has all four parts: of words as common as articles it is the other side that is rare.
term_odds AS (
  SELECT
    product, language, term, events, customers, covered_customers, first_date, last_date,
    ln(written / unwritten) - ln(covered_written / covered_unwritten) AS log_odds,
    sqrt(1 / written + 1 / unwritten + 1 / covered_written + 1 / covered_unwritten) AS standard_error
  FROM term_belief
),
term_strength AS (
  SELECT
    product, language, term, events, customers, covered_customers, first_date, last_date,
    ${milli(sql`log_odds`)} AS log_odds_milli,
    ${milli(sql`log_odds / standard_error`)} AS strength_milli
  FROM term_odds
),
ranked_strength AS (
  SELECT
    product, language, term, events, customers, covered_customers, first_date, last_date, log_odds_milli, strength_milli,
    CAST(row_number() OVER (
      PARTITION BY product ORDER BY strength_milli DESC, customers DESC, language ASC, term ASC
    ) AS INT) AS tail_rank
  FROM term_strength
  WHERE strength_milli >= ${leastStrengthMilli}
),
ranked_term AS (
  SELECT * FROM ranked_strength WHERE tail_rank <= ${termsPerProduct}
),
newest_event AS (
  SELECT term_written.product, term_written.language, term_written.term, term_written.event_id
  FROM term_written
  JOIN ranked_term
    ON ranked_term.product = term_written.product
    AND ranked_term.language = term_written.language
    AND ranked_term.term = term_written.term
  WHERE NOT term_written.accepted
  QUALIFY row_number() OVER (
    PARTITION BY term_written.product, term_written.language, term_written.term
    ORDER BY term_written.event_date DESC, term_written.event_id ASC
  ) <= 3
),
sample AS (
  SELECT product, language, term, ${dialect.collectDistinct(sql`event_id`)} AS sample_event_ids
  FROM newest_event
  GROUP BY product, language, term
)
SELECT
  ranked_term.product,
  ranked_term.language,
  ranked_term.term,
  ranked_term.tail_rank,
  ranked_term.events,
  ranked_term.customers,
  ranked_term.covered_customers,
  ranked_term.log_odds_milli,
  ranked_term.strength_milli,
  ranked_term.first_date,
  ranked_term.last_date,
  sample.sample_event_ids
FROM ranked_term
JOIN sample
  ON sample.product = ranked_term.product
  AND sample.language = ranked_term.language
  AND sample.term = ranked_term.term`;
}
