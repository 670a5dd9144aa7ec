import { asOf } from "../window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * What a fix is judged by: for every fix, channel and day of its watch, complaints and exposure on the treated side and
 * in the reference, all cumulative. Exposure of reviews and tickets is the feedback of every other category in the same
 * channel and scope, so that a lull in traffic, a new version that few have, or a wave of reviews falls out.
 */
export function fixEvidence(dialect: Dialect): Sql {
  const releasedDate = sql`CAST(fix.released_at AS DATE)`;
  const soFar = sql`OVER (PARTITION BY fix.issue_id ORDER BY fix.fix_position ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  const amount = dialect.type("decimal(18,4)");
  const yesterday = dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-1`);
  const total = dialect.type("decimal(28,4)");
  const milli = (value: Sql): Sql => sql`CAST(${dialect.quantise(sql`1000 * (${value})`, 0)} AS BIGINT)`;
  return sql`  WITH fix_bound AS (
    SELECT
      fix.issue_id,
      fix.fix_position,
      CASE WHEN fix.fix_version_key IS NULL THEN 'date' ELSE fix.scope END AS scope,
      fix.fix_version_key,
      ${releasedDate} AS fix_date,
      -- the day on which a fix reaches everybody belongs to neither side, unless it came out at midnight
      CASE WHEN fix.released_at > CAST(${releasedDate} AS TIMESTAMP) THEN ${dialect.addDays(releasedDate, sql`1`)} ELSE ${releasedDate} END AS first_full_date,
      min(CASE WHEN fix.scope = 'version' THEN fix.fix_version_key END) ${soFar} AS unfixed_below_key,
      min(CASE WHEN fix.scope = 'date' OR fix.fix_version_key IS NULL THEN ${releasedDate} END) ${soFar} AS unfixed_before_date,
      lead(${releasedDate}) OVER (PARTITION BY fix.issue_id ORDER BY fix.fix_position) AS next_fix_date
    FROM ${table("curated.fix")} AS fix
  ),
  watched_fix AS (
    SELECT
      fix_bound.*,
      issue.product,
      issue.category,
      issue.onset_date,
      CASE WHEN issue.scope_version IS NOT NULL THEN ${dialect.versionKey(sql`issue.scope_version`)} END AS affected_from_key,
      ${dialect.addDays(sql`issue.onset_date`, sql`-31`)} AS background_from,
      ${dialect.addDays(sql`issue.onset_date`, sql`-4`)} AS background_to,
      -- whole days only; the watch of a fix ends where the next one begins
      least(
        ${yesterday},
        ${dialect.addDays(sql`fix_bound.fix_date`, sql`setting.validate_watch_days`)},
        coalesce(${dialect.addDays(sql`fix_bound.next_fix_date`, sql`-1`)}, ${yesterday})
      ) AS last_date,
      issue_signal.metric,
      issue_signal.area
    FROM fix_bound
    JOIN ${table("curated.issue")} AS issue ON issue.issue_id = fix_bound.issue_id
    CROSS JOIN ${table("curated.setting")} AS setting
    LEFT JOIN ${table("curated.issue_signal")} AS issue_signal
      ON issue_signal.issue_id = fix_bound.issue_id AND issue_signal.accepted AND issue_signal.link_rank = 1
  ),
  category_vote AS (
    SELECT
      product,
      category,
      CASE WHEN channel IN ('reviews', 'survey') THEN 'reviews' ELSE 'tickets' END AS channel,
      version,
      event_date,
      CAST(sum(voters) AS ${amount}) AS votes
    FROM ${table("curated.daily_count")}
    WHERE product IN (SELECT product FROM watched_fix)
    GROUP BY ALL
  ),
  metric_day AS (
    SELECT
      product,
      metric,
      coalesce(area, '-') AS area,
      coalesce(version, '-') AS version,
      measured_date,
      CAST(sum(value) AS ${amount}) AS hits,
      CAST(sum(exposure) AS ${amount}) AS exposure
    FROM ${table("raw.telemetry_point")}
    WHERE metric_kind = 'count' AND exposure > 0 AND metric IN (SELECT metric FROM watched_fix WHERE metric IS NOT NULL)
    GROUP BY ALL
  ),
  -- what came from one version on one day is on one side of a fix as a whole
  cell AS (
    SELECT product, version, event_date FROM category_vote
    UNION
    SELECT product, version, measured_date AS event_date FROM metric_day
  ),
  version_key AS (
    SELECT version, CASE WHEN version <> '-' THEN ${dialect.versionKey(sql`version`)} END AS version_key
    FROM (SELECT DISTINCT version FROM cell) AS known_version
  ),
  sided_cell AS (
    SELECT
      watched_fix.issue_id,
      watched_fix.fix_position,
      watched_fix.fix_date,
      watched_fix.product,
      watched_fix.category,
      watched_fix.metric,
      watched_fix.area,
      cell.version,
      cell.event_date,
      CASE
        -- with a version in play, what names none could be on either side
        WHEN version_key.version_key IS NULL AND watched_fix.unfixed_below_key IS NOT NULL THEN NULL
        WHEN version_key.version_key < watched_fix.affected_from_key
          THEN CASE WHEN cell.event_date <= watched_fix.background_to OR cell.event_date >= watched_fix.onset_date THEN 'background' END
        WHEN watched_fix.scope = 'version' AND version_key.version_key >= watched_fix.fix_version_key
          THEN CASE WHEN cell.event_date >= watched_fix.fix_date THEN 'treated' END
        WHEN watched_fix.scope = 'date' AND cell.event_date >= watched_fix.first_full_date THEN 'treated'
        WHEN cell.event_date <= watched_fix.background_to THEN 'background'
        WHEN cell.event_date >= watched_fix.onset_date
          AND coalesce(version_key.version_key < watched_fix.unfixed_below_key, true)
          AND coalesce(cell.event_date < watched_fix.unfixed_before_date, true) THEN 'reference'
      END AS side
    FROM watched_fix
    JOIN cell
      ON cell.product = watched_fix.product
      AND cell.event_date BETWEEN watched_fix.background_from AND watched_fix.last_date
    JOIN version_key ON version_key.version = cell.version
  ),
  topic_day AS (
    SELECT
      sided_cell.issue_id,
      sided_cell.fix_position,
      sided_cell.fix_date,
      category_vote.channel,
      category_vote.category,
      category_vote.category = sided_cell.category AS is_own,
      sided_cell.event_date,
      sided_cell.side,
      CAST(sum(category_vote.votes) AS ${total}) AS votes
    FROM sided_cell
    JOIN category_vote
      ON category_vote.product = sided_cell.product
      AND category_vote.version = sided_cell.version
      AND category_vote.event_date = sided_cell.event_date
    WHERE sided_cell.side IS NOT NULL
    GROUP BY ALL
  ),
  side_day AS (
    SELECT issue_id, fix_position, channel, event_date, side, fix_date,
      CAST(sum(CASE WHEN is_own THEN votes ELSE 0 END) AS ${total}) AS hits,
      CAST(sum(CASE WHEN is_own THEN 0 ELSE votes END) AS ${total}) AS exposure
    FROM topic_day
    GROUP BY ALL
    UNION ALL
    SELECT sided_cell.issue_id, sided_cell.fix_position, 'telemetry' AS channel, sided_cell.event_date, sided_cell.side, sided_cell.fix_date,
      CAST(sum(metric_day.hits) AS ${total}) AS hits,
      CAST(sum(metric_day.exposure) AS ${total}) AS exposure
    FROM sided_cell
    JOIN metric_day
      ON metric_day.product = sided_cell.product
      AND metric_day.metric = sided_cell.metric
      AND metric_day.area = sided_cell.area
      AND metric_day.version = sided_cell.version
      AND metric_day.measured_date = sided_cell.event_date
    WHERE sided_cell.side IS NOT NULL
    GROUP BY ALL
  ),
  -- the days before the fix say how much the daily counts scatter round a steady share: Pearson chi-squared
  -- sum((a - rho e)^2 / (rho e)) = sum(a^2 / e) / rho - sum(a), with rho = sum(a) / sum(e)
  before_fix AS (
    SELECT
      issue_id,
      fix_position,
      channel,
      sum(CASE WHEN side = 'reference' THEN hits END) AS reference_hits,
      sum(CASE WHEN side = 'reference' THEN exposure END) AS reference_exposure,
      sum(CASE WHEN side = 'reference' AND exposure > 0 THEN hits END) AS scattered_hits,
      sum(CASE WHEN side = 'reference' AND exposure > 0 THEN exposure END) AS scattered_exposure,
      sum(CASE WHEN side = 'reference' AND exposure > 0 THEN ${dialect.quantise(dialect.divide(sql`CAST(hits AS DOUBLE) * CAST(hits AS DOUBLE)`, sql`exposure`), 6)} END) AS squares,
      sum(CASE WHEN side = 'reference' AND exposure > 0 THEN 1 ELSE 0 END) AS reference_days,
      sum(CASE WHEN side = 'background' THEN hits END) AS background_hits,
      sum(CASE WHEN side = 'background' THEN exposure END) AS background_exposure
    FROM side_day
    WHERE event_date < fix_date
    GROUP BY ALL
  ),
  scatter AS (
    SELECT
      issue_id,
      fix_position,
      channel,
      background_hits,
      background_exposure,
      ${dialect.divide(sql`reference_hits`, sql`reference_exposure`)} AS reference_rate,
      -- other feedback is counted, not known: C - rho E scatters by 1 + rho where both are Poisson
      greatest(
        CASE WHEN channel = 'telemetry' THEN CAST(1 AS DOUBLE) ELSE 1 + coalesce(${dialect.divide(sql`reference_hits`, sql`reference_exposure`)}, CAST(0 AS DOUBLE)) END,
        coalesce(least(
          ${dialect.divide(
            sql`${dialect.divide(sql`CAST(squares AS DOUBLE) * CAST(scattered_exposure AS DOUBLE)`, sql`scattered_hits`)} - CAST(scattered_hits AS DOUBLE)`,
            sql`(reference_days - 1)`,
          )},
          greatest(CAST(8 AS DOUBLE), 1 + CAST(scattered_hits AS DOUBLE) / (20 * reference_days))
        ), CAST(1 AS DOUBLE))
      ) AS overdispersion
    FROM before_fix
    WHERE reference_days > 0 AND reference_exposure > 0
  ),
  -- rate before the onset as a share of the rate while it was open, one standard deviation to either side; where nothing
  -- was recorded before the onset there is no background
  baseline AS (
    SELECT
      issue_id,
      fix_position,
      channel,
      ${milli(sql`overdispersion`)} AS overdispersion_milli,
      ${dialect.divide(sql`background_hits`, sql`CAST(background_exposure AS DOUBLE) * reference_rate`)} AS background,
      ${dialect.divide(
        sql`greatest(CAST(0 AS DOUBLE), CAST(background_hits AS DOUBLE) - sqrt(overdispersion * CAST(background_hits AS DOUBLE)))`,
        sql`CAST(background_exposure AS DOUBLE) * reference_rate`,
      )} AS background_low,
      ${dialect.divide(
        sql`CAST(background_hits AS DOUBLE) + sqrt(overdispersion * (CAST(background_hits AS DOUBLE) + 1))`,
        sql`CAST(background_exposure AS DOUBLE) * reference_rate`,
      )} AS background_high
    FROM scatter
  ),
  fix_channel AS (
    SELECT issue_id, fix_position, fix_date, last_date, 'reviews' AS channel FROM watched_fix
    UNION ALL
    SELECT issue_id, fix_position, fix_date, last_date, 'tickets' AS channel FROM watched_fix
    UNION ALL
    SELECT issue_id, fix_position, fix_date, last_date, 'telemetry' AS channel FROM watched_fix WHERE metric IS NOT NULL
  ),
  look AS (
    SELECT issue_id, fix_position, channel, fix_date, ${dialect.explode(dialect.dateRange(sql`fix_date`, sql`last_date`))} AS event_date
    FROM fix_channel
  ),
  daily AS (
    SELECT
      look.issue_id,
      look.fix_position,
      look.channel,
      look.event_date,
      coalesce(treated.hits, 0) AS hits,
      coalesce(treated.exposure, 0) AS exposure,
      coalesce(concurrent.hits, 0) + CASE WHEN look.event_date = look.fix_date THEN coalesce(before_fix.reference_hits, 0) ELSE 0 END AS reference_hits,
      coalesce(concurrent.exposure, 0) + CASE WHEN look.event_date = look.fix_date THEN coalesce(before_fix.reference_exposure, 0) ELSE 0 END AS reference_exposure
    FROM look
    LEFT JOIN side_day AS treated
      ON treated.issue_id = look.issue_id AND treated.fix_position = look.fix_position AND treated.channel = look.channel
      AND treated.event_date = look.event_date AND treated.side = 'treated'
    LEFT JOIN side_day AS concurrent
      ON concurrent.issue_id = look.issue_id AND concurrent.fix_position = look.fix_position AND concurrent.channel = look.channel
      AND concurrent.event_date = look.event_date AND concurrent.side = 'reference'
    LEFT JOIN before_fix
      ON before_fix.issue_id = look.issue_id AND before_fix.fix_position = look.fix_position AND before_fix.channel = look.channel
  ),
  cumulative AS (
    SELECT
      issue_id,
      fix_position,
      channel,
      event_date,
      hits AS observed_day,
      exposure AS exposure_day,
      sum(hits) ${upToDay} AS observed,
      sum(exposure) ${upToDay} AS exposure,
      sum(reference_hits) ${upToDay} AS reference_observed,
      sum(reference_exposure) ${upToDay} AS reference_exposure
    FROM daily
  ),
  -- one other category that grows or heals with the release moves the sum of all, but not the median of their ratios
  topic_before AS (
    SELECT issue_id, fix_position, channel, category,
      CAST(sum(CASE WHEN side = 'reference' AND event_date < fix_date THEN votes ELSE 0 END) AS ${total}) AS reference_votes
    FROM topic_day
    WHERE NOT is_own AND side IN ('reference', 'treated')
    GROUP BY ALL
  ),
  topic_watch AS (
    SELECT
      topic_day.issue_id, topic_day.fix_position, topic_day.channel, topic_day.category, topic_day.event_date,
      sum(CASE WHEN topic_day.side = 'treated' THEN topic_day.votes ELSE 0 END) AS votes,
      sum(CASE WHEN topic_day.side = 'reference' THEN topic_day.votes ELSE 0 END) AS reference_votes
    FROM topic_day
    WHERE NOT topic_day.is_own AND topic_day.side IN ('reference', 'treated') AND topic_day.event_date >= topic_day.fix_date
    GROUP BY ALL
  ),
  topic_look AS (
    SELECT
      look.issue_id,
      look.fix_position,
      look.channel,
      look.event_date,
      CAST(sum(coalesce(topic_watch.votes, 0)) ${topicUpToDay} AS DOUBLE) AS votes,
      CAST(topic_before.reference_votes + sum(coalesce(topic_watch.reference_votes, 0)) ${topicUpToDay} AS DOUBLE) AS reference_votes
    FROM look
    JOIN topic_before
      ON topic_before.issue_id = look.issue_id AND topic_before.fix_position = look.fix_position AND topic_before.channel = look.channel
    LEFT JOIN topic_watch
      ON topic_watch.issue_id = look.issue_id AND topic_watch.fix_position = look.fix_position AND topic_watch.channel = look.channel
      AND topic_watch.category = topic_before.category AND topic_watch.event_date = look.event_date
  ),
  middle_topic AS (
    SELECT
      topic_look.issue_id,
      topic_look.fix_position,
      topic_look.channel,
      topic_look.event_date,
      ${dialect.quantise(dialect.median(sql`(topic_look.votes + 0.5) / (topic_look.reference_votes + 0.5)`), 9)} AS exposure_ratio
    FROM topic_look
    JOIN cumulative
      ON cumulative.issue_id = topic_look.issue_id AND cumulative.fix_position = topic_look.fix_position
      AND cumulative.channel = topic_look.channel AND cumulative.event_date = topic_look.event_date
    WHERE topic_look.reference_votes * CAST(cumulative.exposure AS DOUBLE) >= ${leastTopicVotes} * CAST(cumulative.reference_exposure AS DOUBLE)
      AND cumulative.reference_exposure > 0
    GROUP BY topic_look.issue_id, topic_look.fix_position, topic_look.channel, topic_look.event_date
    HAVING count(*) >= ${leastTopics}
  ),
  robust AS (
    SELECT
      cumulative.*,
      coalesce(CAST(${dialect.quantise(sql`CAST(cumulative.reference_exposure AS DOUBLE) * CAST(middle_topic.exposure_ratio AS DOUBLE)`, 4)} AS ${total}), CAST(cumulative.exposure AS ${total})) AS middle_exposure
    FROM cumulative
    LEFT JOIN middle_topic
      ON middle_topic.issue_id = cumulative.issue_id AND middle_topic.fix_position = cumulative.fix_position
      AND middle_topic.channel = cumulative.channel AND middle_topic.event_date = cumulative.event_date
  )
  SELECT
    robust.issue_id,
    robust.fix_position,
    robust.channel,
    robust.event_date,
    CAST(robust.observed_day AS ${total}) AS observed_day,
    CAST(robust.exposure_day AS ${total}) AS exposure_day,
    CAST(robust.observed AS ${total}) AS observed,
    CAST(robust.exposure AS ${total}) AS exposure,
    least(CAST(robust.exposure AS ${total}), robust.middle_exposure) AS exposure_low,
    greatest(CAST(robust.exposure AS ${total}), robust.middle_exposure) AS exposure_high,
    CAST(robust.reference_observed AS ${total}) AS reference_observed,
    CAST(robust.reference_exposure AS ${total}) AS reference_exposure,
    coalesce(baseline.overdispersion_milli, 1000) AS overdispersion_milli,
    least(750, coalesce(${milli(sql`baseline.background_low`)}, 0)) AS background_low_milli,
    least(750, coalesce(${milli(sql`baseline.background_high`)}, 0)) AS background_high_milli,
    CASE
      WHEN robust.channel = 'telemetry' THEN coalesce(${milli(sql`baseline.background`)} < 750, false)
      ELSE coalesce(${milli(sql`baseline.background`)} < 750, true)
    END AS has_signature
  FROM robust
  LEFT JOIN baseline
    ON baseline.issue_id = robust.issue_id AND baseline.fix_position = robust.fix_position AND baseline.channel = robust.channel`;
}

/** Other categories that must be there, and votes that each must be expected to have, before their median speaks. */
const leastTopics = 5;
const leastTopicVotes = 5;

const upToDay = sql`OVER (PARTITION BY issue_id, fix_position, channel ORDER BY event_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
const topicUpToDay = sql`OVER (
        PARTITION BY look.issue_id, look.fix_position, look.channel, topic_before.category
        ORDER BY look.event_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      )`;
