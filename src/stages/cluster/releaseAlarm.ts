import { complaintKinds } from "../../contract/vocabulary.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import { hypothesisRows, logEValue } from "../../statistics/logEValue.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, join, sql, table, type Sql } from "../../sql/sql.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { asOf } from "../../contract/window.ts";
import {
  driftOf,
  fewestHits,
  fewestReferenceDays,
  overdispersion,
  referenceDays,
  stepUp,
  topicRatio,
  weighedGain,
} from "./stepUp.ts";

/** Days after its first use for which a version is tested. */
const horizonDays = 42;

/**
 * Did complaints step up with a version? Treated: the version and newer ones, from its first day, cumulated.
 * Reference: older versions in the 28 days before and on the same days. Feedback without a version is left out.
 * Gives the columns of curated.detection.
 */
export function releaseAlarm(dialect: Dialect): Sql {
  const kinds = join(complaintKinds.map(constant));
  return sql`WITH hypothesis AS (
  ${hypothesisRows({ rose: stepUp })}
),
version_exposure AS (
  SELECT product, version, event_date, sum(exposure) AS exposure
  FROM ${table("curated.exposure_daily")}
  WHERE version <> '-' AND exposure > 0 AND event_date < CAST(${asOf} AS DATE)
  GROUP BY product, version, event_date
),
version_hits AS (
  SELECT count_row.product, count_row.category, count_row.version, count_row.event_date, sum(count_row.voters) AS hits
  FROM ${table("curated.daily_count")} AS count_row
  JOIN version_exposure
    ON version_exposure.product = count_row.product
    AND version_exposure.version = count_row.version
    AND version_exposure.event_date = count_row.event_date
  GROUP BY count_row.product, count_row.category, count_row.version, count_row.event_date
),
release_date AS (
  SELECT product, version, min(CAST(released_at AS DATE)) AS released_date
  FROM ${table("raw.release")}
  GROUP BY product, version
),
first_use AS (
  SELECT product, version, min(event_date) AS first_use_date,
    min(min(event_date)) OVER (PARTITION BY product) AS first_date,
    max(max(event_date)) OVER (PARTITION BY product) AS last_date
  FROM version_exposure
  GROUP BY product, version
),
version_start AS (
  SELECT first_use.product, first_use.version, first_use.first_date, first_use.last_date,
    ${versionKey(sql`first_use.version`)} AS version_key,
    greatest(first_use.first_use_date, coalesce(release_date.released_date, first_use.first_use_date)) AS start_date
  FROM first_use
  LEFT JOIN release_date ON release_date.product = first_use.product AND release_date.version = first_use.version
),
tested_version AS (
  SELECT product, version, version_key, start_date,
    ${dialect.addDays(sql`start_date`, sql`-${referenceDays}`)} AS reference_date,
    least(${dialect.addDays(sql`start_date`, sql`${horizonDays - 1}`)}, last_date) AS until_date
  FROM version_start
  WHERE ${dialect.daysBetween(sql`first_date`, sql`start_date`)} >= ${fewestReferenceDays} AND start_date <= last_date
),
compared_version AS (
  SELECT tested_version.product, tested_version.version, tested_version.start_date, tested_version.reference_date,
    tested_version.until_date, version_start.version AS other_version,
    version_start.version_key >= tested_version.version_key AS is_treated
  FROM tested_version
  JOIN version_start
    ON version_start.product = tested_version.product AND version_start.start_date <= tested_version.until_date
),
window_exposure AS (
  SELECT compared_version.product, compared_version.version, compared_version.start_date,
    greatest(version_exposure.event_date, compared_version.start_date) AS event_date,
    sum(CASE WHEN is_treated AND version_exposure.event_date >= start_date THEN exposure ELSE 0 END) AS exposure,
    sum(CASE WHEN is_treated THEN 0 ELSE exposure END) AS reference_exposure
  FROM compared_version
  JOIN version_exposure
    ON version_exposure.product = compared_version.product
    AND version_exposure.version = compared_version.other_version
    AND version_exposure.event_date BETWEEN compared_version.reference_date AND compared_version.until_date
  GROUP BY compared_version.product, compared_version.version, compared_version.start_date,
    greatest(version_exposure.event_date, compared_version.start_date)
),
window_hits AS (
  SELECT compared_version.product, compared_version.version, compared_version.start_date, compared_version.until_date,
    version_hits.category, version_hits.event_date,
    sum(CASE WHEN is_treated AND version_hits.event_date >= start_date THEN hits ELSE 0 END) AS hits,
    sum(CASE WHEN is_treated THEN 0 ELSE hits END) AS reference_hits
  FROM compared_version
  JOIN version_hits
    ON version_hits.product = compared_version.product
    AND version_hits.version = compared_version.other_version
    AND version_hits.event_date BETWEEN compared_version.reference_date AND compared_version.until_date
  GROUP BY compared_version.product, compared_version.version, compared_version.start_date, compared_version.until_date,
    version_hits.category, version_hits.event_date
),
reference_row AS (
  SELECT product, version, category, reference_hits,
    sum(reference_hits) OVER (PARTITION BY product, version, event_date) AS feedback,
    CASE WHEN row_number() OVER (PARTITION BY product, version, event_date ORDER BY category) = 1 THEN 1 ELSE 0 END AS is_first_of_day
  FROM window_hits
  WHERE event_date < start_date AND reference_hits > 0
),
reference_category AS (
  SELECT product, version, category,
    sum(reference_hits) AS reference_hits,
    sum(CAST(reference_hits * reference_hits AS DOUBLE) / feedback) AS reference_scatter,
    sum(sum(reference_hits)) OVER (PARTITION BY product, version) AS reference_feedback,
    sum(sum(is_first_of_day)) OVER (PARTITION BY product, version) AS reference_days
  FROM reference_row
  GROUP BY product, version, category
),
category_overdispersion AS (
  SELECT product, version, category, ${overdispersion(dialect)} AS overdispersion
  FROM reference_category
),
watched_category AS (
  SELECT product, version, category, ${dialect.explode(dialect.dateRange(sql`start_date`, sql`until_date`))} AS event_date
  FROM (
    SELECT product, version, category, start_date, until_date
    FROM window_hits
    GROUP BY product, version, category, start_date, until_date
  ) AS seen_category
),
daily_hits AS (
  SELECT product, version, category, event_date, sum(hits) AS hits, sum(reference_hits) AS reference_hits
  FROM (
    SELECT product, version, category, greatest(event_date, start_date) AS event_date, hits, reference_hits FROM window_hits
    UNION ALL
    SELECT product, version, category, event_date, 0 AS hits, 0 AS reference_hits FROM watched_category
  ) AS seen_or_not
  GROUP BY product, version, category, event_date
),
cumulative_hits AS (
  SELECT product, version, category, event_date,
    sum(hits) OVER so_far AS hits,
    sum(reference_hits) OVER so_far AS reference_hits
  FROM daily_hits
  WINDOW so_far AS (PARTITION BY product, version, category ORDER BY event_date)
),
cumulative_exposure AS (
  SELECT product, version, start_date, event_date,
    sum(exposure) OVER so_far AS exposure,
    sum(reference_exposure) OVER so_far AS reference_exposure
  FROM window_exposure
  WINDOW so_far AS (PARTITION BY product, version ORDER BY event_date)
),
compared AS (
  SELECT cumulative_hits.product, cumulative_hits.version, cumulative_hits.category, cumulative_hits.event_date,
    cumulative_exposure.start_date,
    CAST(cumulative_hits.hits AS DOUBLE) AS hits,
    CAST(cumulative_hits.reference_hits AS DOUBLE) AS reference_hits,
    CAST(cumulative_exposure.exposure AS DOUBLE) AS exposure,
    CAST(cumulative_exposure.reference_exposure AS DOUBLE) AS reference_exposure
  FROM cumulative_hits
  JOIN cumulative_exposure
    ON cumulative_exposure.product = cumulative_hits.product
    AND cumulative_exposure.version = cumulative_hits.version
    AND cumulative_exposure.event_date = cumulative_hits.event_date
  WHERE cumulative_exposure.exposure > 0 AND cumulative_exposure.reference_exposure > 0
),
drifting AS (
  SELECT compared.*,
    median(${topicRatio(dialect)}) OVER same_day AS topic_ratio,
    count(${topicRatio(dialect)}) OVER same_day AS topic_count,
    sum(hits) OVER same_day AS all_hits,
    sum(reference_hits) OVER same_day AS all_reference_hits
  FROM compared
  WINDOW same_day AS (PARTITION BY product, version, event_date)
),
weighed AS (
  SELECT drifting.product, drifting.version, drifting.category, drifting.event_date, drifting.start_date,
    hits, reference_hits, reference_exposure,
    exposure * ${driftOf(dialect)} AS exposure,
    coalesce(category_overdispersion.overdispersion, 1) AS overdispersion
  FROM drifting
  JOIN ${table("curated.category")} AS category ON category.category = drifting.category
  LEFT JOIN category_overdispersion
    ON category_overdispersion.product = drifting.product
    AND category_overdispersion.version = drifting.version
    AND category_overdispersion.category = drifting.category
  WHERE category.kind IN (${kinds}) AND ${dialect.quantise(sql`hits`, 0)} >= ${fewestHits}
),
gained AS (
  SELECT
    weighed.product, weighed.version, weighed.category, weighed.event_date, weighed.start_date, weighed.hits,
    weighed.reference_hits * weighed.exposure / weighed.reference_exposure AS expected,
    ${weighedGain} AS gain
  FROM weighed
  CROSS JOIN hypothesis
),
compared_gain AS (
  SELECT gained.*, max(gain) OVER (PARTITION BY product, version, category, event_date) AS largest
  FROM gained
),
evidence AS (
  SELECT product, version, category, event_date, start_date, max(hits) AS hits, max(expected) AS expected,
    CAST(${dialect.quantise(logEValue(sql`gain`, sql`largest`), 3)} * 1000 AS BIGINT) AS log_e_milli
  FROM compared_gain
  GROUP BY product, version, category, event_date, start_date
),
alarm_day AS (
  SELECT product, version, category, event_date, start_date, hits, expected, log_e_milli,
    log_e_milli >= page_log_e_milli AS is_page
  FROM evidence
  CROSS JOIN (SELECT page_log_e_milli, watch_log_e_milli FROM ${table("curated.setting")}) AS setting
  WHERE log_e_milli >= watch_log_e_milli
),
alarm AS (
  SELECT product, version, category, event_date, start_date, hits, expected, is_page,
    min(event_date) OVER (PARTITION BY product, version, category, is_page) AS alarm_date,
    max(log_e_milli) OVER (PARTITION BY product, version, category, is_page) AS log_e_milli
  FROM alarm_day
  QUALIFY row_number() OVER (
    PARTITION BY product, version, category ORDER BY CASE WHEN is_page THEN 0 ELSE 1 END, event_date DESC
  ) = 1
)
SELECT
  ${hashKey(dialect, [sql`product`, sql`category`, sql`'release'`, sql`version`])} AS detection_id,
  product, category, 'release' AS origin, version, start_date AS onset_date, alarm_date, event_date AS end_date,
  CASE WHEN is_page THEN 'page' ELSE 'watch' END AS level,
  log_e_milli,
  CAST(hits AS BIGINT) AS observed,
  CAST(${dialect.quantise(sql`expected`, 3)} * 1000 AS BIGINT) AS expected_milli
FROM alarm`;
}
