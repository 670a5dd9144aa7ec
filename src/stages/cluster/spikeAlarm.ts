import { burstKinds } from "../../contract/vocabulary.ts";
import { millionths } from "../../statistics/stabilityIndex.ts";
import { hypothesisRows, logEValue } from "../../statistics/logEValue.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, join, sql, table, type Sql } from "../../sql/sql.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { asOf } from "../../contract/window.ts";
import { driftOf, fewestReferenceDays, overdispersion, stepUp, topicRatio, weighedGain } from "./stepUp.ts";

/** The reference of a day: from 34 to 7 days before it, so that a step is not soon its own reference. */
const referenceFrom = 34;
const referenceTo = 7;

/** Days that the CUSUM looks back: evidence older than this is forgotten, so that an excursion ends. */
const memoryDays = 28;

/** Alarm days further apart than this belong to two excursions. */
const quietDays = 14;

/**
 * A sum before a day and that day travel as one integer, sum * 100 000 - day number, so that the smallest over the
 * memory is the smallest sum and, of equal ones, the latest day: the onset without a second look at the rows.
 */
const dayRoom = 100_000;

/**
 * Did complaints step up on a day, whatever the version? A day against days -34 to -7, the gains of days summed as a
 * CUSUM without recursion: with W the running sum, S = W - the smallest value that W had before one of the last 28
 * days, which is the largest sum of an unbroken run of days that ends today. Feedback without a version counts.
 * Gives the columns of curated.detection.
 */
export function spikeAlarm(dialect: Dialect): Sql {
  const kinds = join(burstKinds.map(constant));
  const dayNumber = dialect.daysBetween(sql`DATE '1970-01-01'`, sql`event_date`);
  const millions = (whole: Sql): Sql => sql`CAST(${whole} AS DOUBLE) / 1000000`;

  return sql`WITH hypothesis AS (
  ${hypothesisRows({ rose: stepUp })}
),
exposed_day AS (
  SELECT product, event_date, sum(exposure) AS exposure,
    min(min(event_date)) OVER (PARTITION BY product) AS first_date,
    max(max(event_date)) OVER (PARTITION BY product) AS last_date
  FROM ${table("curated.exposure_daily")}
  WHERE event_date < CAST(${asOf} AS DATE) AND exposure > 0
  GROUP BY product, event_date
),
category_hits AS (
  SELECT count_row.product, count_row.category, count_row.event_date,
    exposed_day.first_date, exposed_day.last_date, sum(count_row.voters) AS hits
  FROM ${table("curated.daily_count")} AS count_row
  JOIN exposed_day ON exposed_day.product = count_row.product AND exposed_day.event_date = count_row.event_date
  GROUP BY count_row.product, count_row.category, count_row.event_date, exposed_day.first_date, exposed_day.last_date
),
every_day AS (
  SELECT product, category, ${dialect.explode(dialect.dateRange(sql`first_date`, sql`last_date`))} AS event_date
  FROM (
    SELECT product, category, first_date, last_date FROM category_hits GROUP BY product, category, first_date, last_date
  ) AS known_category
),
daily_hits AS (
  SELECT product, category, event_date, sum(hits) AS hits,
    sum(sum(hits)) OVER (PARTITION BY product, event_date) AS feedback
  FROM (
    SELECT product, category, event_date, hits FROM category_hits
    UNION ALL
    SELECT product, category, event_date, 0 AS hits FROM every_day
  ) AS seen_or_not
  GROUP BY product, category, event_date
),
daily_scatter AS (
  SELECT daily_hits.product, daily_hits.category, daily_hits.event_date, daily_hits.hits, daily_hits.feedback,
    coalesce(exposed_day.exposure, 0) AS exposure,
    coalesce(${dialect.divide(sql`hits * hits`, sql`feedback`)}, 0) AS scatter
  FROM daily_hits
  LEFT JOIN exposed_day ON exposed_day.product = daily_hits.product AND exposed_day.event_date = daily_hits.event_date
),
compared AS (
  SELECT product, category, event_date,
    CAST(hits AS DOUBLE) AS hits,
    CAST(exposure AS DOUBLE) AS exposure,
    CAST(sum(hits) OVER reference AS DOUBLE) AS reference_hits,
    CAST(sum(exposure) OVER reference AS DOUBLE) AS reference_exposure,
    CAST(sum(feedback) OVER reference AS DOUBLE) AS reference_feedback,
    sum(scatter) OVER reference AS reference_scatter,
    sum(CASE WHEN feedback > 0 THEN 1 ELSE 0 END) OVER reference AS reference_days
  FROM daily_scatter
  WINDOW reference AS (
    PARTITION BY product, category ORDER BY event_date ROWS BETWEEN ${referenceFrom} PRECEDING AND ${referenceTo} PRECEDING
  )
),
drifting AS (
  SELECT compared.*,
    median(${topicRatio(dialect)}) OVER same_day AS topic_ratio,
    count(${topicRatio(dialect)}) OVER same_day AS topic_count,
    sum(hits) OVER same_day AS all_hits,
    sum(reference_hits) OVER same_day AS all_reference_hits
  FROM compared
  WHERE reference_exposure > 0 AND reference_days >= ${fewestReferenceDays}
  WINDOW same_day AS (PARTITION BY product, event_date)
),
weighed AS (
  SELECT drifting.product, drifting.category, drifting.event_date, hits, reference_hits, reference_exposure,
    exposure * ${driftOf(dialect)} AS exposure,
    ${overdispersion(dialect)} AS overdispersion
  FROM drifting
  JOIN ${table("curated.category")} AS category ON category.category = drifting.category
  WHERE category.kind IN (${kinds})
),
gained AS (
  SELECT
    weighed.product, weighed.category, weighed.event_date, hypothesis.theta_milli,
    ${weighedGain} AS gain
  FROM weighed
  CROSS JOIN hypothesis
),
stepped AS (
  SELECT product, category, event_date, theta_milli, ${millionths(dialect, sql`gain`)} AS gain
  FROM gained
),
summed AS (
  SELECT product, category, event_date, theta_milli,
    max(gain) OVER (PARTITION BY product, category, event_date) > 0 AS is_raised,
    CAST(sum(gain) OVER so_far AS BIGINT) AS total,
    (CAST(sum(gain) OVER so_far AS BIGINT) - gain) * ${dayRoom} - ${dayNumber} AS total_before
  FROM stepped
  WINDOW so_far AS (PARTITION BY product, category, theta_milli ORDER BY event_date)
),
lowest AS (
  SELECT product, category, event_date, theta_milli, is_raised, total,
    min(total_before) OVER memory AS lowest_total,
    CAST(ceil(CAST(min(total_before) OVER memory AS DOUBLE) / ${dayRoom}) AS BIGINT) AS lowest
  FROM summed
  WINDOW memory AS (
    PARTITION BY product, category, theta_milli ORDER BY event_date
    ROWS BETWEEN ${memoryDays - 1} PRECEDING AND CURRENT ROW
  )
),
excursion_of_day AS (
  SELECT product, category, event_date,
    total - lowest AS excursion,
    lowest * ${dayRoom} - lowest_total AS onset_day,
    max(total - lowest) OVER (PARTITION BY product, category, event_date) AS largest,
    row_number() OVER (
      PARTITION BY product, category, event_date ORDER BY total - lowest DESC, theta_milli
    ) AS place
  FROM lowest
  WHERE is_raised
),
evidence AS (
  SELECT product, category, event_date,
    ${dialect.addDays(sql`DATE '1970-01-01'`, sql`max(CASE WHEN place = 1 THEN onset_day END)`)} AS onset_date,
    CAST(${dialect.quantise(logEValue(millions(sql`excursion`), sql`(${millions(sql`largest`)})`), 3)} * 1000 AS BIGINT) AS log_e_milli
  FROM excursion_of_day
  GROUP BY product, category, event_date
),
alarm_day AS (
  SELECT product, category, event_date, onset_date, log_e_milli,
    log_e_milli >= spike_log_e_milli AS is_page,
    lag(event_date) OVER (PARTITION BY product, category ORDER BY event_date) AS earlier_alarm_date
  FROM evidence
  CROSS JOIN (SELECT page_log_e_milli, spike_log_e_milli FROM ${table("curated.setting")}) AS setting
  WHERE log_e_milli >= least(page_log_e_milli, spike_log_e_milli)
),
numbered_alarm_day AS (
  SELECT product, category, event_date, onset_date, log_e_milli, is_page,
    sum(
      CASE WHEN ${dialect.daysBetween(sql`earlier_alarm_date`, sql`event_date`)} <= ${quietDays} THEN 0 ELSE 1 END
    ) OVER (PARTITION BY product, category ORDER BY event_date) AS excursion_number
  FROM alarm_day
),
alarm AS (
  SELECT product, category, is_page, event_date AS alarm_date, onset_date,
    min(event_date) OVER (PARTITION BY product, category, excursion_number) AS first_alarm_date,
    max(event_date) OVER (PARTITION BY product, category, excursion_number, is_page) AS end_date,
    max(log_e_milli) OVER (PARTITION BY product, category, excursion_number) AS log_e_milli
  FROM numbered_alarm_day
  QUALIFY row_number() OVER (
    PARTITION BY product, category, excursion_number ORDER BY CASE WHEN is_page THEN 0 ELSE 1 END, event_date
  ) = 1
)
SELECT
  ${hashKey(dialect, [sql`alarm.product`, sql`alarm.category`, sql`'spike'`, sql`CAST(alarm.first_alarm_date AS ${dialect.type("string")})`])} AS detection_id,
  alarm.product, alarm.category, 'spike' AS origin, CAST(NULL AS ${dialect.type("string")}) AS version, alarm.onset_date,
  alarm.alarm_date, alarm.end_date,
  CASE WHEN alarm.is_page THEN 'page' ELSE 'watch' END AS level,
  alarm.log_e_milli,
  CAST(sum(weighed.hits) AS BIGINT) AS observed,
  CAST(${dialect.quantise(sql`sum(weighed.reference_hits * weighed.exposure / weighed.reference_exposure)`, 3)} * 1000 AS BIGINT) AS expected_milli
FROM alarm
JOIN weighed
  ON weighed.product = alarm.product
  AND weighed.category = alarm.category
  AND weighed.event_date BETWEEN alarm.onset_date AND alarm.end_date
GROUP BY alarm.product, alarm.category, alarm.first_alarm_date, alarm.onset_date, alarm.alarm_date, alarm.end_date,
  alarm.is_page, alarm.log_e_milli`;
}
