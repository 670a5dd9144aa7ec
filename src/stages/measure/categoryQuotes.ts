import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql } from "../../sql/sql.ts";
import { categoryVote } from "../cluster/relations.ts";
import { feedbackPeriod } from "./feedbackPeriod.ts";
import { quoteColumns, quotedColumns, rankedQuotes } from "./quotes.ts";

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
    ...quoteColumns,
  },
  query: (dialect) => sql`WITH ${feedbackPeriod(dialect)},
vote AS (
  ${categoryVote([...quotedColumns, "category", "event_date"])}
),
recent AS (
  SELECT vote.*
  FROM vote
  JOIN feedback_period
    ON feedback_period.product = vote.product
    AND vote.event_date BETWEEN feedback_period.first_date AND feedback_period.last_date
  WHERE vote.quote IS NOT NULL
),
${rankedQuotes({ from: sql`recent`, by: ["product", "category"], of: ["product", "category"], day: sql`event_date` })}`,
};
