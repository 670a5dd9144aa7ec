import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql } from "../../sql/sql.ts";
import { categoryVote } from "../cluster/relations.ts";
import { feedbackPeriod } from "./feedbackPeriod.ts";

const quotesPerCategory = 3;

const quotedColumns = [
  "vote_id",
  "event_id",
  "product",
  "category",
  "quote",
  "confidence_bp",
  "source",
  "said_at",
  "event_date",
  "language",
  "locale",
  "rating",
  "content_hash",
] as const;

export const categoryQuotes: FinishedView = {
  comment:
    "Up to three verbatim pieces of masked text for every category of the last sixteen weeks: those with the highest confidence, no text twice.",
  owner: "measure",
  readers: ["product", "analyst", "reviewer", "support"],
  shows: "finished",
  key: ["event_id", "category"],
  columns: {
    product: shown("string", "Product."),
    category: shown("string", "Category."),
    quote_rank: shown("int", "1 for the first to show."),
    event_id: shown("string", "The feedback."),
    quote: shown("string", "Verbatim piece of the masked text."),
    source: shown("string", "Id of the source."),
    occurred_at: shown("timestamp", "When the customer wrote it (UTC)."),
    language: shown("string", "Language; null where not known."),
    locale: shown("string", "Locale as delivered; null where none was given."),
    rating: shown("int", "Stars; null where there are none."),
  },
  query: (dialect) => sql`WITH ${feedbackPeriod(dialect)},
vote AS (
  ${categoryVote(quotedColumns)}
),
recent AS (
  SELECT vote.*
  FROM vote
  JOIN feedback_period
    ON feedback_period.product = vote.product
    AND vote.event_date BETWEEN feedback_period.first_date AND feedback_period.last_date
  WHERE vote.quote IS NOT NULL
),
distinct_text AS (
  SELECT *
  FROM recent
  QUALIFY row_number() OVER (PARTITION BY product, category, content_hash ORDER BY said_at, vote_id) = 1
),
ranked_text AS (
  SELECT
    distinct_text.*,
    row_number() OVER (
      PARTITION BY product, category ORDER BY confidence_bp DESC, event_date, vote_id
    ) AS quote_rank
  FROM distinct_text
)
SELECT
  product,
  category,
  CAST(quote_rank AS INTEGER) AS quote_rank,
  event_id,
  quote,
  source,
  said_at AS occurred_at,
  language,
  locale,
  rating
FROM ranked_text
WHERE quote_rank <= ${quotesPerCategory}`,
};
