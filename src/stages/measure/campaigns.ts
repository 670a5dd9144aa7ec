import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { hashKey } from "../../sql/hash.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, type Sql } from "../../sql/sql.ts";
import { vote } from "../cluster/relations.ts";
import { feedbackPeriod } from "./feedbackPeriod.ts";

/** Customers from whom on a text that is copied is a campaign. */
export const campaignCustomers = 5;
/** Days without the text after which its next copies are another campaign. */
const quietDays = 7;
/** Letters of an opening that two people don't write alike by chance. "App crashes" is written by many in an outage. */
const leastLetters = 24;
/** The first eight words of a folded text; where every letter is a word, as in Japanese, the first 24. */
const opening = "^(([^ ] +){23}[^ ]|([^ ]+ +){7}[^ ]+)";

const openingOf = (dialect: Dialect, folded: Sql): Sql =>
  dialect.regexExtract(sql`trim(BOTH ' ' FROM ${dialect.regexReplace(folded, "[0-9]+", "")})`, opening, 0);

export const campaigns: FinishedView = {
  comment:
    "Texts of the last sixteen weeks that five customers or more began with the same eight folded words, copies at most seven days apart.",
  owner: "measure",
  readers: ["analyst", "reviewer", "product", "support"],
  shows: "finished",
  key: ["campaign_id"],
  columns: {
    product: shown("string", "Product."),
    campaign_id: shown("string", "SHA-256 of product, first words and first copy."),
    event_id: shown("string", "The first copy."),
    category: shown(
      "string",
      "Category of the copies, the first by name where they have several; null where none was accepted.",
    ),
    quote: shown("string", "Verbatim piece of the masked text of the first copy; null without category."),
    copies: shown("bigint", "Pieces of feedback that begin so."),
    customers: shown("bigint", "Customers who sent them."),
    sources: shown("bigint", "Sources that they came from."),
    first_date: shown("date", "Day of the first copy (UTC)."),
    last_date: shown("date", "Day of the last copy (UTC)."),
  },
  query: (dialect) => sql`WITH ${feedbackPeriod(dialect)},
vote AS (
  ${vote(["vote_id", "event_id", "product", "category", "quote", "source", "said_at", "event_date", "customer_id", "folded_text"])}
),
opened AS (
  SELECT
    vote.*,
    ${openingOf(dialect, sql`vote.folded_text`)} AS opening
  FROM vote
  JOIN feedback_period
    ON feedback_period.product = vote.product
    AND vote.event_date BETWEEN feedback_period.first_date AND feedback_period.last_date
  WHERE length(vote.folded_text) >= ${leastLetters + 7}
),
long_opening AS (
  SELECT *
  FROM opened
  WHERE length(replace(opening, ' ', '')) >= ${leastLetters}
),
copied_opening AS (
  SELECT product, opening
  FROM long_opening
  GROUP BY product, opening
  HAVING count(DISTINCT customer_id) >= ${campaignCustomers}
),
copy AS (
  SELECT
    long_opening.*,
    lag(long_opening.event_date) OVER (
      PARTITION BY long_opening.product, long_opening.opening
      ORDER BY long_opening.said_at, long_opening.event_id, long_opening.vote_id
    ) AS copied_before
  FROM long_opening
  JOIN copied_opening
    ON copied_opening.product = long_opening.product AND copied_opening.opening = long_opening.opening
),
numbered_copy AS (
  SELECT
    *,
    sum(CASE WHEN ${dialect.daysBetween(sql`copied_before`, sql`event_date`)} <= ${quietDays} THEN 0 ELSE 1 END) OVER (
      PARTITION BY product, opening ORDER BY said_at, event_id, vote_id ROWS UNBOUNDED PRECEDING
    ) AS wave
  FROM copy
),
placed_copy AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY product, opening, wave ORDER BY said_at, event_id, vote_id) AS place
  FROM numbered_copy
),
campaign AS (
  SELECT
    product,
    opening,
    max(CASE WHEN place = 1 THEN event_id END) AS event_id,
    min(category) AS category,
    max(CASE WHEN place = 1 THEN quote END) AS quote,
    count(DISTINCT event_id) AS copies,
    count(DISTINCT customer_id) AS customers,
    count(DISTINCT source) AS sources,
    min(event_date) AS first_date,
    max(event_date) AS last_date
  FROM placed_copy
  GROUP BY product, opening, wave
)
SELECT
  product,
  ${hashKey(dialect, [sql`product`, sql`opening`, sql`event_id`])} AS campaign_id,
  event_id,
  category,
  quote,
  copies,
  customers,
  sources,
  first_date,
  last_date
FROM campaign
WHERE customers >= ${campaignCustomers}`,
};
