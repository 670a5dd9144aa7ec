import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";
import { feedbackPeriod } from "./feedbackPeriod.ts";

/** Texts of a product: enough to group, and to choose from what to label next. */
export const uncategorisedLimit = 600;
/** Characters that are shown. */
const longest = 500;

export const uncategorisedTexts: FinishedView = {
  comment:
    "The newest masked texts of the last sixteen weeks without an accepted category, at most 600 per product: what the taxonomy does not cover.",
  owner: "measure",
  readers: ["analyst", "reviewer"],
  shows: "finished",
  key: ["event_id"],
  columns: {
    product: shown("string", "Product."),
    event_id: shown("string", "The feedback."),
    text: shown("string", "Its masked subject and text, cut at 500 characters."),
    source: shown("string", "Id of the source."),
    event_date: shown("date", "Day on which the customer wrote it (UTC)."),
    language: shown("string", "Language; null where not known."),
    locale: shown("string", "Locale as delivered; null where none was given."),
    rating: shown("int", "Stars; null where there are none."),
    category: shown("string", "Category with the highest score; null where nothing speaks for one."),
    runner_up: shown("string", "Second best category; null where there is none."),
    confidence_percent: shown("decimal(38,1)", "Confidence of the suggestion."),
  },
  query: (dialect) => sql`WITH ${feedbackPeriod(dialect)}
SELECT
  event.product,
  event.event_id,
  substring(trim(BOTH ' ' FROM concat(event.masked_subject, ' ', event.masked_text)), 1, ${longest}) AS text,
  event.source,
  event.event_date,
  event.language,
  event.locale,
  event.rating,
  enrichment.category,
  enrichment.runner_up,
  ${dialect.quantise(dialect.divide(sql`enrichment.confidence_bp`, sql`100`), 1)} AS confidence_percent
FROM ${table("curated.feedback_event")} AS event
JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
JOIN feedback_period
  ON feedback_period.product = event.product
  AND event.event_date BETWEEN feedback_period.first_date AND feedback_period.last_date
WHERE NOT enrichment.accepted AND enrichment.noise IS NULL
QUALIFY row_number() OVER (PARTITION BY event.product ORDER BY event.occurred_at DESC, event.event_id) <= ${uncategorisedLimit}`,
};
