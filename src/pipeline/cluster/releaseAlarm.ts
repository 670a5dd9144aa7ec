import { gainNames, gains, logEValue } from "../statistics/logEValue.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, join, sql, table, type Sql } from "../../sql/sql.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { asOf } from "../window.ts";
import { driftOf, fewestHits, fewestReferenceDays, overdispersion, referenceDays, stepUp, topicRatio } from "./stepUp.ts";

/** Days after its first use for which a version is tested. */
const horizonDays = 42;

/**
 * Kinds that a release can bring about: something breaks, works otherwise than expected, or stops being served.
 * A question, a request or praise that steps up with a version is news, and no defect.
 */
const testedKinds = ["defect", "expectation_gap", "operations"] as const;

/**
 * Did complaints step up with a version? Treated: the version and newer ones, from its first day, cumulated.
 * Reference: older versions in the 28 days before and on the same days. Feedback without a version is left out.
 * Gives the columns of curated.detection.
 */
export function releaseAlarm(dialect: Dialect): Sql {
  const kinds = join(testedKinds.map((kind) => constant(kind)));
  return sql`WITH version_exposure AS (
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
known_days AS (
  SELECT product, min(event_date) AS first_date, max(event_date) AS last_date
  FROM version_exposure
  GROUP BY product
),
release_date AS (
  SELECT product, version, min(CAST(released_at AS DATE)) AS released_date
  FROM ${table("raw.release")}
  GROUP BY product, version
),
version_start AS (
  SELECT first_use.product, first_use.version,
    greatest(first_use.first_use_date, coalesce(release_date.released_date, first_use.first_use_date)) AS start_date
  FROM (
    SELECT product, version, min(event_date) AS first_use_date FROM version_exposure GROUP BY product, version
  ) AS first_use
  LEFT JOIN release_date ON release_date.product = first_use.product AND release_date.version = first_use.version
),
tested_version AS (
  SELECT version_start.product, version_start.version, version_start.start_date,
    ${dialect.versionKey(sql`version_start.version`)} AS version_key,
    ${dialect.addDays(sql`version_start.start_date`, sql`-${referenceDays}`)} AS reference_date,
    least(${dialect.addDays(sql`version_start.start_date`, sql`${horizonDays - 1}`)}, known_days.last_date) AS until_date
  FROM version_start
  JOIN known_days ON known_days.product = version_start.product
  WHERE ${dialect.daysBetween(sql`known_days.first_date`, sql`version_start.start_date`)} >= ${fewestReferenceDays}
    AND version_start.start_date <= known_days.last_date
),
compared_version AS (
  SELECT tested_version.product, tested_version.version, tested_version.start_date, tested_version.reference_date,
    tested_version.until_date, version_start.version AS other_version,
    ${dialect.versionKey(sql`version_start.version`)} >= tested_version.version_key AS is_treated
  FROM tested_version
  JOIN version_start
    ON version_start.product = tested_version.product
    AND version_start.start_date <= tested_version.until_date
),
window_exposure AS (
  SELECT compared_version.product, compared_version.version,
    greatest(version_exposure.event_date, compared_version.start_date) AS event_date,
    sum(CASE WHEN is_treated AND version_exposure.event_date >= start_date THEN exposure ELSE 0 END) AS exposure,
    sum(CASE WHEN is_treated THEN 0 ELSE exposure END) AS reference_exposure
  FROM compared_version
  JOIN version_exposure
    ON version_exposure.product = compared_version.product
    AND version_exposure.version = compared_version.other_version
    AND version_exposure.event_date BETWEEN compared_version.reference_date AND compared_version.until_date
  GROUP BY compared_version.product, compared_version.version,
    greatest(version_exposure.event_date, compared_version.start_date)
),
window_hits AS (
  SELECT compared_version.product, compared_version.version, compared_version.start_date, version_hits.category,
    version_hits.event_date,
    sum(CASE WHEN is_treated AND version_hits.event_date >= start_date THEN hits ELSE 0 END) AS hits,
    sum(CASE WHEN is_treated THEN 0 ELSE hits END) AS reference_hits
  FROM compared_version
  JOIN version_hits
    ON version_hits.product = compared_version.product
    AND version_hits.version = compared_version.other_version
    AND version_hits.event_date BETWEEN compared_version.reference_date AND compared_version.until_date
  GROUP BY compared_version.product, compared_version.version, compared_version.start_date, version_hits.category,
    version_hits.event_date
),
reference_feedback AS (
  SELECT product, version, event_date, sum(reference_hits) AS feedback
  FROM window_hits
  WHERE event_date < start_date
  GROUP BY product, version, event_date
  HAVING sum(reference_hits) > 0
),
reference_total AS (
  SELECT product, version, sum(feedback) AS reference_feedback, count(*) AS reference_days
  FROM reference_feedback
  GROUP BY product, version
),
reference_category AS (
  SELECT window_hits.product, window_hits.version, window_hits.category,
    sum(window_hits.reference_hits) AS reference_hits,
    sum(CAST(window_hits.reference_hits * window_hits.reference_hits AS DOUBLE) / reference_feedback.feedback) AS reference_scatter
  FROM window_hits
  JOIN reference_feedback
    ON reference_feedback.product = window_hits.product
    AND reference_feedback.version = window_hits.version
    AND reference_feedback.event_date = window_hits.event_date
  GROUP BY window_hits.product, window_hits.version, window_hits.category
),
category_overdispersion AS (
  SELECT reference_category.product, reference_category.version, reference_category.category,
    ${overdispersion(dialect)} AS overdispersion
  FROM reference_category
  JOIN reference_total
    ON reference_total.product = reference_category.product AND reference_total.version = reference_category.version
),
watched_day AS (
  SELECT product, version, start_date, ${dialect.explode(dialect.dateRange(sql`start_date`, sql`until_date`))} AS event_date
  FROM tested_version
),
watched_category AS (
  SELECT product, version, category
  FROM window_hits
  GROUP BY product, version, category
),
placed_hits AS (
  SELECT product, version, category, greatest(event_date, start_date) AS event_date,
    sum(hits) AS hits, sum(reference_hits) AS reference_hits
  FROM window_hits
  GROUP BY product, version, category, greatest(event_date, start_date)
),
cumulative_exposure AS (
  SELECT watched_day.product, watched_day.version, watched_day.start_date, watched_day.event_date,
    sum(coalesce(window_exposure.exposure, 0)) OVER so_far AS exposure,
    sum(coalesce(window_exposure.reference_exposure, 0)) OVER so_far AS reference_exposure
  FROM watched_day
  LEFT JOIN window_exposure
    ON window_exposure.product = watched_day.product
    AND window_exposure.version = watched_day.version
    AND window_exposure.event_date = watched_day.event_date
  WINDOW so_far AS (PARTITION BY watched_day.product, watched_day.version ORDER BY watched_day.event_date)
),
cumulative_hits AS (
  SELECT watched_day.product, watched_day.version, watched_category.category, watched_day.event_date,
    sum(coalesce(placed_hits.hits, 0)) OVER so_far AS hits,
    sum(coalesce(placed_hits.reference_hits, 0)) OVER so_far AS reference_hits
  FROM watched_day
  JOIN watched_category
    ON watched_category.product = watched_day.product AND watched_category.version = watched_day.version
  LEFT JOIN placed_hits
    ON placed_hits.product = watched_day.product
    AND placed_hits.version = watched_day.version
    AND placed_hits.category = watched_category.category
    AND placed_hits.event_date = watched_day.event_date
  WINDOW so_far AS (
    PARTITION BY watched_day.product, watched_day.version, watched_category.category ORDER BY watched_day.event_date
  )
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
drift AS (
  SELECT product, version, event_date,
    ${dialect.median(topicRatio(dialect))} AS topic_ratio,
    count(${topicRatio(dialect)}) AS topic_count,
    sum(hits) AS all_hits,
    sum(reference_hits) AS all_reference_hits
  FROM compared
  GROUP BY product, version, event_date
),
weighed AS (
  SELECT compared.product, compared.version, compared.category, compared.event_date, compared.start_date,
    hits, reference_hits, reference_exposure,
    exposure * ${driftOf(dialect)} AS exposure,
    coalesce(category_overdispersion.overdispersion, 1) AS overdispersion
  FROM compared
  JOIN ${table("curated.category")} AS category ON category.category = compared.category
  JOIN drift
    ON drift.product = compared.product AND drift.version = compared.version AND drift.event_date = compared.event_date
  LEFT JOIN category_overdispersion
    ON category_overdispersion.product = compared.product
    AND category_overdispersion.version = compared.version
    AND category_overdispersion.category = compared.category
  WHERE category.kind IN (${kinds}) AND hits >= ${fewestHits}
),
gained AS (
  SELECT product, version, category, event_date, start_date, hits,
    reference_hits * exposure / reference_exposure AS expected,
    ${gains(
      {
        hits: sql`hits`,
        exposure: sql`exposure`,
        referenceHits: sql`reference_hits`,
        referenceExposure: sql`reference_exposure`,
        overdispersion: sql`overdispersion`,
      },
      stepUp,
    )}
  FROM weighed
),
evidence AS (
  SELECT product, version, category, event_date, start_date, hits, expected,
    CAST(${dialect.quantise(logEValue(gainNames(stepUp)), 3)} * 1000 AS BIGINT) AS log_e_milli
  FROM gained
),
level_of_day AS (
  SELECT evidence.*, log_e_milli >= page_log_e_milli AS is_page
  FROM evidence
  CROSS JOIN (SELECT page_log_e_milli, watch_log_e_milli FROM ${table("curated.setting")}) AS setting
  WHERE log_e_milli >= watch_log_e_milli
),
alarm AS (
  SELECT product, version, category, start_date,
    max(CASE WHEN is_page THEN 1 ELSE 0 END) = 1 AS is_page,
    coalesce(min(CASE WHEN is_page THEN event_date END), min(event_date)) AS alarm_date,
    coalesce(max(CASE WHEN is_page THEN event_date END), max(event_date)) AS end_date,
    max(log_e_milli) AS log_e_milli
  FROM level_of_day
  GROUP BY product, version, category, start_date
)
SELECT
  ${hashKey(dialect, [sql`alarm.product`, sql`alarm.category`, sql`'release'`, sql`alarm.version`])} AS detection_id,
  alarm.product, alarm.category, 'release' AS origin, alarm.version, alarm.start_date AS onset_date,
  alarm.alarm_date, alarm.end_date,
  CASE WHEN alarm.is_page THEN 'page' ELSE 'watch' END AS level,
  alarm.log_e_milli,
  CAST(level_of_day.hits AS BIGINT) AS observed,
  CAST(${dialect.quantise(sql`level_of_day.expected`, 3)} * 1000 AS BIGINT) AS expected_milli
FROM alarm
JOIN level_of_day
  ON level_of_day.product = alarm.product
  AND level_of_day.version = alarm.version
  AND level_of_day.category = alarm.category
  AND level_of_day.event_date = alarm.end_date`;
}
