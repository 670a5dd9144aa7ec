import { evidenceChannel } from "../../contract/words.ts";
import { evidenceGain, rateRatio } from "../../sql/functions/evidenceGain.ts";
import { hypothesisRows, logEValue, type Hypotheses } from "../../statistics/logEValue.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, sql, table, type Sql } from "../../sql/sql.ts";

/** The rate fell below half of what it was (theta: rate after over rate before, background taken off). */
export const fell: Hypotheses = { edgeMilli: 500, alternativesMilli: [30, 100, 200, 300] };
/** The rate stayed above three tenths. */
export const stayed: Hypotheses = { edgeMilli: 300, alternativesMilli: [500, 700, 1000, 1300] };

/** 1000 ln 2: what looking at one more channel costs. */
const secondLookMilli = 693;
/** 1000 log e of reviews and tickets from which on they lean towards a failure. */
const leaningMilli = 300;
/** Complaints that the reference must lead one to expect before a channel speaks, divided by overdispersion, times 1000. */
export const leastExpectedMilli = 3000;
/** A channel whose rate is above this share of the old one speaks against a fix, times 1000. */
const healedBelowMilli = 400;

/**
 * The first verdict of every fix: the one that held first on a daily look from `min_days` on, with the evidence of that
 * day, else the evidence of the newest. Method and its measured error rates: docs/explanation/validation.md.
 */
export function firstVerdict(dialect: Dialect): Sql {
  const milli = (value: Sql): Sql => sql`CAST(${dialect.quantise(sql`1000 * (${value})`, 0)} AS BIGINT)`;
  const voice = sql`channel <> ${evidenceChannel("telemetry")} AND has_signature`;
  const telemetry = sql`channel = ${evidenceChannel("telemetry")} AND has_signature`;
  return sql`  WITH hypothesis AS (
    ${hypothesisRows({ fell, stayed })}
  ),
  evidence AS (
    SELECT
      issue_id,
      fix_position,
      channel,
      event_date,
      has_signature,
      -- without exposure on both sides, there is nothing to compare
      CASE WHEN exposure > 0 AND reference_exposure > 0 THEN CAST(observed AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS observed,
      CASE WHEN exposure > 0 AND reference_exposure > 0 THEN CAST(exposure AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS exposure,
      CASE WHEN exposure > 0 AND reference_exposure > 0 THEN CAST(exposure_low AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS exposure_low,
      CASE WHEN exposure > 0 AND reference_exposure > 0 THEN CAST(exposure_high AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS exposure_high,
      CASE WHEN reference_exposure > 0 THEN CAST(reference_observed AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS reference_observed,
      CASE WHEN reference_exposure > 0 THEN CAST(reference_exposure AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS reference_exposure,
      CAST(overdispersion_milli AS DOUBLE) / 1000 AS overdispersion,
      CAST(background_low_milli AS DOUBLE) / 1000 AS background_low,
      CAST(background_high_milli AS DOUBLE) / 1000 AS background_high
    FROM ${table("curated.fix_evidence")}
  ),
  expectation AS (
    SELECT
      evidence.*,
      coalesce(${dialect.divide(sql`reference_observed * exposure`, sql`reference_exposure`)}, CAST(0 AS DOUBLE)) AS expected,
      coalesce(${dialect.divide(sql`reference_observed * exposure_low`, sql`reference_exposure`)}, CAST(0 AS DOUBLE)) AS expected_low
    FROM evidence
  ),
  -- a fix must hold under the smaller estimate of exposure and background, a failure under the larger
  asked AS (
    SELECT
      issue_id, fix_position, channel, event_date, observed, reference_observed, reference_exposure, overdispersion,
      'fell' AS question, exposure_low AS exposure, background_low AS background
    FROM expectation
    UNION ALL
    SELECT
      issue_id, fix_position, channel, event_date, observed, reference_observed, reference_exposure, overdispersion,
      'stayed' AS question, exposure_high AS exposure, background_high AS background
    FROM expectation
  ),
  gained AS (
    SELECT
      asked.issue_id, asked.fix_position, asked.channel, asked.event_date, asked.question,
      ${evidenceGain({
        hits: sql`asked.observed`,
        exposure: sql`asked.exposure`,
        referenceHits: sql`asked.reference_observed`,
        referenceExposure: sql`asked.reference_exposure`,
        overdispersion: sql`asked.overdispersion`,
        rateRatio: rateRatio(sql`hypothesis.theta_milli`, sql`asked.background`),
        edgeRatio: rateRatio(sql`hypothesis.edge_milli`, sql`asked.background`),
      })} AS gain
    FROM asked
    JOIN hypothesis ON hypothesis.question = asked.question
  ),
  compared_gain AS (
    SELECT
      gained.*,
      max(gain) OVER (PARTITION BY issue_id, fix_position, channel, event_date, question) AS largest
    FROM gained
  ),
  answer AS (
    SELECT
      issue_id, fix_position, channel, event_date, question,
      ${milli(logEValue(sql`gain`, sql`largest`))} AS log_e_milli
    FROM compared_gain
    GROUP BY issue_id, fix_position, channel, event_date, question
  ),
  channel_look AS (
    SELECT
      expectation.issue_id, expectation.fix_position, expectation.channel, expectation.event_date,
      expectation.has_signature, expectation.observed,
      ${milli(sql`expected`)} AS expected_milli,
      ${milli(sql`expected_low / overdispersion`)} AS weight_milli,
      ${milli(sql`((observed + 0.5) / (expected_low + 0.5) - background_low) / (1 - background_low)`)} AS theta_milli,
      fall.log_e_milli AS fall_milli,
      stay.log_e_milli AS stay_milli
    FROM expectation
    JOIN answer AS fall
      ON fall.question = 'fell'
      AND ${sameLook("fall")}
    JOIN answer AS stay
      ON stay.question = 'stayed'
      AND ${sameLook("stay")}
  ),
  look AS (
    SELECT
      issue_id,
      fix_position,
      event_date,
      CAST(sum(CASE WHEN channel <> ${evidenceChannel("telemetry")} THEN observed ELSE 0 END) AS BIGINT) AS observed,
      CAST(sum(CASE WHEN channel <> ${evidenceChannel("telemetry")} THEN expected_milli ELSE 0 END) AS BIGINT) AS expected_milli,
      CAST(sum(CASE WHEN ${voice} THEN weight_milli ELSE 0 END) AS BIGINT) AS weight_milli,
      CAST(sum(CASE WHEN ${voice} THEN fall_milli ELSE 0 END) AS BIGINT) AS voice_fall_milli,
      max(CASE WHEN ${telemetry} THEN fall_milli END) AS telemetry_fall_milli,
      greatest(
        CAST(sum(CASE WHEN ${voice} THEN stay_milli ELSE 0 END) AS BIGINT),
        max(CASE WHEN ${voice} THEN stay_milli - ${secondLookMilli} ELSE 0 END),
        -- a signal may be that of another defect: unless complaints seem to go on, it withholds a verdict and gives none
        CASE
          WHEN sum(CASE WHEN ${voice} THEN stay_milli ELSE 0 END) >= ${leaningMilli}
            THEN max(CASE WHEN ${telemetry} THEN stay_milli ELSE 0 END)
          ELSE 0
        END
      ) - ${secondLookMilli} AS stay_milli,
      max(CASE WHEN has_signature AND weight_milli >= ${leastExpectedMilli} AND theta_milli > ${healedBelowMilli} THEN 1 ELSE 0 END) AS unhealed_channels
    FROM channel_look
    GROUP BY issue_id, fix_position, event_date
  ),
  judged_look AS (
    SELECT
      look.*,
      CASE
        WHEN look.event_date < ${dialect.addDays(sql`CAST(fix.released_at AS DATE)`, sql`setting.validate_min_days`)} THEN NULL
        -- a release that no ticket calls a fix cannot fail as one
        WHEN look.stay_milli >= setting.validate_log_e_milli
          THEN CASE WHEN fix.claimed_by IS DISTINCT FROM 'evidence' THEN 'not_fixed' END
        WHEN look.weight_milli >= ${leastExpectedMilli}
          AND look.voice_fall_milli >= setting.validate_log_e_milli + coalesce(fix.choice_milli, 0)
          AND coalesce(look.telemetry_fall_milli, setting.validate_log_e_milli) >= setting.validate_log_e_milli
          AND look.unhealed_channels = 0 THEN 'fixed'
      END AS verdict
    FROM look
    JOIN ${table("curated.fix")} AS fix ON fix.issue_id = look.issue_id AND fix.fix_position = look.fix_position
    CROSS JOIN ${table("curated.setting")} AS setting
  ),
  -- the first look with a verdict, else the newest look
  deciding_look AS (
    SELECT judged_look.*
    FROM judged_look
    QUALIFY row_number() OVER (
      PARTITION BY issue_id, fix_position
      ORDER BY
        CASE WHEN verdict IS NULL THEN 1 ELSE 0 END,
        CASE WHEN verdict IS NULL THEN NULL ELSE event_date END ASC NULLS LAST,
        event_date DESC NULLS LAST
    ) = 1
  )
  SELECT
    issue_id,
    fix_position,
    verdict,
    event_date AS judged_date,
    observed,
    expected_milli,
    weight_milli,
    voice_fall_milli AS voice_log_e_milli,
    telemetry_fall_milli AS telemetry_log_e_milli,
    stay_milli AS failure_log_e_milli
  FROM deciding_look`;
}

/** An answer is about the same look as the expectation. */
const sameLook = (answer: string): Sql => {
  const name = identifier(answer);
  return sql`${name}.issue_id = expectation.issue_id
AND ${name}.fix_position = expectation.fix_position
AND ${name}.channel = expectation.channel
AND ${name}.event_date = expectation.event_date`;
};
