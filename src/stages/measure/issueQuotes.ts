import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { memberVote } from "../cluster/relations.ts";
import { sql } from "../../sql/sql.ts";

const quotesPerIssue = 3;

const quotedColumns = [
  "vote_id",
  "event_id",
  "product",
  "quote",
  "confidence_bp",
  "source",
  "said_at",
  "language",
  "locale",
  "rating",
  "content_hash",
] as const;

export const issueQuotes: FinishedView = {
  comment:
    "Up to three verbatim pieces of masked text for every issue: those with the highest confidence, no text twice.",
  owner: "measure",
  readers: ["product", "analyst", "reviewer", "support"],
  shows: "finished",
  key: ["event_id", "issue_id"],
  columns: {
    issue_id: shown("string", "The issue."),
    product: shown("string", "Product."),
    quote_rank: shown("int", "1 for the first to show."),
    event_id: shown("string", "The feedback."),
    quote: shown("string", "Verbatim piece of the masked text."),
    source: shown("string", "Id of the source."),
    occurred_at: shown("timestamp", "When the customer wrote it (UTC)."),
    language: shown("string", "Language; null where not known."),
    locale: shown("string", "Locale as delivered; null where none was given."),
    rating: shown("int", "Stars; null where there are none."),
  },
  query: () => sql`WITH member AS (
  ${memberVote(quotedColumns)}
),
distinct_text AS (
  SELECT *
  FROM member
  WHERE quote IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY issue_id, content_hash ORDER BY said_at, vote_id) = 1
),
ranked_text AS (
  SELECT
    distinct_text.*,
    row_number() OVER (
      PARTITION BY issue_id ORDER BY confidence_bp DESC, CAST(said_at AS DATE), vote_id
    ) AS quote_rank
  FROM distinct_text
)
SELECT
  issue_id,
  product,
  CAST(quote_rank AS INTEGER) AS quote_rank,
  event_id,
  quote,
  source,
  said_at AS occurred_at,
  language,
  locale,
  rating
FROM ranked_text
WHERE quote_rank <= ${quotesPerIssue}`,
};
