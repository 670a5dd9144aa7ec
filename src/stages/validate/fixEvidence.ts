import { evidenceChannel, metricKind } from "../../contract/words.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import { asOf } from "../../contract/window.ts";
import { evidenceChannels, opinionKinds } from "../../contract/vocabulary.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { boundPlatform } from "../cluster/relations.ts";
import { foldText } from "../../sql/functions/foldText.ts";
import { fixBound } from "./relations.ts";
import { saturated } from "../../sql/saturated.ts";
import { constants, join, sql, table, type Sql } from "../../sql/sql.ts";

/** Other categories that must be there, and votes that each must be expected to have, before their median speaks. */
const leastTopics = 5;
const leastTopicVotes = 5;

const telemetry = evidenceChannel("telemetry");
const everyChannel = join(
  evidenceChannels.map((channel) => sql`SELECT ${evidenceChannel(channel)} AS channel`),
  sql` UNION ALL `,
);

/** The channel of evidence that feedback of a channel counts in. */
export const voiceChannel: Sql = sql`CASE WHEN channel IN ${constants(opinionKinds)} THEN ${evidenceChannel("reviews")} ELSE ${evidenceChannel("tickets")} END`;

/**
 * What a fix is judged by: for every fix, channel and day of its watch, complaints and exposure on the treated side and
 * in the reference, all cumulative. Exposure of reviews and tickets is the feedback of every other category in the same
 * channel and scope, so that a lull in traffic, a new version that few have, or a wave of reviews falls out.
 *
 * One chain of aggregates and windows: Spark computes a CTE again wherever it is named, so the large ones are named
 * once.
 */
export function fixEvidence(dialect: Dialect): Sql {
  const yesterday = dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-1`);
  const amount = dialect.type("decimal(18,4)");
  const total = dialect.type("decimal(28,4)");
  const sidedVote = sql`SELECT watched_fix.issue_id, watched_fix.fix_position, watched_fix.fix_date, vote_day.channel, vote_day.category AS topic, vote_day.event_date,
      ${side(sql`vote_day.version_key`, sql`vote_day.event_date`)} AS side,
      CASE WHEN vote_day.category = watched_fix.category THEN vote_day.votes ELSE CAST(0 AS ${amount}) END AS hits,
      CASE WHEN vote_day.category = watched_fix.category THEN CAST(0 AS ${amount}) ELSE vote_day.votes END AS exposure
    FROM watched_fix`;
  const milli = (value: Sql): Sql => sql`CAST(${dialect.quantise(sql`1000 * (${value})`, 0)} AS BIGINT)`;
  const double = (value: Sql): Sql => sql`CAST(${value} AS DOUBLE)`;

  // sum((a - rho e)^2 / (rho e)) = sum(a^2 / e) / rho - sum(a), with rho = sum(a) / sum(e): Pearson chi-squared
  const chiSquared = sql`${dialect.divide(sql`${double(sql`squares`)} * ${double(sql`scattered_exposure`)}`, sql`scattered_hits`)} - ${double(sql`scattered_hits`)}`;
  const background = (hits: Sql): Sql =>
    dialect.divide(hits, sql`${double(sql`background_exposure`)} * reference_rate`);

  return sql`  WITH ${fixBound(dialect)},
  watched_fix AS (
    SELECT
      fix_bound.*,
      issue.product,
      issue.category,
      issue.onset_date,
      CASE WHEN issue.scope_version IS NOT NULL THEN ${versionKey(sql`issue.scope_version`)} END AS affected_from_key,
      ${dialect.addDays(sql`issue.onset_date`, sql`-31`)} AS background_from,
      ${dialect.addDays(sql`issue.onset_date`, sql`-4`)} AS background_to,
      -- whole days only; the watch of a fix ends where the next one begins
      least(
        ${yesterday},
        ${dialect.addDays(sql`fix_bound.fix_date`, sql`setting.validate_watch_days`)},
        coalesce(${dialect.addDays(sql`fix_bound.next_fix_date`, sql`-1`)}, ${yesterday})
      ) AS last_date,
      issue_signal.metric,
      issue_signal.area,
      bound_issue.issue_id IS NOT NULL AS is_bound
    FROM fix_bound
    JOIN ${table("curated.issue")} AS issue ON issue.issue_id = fix_bound.issue_id
    CROSS JOIN ${table("curated.setting")} AS setting
    LEFT JOIN ${table("curated.issue_signal")} AS issue_signal
      ON issue_signal.issue_id = fix_bound.issue_id AND issue_signal.accepted AND issue_signal.link_rank = 1
    LEFT JOIN (SELECT DISTINCT issue_id FROM ${boundPlatform} AS of_issue) AS bound_issue
      ON bound_issue.issue_id = fix_bound.issue_id
  ),
  version_key AS (
    SELECT version, CASE WHEN version <> '-' THEN ${versionKey(sql`version`)} END AS version_key
    FROM (SELECT DISTINCT version FROM ${table("curated.daily_count")}) AS known_version
  ),
  vote_day AS (
    SELECT
      daily_count.product,
      daily_count.category,
      ${voiceChannel} AS channel,
      version_key.version_key,
      daily_count.event_date,
      CAST(sum(daily_count.voters) AS ${amount}) AS votes
    FROM ${table("curated.daily_count")} AS daily_count
    JOIN version_key ON version_key.version = daily_count.version
    GROUP BY ALL
  ),
  bound_platform AS (
    SELECT issue_id, platform FROM ${boundPlatform} AS of_issue
  ),
  bound_vote_day AS (
    SELECT
      bound_platform.issue_id,
      daily_count.product,
      daily_count.category,
      ${voiceChannel} AS channel,
      version_key.version_key,
      daily_count.event_date,
      CAST(sum(daily_count.voters) AS ${amount}) AS votes
    FROM bound_platform
    JOIN watched_fix ON watched_fix.issue_id = bound_platform.issue_id AND watched_fix.fix_position = 1
    JOIN ${table("curated.daily_count")} AS daily_count
      ON daily_count.product = watched_fix.product AND daily_count.platform = bound_platform.platform
      AND daily_count.event_date >= watched_fix.background_from
    JOIN version_key ON version_key.version = daily_count.version
    GROUP BY ALL
  ),
  metric_day AS (
    SELECT
      product,
      metric,
      coalesce(area, '-') AS area,
      CASE WHEN version IS NOT NULL THEN ${versionKey(sql`version`)} END AS version_key,
      ${foldText(sql`platform`)} AS platform,
      measured_date,
      ${saturated(dialect, sql`sum(value)`, "decimal(18,4)")} AS hits,
      ${saturated(dialect, sql`sum(exposure)`, "decimal(18,4)")} AS exposure
    FROM ${table("raw.telemetry_point")}
    WHERE metric_kind = ${metricKind("count")} AND exposure > 0
      AND metric IN (SELECT metric FROM ${table("curated.issue_signal")} WHERE accepted AND link_rank = 1)
    GROUP BY ALL
  ),
  look AS (
    SELECT watched_fix.*, ${dialect.explode(dialect.dateRange(sql`watched_fix.fix_date`, sql`watched_fix.last_date`))} AS event_date
    FROM watched_fix
  ),
  observation AS (
    ${sidedVote}
    JOIN vote_day
      ON vote_day.product = watched_fix.product
      AND vote_day.event_date BETWEEN watched_fix.background_from AND watched_fix.last_date
    WHERE NOT watched_fix.is_bound
    UNION ALL
    ${sidedVote}
    JOIN bound_vote_day AS vote_day
      ON vote_day.issue_id = watched_fix.issue_id
      AND vote_day.event_date BETWEEN watched_fix.background_from AND watched_fix.last_date
    UNION ALL
    SELECT watched_fix.issue_id, watched_fix.fix_position, watched_fix.fix_date, ${telemetry} AS channel, metric_day.metric AS topic,
      metric_day.measured_date AS event_date,
      ${side(sql`metric_day.version_key`, sql`metric_day.measured_date`)} AS side,
      metric_day.hits,
      metric_day.exposure
    FROM watched_fix
    JOIN metric_day
      ON metric_day.product = watched_fix.product
      AND metric_day.metric = watched_fix.metric
      AND metric_day.area = watched_fix.area
      AND metric_day.measured_date BETWEEN watched_fix.background_from AND watched_fix.last_date
    LEFT JOIN bound_platform AS bound
      ON bound.issue_id = watched_fix.issue_id AND bound.platform = metric_day.platform
    WHERE NOT watched_fix.is_bound OR metric_day.platform IS NULL OR bound.platform IS NOT NULL
    -- a row of zeros for each topic and day of the watch, so that running sums also cover days without feedback
    UNION ALL
    SELECT look.issue_id, look.fix_position, look.fix_date, topic.channel, topic.category AS topic, look.event_date,
      'treated' AS side, CAST(0 AS ${amount}) AS hits, CAST(0 AS ${amount}) AS exposure
    FROM look
    JOIN (SELECT DISTINCT product, category, ${voiceChannel} AS channel FROM ${table("curated.daily_count")}) AS topic
      ON topic.product = look.product
    UNION ALL
    SELECT look.issue_id, look.fix_position, look.fix_date, every_channel.channel,
      CASE WHEN every_channel.channel = ${telemetry} THEN look.metric ELSE look.category END AS topic, look.event_date,
      'treated' AS side, CAST(0 AS ${amount}) AS hits, CAST(0 AS ${amount}) AS exposure
    FROM look
    CROSS JOIN (${everyChannel}) AS every_channel
    WHERE every_channel.channel <> ${telemetry} OR look.metric IS NOT NULL
  ),
  topic_day AS (
    SELECT
      issue_id, fix_position, fix_date, channel, topic, event_date,
      sum(CASE WHEN side = 'treated' THEN hits ELSE 0 END) AS hits,
      sum(CASE WHEN side = 'treated' THEN exposure ELSE 0 END) AS exposure,
      sum(CASE WHEN side = 'reference' THEN hits ELSE 0 END) AS reference_hits,
      sum(CASE WHEN side = 'reference' THEN exposure ELSE 0 END) AS reference_exposure,
      sum(CASE WHEN side = 'background' THEN hits ELSE 0 END) AS background_hits,
      sum(CASE WHEN side = 'background' THEN exposure ELSE 0 END) AS background_exposure
    FROM observation
    WHERE side IS NOT NULL
    GROUP BY issue_id, fix_position, fix_date, channel, topic, event_date
  ),
  topic_so_far AS (
    SELECT
      topic_day.*,
      sum(exposure) ${topicUpToDay} AS topic_exposure,
      sum(reference_exposure) ${topicUpToDay} AS topic_reference
    FROM topic_day
  ),
  topic_share AS (
    SELECT
      topic_so_far.*,
      sum(topic_exposure) OVER (PARTITION BY issue_id, fix_position, channel, event_date) AS all_exposure,
      sum(topic_reference) OVER (PARTITION BY issue_id, fix_position, channel, event_date) AS all_reference
    FROM topic_so_far
  ),
  -- one other category that grows or heals with the release moves the sum of all, but not the median of their ratios
  channel_day AS (
    SELECT
      issue_id, fix_position, fix_date, channel, event_date,
      sum(hits) AS hits,
      sum(exposure) AS exposure,
      sum(reference_hits) AS reference_hits,
      sum(reference_exposure) AS reference_exposure,
      sum(background_hits) AS background_hits,
      sum(background_exposure) AS background_exposure,
      count(CASE WHEN ${speaks(dialect)} THEN 1 END) AS topics,
      ${dialect.quantise(
        dialect.median(
          sql`CASE WHEN ${speaks(dialect)} THEN (${double(sql`topic_exposure`)} + 0.5) / (${double(sql`topic_reference`)} + 0.5) END`,
        ),
        9,
      )} AS middle_ratio
    FROM topic_share
    GROUP BY issue_id, fix_position, fix_date, channel, event_date
  ),
  channel_so_far AS (
    SELECT
      issue_id,
      fix_position,
      fix_date,
      channel,
      event_date,
      hits AS observed_day,
      exposure AS exposure_day,
      topics,
      middle_ratio,
      sum(hits) ${upToDay} AS observed,
      sum(exposure) ${upToDay} AS exposure,
      sum(reference_hits) ${upToDay} AS reference_observed,
      sum(reference_exposure) ${upToDay} AS reference_exposure,
      -- the days before the fix show how much daily counts vary around a steady share, and the rate before the onset
      sum(CASE WHEN event_date < fix_date THEN reference_hits ELSE 0 END) ${whole} AS before_hits,
      sum(CASE WHEN event_date < fix_date THEN reference_exposure ELSE 0 END) ${whole} AS before_exposure,
      sum(CASE WHEN event_date < fix_date THEN background_hits ELSE 0 END) ${whole} AS background_hits,
      sum(CASE WHEN event_date < fix_date THEN background_exposure ELSE 0 END) ${whole} AS background_exposure,
      sum(CASE WHEN event_date < fix_date AND reference_exposure > 0 THEN reference_hits END) ${whole} AS scattered_hits,
      sum(CASE WHEN event_date < fix_date AND reference_exposure > 0 THEN reference_exposure END) ${whole} AS scattered_exposure,
      sum(CASE WHEN event_date < fix_date AND reference_exposure > 0 THEN 1 ELSE 0 END) ${whole} AS scattered_days,
      sum(CASE
        WHEN event_date < fix_date AND reference_exposure > 0
          THEN ${dialect.quantise(dialect.divide(sql`${double(sql`reference_hits`)} * ${double(sql`reference_hits`)}`, sql`reference_exposure`), 6)}
      END) ${whole} AS squares
    FROM channel_day
  ),
  scatter AS (
    SELECT
      channel_so_far.*,
      ${dialect.divide(sql`before_hits`, sql`before_exposure`)} AS reference_rate,
      -- the amount of other feedback is a count with its own variance: C - rho E varies by 1 + rho if both are Poisson
      greatest(
        CASE WHEN channel = ${telemetry} THEN CAST(1 AS DOUBLE) ELSE 1 + coalesce(${dialect.divide(sql`before_hits`, sql`before_exposure`)}, CAST(0 AS DOUBLE)) END,
        coalesce(
          least(
            ${dialect.divide(chiSquared, sql`(scattered_days - 1)`)},
            greatest(CAST(8 AS DOUBLE), 1 + ${dialect.divide(sql`scattered_hits`, sql`(20 * scattered_days)`)})
          ),
          CAST(1 AS DOUBLE)
        )
      ) AS overdispersion
    FROM channel_so_far
    WHERE event_date >= fix_date
  ),
  -- rate before the onset as a share of the rate while it was open, one standard deviation to either side, where nothing
  -- was recorded before the onset there is no background
  baseline AS (
    SELECT
      scatter.*,
      ${background(double(sql`background_hits`))} AS background,
      ${background(sql`greatest(CAST(0 AS DOUBLE), ${double(sql`background_hits`)} - sqrt(overdispersion * ${double(sql`background_hits`)}))`)} AS background_low,
      ${background(sql`${double(sql`background_hits`)} + sqrt(overdispersion * (${double(sql`background_hits`)} + 1))`)} AS background_high,
      CASE
        WHEN topics >= ${leastTopics}
          THEN CAST(${dialect.quantise(sql`${double(sql`reference_exposure`)} * ${double(sql`middle_ratio`)}`, 4)} AS ${total})
        ELSE CAST(exposure AS ${total})
      END AS middle_exposure
    FROM scatter
  )
  SELECT
    issue_id,
    fix_position,
    channel,
    event_date,
    CAST(observed_day AS ${total}) AS observed_day,
    CAST(exposure_day AS ${total}) AS exposure_day,
    CAST(observed AS ${total}) AS observed,
    CAST(exposure AS ${total}) AS exposure,
    least(CAST(exposure AS ${total}), middle_exposure) AS exposure_low,
    greatest(CAST(exposure AS ${total}), middle_exposure) AS exposure_high,
    CAST(reference_observed AS ${total}) AS reference_observed,
    CAST(reference_exposure AS ${total}) AS reference_exposure,
    ${milli(sql`overdispersion`)} AS overdispersion_milli,
    least(750, coalesce(${milli(sql`background_low`)}, 0)) AS background_low_milli,
    least(750, coalesce(${milli(sql`background_high`)}, 0)) AS background_high_milli,
    coalesce(${milli(sql`background`)} < 750, channel <> ${telemetry}) AS has_signature
  FROM baseline`;
}

/** Which side of a fix feedback or a metric is on, by version and day; null for neither. Reads `watched_fix`. */
function side(key: Sql, date: Sql): Sql {
  return sql`CASE
        -- if a version matters, feedback without a version could be on either side
        WHEN ${key} IS NULL AND watched_fix.unfixed_below_key IS NOT NULL THEN NULL
        WHEN ${key} < watched_fix.affected_from_key
          THEN CASE WHEN ${date} <= watched_fix.background_to OR ${date} >= watched_fix.onset_date THEN 'background' END
        WHEN watched_fix.scope = 'version' AND ${key} >= watched_fix.fix_version_key
          THEN CASE WHEN ${date} >= watched_fix.fix_date THEN 'treated' END
        WHEN watched_fix.scope = 'date' AND ${date} >= watched_fix.first_full_date THEN 'treated'
        WHEN ${date} <= watched_fix.background_to THEN 'background'
        WHEN ${date} >= watched_fix.onset_date
          AND coalesce(${key} < watched_fix.unfixed_below_key, true)
          AND coalesce(${date} < watched_fix.unfixed_before_date, true) THEN 'reference'
      END`;
}

/** Whether a topic has enough votes to be one of those whose median counts; the own category has no exposure at all. */
const speaks = (dialect: Dialect): Sql =>
  sql`channel <> ${telemetry} AND all_reference > 0
        AND ${dialect.quantise(dialect.divide(sql`CAST(topic_reference AS DOUBLE) * CAST(all_exposure AS DOUBLE)`, sql`all_reference`), 6)} >= ${leastTopicVotes}`;

const upToDay = sql`OVER (PARTITION BY issue_id, fix_position, channel ORDER BY event_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
const topicUpToDay = sql`OVER (PARTITION BY issue_id, fix_position, channel, topic ORDER BY event_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
const whole = sql`OVER (PARTITION BY issue_id, fix_position, channel)`;
