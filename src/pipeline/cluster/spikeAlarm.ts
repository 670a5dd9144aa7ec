import { gainNames, gains, logEValue } from "../statistics/logEValue.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { asOf } from "../window.ts";
import { driftOf, fewestReferenceDays, overdispersion, stepUp, topicRatio } from "./stepUp.ts";

/** The reference of a day: from 34 to 7 days before it, so that a step is not soon its own reference. */
const referenceFrom = 34;
const referenceTo = 7;

/** Days that the CUSUM looks back: evidence older than this is forgotten, so that an excursion ends. */
const memoryDays = 28;

/** Alarm days further apart than this belong to two excursions. */
const quietDays = 14;

/** Everything but praise: a burst of it needs no owner. The issue keeps the kind of its category. */
const testedKinds = ["defect", "expectation_gap", "question", "request", "operations"] as const;

/**
 * Did complaints step up on a day, whatever the version? A day against days -34 to -7, the gains of days summed as a
 * CUSUM without recursion: with W the running sum, S = W - the smallest value that W had before one of the last 28
 * days, which is the largest sum of an unbroken run of days that ends today. Feedback without a version counts.
 * Gives the columns of curated.detection.
 */
export function spikeAlarm(dialect: Dialect): Sql {
  const kinds = join(testedKinds.map((kind) => constant(kind)));
  const names = gainNames(stepUp);
  const named = (prefix: string): readonly Sql[] => names.map((_, index) => identifier(`${prefix}_${index + 1}`));
  const after = named("after");
  const before = named("before");
  const excursion = named("excursion");
  const each = (part: (index: number) => Sql): Sql =>
    join(
      names.map((_, index) => part(index)),
      sql`,
    `,
    );
  const at = (columns: readonly Sql[], index: number): Sql => columns[index] ?? sql``;

  return sql`WITH product_exposure AS (
  SELECT product, event_date, sum(exposure) AS exposure
  FROM ${table("curated.exposure_daily")}
  WHERE event_date < CAST(${asOf} AS DATE)
  GROUP BY product, event_date
),
product_days AS (
  SELECT product, min(event_date) AS first_date, max(event_date) AS last_date
  FROM product_exposure
  WHERE exposure > 0
  GROUP BY product
),
each_day AS (
  SELECT product, first_date, ${dialect.explode(dialect.dateRange(sql`first_date`, sql`last_date`))} AS event_date
  FROM product_days
),
category_hits AS (
  SELECT count_row.product, count_row.category, count_row.event_date, sum(count_row.voters) AS hits
  FROM ${table("curated.daily_count")} AS count_row
  JOIN product_exposure
    ON product_exposure.product = count_row.product
    AND product_exposure.event_date = count_row.event_date
    AND product_exposure.exposure > 0
  GROUP BY count_row.product, count_row.category, count_row.event_date
),
known_category AS (
  SELECT product, category
  FROM category_hits
  GROUP BY product, category
),
product_day AS (
  SELECT each_day.product, each_day.event_date, each_day.first_date,
    coalesce(product_exposure.exposure, 0) AS exposure,
    coalesce(all_feedback.feedback, 0) AS feedback
  FROM each_day
  LEFT JOIN product_exposure
    ON product_exposure.product = each_day.product AND product_exposure.event_date = each_day.event_date
  LEFT JOIN (
    SELECT product, event_date, sum(hits) AS feedback FROM category_hits GROUP BY product, event_date
  ) AS all_feedback
    ON all_feedback.product = each_day.product AND all_feedback.event_date = each_day.event_date
),
product_reference AS (
  SELECT product, event_date, first_date, exposure, feedback,
    sum(exposure) OVER reference AS reference_exposure,
    sum(feedback) OVER reference AS reference_feedback,
    sum(CASE WHEN feedback > 0 THEN 1 ELSE 0 END) OVER reference AS reference_days
  FROM product_day
  WINDOW reference AS (
    PARTITION BY product ORDER BY event_date ROWS BETWEEN ${referenceFrom} PRECEDING AND ${referenceTo} PRECEDING
  )
),
category_day AS (
  SELECT product_day.product, known_category.category, product_day.event_date,
    coalesce(category_hits.hits, 0) AS hits,
    coalesce(CAST(category_hits.hits * category_hits.hits AS DOUBLE) / product_day.feedback, 0) AS scatter
  FROM product_day
  JOIN known_category ON known_category.product = product_day.product
  LEFT JOIN category_hits
    ON category_hits.product = product_day.product
    AND category_hits.category = known_category.category
    AND category_hits.event_date = product_day.event_date
),
category_reference AS (
  SELECT product, category, event_date, hits,
    sum(hits) OVER reference AS reference_hits,
    sum(scatter) OVER reference AS reference_scatter
  FROM category_day
  WINDOW reference AS (
    PARTITION BY product, category ORDER BY event_date ROWS BETWEEN ${referenceFrom} PRECEDING AND ${referenceTo} PRECEDING
  )
),
compared AS (
  SELECT category_reference.product, category_reference.category, category_reference.event_date,
    CAST(category_reference.hits AS DOUBLE) AS hits,
    CAST(category_reference.reference_hits AS DOUBLE) AS reference_hits,
    category_reference.reference_scatter,
    CAST(product_reference.exposure AS DOUBLE) AS exposure,
    CAST(product_reference.reference_exposure AS DOUBLE) AS reference_exposure,
    CAST(product_reference.reference_feedback AS DOUBLE) AS reference_feedback,
    product_reference.reference_days
  FROM category_reference
  JOIN product_reference
    ON product_reference.product = category_reference.product
    AND product_reference.event_date = category_reference.event_date
  WHERE product_reference.reference_exposure > 0
    AND product_reference.reference_days >= ${fewestReferenceDays}
),
drift AS (
  SELECT product, event_date,
    ${dialect.median(topicRatio(dialect))} AS topic_ratio,
    count(${topicRatio(dialect)}) AS topic_count,
    sum(hits) AS all_hits,
    sum(reference_hits) AS all_reference_hits
  FROM compared
  WHERE exposure > 0
  GROUP BY product, event_date
),
weighed AS (
  SELECT compared.product, compared.category, compared.event_date, hits, reference_hits, reference_exposure,
    coalesce(exposure * ${driftOf(dialect)}, 0) AS exposure,
    ${overdispersion(dialect)} AS overdispersion
  FROM compared
  JOIN ${table("curated.category")} AS category ON category.category = compared.category
  LEFT JOIN drift ON drift.product = compared.product AND drift.event_date = compared.event_date
  WHERE category.kind IN (${kinds})
),
gained AS (
  SELECT product, category, event_date, hits,
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
stepped AS (
  SELECT product, category, event_date, hits, expected, greatest(${join(names)}) > 0 AS is_raised,
    ${each((index) => sql`CAST(${dialect.quantise(at(names, index), 6)} * 1000000 AS BIGINT) AS ${at(names, index)}`)}
  FROM gained
),
summed AS (
  SELECT product, category, event_date, hits, expected, is_raised,
    ${each((index) => sql`CAST(sum(${at(names, index)}) OVER so_far AS BIGINT) AS ${at(after, index)}`)},
    ${each((index) => sql`CAST(sum(${at(names, index)}) OVER so_far AS BIGINT) - ${at(names, index)} AS ${at(before, index)}`)}
  FROM stepped
  WINDOW so_far AS (PARTITION BY product, category ORDER BY event_date)
),
excursion_of_day AS (
  SELECT product, category, event_date, is_raised,
    ${each((index) => sql`CAST(${at(after, index)} - min(${at(before, index)}) OVER memory AS DOUBLE) / 1000000 AS ${at(excursion, index)}`)}
  FROM summed
  WINDOW memory AS (
    PARTITION BY product, category ORDER BY event_date ROWS BETWEEN ${memoryDays - 1} PRECEDING AND CURRENT ROW
  )
),
evidence AS (
  SELECT product, category, event_date, is_raised,
    CAST(${dialect.quantise(logEValue(excursion), 3)} * 1000 AS BIGINT) AS log_e_milli
  FROM excursion_of_day
),
alarm_day AS (
  SELECT evidence.product, evidence.category, evidence.event_date, evidence.log_e_milli,
    evidence.log_e_milli >= setting.spike_log_e_milli AS is_page,
    lag(evidence.event_date) OVER (PARTITION BY evidence.product, evidence.category ORDER BY evidence.event_date) AS earlier_alarm_date
  FROM evidence
  CROSS JOIN (SELECT page_log_e_milli, spike_log_e_milli FROM ${table("curated.setting")}) AS setting
  WHERE evidence.is_raised AND evidence.log_e_milli >= least(setting.page_log_e_milli, setting.spike_log_e_milli)
),
numbered_alarm_day AS (
  SELECT alarm_day.*,
    sum(
      CASE WHEN ${dialect.daysBetween(sql`earlier_alarm_date`, sql`event_date`)} <= ${quietDays} THEN 0 ELSE 1 END
    ) OVER (PARTITION BY product, category ORDER BY event_date) AS excursion_number
  FROM alarm_day
),
alarm AS (
  SELECT product, category, excursion_number,
    max(CASE WHEN is_page THEN 1 ELSE 0 END) = 1 AS is_page,
    min(event_date) AS first_date,
    coalesce(min(CASE WHEN is_page THEN event_date END), min(event_date)) AS alarm_date,
    coalesce(max(CASE WHEN is_page THEN event_date END), max(event_date)) AS end_date,
    max(log_e_milli) AS log_e_milli
  FROM numbered_alarm_day
  GROUP BY product, category, excursion_number
),
possible_onset AS (
  SELECT alarm.product, alarm.category, alarm.excursion_number, start_day.event_date AS onset_date,
    greatest(${join(names.map((_, index) => sql`alarm_row.${at(after, index)} - start_day.${at(before, index)}`))}) AS gain
  FROM alarm
  JOIN summed AS alarm_row
    ON alarm_row.product = alarm.product
    AND alarm_row.category = alarm.category
    AND alarm_row.event_date = alarm.alarm_date
  JOIN summed AS start_day
    ON start_day.product = alarm.product
    AND start_day.category = alarm.category
    AND start_day.event_date BETWEEN ${dialect.addDays(sql`alarm.alarm_date`, sql`-${memoryDays - 1}`)} AND alarm.alarm_date
),
onset AS (
  SELECT product, category, excursion_number, onset_date
  FROM possible_onset
  QUALIFY row_number() OVER (
    PARTITION BY product, category, excursion_number ORDER BY gain DESC, onset_date DESC
  ) = 1
),
excursion_total AS (
  SELECT alarm.product, alarm.category, alarm.excursion_number, sum(summed.hits) AS hits, sum(summed.expected) AS expected
  FROM alarm
  JOIN onset
    ON onset.product = alarm.product
    AND onset.category = alarm.category
    AND onset.excursion_number = alarm.excursion_number
  JOIN summed
    ON summed.product = alarm.product
    AND summed.category = alarm.category
    AND summed.event_date BETWEEN onset.onset_date AND alarm.end_date
  GROUP BY alarm.product, alarm.category, alarm.excursion_number
)
SELECT
  ${hashKey(dialect, [sql`alarm.product`, sql`alarm.category`, sql`'spike'`, sql`CAST(alarm.first_date AS ${dialect.type("string")})`])} AS detection_id,
  alarm.product, alarm.category, 'spike' AS origin, CAST(NULL AS ${dialect.type("string")}) AS version, onset.onset_date,
  alarm.alarm_date, alarm.end_date,
  CASE WHEN alarm.is_page THEN 'page' ELSE 'watch' END AS level,
  alarm.log_e_milli,
  CAST(excursion_total.hits AS BIGINT) AS observed,
  CAST(${dialect.quantise(sql`excursion_total.expected`, 3)} * 1000 AS BIGINT) AS expected_milli
FROM alarm
JOIN onset
  ON onset.product = alarm.product
  AND onset.category = alarm.category
  AND onset.excursion_number = alarm.excursion_number
JOIN excursion_total
  ON excursion_total.product = alarm.product
  AND excursion_total.category = alarm.category
  AND excursion_total.excursion_number = alarm.excursion_number`;
}
