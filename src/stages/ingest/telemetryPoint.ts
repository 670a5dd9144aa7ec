import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { foldedWord } from "../../sql/functions/foldedWord.ts";
import { latestDelivery } from "./latestDelivery.ts";
import { givenVersion } from "../../sql/functions/givenVersion.ts";

/** Metrics as delivered; a `usage` source delivers one, active_users. */
export function telemetryPoint(dialect: Dialect): Sql {
  const text = dialect.type("string");
  return sql`WITH point AS (
  SELECT
    source,
    file,
    record_position,
    product,
    CASE WHEN kind = 'usage' THEN 'active_users' ELSE given_metric END AS metric,
    CASE WHEN kind = 'usage' THEN 'count' ELSE given_metric_kind END AS metric_kind,
    happened_at AS measured_at,
    ${givenVersion(sql`given_version`)} AS version,
    CASE WHEN kind = 'usage' THEN NULL ELSE given_area END AS area,
    ${foldedWord(sql`given_platform`)} AS platform,
    given_region AS region,
    value,
    CASE WHEN kind = 'usage' THEN NULL ELSE exposure END AS exposure
  FROM ${table("raw.landing_record")}
  WHERE outcome = 'landed' AND kind IN ('telemetry', 'usage')
),
keyed_point AS (
  SELECT
    point.*,
    ${hashKey(dialect, [
      sql`point.source`,
      sql`point.product`,
      sql`point.metric`,
      sql`CAST(${dialect.epochSeconds(sql`point.measured_at`)} AS ${text})`,
      sql`point.version`,
      sql`point.area`,
      sql`point.platform`,
      sql`point.region`,
    ])} AS point_id
  FROM point
)
SELECT
  point_id,
  source,
  product,
  metric,
  metric_kind,
  measured_at,
  CAST(measured_at AS DATE) AS measured_date,
  version,
  area,
  platform,
  region,
  value,
  exposure
${latestDelivery(sql`keyed_point`, sql`point_id`)}`;
}
