import type { SqlStep } from "../contract.ts";
import { tables } from "../tables.ts";
import { newTo } from "../window.ts";
import { isOpen } from "../closedDays.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

const { key } = tables["curated.daily_count"];

/**
 * Days whose counts are not those of their feedback: after an event was erased, or moved to another day. Both sides are
 * counted by day, which reads two narrow columns of the feedback and nothing else of it.
 */
export function miscountedDay(dialect: Dialect): Sql {
  return sql`SELECT
    coalesce(counted.product, received.product) AS product,
    coalesce(counted.event_date, received.event_date) AS event_date
  FROM (
    SELECT product, event_date, sum(events) AS events FROM ${table("curated.daily_count")} GROUP BY product, event_date
  ) AS counted
  FULL JOIN (
    SELECT product, event_date, count(*) AS events FROM ${table("curated.feedback_event")} GROUP BY product, event_date
  ) AS received
    ON received.product = counted.product AND received.event_date = counted.event_date
  WHERE counted.events IS DISTINCT FROM received.events
    AND ${isOpen(dialect, sql`coalesce(counted.event_date, received.event_date)`)}`;
}

/**
 * A vote is an event that is both the first with its text and, among those, the first of its customer in its product,
 * category and day. It is counted in the cell (version, platform, channel) of that event, so votes of cells add up.
 * All of a day is in the day, so a day is counted anew as a whole, and only where something of it is new.
 */
function query(dialect: Dialect): Sql {
  // in brackets: the parser that reads lineage takes a set operation after a scalar subquery for a part of it
  const isNew = (rows: string): Sql => sql`(${newTo("cluster", sql`${identifier(rows)}.run_id`)})`;
  return sql`WITH touched AS (
  SELECT event.product, event.event_date
  FROM ${table("curated.feedback_event")} AS event
  WHERE ${isNew("event")}
  UNION ALL
  SELECT event.product, event.event_date
  FROM ${table("curated.enrichment")} AS enrichment
  JOIN ${table("curated.feedback_event")} AS event ON event.event_id = enrichment.event_id
  WHERE ${isNew("enrichment")}
  UNION ALL
  SELECT event.product, event.event_date
  FROM ${table("curated.customer")} AS customer
  JOIN ${table("curated.feedback_event")} AS event ON event.customer_record_id = customer.customer_record_id
  WHERE ${isNew("customer")}
  UNION ALL
  ${miscountedDay(dialect)}
),
touched_day AS (
  SELECT product, event_date
  FROM touched
  WHERE ${isOpen(dialect, sql`event_date`)}
  GROUP BY product, event_date
),
labelled AS (
  SELECT
    event.event_id,
    event.product,
    CASE WHEN enrichment.accepted THEN coalesce(enrichment.category, '-') ELSE '-' END AS category,
    event.channel,
    coalesce(event.product_version, '-') AS version,
    coalesce(event.platform, '-') AS platform,
    event.event_date,
    event.occurred_at,
    event.content_hash,
    coalesce(customer.customer_id, event.customer_record_id) AS customer_id
  FROM ${table("curated.feedback_event")} AS event
  JOIN touched_day ON touched_day.product = event.product AND touched_day.event_date = event.event_date
  LEFT JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = event.customer_record_id
),
by_text AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY product, category, event_date, content_hash ORDER BY occurred_at, event_id
    ) AS place_in_text
  FROM labelled
),
by_customer AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY product, category, event_date, customer_id, CASE WHEN place_in_text = 1 THEN 1 ELSE 0 END
      ORDER BY occurred_at, event_id
    ) AS place_in_customer
  FROM by_text
),
cell AS (
  SELECT product, category, channel, version, platform, event_date,
    count(*) AS events,
    CAST(sum(CASE WHEN place_in_text = 1 AND place_in_customer = 1 THEN 1 ELSE 0 END) AS BIGINT) AS voters
  FROM by_customer
  GROUP BY product, category, channel, version, platform, event_date
),
known_cell AS (
  SELECT ${join(key.map((column) => sql`count_row.${identifier(column)}`))}
  FROM ${table("curated.daily_count")} AS count_row
  JOIN touched_day ON touched_day.product = count_row.product AND touched_day.event_date = count_row.event_date
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
  title: "Votes a day",
  why: "One person who writes ten times, or ten people who paste one text, are one complaint. A day is counted again where an event, a label or a customer of it is new, or one is gone; its rows that nothing speaks for any more leave. Days that retention has taken feedback from stay as they were counted.",
  writes: "curated.daily_count",
  keeps: "the rows of a touched day, to see which of them are gone",
  mode: "amend",
  window: "touched",
  query,
};
