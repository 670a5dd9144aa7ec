import { sourceKind } from "../../contract/words.ts";
import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { latestDelivery } from "./latestDelivery.ts";
import { givenVersion } from "../../sql/functions/givenVersion.ts";

/**
 * Changes of status, from both shapes of export. An export with one row per change is used as it is. An export with one
 * row per ticket gives an opening at `created`, and a change to today's status at `resolved`; when it reached an
 * unresolved status no one knows.
 */
export function trackerEvent(dialect: Dialect): Sql {
  return sql`WITH delivered AS (
  SELECT
    source,
    file,
    record_position,
    product,
    given_id AS ticket_key,
    happened_at,
    resolved_at,
    source_field.field IS NOT NULL AS row_is_change,
    given_status AS status,
    given_resolution AS resolution,
    ${givenVersion(sql`given_fix_version`)} AS fix_version,
    given_area AS area,
    given_title AS summary,
    given_feedback AS feedback_record_id,
    given_duplicate_of AS duplicate_of
  FROM ${table("raw.landing_record")} AS landing_record
  LEFT JOIN (
    SELECT source AS mapped_source, field FROM ${table("curated.source_field")} WHERE field = 'at'
  ) AS source_field ON source_field.mapped_source = landing_record.source
  WHERE outcome = 'landed' AND kind = ${sourceKind("tracker")}
),
changed AS (
  SELECT
    delivered.*,
    happened_at AS changed_at,
    status AS to_status
  FROM delivered
  WHERE row_is_change
),
opened AS (
  SELECT
    delivered.*,
    happened_at AS changed_at,
    'Open' AS to_status
  FROM delivered
  WHERE NOT row_is_change
),
resolved AS (
  SELECT
    delivered.*,
    resolved_at AS changed_at,
    status AS to_status
  FROM delivered
  WHERE NOT row_is_change AND resolved_at IS NOT NULL
    AND coalesce(resolved_at <= ${asOf}, TRUE)
),
change_of_status AS (
  SELECT source, file, record_position, product, ticket_key, changed_at, to_status, resolution, fix_version, area, summary, feedback_record_id, duplicate_of
  FROM changed
  UNION ALL
  SELECT source, file, record_position, product, ticket_key, changed_at, to_status, NULL, NULL, area, summary, feedback_record_id, NULL
  FROM opened
  UNION ALL
  SELECT source, file, record_position, product, ticket_key, changed_at, to_status, resolution, fix_version, area, summary, feedback_record_id, duplicate_of
  FROM resolved
),
keyed_change AS (
  SELECT
    change_of_status.*,
    ${hashKey(dialect, [
      sql`change_of_status.source`,
      sql`change_of_status.ticket_key`,
      sql`CAST(${dialect.epochSeconds(sql`change_of_status.changed_at`)} AS ${dialect.type("string")})`,
      sql`change_of_status.to_status`,
    ])} AS tracker_event_id
  FROM change_of_status
)
SELECT
  tracker_event_id,
  source,
  product,
  ticket_key,
  changed_at,
  to_status,
  resolution,
  fix_version,
  area,
  summary,
  feedback_record_id,
  duplicate_of
${latestDelivery(sql`keyed_change`, sql`tracker_event_id`)}`;
}
