import { feedbackKinds, recordMarks } from "../../contract/vocabulary.ts";
import { asOf, thisRun } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { type Sql, constants, identifier, join, sql, table } from "../../sql/sql.ts";

const ofFirstDelivery = [
  "payload",
  "occurred_at",
  "received_at",
  "file",
  "record_position",
  "schema_fingerprint",
  "mark",
] as const;

/** Key of the row that says that an event was withdrawn: there is one, whatever its source says of it and how often. */
const hashOfTakenBack = sql`'withdrawn'`;

/** A landed record that its source marks as deleted or redacted, and that names the feedback it means. */
export const isTakenBack: Sql = sql`landing_record.outcome = 'rejected' AND landing_record.reason IN ${constants(recordMarks)}
    AND landing_record.kind IN ${constants(feedbackKinds)} AND landing_record.given_id IS NOT NULL`;

/**
 * Feedback of this run. Of several deliveries of one content the first stays, whichever run brought it, so that the
 * table doesn't depend on the batches; that is why the step reads the rows it has written before. Where this run was
 * stopped and one of its files corrected since, what the file said before of a record is marked as gone. So is all
 * that was received of a record which its source has withdrawn: one row without a payload stands for it from then on.
 */
export function feedbackPayload(dialect: Dialect): Sql {
  const eventId = hashKey(dialect, [sql`landing_record.source`, sql`landing_record.given_id`]);
  return sql`WITH delivered AS (
  SELECT
    ${eventId} AS event_id,
    landing_record.source,
    landing_record.kind,
    landing_record.given_id AS source_record_id,
    landing.payload,
    landing_record.payload_hash,
    landing_record.happened_at AS occurred_at,
    landing_record.received_at,
    landing_record.file,
    landing_record.record_position,
    landing_record.schema_fingerprint,
    CAST(NULL AS ${dialect.type("string")}) AS mark
  FROM ${table("raw.landing_record")} AS landing_record
  JOIN ${table("raw.landing")} AS landing
    ON landing.source = landing_record.source
    AND landing.file = landing_record.file
    AND landing.record_position = landing_record.record_position
  WHERE landing_record.outcome = 'landed' AND landing_record.kind IN ${constants(feedbackKinds)}
  UNION ALL
  SELECT
    ${eventId},
    landing_record.source,
    landing_record.kind,
    ${eventId} AS source_record_id,
    '{}' AS payload,
    ${hashOfTakenBack} AS payload_hash,
    coalesce(landing_record.happened_at, landing_record.received_at, ${asOf}, TIMESTAMP '1970-01-01 00:00:00') AS occurred_at,
    coalesce(landing_record.received_at, ${asOf}, TIMESTAMP '1970-01-01 00:00:00') AS received_at,
    landing_record.file,
    landing_record.record_position,
    coalesce(landing_record.schema_fingerprint, '-') AS schema_fingerprint,
    landing_record.reason AS mark
  FROM ${table("raw.landing_record")} AS landing_record
  WHERE ${isTakenBack}
),
taken_back AS (
  SELECT known.*
  FROM ${table("raw.feedback_payload")} AS known
  JOIN (
    SELECT DISTINCT ${eventId} AS event_id
    FROM ${table("raw.landing_record")} AS landing_record
    WHERE ${isTakenBack}
  ) AS gone ON gone.event_id = known.event_id
  WHERE known.mark IS NULL
),
compared AS (
  SELECT
    delivered.*,
    ${join(
      ofFirstDelivery.map((column) => sql`known.${identifier(column)} AS ${identifier(`known_${column}`)}`),
      sql`,
    `,
    )},
    coalesce(
      known.received_at < delivered.received_at
      OR (known.received_at = delivered.received_at AND known.file < delivered.file)
      OR (known.received_at = delivered.received_at AND known.file = delivered.file AND known.record_position < delivered.record_position),
      FALSE
    ) AS known_is_first
  FROM delivered
  LEFT JOIN ${table("raw.feedback_payload")} AS known
    ON known.event_id = delivered.event_id AND known.payload_hash = delivered.payload_hash
),
corrected AS (
  SELECT known.*
  FROM ${table("raw.feedback_payload")} AS known
  JOIN ${table("raw.landing_file")} AS read_again
    ON read_again.source = known.source AND read_again.file = known.file
  WHERE known.run_id = ${thisRun} AND known.mark IS NULL
    AND known.event_id IN (SELECT event_id FROM delivered)
    AND NOT EXISTS (
      SELECT 1 FROM delivered WHERE delivered.event_id = known.event_id AND delivered.payload_hash = known.payload_hash
    )
)
SELECT
  event_id,
  source,
  kind,
  source_record_id,
  payload_hash,
  ${join(
    ofFirstDelivery.map(
      (column) =>
        sql`CASE WHEN known_is_first THEN ${identifier(`known_${column}`)} ELSE ${identifier(column)} END AS ${identifier(column)}`,
    ),
    sql`,
  `,
  )},
  FALSE AS is_gone
FROM compared
UNION ALL
SELECT
  event_id,
  source,
  kind,
  source_record_id,
  payload_hash,
  ${join(
    ofFirstDelivery.map(identifier),
    sql`,
  `,
  )},
  TRUE AS is_gone
FROM (
  SELECT * FROM corrected
  UNION
  SELECT * FROM taken_back
) AS gone`;
}

/** The first delivery of one content. */
export const firstDelivery = (): Sql =>
  sql`query.received_at NULLS LAST, query.file NULLS LAST, query.record_position NULLS LAST`;
