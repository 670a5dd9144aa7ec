import { number, optional, text, timestamp } from "./column.ts";

/** What one customer wrote, masked. */
export interface Quote {
  readonly eventId: string;
  readonly text: string;
  readonly source: string;
  /** Day (UTC). */
  readonly date: string;
  readonly language: string | null;
  readonly rating: number | null;
}

/** Columns of a view of quotes, beside those that say of what. */
export const quoteColumns = {
  quote_rank: number,
  event_id: text,
  quote: text,
  source: text,
  occurred_at: timestamp,
  language: optional(text),
  rating: optional(number),
} as const;

interface QuoteRow {
  readonly event_id: string;
  readonly quote: string;
  readonly source: string;
  readonly occurred_at: string;
  readonly language: string | null;
  readonly rating: number | null;
}

export const quoteOf = ({ event_id, quote, source, occurred_at, language, rating }: QuoteRow): Quote => ({
  eventId: event_id,
  text: quote,
  source,
  date: occurred_at.slice(0, 10),
  language,
  rating,
});
