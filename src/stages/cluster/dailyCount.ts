import type { SqlStep } from "../../contract/step.ts";
import { countedVote, vote } from "./relations.ts";
import { clusterTables } from "./tables.ts";
import { newTo } from "../../contract/window.ts";
import { isOpen } from "../../ledger/closedDays.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

const { key } = clusterTables["curated.daily_count"];

/** Of a vote: its cell, what decides whether it counts, and the runs that say whether it is new. */
export const countedColumns = [
  "vote_id",
  "event_id",
  "product",
  "category",
  "channel",
  "version",
  "platform",
  "event_date",
  "said_at",
  "campaign_key",
  "customer_id",
  "said_run_id",
  "suggestion_run_id",
  "customer_run_id",
] as const;

/** The votes of every day, counted: narrow columns of points and statements are read, and nothing else. */
const receivedDays: Sql = sql`(
    SELECT product, event_date, count(*) AS events
    FROM (
      ${vote(["product", "event_date"])}
    ) AS vote
    GROUP BY product, event_date
  )`;

/**
 * Days whose counts are not those of their votes: after an event was erased or deleted at its source, or a statement moved
 * to another day. `received` has the days of the votes with their number.
 */
function miscountedDays(dialect: Dialect, received: Sql): Sql {
  return sql`SELECT
    coalesce(counted.product, received.product) AS product,
    coalesce(counted.event_date, received.event_date) AS event_date
  FROM (
    SELECT product, event_date, sum(events) AS events FROM ${table("curated.daily_count")} GROUP BY product, event_date
  ) AS counted
  FULL JOIN ${received} AS received
    ON received.product = counted.product AND received.event_date = counted.event_date
  WHERE counted.events IS DISTINCT FROM received.events
    AND ${isOpen(dialect, sql`coalesce(counted.event_date, received.event_date)`)}`;
}

export const miscountedDay = (dialect: Dialect): Sql => miscountedDays(dialect, receivedDays);

/**
 * The rows of a relation, after its FROM, that are counted again: of a touched day, or of a touched category of a day.
 */
function touchedOf(rows: string): Sql {
  const row = identifier(rows);
  return sql`LEFT JOIN touched_day
    ON touched_day.product = ${row}.product AND touched_day.event_date = ${row}.event_date
  LEFT JOIN touched_category
    ON touched_category.product = ${row}.product
    AND touched_category.event_date = ${row}.event_date
    AND touched_category.category = ${row}.category
  WHERE touched_day.product IS NOT NULL OR touched_category.product IS NOT NULL`;
}

/**
 * A vote that counts does so in the cell (version, platform, channel) that it speaks of, so votes of cells add up.
 * What is counted again is a whole day where a statement or label of it is new, since the label before isn't known any
 * more, and a category of a day where only the customer of an event is another: identities that come later join
 * customers of every day that there was. An account that comes, or its revenue, moves no vote.
 */
function query(dialect: Dialect): Sql {
  // in brackets: the parser that reads lineage takes a set operation after a scalar subquery for a part of it
  const isNew = (run: Sql): Sql => sql`coalesce((${newTo("cluster", run)}), FALSE)`;
  return sql`WITH vote AS (
  ${vote(countedColumns)}
),
labelled AS (
  SELECT
    vote_id,
    event_id,
    product,
    coalesce(category, '-') AS category,
    channel,
    coalesce(version, '-') AS version,
    coalesce(platform, '-') AS platform,
    event_date,
    said_at,
    campaign_key,
    customer_id,
    ${isNew(sql`said_run_id`)} OR ${isNew(sql`suggestion_run_id`)} AS is_new,
    ${isNew(sql`customer_run_id`)} AS is_of_new_customer
  FROM vote
),
received_day AS (
  SELECT product, event_date, count(*) AS events, max(CASE WHEN is_new THEN 1 ELSE 0 END) AS has_new
  FROM labelled
  GROUP BY product, event_date
),
touched_day AS (
  SELECT product, event_date
  FROM received_day
  WHERE has_new = 1 AND ${isOpen(dialect, sql`event_date`)}
  UNION
  ${miscountedDays(dialect, sql`received_day`)}
),
touched_category AS (
  SELECT DISTINCT product, event_date, category
  FROM labelled
  WHERE is_of_new_customer AND ${isOpen(dialect, sql`event_date`)}
),
recounted AS (
  SELECT labelled.*
  FROM labelled
  ${touchedOf("labelled")}
),
${countedVote("recounted")},
cell AS (
  SELECT product, category, channel, version, platform, event_date,
    count(*) AS events,
    CAST(sum(CASE WHEN counts THEN 1 ELSE 0 END) AS BIGINT) AS voters
  FROM counted_vote
  GROUP BY product, category, channel, version, platform, event_date
),
known_cell AS (
  SELECT ${join(key.map((column) => sql`count_row.${identifier(column)}`))}
  FROM ${table("curated.daily_count")} AS count_row
  ${touchedOf("count_row")}
)
SELECT
  ${join(
    key.map(
      (column) =>
        sql`coalesce(cell.${identifier(column)}, known_cell.${identifier(column)}) AS ${identifier(column)}`,
    ),
    sql`,
  `,
  )},
  coalesce(cell.events, 0) AS events,
  coalesce(cell.voters, 0) AS voters,
  cell.product IS NULL AS is_gone
FROM cell
FULL JOIN known_cell
  ON ${join(
    key.map((column) => sql`known_cell.${identifier(column)} = cell.${identifier(column)}`),
    sql` AND `,
  )}`;
}

export const dailyCount: SqlStep = {
  kind: "sql",
  id: "cluster.daily_count",
  stage: "cluster",
  title: "Daily votes",
  why: "One person who writes ten times, or ten people who paste the same long text, count as one complaint. A day is counted again if one of its events or labels is new or gone, and a category of a day if an identity has another customer. Rows without votes are deleted. Days from which retention has deleted feedback keep their counts.",
  writes: "curated.daily_count",
  keeps: "the rows of what is counted again, to find those that are gone",
  mode: "amend",
  window: "touched",
  query,
};
