import { hours, percent } from "./issueMilestone.ts";
import { publishedAsOf } from "../../ledger/reportedRun.ts";
import { feedbackKinds } from "../../contract/vocabulary.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import type { TableName } from "../../sql/sql.ts";
import { constants, sql, table, type Sql } from "../../sql/sql.ts";

function delivery(from: TableName, time: Sql): Sql {
  return sql`SELECT source, count(*) AS records, max(CASE WHEN ${time} <= moment.as_of THEN ${time} END) AS newest_at FROM ${table(from)} CROSS JOIN moment GROUP BY source`;
}

export const sourceCoverage: FinishedView = {
  comment:
    "Every source: records delivered and set aside, freshness, and the share of feedback with an accepted category.",
  owner: "measure",
  readers: ["platform", "analyst"],
  shows: "finished",
  key: ["source"],
  columns: {
    source: shown("string", "Id of the source."),
    kind: shown("string", "What its records are."),
    product: shown("string", "Product."),
    records: shown(
      "bigint",
      "Records that it delivered: usable ones for feedback, metrics and tracker; for other kinds, all records in its files.",
    ),
    quarantined: shown("bigint", "Records that could not be used, and records that a check set aside."),
    quarantined_percent: shown("decimal(38,1)", "Share of all delivered records."),
    newest_at: shown("timestamp", "Time of its newest record (UTC); null where its kind has none."),
    freshness_hours: shown("bigint", "Hours from its newest record to the newest finished run."),
    fresh_hours: shown("int", "Hours after which it counts as stale; null where the spec sets none."),
    is_stale: shown("boolean", "True if its newest record is older than the spec allows."),
    accepted_percent: shown("decimal(38,1)", "Feedback with an accepted category; null for other kinds."),
    matched_percent: shown(
      "decimal(38,1)",
      "Feedback whose customer has a known account; null for other kinds.",
    ),
    feedback: shown("bigint", "Feedback events made of its records; null for other kinds."),
  },
  query: (dialect) => sql`WITH file_record AS (
  SELECT source, CAST(sum(records) AS BIGINT) AS records FROM ${table("raw.landed_file")} GROUP BY source
),
moment AS (
  SELECT ${publishedAsOf} AS as_of
),
-- a record that lies after the reference time of the run (as_of) does not show how fresh its source is
delivery AS (
  ${delivery("raw.feedback_payload", sql`received_at`)}
  UNION ALL
  ${delivery("raw.telemetry_point", sql`measured_at`)}
  UNION ALL
  ${delivery("raw.tracker_event", sql`changed_at`)}
),
source_quarantine AS (
  SELECT source, count(*) AS records FROM ${table("curated.quarantine")} GROUP BY source
),
-- of what was delivered, so they are among its records
source_set_aside AS (
  SELECT source, count(*) AS records FROM ${table("curated.set_aside_event")} GROUP BY source
),
understanding AS (
  SELECT
    event.source,
    count(*) AS events,
    count(CASE WHEN enrichment.accepted THEN 1 END) AS accepted,
    count(customer.account_id) AS matched
  FROM ${table("curated.feedback_event")} AS event
  LEFT JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = event.customer_record_id
  GROUP BY event.source
),
measured_source AS (
  SELECT
    source.source,
    source.kind,
    source.product,
    source.fresh_hours,
    coalesce(delivery.records, file_record.records, 0) AS records,
    coalesce(source_quarantine.records, 0) + coalesce(source_set_aside.records, 0) AS quarantined,
    coalesce(delivery.records, file_record.records, 0) + coalesce(source_quarantine.records, 0) AS delivered,
    delivery.newest_at,
    ${hours(dialect, sql`delivery.newest_at`, publishedAsOf)} AS freshness_hours,
    understanding.events,
    understanding.accepted,
    understanding.matched
  FROM ${table("curated.source")} AS source
  LEFT JOIN file_record ON file_record.source = source.source
  LEFT JOIN delivery ON delivery.source = source.source
  LEFT JOIN source_quarantine ON source_quarantine.source = source.source
  LEFT JOIN source_set_aside ON source_set_aside.source = source.source
  LEFT JOIN understanding ON understanding.source = source.source
)
SELECT
  source,
  kind,
  product,
  records,
  quarantined,
  ${percent(dialect, sql`quarantined`, sql`delivered`)} AS quarantined_percent,
  newest_at,
  freshness_hours,
  fresh_hours,
  coalesce(freshness_hours > fresh_hours, false) AS is_stale,
  ${percent(dialect, sql`accepted`, sql`events`)} AS accepted_percent,
  ${percent(dialect, sql`matched`, sql`events`)} AS matched_percent,
  CASE WHEN kind IN ${constants(feedbackKinds)} THEN coalesce(events, 0) END AS feedback
FROM measured_source`,
};
