import { sql, table } from "../sql/sql.ts";
import { bigint, date, decimal, number, optional, text } from "./column.ts";
import { query } from "./query.ts";
import { quoteColumns } from "./quote.ts";

/** The category of feedback without an accepted one. */
export const noCategory = "-";

export const categories = query({
  name: "categories",
  title: "What customers write about",
  columns: {
    product: text,
    category: text,
    title: optional(text),
    area: optional(text),
    kind: optional(text),
    severity: optional(text),
    first_date: date,
    last_date: date,
    texts: bigint,
    of_texts: bigint,
    share_percent: number,
    share_low_percent: number,
    share_high_percent: number,
    rated: bigint,
    average_rating: optional(number),
    later_from: optional(date),
    later_votes: bigint,
    later_of: bigint,
    before_votes: bigint,
    before_of: bigint,
    share_ratio: optional(decimal),
    share_ratio_low: optional(decimal),
    share_ratio_high: optional(decimal),
    direction: optional(text),
  },
  sql: () => sql`SELECT product, category, title, area, kind, severity, first_date, last_date, texts, of_texts, share_percent,
  share_low_percent, share_high_percent, rated, average_rating, later_from, later_votes, later_of, before_votes, before_of,
  share_ratio, share_ratio_low, share_ratio_high, direction
FROM ${table("serving.category_overview")}
ORDER BY product, texts DESC, category`,
});

export const categoryWeeks = query({
  name: "category_weeks",
  title: "Weekly feedback by category",
  columns: { product: text, category: text, week_date: date, texts: number },
  sql: () => sql`SELECT product, category, week_date, texts
FROM ${table("serving.category_weeks")}
ORDER BY product, category, week_date`,
});

export const categoryQuotes = query({
  name: "category_quotes",
  title: "Categories in their customers' words",
  columns: {
    product: text,
    category: text,
    ...quoteColumns,
  },
  sql: () => sql`SELECT product, category, quote_rank, event_id, quote, source, occurred_at, language, rating
FROM ${table("serving.category_quotes")}
ORDER BY product, category, quote_rank`,
});

export const uncategorisedTexts = query({
  name: "uncategorised_texts",
  title: "Texts without an accepted category, newest first",
  columns: {
    product: text,
    event_id: text,
    text,
    source: text,
    event_date: date,
    language: optional(text),
    rating: optional(number),
    category: optional(text),
    runner_up: optional(text),
    confidence_percent: optional(number),
  },
  sql: () => sql`SELECT product, event_id, text, source, event_date, language, rating, category, runner_up, confidence_percent
FROM ${table("serving.uncategorised_texts")}
ORDER BY product, event_date DESC, event_id`,
});
