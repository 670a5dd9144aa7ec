import { speaker } from "../normalize/relations.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/**
 * What votes. A vote is a feedback event with the category that is suggested for it: this file alone says so, and from
 * which tables a vote is put together. A query that reads votes, or the members of issues, names the columns that it
 * takes, and only the tables that hold them are joined.
 */
const voteColumns = {
  /** Of the vote. What is founded, ordered and made distinct by votes goes by it. */
  vote_id: { of: "vote", value: "event_id" },
  /** The feedback event that it is cast in. */
  event_id: { of: "vote", value: "event_id" },
  product: { of: "event", value: "product" },
  /** Accepted category; null where there is none. */
  category: { of: "suggestion", value: "category" },
  source: { of: "event", value: "source" },
  channel: { of: "event", value: "channel" },
  /** Version, its sort key and platform; null where not given. */
  version: { of: "event", value: "product_version" },
  version_key: { of: "event", value: "version_key" },
  platform: { of: "event", value: "platform" },
  language: { of: "event", value: "language" },
  locale: { of: "event", value: "locale" },
  rating: { of: "event", value: "rating" },
  /** When it was said (UTC), the day of that, and when it was delivered. */
  said_at: { of: "event", value: "occurred_at" },
  event_date: { of: "event", value: "event_date" },
  received_at: { of: "event", value: "received_at" },
  folded_text: { of: "event", value: "folded_text" },
  /** Of the folded text: the same complaint word for word. */
  content_hash: { of: "event", value: "content_hash" },
  /** Verbatim piece that carries the category, and how sure that is. */
  quote: { of: "suggestion", value: "quote" },
  confidence_bp: { of: "suggestion", value: "confidence_bp" },
  /** Who speaks; account, segment and revenue a month are null where no account is known. */
  customer_id: { of: "customer", value: speaker },
  account_id: { of: "customer", value: "account_id" },
  segment: { of: "customer", value: "segment" },
  revenue_month: { of: "customer", value: "revenue_month" },
  /** Runs that wrote last what was said, what is suggested for it, and which customer said it. */
  said_run_id: { of: "event", value: "run_id" },
  suggestion_run_id: { of: "suggestion", value: "run_id" },
  customer_run_id: { of: "customer", value: "customer_run_id" },
} as const satisfies Readonly<Record<string, VoteValue>>;

export type VoteColumn = keyof typeof voteColumns;

/** Where a value of a vote stands, and in which column. A vote's id stands in every table, under one name. */
interface VoteValue {
  readonly of: "vote" | "event" | "suggestion" | "customer";
  readonly value: string | Sql;
}

/** The query of all votes. Those without an accepted category speak for no issue, and are what complaints are held against. */
export function vote(columns: readonly VoteColumn[]): Sql {
  const accepted = sql`CASE WHEN enrichment.accepted THEN enrichment.category END`;
  return sql`SELECT
    ${selected(columns, { vote: "event", category: accepted })}
  FROM ${table("curated.feedback_event")} AS event${suggestion(columns, sql`LEFT JOIN`)}${customer(columns)}`;
}

/** The query of votes for a category: what issues are made of. */
export function categoryVote(columns: readonly VoteColumn[]): Sql {
  return sql`SELECT
    ${selected(columns, { vote: "event" })}
  FROM ${table("curated.feedback_event")} AS event${suggestion(["category"], sql`JOIN`)}${customer(columns)}
  WHERE enrichment.accepted AND enrichment.category IS NOT NULL`;
}

/** The query of the votes that are members of issues: `issue_id`, and columns of the vote. */
export function memberVote(columns: readonly VoteColumn[]): Sql {
  const event =
    needs(columns, "event") || needs(columns, "customer")
      ? sql`
  JOIN ${table("curated.feedback_event")} AS event ON event.event_id = member.event_id`
      : sql``;
  return sql`SELECT
    member.issue_id,
    ${selected(columns, { vote: "member" })}
  FROM ${table("curated.issue_member")} AS member${event}${suggestion(columns, sql`JOIN`, sql`member`)}${customer(columns)}`;
}

/**
 * CTEs up to `counted_vote`: the votes of another CTE, with `counts`. Of one product, category and day a vote counts that
 * is the first with its text and, among those, the first of its customer. Takes whole days, or categories of days.
 * Columns of the CTE: vote_id, product, category, event_date, said_at, content_hash, customer_id.
 */
export const countedVote = (votes: string): Sql => sql`vote_of_text AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY product, category, event_date, content_hash ORDER BY said_at, vote_id
    ) AS place_in_text
  FROM ${identifier(votes)}
),
vote_of_customer AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY product, category, event_date, customer_id, CASE WHEN place_in_text = 1 THEN 1 ELSE 0 END
      ORDER BY said_at, vote_id
    ) AS place_in_customer
  FROM vote_of_text
),
counted_vote AS (
  SELECT *, place_in_text = 1 AND place_in_customer = 1 AS counts
  FROM vote_of_customer
)`;

const needs = (columns: readonly VoteColumn[], of: VoteValue["of"]): boolean =>
  columns.some((column) => voteColumns[column].of === of);

/** The columns, the vote's id out of the row that the query starts from, its category as the query understands it. */
function selected(
  columns: readonly VoteColumn[],
  given: { readonly vote: string; readonly category?: Sql },
): Sql {
  const rows = { vote: given.vote, event: "event", suggestion: "enrichment", customer: "customer" } as const;
  return join(
    columns.map((column) => {
      const { of, value }: VoteValue = voteColumns[column];
      const written = column === "category" ? (given.category ?? value) : value;
      if (written === column) return sql`${identifier(rows[of])}.${identifier(column)}`;
      const text =
        typeof written === "string" ? sql`${identifier(rows[of])}.${identifier(written)}` : written;
      return sql`${text} AS ${identifier(column)}`;
    }),
    sql`,
    `,
  );
}

function suggestion(columns: readonly VoteColumn[], joined: Sql, start: Sql = sql`event`): Sql {
  return needs(columns, "suggestion")
    ? sql`
  ${joined} ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = ${start}.event_id`
    : sql``;
}

function customer(columns: readonly VoteColumn[]): Sql {
  return needs(columns, "customer")
    ? sql`
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = event.customer_record_id`
    : sql``;
}
