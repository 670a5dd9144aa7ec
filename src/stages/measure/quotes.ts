import { firstSaid } from "../cluster/relations.ts";
import { shown } from "../../contract/columns.ts";
import { identifier, join, sql, type Sql } from "../../sql/sql.ts";

const quotesShown = 3;

/** What a vote must say of itself to be quoted. */
export const quotedColumns = [
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

/** Columns of a view of quotes, beside those that say of what. */
export const quoteColumns = {
  quote_rank: shown("int", "1 for the first to show."),
  event_id: shown("string", "The feedback."),
  quote: shown("string", "Verbatim piece of the masked text."),
  source: shown("string", "Id of the source."),
  occurred_at: shown("timestamp", "When the customer wrote it (UTC)."),
  language: shown("string", "Language; null where not known."),
  locale: shown("string", "Locale as delivered; null where none was given."),
  rating: shown("int", "Stars; null where there are none."),
};

interface Quoted {
  /** CTE of votes with a quote, or with what keeps the others out. */
  readonly from: Sql;
  /** Columns by which quotes are ranked. */
  readonly by: readonly string[];
  /** Columns that say of what a quote is, as they are shown. */
  readonly of: readonly string[];
  readonly day: Sql;
}

/** The end of a query of quotes: of each group those with the highest confidence, no feedback and no text twice. */
export function rankedQuotes({ from, by, of, day }: Quoted): Sql {
  const group = join(by.map(identifier));
  return sql`surest_of_event AS (
  SELECT *
  FROM ${from}
  QUALIFY row_number() OVER (PARTITION BY ${group}, event_id ORDER BY confidence_bp DESC, ${day}, vote_id) = 1
),
distinct_text AS (
  SELECT *
  FROM surest_of_event
  QUALIFY row_number() OVER (PARTITION BY ${group}, content_hash ORDER BY ${firstSaid}) = 1
),
ranked_text AS (
  SELECT
    distinct_text.*,
    row_number() OVER (
      PARTITION BY ${group} ORDER BY confidence_bp DESC, ${day}, event_id, vote_id
    ) AS quote_rank
  FROM distinct_text
)
SELECT
  ${join(
    of.map(identifier),
    sql`,
  `,
  )},
  CAST(quote_rank AS INTEGER) AS quote_rank,
  event_id,
  quote,
  source,
  said_at AS occurred_at,
  language,
  locale,
  rating
FROM ranked_text
WHERE quote_rank <= ${quotesShown}`;
}
