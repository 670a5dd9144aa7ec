import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/**
 * What votes. A vote is a point of a statement: at the time, with the version and the rating that its speaker had then,
 * for the category of the point. This file alone says so, and from which tables a vote is put together. A query that
 * reads votes, or the members of issues, names the columns that it takes, and only the tables that hold them are joined.
 */
const voteColumns = {
  /** Of the vote. What is counted and made distinct by votes goes by it. */
  vote_id: { of: "vote", value: "point_id" },
  /** The statement and the feedback event that it is cast in. */
  statement_id: { of: "vote", value: "statement_id" },
  event_id: { of: "vote", value: "event_id" },
  /**
   * By what an issue is called that it founds: the event, so that the issue keeps its id whatever the event's points are
   * called, or the vote itself where an event says more than one thing, for all but the first.
   */
  founding_id: {
    of: "founding",
    value: sql`CASE WHEN statement.revision = 1 AND point.position = 1 THEN point.event_id ELSE point.point_id END`,
  },
  product: { of: "statement", value: "product" },
  /** Category that it counts for; null where there is none. */
  category: { of: "point", value: "category" },
  source: { of: "statement", value: "source" },
  channel: { of: "statement", value: "channel" },
  /** Version, its sort key and platform; null where not given. */
  version: { of: "statement", value: "product_version" },
  version_key: { of: "statement", value: "version_key" },
  platform: { of: "statement", value: "platform" },
  language: { of: "statement", value: "language" },
  locale: { of: "statement", value: "locale" },
  rating: { of: "statement", value: "rating" },
  /** When it was said (UTC), the day of that, and when it was delivered. */
  said_at: { of: "statement", value: "said_at" },
  event_date: { of: "statement", value: "event_date" },
  received_at: { of: "statement", value: "received_at" },
  folded_text: { of: "statement", value: "folded_text" },
  /** Of the folded text: the same complaint word for word. */
  content_hash: { of: "statement", value: "content_hash" },
  /** The same of a text that is too long for two people to have written it; null of a shorter one. */
  campaign_key: { of: "statement", value: "campaign_key" },
  /** Verbatim piece that carries the category, and how sure that is. */
  quote: { of: "point", value: "quote" },
  confidence_bp: { of: "point", value: "confidence_bp" },
  /** Whether it is the one that stands for its statement where there can be only one. */
  is_main: { of: "point", value: "is_main" },
  /** Who speaks; account, segment and revenue a month are null where no account is known. */
  customer_id: { of: "customer", value: sql`coalesce(customer.customer_id, statement.customer_record_id)` },
  account_id: { of: "customer", value: "account_id" },
  segment: { of: "customer", value: "segment" },
  revenue_month: { of: "customer", value: "revenue_month" },
  /** Runs that wrote last what was said, what is suggested for it, and which customer said it. */
  said_run_id: { of: "statement", value: "run_id" },
  suggestion_run_id: { of: "point", value: "run_id" },
  customer_run_id: { of: "customer", value: "customer_run_id" },
} as const satisfies Readonly<Record<string, VoteValue>>;

export type VoteColumn = keyof typeof voteColumns;

/** Where a value of a vote stands, and in which column. A vote's ids stand in every table, under one name. */
interface VoteValue {
  readonly of: "vote" | "founding" | "statement" | "point" | "customer";
  readonly value: string | Sql;
}

const ofStatement = sql`
  JOIN ${table("curated.statement")} AS statement ON statement.statement_id = point.statement_id`;

/** The query of all votes. Those that count for no category speak for no issue, and are what complaints are held against. */
export function vote(columns: readonly VoteColumn[]): Sql {
  return sql`SELECT
    ${selected(columns, { vote: "point", category: sql`CASE WHEN point.votes THEN point.category END` })}
  FROM ${table("curated.point")} AS point${ofStatement}${customer(columns)}`;
}

/** The query of votes for a category: what issues are made of. */
export function categoryVote(columns: readonly VoteColumn[]): Sql {
  return sql`SELECT
    ${selected(columns, { vote: "point" })}
  FROM ${table("curated.point")} AS point${ofStatement}${customer(columns)}
  WHERE point.votes`;
}

/** The query of the votes that are members of issues: `issue_id`, and columns of the vote. */
export function memberVote(columns: readonly VoteColumn[]): Sql {
  const statement =
    needs(columns, "statement") || needs(columns, "customer")
      ? sql`
  JOIN ${table("curated.statement")} AS statement ON statement.statement_id = member.statement_id`
      : sql``;
  const point = needs(columns, "point")
    ? sql`
  JOIN ${table("curated.point")} AS point ON point.point_id = member.point_id`
    : sql``;
  return sql`SELECT
    member.issue_id,
    ${selected(columns, { vote: "member" })}
  FROM ${table("curated.issue_member")} AS member${statement}${point}${customer(columns)}`;
}

/** Order of votes, the first first: by event before its points, whose ids follow from what was said. */
export const firstSaid = sql`said_at, event_id, vote_id`;

/**
 * CTEs up to `counted_vote`: the votes of another CTE, with `counts`. Of one product, category and day a vote counts that
 * is the first with its long text and, among those, the first of its customer. Thirty people who write "App crashes" have
 * thirty votes; thirty who paste one paragraph are a campaign, and have one. Takes whole days, or categories of days.
 * Columns of the CTE: vote_id, event_id, product, category, event_date, said_at, campaign_key, customer_id.
 */
export const countedVote = (votes: string): Sql => sql`vote_of_text AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY product, category, event_date, coalesce(campaign_key, vote_id) ORDER BY ${firstSaid}
    ) AS place_in_text
  FROM ${identifier(votes)}
),
vote_of_customer AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY product, category, event_date, customer_id, CASE WHEN place_in_text = 1 THEN 1 ELSE 0 END
      ORDER BY ${firstSaid}
    ) AS place_in_customer
  FROM vote_of_text
),
counted_vote AS (
  SELECT *, place_in_text = 1 AND place_in_customer = 1 AS counts
  FROM vote_of_customer
)`;

/** Platforms that an issue is limited to: issue_id, platform; none of an issue that every platform has. A subquery. */
export const boundPlatform: Sql = sql`(
    SELECT bound.issue_id, bound.platform
    FROM ${table("curated.issue_platform")} AS bound
    JOIN (SELECT DISTINCT issue_id FROM ${table("curated.issue_platform")} WHERE NOT in_scope) AS narrowed
      ON narrowed.issue_id = bound.issue_id
    WHERE bound.in_scope
  )`;

const needs = (columns: readonly VoteColumn[], of: VoteValue["of"]): boolean =>
  columns.some((column) => voteColumns[column].of === of);

/** The columns, the vote's id out of the row that the query starts from, its category as the query understands it. */
function selected(
  columns: readonly VoteColumn[],
  given: { readonly vote: string; readonly category?: Sql },
): Sql {
  const rows = {
    vote: given.vote,
    founding: "point",
    statement: "statement",
    point: "point",
    customer: "customer",
  } as const;
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

function customer(columns: readonly VoteColumn[]): Sql {
  return needs(columns, "customer")
    ? sql`
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = statement.customer_record_id`
    : sql``;
}
