import { evidenceChannel, metricKind } from "../../contract/words.ts";
import { asOf, newTo } from "../../contract/window.ts";
import { evidenceChannels, type EvidenceChannel } from "../../contract/vocabulary.ts";
import { hashKey } from "../../sql/hash.ts";
import { evidenceGain, rateRatio } from "../../sql/functions/evidenceGain.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import { foldText } from "../../sql/functions/foldText.ts";
import { saturated } from "../../sql/saturated.ts";
import { hypothesisRows, logEValue, type Hypotheses } from "../../statistics/logEValue.ts";
import { millionths } from "../../statistics/stabilityIndex.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, sql, table, type Sql } from "../../sql/sql.ts";
import { boundPlatform } from "../cluster/relations.ts";
import { voiceChannel } from "./fixEvidence.ts";
import { fixBound } from "./relations.ts";

/** After a fix held, the rate came back above three tenths of what it was. */
export const returned: Hypotheses = { edgeMilli: 300, alternativesMilli: [500, 750, 1000, 1500] };

/**
 * 1000 ln(2 / alpha): an issue that stays fixed is ever called returned with a probability of at most alpha = 1 %, however
 * long it is watched; two witnesses are asked.
 */
const returnMilli = 5298;

/**
 * Days of one weight in the mixture over the days on which a return may begin. Block k of 28 days has 1 / (k (k + 1)) of
 * all weight, which sums to 1 over all k, so each of its days has w = 1 / (28 k (k + 1)).
 */
const blockDays = 28;

/** Days before the newest that may still get late feedback: the sums that are kept end before them. */
const openDays = 14;

/** Evidence that a return at the old rate would have given in the open days; below it no time to notice one is stated. */
const fewestNoticedMicro = 140_000;

const telemetry = evidenceChannel("telemetry");

/** Of the evidence on the day on which the fix held: what a watch is measured by, and begins again when it changes. */
const frozenColumns = [
  "reference_observed",
  "reference_exposure",
  "exposure",
  "exposure_high",
  "overdispersion_milli",
  "background_high_milli",
] as const;

/**
 * Whether a fixed issue came back, watched for as long as its releases live. For an alternative theta_j, with g_i the
 * evidence of day i (src/statistics/logEValue.ts) and W_t = g_1 + ... + g_t,
 *
 *     log e_t = log mean_j exp( W_t - min over s <= t of ( W_(s-1) + ln(1 / w_s) ) )
 *
 * which is at most the mixture  sum over s of w_s exp(g_s + ... + g_t)  of tests that begin on day s. That is an e-process
 * if the reference rate is known, so P(ever log e_t >= ln(1 / alpha)) <= alpha (Ville's inequality; Shin, Ramdas and
 * Rinaldo 2024, "E-detectors"). Two numbers carry it from run to run: the sum W and the smallest W_(s-1) + ln(1 / w_s).
 * A run looks at the days since the last kept one; late feedback about a kept day lets it begin again.
 *
 * The reference, its overdispersion, background and the correction of exposure are those of the day on which the fix held
 * and do not age. One row per fix and alternative.
 */
export function returnWatch(dialect: Dialect): Sql {
  const yesterday = dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-1`);
  const amount = dialect.type("decimal(18,4)");
  const text = (value: Sql): Sql => sql`CAST(${value} AS ${dialect.type("string")})`;
  const units = (whole: Sql): Sql => sql`CAST(${whole} AS DOUBLE) / 1000000`;
  const ofChannel = (channel: EvidenceChannel, column: string): Sql =>
    text(sql`max(CASE WHEN channel = ${evidenceChannel(channel)} THEN ${identifier(column)} END)`);
  const isNew = (run: Sql): Sql => sql`coalesce((${newTo("validate", run)}), FALSE)`;
  const block = sql`floor((${dialect.daysBetween(sql`decided_date`, sql`event_date`)} - 1) / CAST(${blockDays} AS DOUBLE)) + 1`;
  const startCost = millionths(
    dialect,
    sql`ln(CAST(${blockDays} AS DOUBLE) * (${block}) * ((${block}) + 1))`,
  );
  const gain = (hits: Sql): Sql =>
    millionths(
      dialect,
      evidenceGain({
        hits,
        exposure: sql`day.exposure`,
        referenceHits: sql`day.reference_hits`,
        referenceExposure: sql`day.reference_exposure`,
        overdispersion: sql`day.overdispersion`,
        rateRatio: rateRatio(sql`hypothesis.theta_milli`, sql`day.background`),
        edgeRatio: rateRatio(sql`hypothesis.edge_milli`, sql`day.background`),
      }),
    );

  return sql`  WITH hypothesis AS (
    ${hypothesisRows({ returned })}
  ),
  ${fixBound(dialect)},
  held_fix AS (
    SELECT
      fix_bound.issue_id, fix_bound.fix_position, fix_bound.scope, fix_bound.fix_version_key, fix_bound.unfixed_below_key,
      issue.product, issue.category,
      CASE WHEN issue.scope_version IS NOT NULL THEN ${versionKey(sql`issue.scope_version`)} END AS affected_from_key,
      first_verdict.judged_date AS decided_date,
      least(${yesterday}, coalesce(${dialect.addDays(sql`fix_bound.next_fix_date`, sql`-1`)}, ${yesterday})) AS last_date,
      issue_signal.metric, issue_signal.area,
      bound_issue.issue_id IS NOT NULL AS is_bound
    FROM fix_bound
    JOIN ${table("curated.first_verdict")} AS first_verdict
      ON first_verdict.issue_id = fix_bound.issue_id AND first_verdict.fix_position = fix_bound.fix_position
      AND first_verdict.verdict = 'fixed'
    JOIN ${table("curated.issue")} AS issue ON issue.issue_id = fix_bound.issue_id
    LEFT JOIN ${table("curated.issue_signal")} AS issue_signal
      ON issue_signal.issue_id = fix_bound.issue_id AND issue_signal.accepted AND issue_signal.link_rank = 1
    LEFT JOIN (SELECT DISTINCT issue_id FROM ${boundPlatform} AS of_issue) AS bound_issue
      ON bound_issue.issue_id = fix_bound.issue_id
  ),
  held_evidence AS (
    SELECT
      held_fix.issue_id, held_fix.fix_position, evidence.channel,
      evidence.reference_observed, evidence.reference_exposure, evidence.exposure, evidence.exposure_high,
      evidence.overdispersion_milli, evidence.background_high_milli
    FROM held_fix
    JOIN ${table("curated.fix_evidence")} AS evidence
      ON evidence.issue_id = held_fix.issue_id AND evidence.fix_position = held_fix.fix_position
      AND evidence.event_date = held_fix.decided_date
    WHERE evidence.has_signature AND evidence.exposure > 0 AND evidence.reference_exposure > 0
  ),
  reference AS (
    SELECT
      issue_id, fix_position, channel,
      CAST(reference_observed AS DOUBLE) AS hits,
      CAST(reference_exposure AS DOUBLE) AS exposure,
      ${dialect.divide(sql`exposure_high`, sql`exposure`)} AS correction,
      CAST(overdispersion_milli AS DOUBLE) / 1000 AS overdispersion,
      CAST(background_high_milli AS DOUBLE) / 1000 AS background
    FROM held_evidence
  ),
  evidence_key AS (
    SELECT
      issue_id, fix_position,
      ${hashKey(
        dialect,
        evidenceChannels.flatMap((channel) => frozenColumns.map((column) => ofChannel(channel, column))),
      )} AS evidence_key
    FROM held_evidence
    GROUP BY issue_id, fix_position
  ),
  watched_fix AS (
    SELECT
      held_fix.*,
      ${hashKey(dialect, [
        sql`evidence_key.evidence_key`,
        text(sql`held_fix.decided_date`),
        sql`held_fix.scope`,
        sql`held_fix.fix_version_key`,
        sql`held_fix.unfixed_below_key`,
        sql`held_fix.affected_from_key`,
        sql`held_fix.category`,
        sql`held_fix.metric`,
        sql`held_fix.area`,
      ])} AS reference_key,
      least(held_fix.last_date, ${dialect.addDays(yesterday, sql`-${openDays}`)}) AS target_date
    FROM held_fix
    JOIN evidence_key ON evidence_key.issue_id = held_fix.issue_id AND evidence_key.fix_position = held_fix.fix_position
  ),
  changed_day AS (
    SELECT product, event_date FROM ${table("curated.daily_count")} WHERE ${isNew(sql`run_id`)}
    UNION ALL
    SELECT product, measured_date AS event_date FROM ${table("raw.telemetry_point")} WHERE ${isNew(sql`run_id`)}
  ),
  first_change AS (
    SELECT product, min(event_date) AS changed_date FROM changed_day GROUP BY product
  ),
  kept AS (
    SELECT known.*
    FROM watched_fix
    JOIN ${table("curated.return_watch")} AS known
      ON known.issue_id = watched_fix.issue_id AND known.fix_position = watched_fix.fix_position
      AND known.reference_key = watched_fix.reference_key
    LEFT JOIN first_change ON first_change.product = watched_fix.product
    WHERE known.settled_date <= greatest(watched_fix.target_date, watched_fix.decided_date)
      AND coalesce(first_change.changed_date > known.settled_date, TRUE)
  ),
  -- where it goes on from: what is kept, or the day on which the fix held
  carried AS (
    SELECT
      watched_fix.issue_id, watched_fix.fix_position, watched_fix.decided_date, hypothesis.theta_milli,
      coalesce(kept.settled_date, watched_fix.decided_date) AS settled_date,
      coalesce(kept.voice_sum_micro, 0) AS voice_sum_micro,
      kept.voice_low_micro,
      coalesce(kept.joint_sum_micro, 0) AS joint_sum_micro,
      kept.joint_low_micro,
      CASE WHEN kept.returned_date <= kept.settled_date THEN kept.returned_date END AS returned_date
    FROM watched_fix
    CROSS JOIN hypothesis
    LEFT JOIN kept
      ON kept.issue_id = watched_fix.issue_id AND kept.fix_position = watched_fix.fix_position
      AND kept.theta_milli = hypothesis.theta_milli
  ),
  -- a fix that is known to have returned is watched no more
  watching AS (
    SELECT watched_fix.*, carried.settled_date
    FROM watched_fix
    JOIN carried ON carried.issue_id = watched_fix.issue_id AND carried.fix_position = watched_fix.fix_position
    WHERE carried.theta_milli = ${returned.alternativesMilli[0] ?? 0} AND carried.returned_date IS NULL
  ),
  vote_day AS (
    SELECT
      product, category, ${voiceChannel} AS channel, event_date,
      CASE WHEN version <> '-' THEN ${versionKey(sql`version`)} END AS version_key,
      sum(voters) AS votes
    FROM ${table("curated.daily_count")}
    WHERE event_date > (SELECT min(settled_date) FROM watching)
    GROUP BY product, category, ${voiceChannel}, event_date, version
  ),
  feedback_day AS (
    SELECT product, channel, event_date, version_key, sum(votes) AS votes
    FROM vote_day
    GROUP BY product, channel, event_date, version_key
  ),
  bound_platform AS (
    SELECT issue_id, platform FROM ${boundPlatform} AS of_issue
  ),
  bound_day AS (
    SELECT
      watching.issue_id, watching.fix_position, ${voiceChannel} AS channel, daily_count.event_date,
      CASE WHEN daily_count.version <> '-' THEN ${versionKey(sql`daily_count.version`)} END AS version_key,
      sum(CASE WHEN daily_count.category = watching.category THEN daily_count.voters ELSE 0 END) AS hits,
      sum(CASE WHEN daily_count.category = watching.category THEN 0 ELSE daily_count.voters END) AS exposure
    FROM watching
    JOIN bound_platform ON bound_platform.issue_id = watching.issue_id
    JOIN ${table("curated.daily_count")} AS daily_count
      ON daily_count.product = watching.product AND daily_count.platform = bound_platform.platform
      AND daily_count.event_date > watching.settled_date
    GROUP BY watching.issue_id, watching.fix_position, ${voiceChannel}, daily_count.event_date, daily_count.version
  ),
  metric_day AS (
    SELECT
      product, metric, coalesce(area, '-') AS area, measured_date AS event_date,
      CASE WHEN version IS NOT NULL THEN ${versionKey(sql`version`)} END AS version_key,
      ${foldText(sql`platform`)} AS platform,
      ${saturated(dialect, sql`sum(value)`, "decimal(18,4)")} AS hits,
      ${saturated(dialect, sql`sum(exposure)`, "decimal(18,4)")} AS exposure
    FROM ${table("raw.telemetry_point")}
    WHERE metric_kind = ${metricKind("count")} AND exposure > 0
      AND measured_date > (SELECT min(settled_date) FROM watching)
      AND metric IN (SELECT metric FROM watching)
    GROUP BY product, metric, coalesce(area, '-'), measured_date, version, platform
  ),
  treated AS (
    SELECT watching.issue_id, watching.fix_position, vote_day.channel, vote_day.event_date,
      CAST(vote_day.votes AS ${amount}) AS hits, -CAST(vote_day.votes AS ${amount}) AS exposure
    FROM watching
    JOIN vote_day
      ON vote_day.product = watching.product AND vote_day.category = watching.category
      AND ${isTreated(sql`vote_day`)}
    WHERE NOT watching.is_bound
    UNION ALL
    SELECT watching.issue_id, watching.fix_position, feedback_day.channel, feedback_day.event_date,
      CAST(0 AS ${amount}) AS hits, CAST(feedback_day.votes AS ${amount}) AS exposure
    FROM watching
    JOIN feedback_day ON feedback_day.product = watching.product AND ${isTreated(sql`feedback_day`)}
    WHERE NOT watching.is_bound
    UNION ALL
    SELECT watching.issue_id, watching.fix_position, bound_day.channel, bound_day.event_date,
      CAST(bound_day.hits AS ${amount}) AS hits, CAST(bound_day.exposure AS ${amount}) AS exposure
    FROM watching
    JOIN bound_day
      ON bound_day.issue_id = watching.issue_id AND bound_day.fix_position = watching.fix_position
      AND ${isTreated(sql`bound_day`)}
    UNION ALL
    SELECT watching.issue_id, watching.fix_position, ${telemetry} AS channel, metric_day.event_date,
      CAST(metric_day.hits AS ${amount}) AS hits, CAST(metric_day.exposure AS ${amount}) AS exposure
    FROM watching
    JOIN metric_day
      ON metric_day.product = watching.product AND metric_day.metric = watching.metric AND metric_day.area = watching.area
      AND ${isTreated(sql`metric_day`)}
    LEFT JOIN bound_platform AS bound
      ON bound.issue_id = watching.issue_id AND bound.platform = metric_day.platform
    WHERE NOT watching.is_bound OR metric_day.platform IS NULL OR bound.platform IS NOT NULL
  ),
  channel_day AS (
    SELECT issue_id, fix_position, channel, event_date,
      CAST(sum(hits) AS DOUBLE) AS hits,
      CAST(sum(exposure) AS DOUBLE) AS exposure
    FROM treated
    GROUP BY issue_id, fix_position, channel, event_date
    HAVING sum(exposure) > 0
  ),
  compared_day AS (
    SELECT
      channel_day.issue_id, channel_day.fix_position, channel_day.channel, channel_day.event_date, channel_day.hits,
      channel_day.exposure * reference.correction AS exposure,
      reference.hits AS reference_hits, reference.exposure AS reference_exposure,
      reference.overdispersion, reference.background
    FROM channel_day
    JOIN reference
      ON reference.issue_id = channel_day.issue_id AND reference.fix_position = channel_day.fix_position
      AND reference.channel = channel_day.channel
  ),
  channel_gain AS (
    SELECT day.issue_id, day.fix_position, day.channel, day.event_date, hypothesis.theta_milli,
      ${gain(sql`day.hits`)} AS gain,
      ${gain(sql`day.reference_hits * day.exposure / day.reference_exposure`)} AS full_gain
    FROM compared_day AS day
    CROSS JOIN hypothesis
  ),
  -- reviews and tickets alone, or together with the signal
  witness AS (
    SELECT * FROM (VALUES ('voice'), ('joint')) AS given (witness)
  ),
  day_gain AS (
    SELECT channel_gain.issue_id, channel_gain.fix_position, channel_gain.theta_milli, witness.witness, channel_gain.event_date,
      CAST(sum(CASE WHEN witness.witness = 'joint' OR channel <> ${telemetry} THEN gain ELSE 0 END) AS BIGINT) AS gain,
      CAST(sum(CASE WHEN channel <> ${telemetry} THEN full_gain ELSE 0 END) AS BIGINT) AS full_gain
    FROM channel_gain
    CROSS JOIN witness
    GROUP BY channel_gain.issue_id, channel_gain.fix_position, channel_gain.theta_milli, witness.witness, channel_gain.event_date
  ),
  carried_gain AS (
    SELECT
      day_gain.*, carried.decided_date,
      CASE WHEN day_gain.witness = 'voice' THEN carried.voice_sum_micro ELSE carried.joint_sum_micro END AS sum_before,
      CASE WHEN day_gain.witness = 'voice' THEN carried.voice_low_micro ELSE carried.joint_low_micro END AS low_before
    FROM day_gain
    JOIN carried
      ON carried.issue_id = day_gain.issue_id AND carried.fix_position = day_gain.fix_position
      AND carried.theta_milli = day_gain.theta_milli
  ),
  walk AS (
    SELECT
      carried_gain.*,
      ${startCost} AS start_cost,
      CAST(sum_before + sum(gain) OVER so_far AS BIGINT) AS total
    FROM carried_gain
    WINDOW so_far AS (
      PARTITION BY issue_id, fix_position, theta_milli, witness ORDER BY event_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
  ),
  climb AS (
    SELECT
      issue_id, fix_position, theta_milli, witness, event_date,
      total - least(
        min(total - gain + start_cost) OVER so_far,
        coalesce(low_before, min(total - gain + start_cost) OVER so_far)
      ) AS climb
    FROM walk
    WINDOW so_far AS (
      PARTITION BY issue_id, fix_position, theta_milli, witness ORDER BY event_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
  ),
  compared_climb AS (
    SELECT climb.*, max(climb) OVER (PARTITION BY issue_id, fix_position, witness, event_date) AS largest
    FROM climb
  ),
  witness_day AS (
    SELECT issue_id, fix_position, witness, event_date,
      CAST(${dialect.quantise(sql`1000 * (${logEValue(units(sql`climb`), sql`(${units(sql`largest`)})`)})`, 0)} AS BIGINT) AS log_e_milli
    FROM compared_climb
    GROUP BY issue_id, fix_position, witness, event_date
  ),
  -- a signal may have moved for another reason: it helps what people say, and brings nothing back by itself
  day_of_return AS (
    SELECT issue_id, fix_position, event_date
    FROM witness_day
    GROUP BY issue_id, fix_position, event_date
    HAVING max(log_e_milli) >= ${returnMilli} AND max(CASE WHEN witness = 'voice' THEN log_e_milli END) >= 0
  ),
  first_return AS (
    SELECT issue_id, fix_position, min(event_date) AS returned_date
    FROM day_of_return
    GROUP BY issue_id, fix_position
  ),
  -- what is kept ends with the return: it is the same however many runs look at it
  kept_until AS (
    SELECT
      watching.issue_id, watching.fix_position, watching.last_date,
      least(watching.target_date, coalesce(first_return.returned_date, watching.target_date)) AS kept_date
    FROM watching
    LEFT JOIN first_return
      ON first_return.issue_id = watching.issue_id AND first_return.fix_position = watching.fix_position
  ),
  settled AS (
    SELECT
      walk.issue_id, walk.fix_position, walk.theta_milli,
      CAST(sum(CASE WHEN witness = 'voice' AND event_date <= kept_date THEN gain ELSE 0 END) AS BIGINT) AS voice_gain,
      min(CASE WHEN witness = 'voice' AND event_date <= kept_date THEN total - gain + start_cost END) AS voice_low,
      CAST(sum(CASE WHEN witness = 'joint' AND event_date <= kept_date THEN gain ELSE 0 END) AS BIGINT) AS joint_gain,
      min(CASE WHEN witness = 'joint' AND event_date <= kept_date THEN total - gain + start_cost END) AS joint_low,
      sum(CASE WHEN witness = 'voice' AND event_date > ${dialect.addDays(sql`last_date`, sql`-${openDays}`)} THEN full_gain ELSE 0 END)
        AS full_gain
    FROM walk
    JOIN kept_until ON kept_until.issue_id = walk.issue_id AND kept_until.fix_position = walk.fix_position
    GROUP BY walk.issue_id, walk.fix_position, walk.theta_milli
  ),
  pace AS (
    SELECT issue_id, fix_position, CAST(sum(full_gain) AS BIGINT) AS full_gain
    FROM settled
    WHERE theta_milli = 1000
    GROUP BY issue_id, fix_position
  )
  SELECT
    carried.issue_id, carried.fix_position, carried.theta_milli, watched_fix.reference_key, carried.decided_date,
    greatest(carried.settled_date, coalesce(kept_until.kept_date, carried.settled_date)) AS settled_date,
    carried.voice_sum_micro + coalesce(settled.voice_gain, 0) AS voice_sum_micro,
    least(coalesce(carried.voice_low_micro, settled.voice_low), coalesce(settled.voice_low, carried.voice_low_micro)) AS voice_low_micro,
    carried.joint_sum_micro + coalesce(settled.joint_gain, 0) AS joint_sum_micro,
    least(coalesce(carried.joint_low_micro, settled.joint_low), coalesce(settled.joint_low, carried.joint_low_micro)) AS joint_low_micro,
    coalesce(carried.returned_date, first_return.returned_date) AS returned_date,
    CAST(CASE
      WHEN carried.returned_date IS NULL AND first_return.returned_date IS NULL AND pace.full_gain > ${fewestNoticedMicro}
        THEN ${dialect.quantise(sql`ceil((CAST(${returnMilli} AS DOUBLE) / 1000 + ${noticeCost(dialect)}) * ${1_000_000 * openDays} / pace.full_gain)`, 0)}
    END AS INT) AS notice_days
  FROM carried
  JOIN watched_fix ON watched_fix.issue_id = carried.issue_id AND watched_fix.fix_position = carried.fix_position
  LEFT JOIN settled
    ON settled.issue_id = carried.issue_id AND settled.fix_position = carried.fix_position
    AND settled.theta_milli = carried.theta_milli
  LEFT JOIN kept_until ON kept_until.issue_id = carried.issue_id AND kept_until.fix_position = carried.fix_position
  LEFT JOIN first_return ON first_return.issue_id = carried.issue_id AND first_return.fix_position = carried.fix_position
  LEFT JOIN pace ON pace.issue_id = carried.issue_id AND pace.fix_position = carried.fix_position`;
}

/** Whether feedback or a metric of a day is of users with the fix: of a row of days, by its version. Reads `watching`. */
function isTreated(row: Sql): Sql {
  return sql`${row}.event_date > watching.settled_date AND ${row}.event_date <= watching.last_date
      AND coalesce(${row}.version_key >= watching.affected_from_key, TRUE)
      AND CASE
        WHEN ${row}.version_key IS NULL THEN watching.unfixed_below_key IS NULL
        WHEN watching.scope = 'version' THEN ${row}.version_key >= watching.fix_version_key
        ELSE TRUE
      END`;
}

/** What a return that begins tomorrow has to overcome besides the threshold: the weight of its day, and four alternatives. */
function noticeCost(dialect: Dialect): Sql {
  const block = sql`(floor(${dialect.daysBetween(sql`watched_fix.decided_date`, sql`watched_fix.last_date`)} / CAST(${blockDays} AS DOUBLE)) + 1)`;
  return sql`ln(CAST(${blockDays * returned.alternativesMilli.length} AS DOUBLE) * ${block} * (${block} + 1))`;
}
