import { fewestEvents } from "../../statistics/stabilityIndex.ts";
import type { SqlStep } from "../../contract/step.ts";
import { auditTables } from "./tables.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { millionths, smoothedShare, stabilityMillionths } from "../../statistics/stabilityIndex.ts";
import { auditedMonth } from "./auditedMonth.ts";

/**
 * Population stability index from which a shift counts as moderate, and as major, in millionths: the convention of
 * credit scoring (Lewis 1994, An Introduction to Credit Scoring; Siddiqi 2006, Credit Risk Scorecards). It takes no
 * account of how much was counted, so an index must also be beyond chance.
 */
export const moderateMillionths = 100_000;
export const majorMillionths = 250_000;
/** Standard normal quantile of 0.999, in hundredths. */
const chanceQuantile = 309;

/**
 * The measures of `driftMeasures`, each dividing up all feedback of a product (`category`: what has an accepted one).
 * Versions are known or unknown, not one by one: every release would be a drift.
 */
const measures: readonly { readonly measure: Sql; readonly item: Sql; readonly where: Sql }[] = [
  { measure: sql`'category'`, item: sql`category`, where: sql`WHERE coverage = 'accepted'` },
  { measure: sql`'coverage'`, item: sql`coverage`, where: sql`` },
  { measure: sql`'confidence'`, item: sql`confidence_band`, where: sql`` },
  { measure: sql`'language'`, item: sql`language`, where: sql`` },
  { measure: sql`'channel'`, item: sql`channel`, where: sql`` },
  { measure: sql`'version'`, item: sql`version`, where: sql`` },
];

export const drift: SqlStep = {
  kind: "sql",
  id: "audit.drift",
  stage: "audit",
  title: "Compare the last whole month with the three before",
  why: "The index of each measure is the sum over its items of (share - reference) * ln(share / reference), in whole millionths so that both engines give the same result. It is flagged only if it exceeds what chance explains for this amount of feedback. Rows of earlier months stay unchanged.",
  writes: "curated.drift",
  keeps: "what earlier audits found",
  mode: "sync",
  window: "recent",
  query: driftQuery,
};

function driftQuery(dialect: Dialect): Sql {
  const text = dialect.type("string");
  const bp = (events: Sql, total: Sql): Sql =>
    sql`CAST(coalesce(${dialect.quantise(sql`${dialect.divide(events, total)} * 10000`, 0)}, 0) AS INT)`;
  return sql`WITH audited AS (
  ${auditedMonth(dialect)}
),
audited_feedback AS (
  SELECT
    event.product,
    event.language,
    event.channel,
    CASE WHEN event.product_version IS NULL THEN 'unknown' ELSE 'known' END AS version,
    enrichment.category,
    CASE
      WHEN enrichment.category IS NULL THEN 'uncategorised'
      WHEN enrichment.accepted THEN 'accepted'
      ELSE 'unaccepted'
    END AS coverage,
    enrichment.confidence_bp,
    lpad(CAST(least(enrichment.confidence_bp - enrichment.confidence_bp % 1000, 9000) AS ${text}), 4, '0') AS confidence_band,
    CASE WHEN event.event_date >= audited.audited_month THEN 1 ELSE 0 END AS in_month
  FROM ${table("curated.feedback_event")} AS event
  JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
  JOIN audited ON event.event_date >= audited.reference_start AND event.event_date < audited.next_month
),
-- Feedback that is alike in all of this is counted once, before it is divided up in every way.
feedback_count AS (
  SELECT
    product, language, channel, version, category, coverage, confidence_band, in_month,
    count(*) AS events,
    CAST(sum(confidence_bp) AS BIGINT) AS confidence_sum
  FROM audited_feedback
  GROUP BY product, language, channel, version, category, coverage, confidence_band, in_month
),
divided AS (
  ${join(
    measures.map(
      ({ measure, item, where }) =>
        sql`  SELECT product, ${measure} AS measure, ${item} AS item, in_month, events, confidence_sum FROM feedback_count ${where}`,
    ),
    sql`
  UNION ALL
`,
  )}
),
item_count AS (
  SELECT
    product,
    measure,
    item,
    CAST(sum(events * in_month) AS BIGINT) AS events,
    CAST(sum(events * (1 - in_month)) AS BIGINT) AS reference_events,
    CAST(sum(confidence_sum * in_month) AS BIGINT) AS confidence_sum,
    CAST(sum(confidence_sum * (1 - in_month)) AS BIGINT) AS reference_confidence_sum
  FROM divided
  GROUP BY product, measure, item
),
measure_count AS (
  SELECT
    product,
    measure,
    count(*) AS items,
    CAST(sum(events) AS BIGINT) AS month_events,
    CAST(sum(reference_events) AS BIGINT) AS reference_total,
    CAST(sum(confidence_sum) AS BIGINT) AS confidence_sum,
    CAST(sum(reference_confidence_sum) AS BIGINT) AS reference_confidence_sum
  FROM item_count
  GROUP BY product, measure
),
item_shift AS (
  SELECT
    item_count.product,
    item_count.measure,
    item_count.item,
    item_count.events,
    measure_count.month_events,
    item_count.reference_events,
    measure_count.reference_total,
    ${smoothedShare(sql`item_count.events`, sql`measure_count.month_events`)} AS month_share,
    ${smoothedShare(sql`item_count.reference_events`, sql`measure_count.reference_total`)} AS reference_share
  FROM item_count
  JOIN measure_count ON measure_count.product = item_count.product AND measure_count.measure = item_count.measure
),
item_index AS (
  SELECT
    product, measure, item, events, month_events, reference_events, reference_total,
    ${stabilityMillionths(dialect, sql`month_share`, sql`reference_share`)} AS stability_millionths
  FROM item_shift
),
measure_index AS (
  SELECT product, measure, CAST(sum(stability_millionths) AS BIGINT) AS stability_millionths
  FROM item_index
  GROUP BY product, measure
),
-- Without drift the index is distributed as (1/n + 1/m) times chi-squared with items - 1 degrees of freedom
-- (Yurdakul 2018, Statistical Properties of Population Stability Index), whose quantile is that of Wilson and Hilferty.
quantile AS (
  SELECT
    product, measure,
    CAST(items - 1 AS DOUBLE) AS freedom,
    1 - 2 / (9 * CAST(items - 1 AS DOUBLE)) + CAST(${chanceQuantile} AS DOUBLE) / 100 * sqrt(2 / (9 * CAST(items - 1 AS DOUBLE))) AS cube_root
  FROM measure_count
  WHERE items > 1 AND month_events > 0 AND reference_total > 0
),
measure_judged AS (
  SELECT
    measure_count.product,
    measure_count.measure,
    measure_count.month_events,
    measure_count.reference_total,
    measure_index.stability_millionths,
    coalesce(${millionths(
      dialect,
      sql`quantile.freedom * quantile.cube_root * quantile.cube_root * quantile.cube_root
      * (1 / CAST(measure_count.month_events AS DOUBLE) + 1 / CAST(measure_count.reference_total AS DOUBLE))`,
    )}, 0) AS chance_millionths,
    CASE WHEN measure_count.measure = 'confidence' THEN ${bp(sql`measure_count.confidence_sum`, sql`(measure_count.month_events * 10000)`)} END AS mean_bp,
    CASE WHEN measure_count.measure = 'confidence' THEN ${bp(sql`measure_count.reference_confidence_sum`, sql`(measure_count.reference_total * 10000)`)} END AS reference_mean_bp,
    CASE
      WHEN measure_count.month_events < ${fewestEvents} OR measure_count.reference_total < ${fewestEvents} THEN 'too_few'
      WHEN measure_index.stability_millionths >= ${majorMillionths} THEN 'major'
      WHEN measure_index.stability_millionths >= ${moderateMillionths} THEN 'moderate'
      ELSE 'stable'
    END AS level
  FROM measure_count
  JOIN measure_index ON measure_index.product = measure_count.product AND measure_index.measure = measure_count.measure
  LEFT JOIN quantile ON quantile.product = measure_count.product AND quantile.measure = measure_count.measure
),
measure_flag AS (
  SELECT
    product, measure, month_events, reference_total, stability_millionths, chance_millionths, mean_bp, reference_mean_bp, level,
    level IN ('moderate', 'major') AND stability_millionths > chance_millionths AS flagged
  FROM measure_judged
),
found AS (
  SELECT
    product,
    measure,
    '*' AS item,
    month_events AS events,
    month_events,
    reference_total AS reference_events,
    reference_total,
    stability_millionths,
    chance_millionths,
    mean_bp,
    reference_mean_bp,
    level,
    flagged
  FROM measure_flag
  UNION ALL
  SELECT
    item_index.product,
    item_index.measure,
    item_index.item,
    item_index.events,
    item_index.month_events,
    item_index.reference_events,
    item_index.reference_total,
    item_index.stability_millionths,
    CAST(NULL AS BIGINT) AS chance_millionths,
    CAST(NULL AS INT) AS mean_bp,
    CAST(NULL AS INT) AS reference_mean_bp,
    measure_flag.level,
    measure_flag.flagged AND 5 * item_index.stability_millionths >= measure_flag.stability_millionths AS flagged
  FROM item_index
  JOIN measure_flag ON measure_flag.product = item_index.product AND measure_flag.measure = item_index.measure
)
SELECT
  found.product,
  audited.audited_month,
  found.measure,
  found.item,
  found.events,
  found.month_events,
  found.reference_events,
  found.reference_total,
  ${bp(sql`found.events`, sql`found.month_events`)} AS share_bp,
  ${bp(sql`found.reference_events`, sql`found.reference_total`)} AS reference_share_bp,
  found.stability_millionths,
  found.chance_millionths,
  found.mean_bp,
  found.reference_mean_bp,
  found.level,
  found.flagged
FROM found
CROSS JOIN audited
UNION ALL
-- Earlier audits stay: their feedback may be past its retention, and what was found then is what was acted on.
SELECT ${join(Object.keys(auditTables["curated.drift"].columns).map((name) => sql`earlier.${identifier(name)}`))}
FROM ${table("curated.drift")} AS earlier
CROSS JOIN audited
WHERE earlier.audited_month IS DISTINCT FROM audited.audited_month`;
}
