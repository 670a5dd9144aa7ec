import type { SqlStep } from "../contract.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * A vote is an event that is both the first with its text and, among those, the first of its customer in its product,
 * category and day. It is counted in the cell (version, platform, channel) of that event, so votes of cells add up.
 */
function query(_dialect: Dialect): Sql {
  return sql`WITH labelled AS (
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
)
SELECT product, category, channel, version, platform, event_date,
  count(*) AS events,
  CAST(sum(CASE WHEN place_in_text = 1 AND place_in_customer = 1 THEN 1 ELSE 0 END) AS BIGINT) AS voters
FROM by_customer
GROUP BY product, category, channel, version, platform, event_date`;
}

export const dailyCount: SqlStep = {
  kind: "sql",
  id: "cluster.daily_count",
  stage: "cluster",
  title: "Votes a day",
  why: "One person who writes ten times, or ten people who paste one text, are one complaint. The whole table is compared, so that a day whose events were relabelled, merged or erased loses its rows too.",
  writes: "curated.daily_count",
  mode: "sync",
  window: "all",
  query,
};
