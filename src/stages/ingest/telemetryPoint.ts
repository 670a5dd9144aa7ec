import { sourceKind, metricKind } from "../../contract/words.ts";
import { pointKinds } from "../../contract/vocabulary.ts";
import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { type Sql, constants, sql, table } from "../../sql/sql.ts";
import { foldedWord } from "../../sql/functions/foldedWord.ts";
import { latestDelivery } from "./latestDelivery.ts";
import { plainTime } from "./plainTime.ts";
import { givenVersion, writtenVersion } from "../../sql/functions/givenVersion.ts";

/** Metrics as delivered; a `usage` source delivers one, active_users. */
export function telemetryPoint(dialect: Dialect): Sql {
  const text = dialect.type("string");
  const decimal = dialect.type("decimal(18,4)");
  return sql`WITH moment AS (
  SELECT ${asOf} AS as_of
),
plain_point AS (
  SELECT
    landing_point.source,
    landing_point.file,
    landing_point.record_position,
    source.kind,
    coalesce(landing_point.given_product, source.product, '-') AS product,
    landing_point.given_metric,
    landing_point.given_metric_kind,
    ${plainTime(dialect, sql`landing_point.given_at`)} AS happened_at,
    landing_point.given_version,
    landing_point.given_area,
    landing_point.given_platform,
    landing_point.given_region,
    CAST(landing_point.given_value AS ${decimal}) AS value,
    CAST(landing_point.given_exposure AS ${decimal}) AS exposure
  FROM ${table("raw.landing_point")} AS landing_point
  JOIN ${table("curated.source")} AS source ON source.source = landing_point.source
),
given_point AS (
  SELECT
    source, file, record_position, kind, product, given_metric, given_metric_kind, happened_at,
    given_version, given_area, given_platform, given_region, value, exposure
  FROM ${table("raw.landing_record")}
  WHERE outcome = 'landed' AND kind IN ${constants(pointKinds)}
  UNION ALL
  SELECT
    plain_point.source, plain_point.file, plain_point.record_position, plain_point.kind, plain_point.product,
    plain_point.given_metric, plain_point.given_metric_kind, plain_point.happened_at,
    plain_point.given_version, plain_point.given_area, plain_point.given_platform, plain_point.given_region,
    plain_point.value, plain_point.exposure
  FROM plain_point
  CROSS JOIN moment
  WHERE NOT coalesce(plain_point.happened_at > moment.as_of, FALSE)
),
point AS (
  SELECT
    source,
    file,
    record_position,
    product,
    CASE WHEN kind = ${sourceKind("usage")} THEN 'active_users' ELSE given_metric END AS metric,
    CASE WHEN kind = ${sourceKind("usage")} THEN ${metricKind("count")} ELSE given_metric_kind END AS metric_kind,
    happened_at AS measured_at,
    ${givenVersion(sql`given_version`)} AS version,
    ${writtenVersion(sql`given_version`)} AS written_version,
    CASE WHEN kind = ${sourceKind("usage")} THEN NULL ELSE given_area END AS area,
    ${foldedWord(sql`given_platform`)} AS platform,
    given_region AS region,
    value,
    CASE WHEN kind = ${sourceKind("usage")} THEN NULL ELSE exposure END AS exposure
  FROM given_point
),
keyed_point AS (
  SELECT
    point.*,
    ${hashKey(dialect, [
      sql`point.source`,
      sql`point.product`,
      sql`point.metric`,
      sql`CAST(${dialect.epochSeconds(sql`point.measured_at`)} AS ${text})`,
      sql`point.written_version`,
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
