import { leastExpectedMilli } from "./firstVerdict.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** A spike that is raised for as many days is no outage, campaign or wave. */
const longerThanWaves = 14;

/** One verdict per fix: the first that held, and whether the issue came back later. */
export function validation(dialect: Dialect): Sql {
  const milli = (value: Sql): Sql => sql`CAST(${dialect.quantise(sql`1000 * (${value})`, 0)} AS BIGINT)`;
  return sql`  WITH next_fix AS (
    SELECT issue_id, fix_position, scope, fix_version_key,
      lead(CAST(released_at AS DATE)) OVER (PARTITION BY issue_id ORDER BY fix_position) AS next_fix_date
    FROM ${table("curated.fix")}
  ),
  -- an alarm of the category after the fix held: with a version that has the fix, or raised for longer than waves are
  alarm_return AS (
    SELECT next_fix.issue_id, next_fix.fix_position,
      CASE
        WHEN detection.origin = 'release' THEN detection.alarm_date
        ELSE greatest(detection.alarm_date, ${dialect.addDays(sql`detection.onset_date`, sql`${longerThanWaves}`)})
      END AS returned_date
    FROM next_fix
    JOIN ${table("curated.first_verdict")} AS first_verdict
      ON first_verdict.issue_id = next_fix.issue_id AND first_verdict.fix_position = next_fix.fix_position
      AND first_verdict.verdict = 'fixed'
    JOIN ${table("curated.issue")} AS issue ON issue.issue_id = next_fix.issue_id
    JOIN ${table("curated.detection")} AS detection
      ON detection.product = issue.product AND detection.category = issue.category
      AND detection.level = 'page' AND detection.onset_date > first_verdict.judged_date
    WHERE coalesce(detection.alarm_date < next_fix.next_fix_date, TRUE)
      AND CASE
        WHEN detection.origin = 'release'
          THEN next_fix.scope = 'date' OR ${versionKey(sql`detection.version`)} >= next_fix.fix_version_key
        ELSE ${dialect.daysBetween(sql`detection.onset_date`, sql`detection.end_date`)} >= ${longerThanWaves}
      END
  ),
  watched AS (
    SELECT issue_id, fix_position, min(returned_date) AS returned_date, max(notice_days) AS notice_days
    FROM (
      SELECT issue_id, fix_position, returned_date, notice_days FROM ${table("curated.return_watch")}
      UNION ALL
      SELECT issue_id, fix_position, returned_date, CAST(NULL AS INT) AS notice_days FROM alarm_return
    ) AS return_of_fix
    GROUP BY issue_id, fix_position
  )
  SELECT
    fix.issue_id,
    fix.fix_position,
    CASE WHEN watched.returned_date IS NOT NULL THEN 'regressed' ELSE coalesce(first_verdict.verdict, 'inconclusive') END AS verdict,
    CASE WHEN first_verdict.verdict IS NOT NULL THEN first_verdict.judged_date END AS decided_date,
    coalesce(first_verdict.observed, 0) AS observed,
    coalesce(first_verdict.expected_milli, 0) AS expected_milli,
    ${milli(dialect.divide(sql`1000 * first_verdict.observed`, sql`first_verdict.expected_milli`))} AS rate_ratio_milli,
    coalesce(first_verdict.voice_log_e_milli, 0) AS voice_log_e_milli,
    first_verdict.telemetry_log_e_milli,
    coalesce(first_verdict.failure_log_e_milli, 0) AS failure_log_e_milli,
    watched.returned_date AS recurrence_date,
    CASE WHEN watched.returned_date IS NULL THEN watched.notice_days END AS notice_days,
    CASE
      WHEN watched.returned_date IS NOT NULL THEN 'returned'
      WHEN first_verdict.verdict = 'fixed' THEN 'evidence_for_fix'
      WHEN first_verdict.verdict = 'not_fixed' THEN 'evidence_against_fix'
      WHEN coalesce(first_verdict.judged_date < ${dialect.addDays(sql`CAST(fix.released_at AS DATE)`, sql`setting.validate_min_days`)}, true) THEN 'too_early'
      WHEN coalesce(first_verdict.weight_milli, 0) < ${leastExpectedMilli} THEN 'too_few_complaints'
      WHEN first_verdict.voice_log_e_milli >= setting.validate_log_e_milli
        AND first_verdict.telemetry_log_e_milli < setting.validate_log_e_milli THEN 'telemetry_still_bad'
      ELSE 'not_yet_clear'
    END AS reason
  FROM ${table("curated.fix")} AS fix
  CROSS JOIN ${table("curated.setting")} AS setting
  LEFT JOIN ${table("curated.first_verdict")} AS first_verdict
    ON first_verdict.issue_id = fix.issue_id AND first_verdict.fix_position = fix.fix_position
  LEFT JOIN watched ON watched.issue_id = fix.issue_id AND watched.fix_position = fix.fix_position`;
}
