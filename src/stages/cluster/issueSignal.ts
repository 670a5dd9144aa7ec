import { metricKind } from "../../contract/words.ts";
import { detectedOrigins } from "../../contract/vocabulary.ts";
import { foldText } from "../../sql/functions/foldText.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { type Sql, constants, join, sql, table } from "../../sql/sql.ts";

/** Weeks before and after the onset in which complaints and metrics are held against each other. */
const weeksBefore = 5;
const weeksAfter = 6;

/** Strengths tried, in hundredths: complaints grow by 10 beta for each doubling of the metric beyond its usual level. */
const strengthsHundredth = [3, 10, 30, 100, 300, 1000] as const;

/**
 * A metric that isn't expected has to explain this much more (4.6 = ln 100), in thousandths of a nat. Expected are
 * metrics of the issue's own area, and those without an area that the category names. A metric of another area is shown
 * but never accepted, named or not: many areas measure an `error_count`, some move with the same release by coincidence,
 * and no amount of complaints tells them apart.
 */
const unexpectedPenaltyMilli = 4600;

/** From here a metric is a technical signature of the issue. */
const acceptedLogLikelihoodMilli = 8000;
const acceptedExplainedBp = 7000;

/**
 * Where the complaints are, a signature is at least this far above its level elsewhere, in thousandths: a release often
 * shifts a metric by a little for good, and validation could not tell the healing of less from noise (b < 0.75).
 */
const acceptedRiseMilli = 1333;

/** Metrics kept for an issue. */
const keptSignals = 3;

/**
 * Likelihood link (docs/explanation/statistics.md). Cells are weeks from the onset by version and platform, as far as the metric
 * has these. With rr the rate of a cell against that of its platform in the window, drawn towards 1 by 30 expected
 * events (50 requests for a level), and ex = greatest(rr / median(rr) - 1.1, 0) its excess:
 *
 *   LLR = max over beta of  sum c ln(1 + 10 beta ex) - sum c ln( sum n (1 + 10 beta ex) / sum n )
 *
 * c are the complaints of the category and n all feedback of the cell. R2 is the share of LLR in what the best
 * possible metric would reach (a free rate for every cell), less what that gains by following chance alone.
 */
function query(dialect: Dialect): Sql {
  const strengths = join(
    strengthsHundredth.map((hundredth) => sql`(${hundredth})`),
    sql`, `,
  );
  const week = (date: Sql): Sql =>
    sql`CAST(floor(${dialect.divide(dialect.daysBetween(sql`watched_issue.onset_date`, date), sql`7`)}) AS INTEGER)`;
  const ofMetric = (left: Sql, right: Sql): Sql =>
    sql`${left}.issue_id = ${right}.issue_id AND ${left}.metric = ${right}.metric AND ${left}.area = ${right}.area`;
  const penalty = sql`CASE WHEN is_of_own_area OR has_no_area AND is_named THEN 0 ELSE ${unexpectedPenaltyMilli} END`;
  const inWindow = (date: Sql): Sql =>
    sql`${date} BETWEEN watched_issue.from_date AND watched_issue.until_date`;
  return sql`WITH strength AS (
  SELECT * FROM (VALUES ${strengths}) AS given (beta_hundredth)
),
watched_issue AS (
  SELECT issue_id, product, category, area, origin, onset_date,
    ${versionKey(sql`scope_version`)} AS scope_key,
    ${dialect.addDays(sql`onset_date`, sql`-${7 * weeksBefore}`)} AS from_date,
    least(
      ${dialect.addDays(sql`onset_date`, sql`${7 * weeksAfter - 1}`)},
      ${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-1`)}
    ) AS until_date
  FROM ${table("curated.issue")}
  WHERE origin IN ${constants(detectedOrigins)} AND kind = 'defect'
),
metric_day AS (
  SELECT product, metric, metric_kind, coalesce(area, '-') AS area, coalesce(version, '-') AS version,
    coalesce(${foldText(sql`platform`)}, '-') AS platform, measured_date,
    sum(CASE WHEN metric_kind = ${metricKind("gauge")} THEN CAST(value AS DOUBLE) * coalesce(exposure, 1) ELSE value END) AS amount,
    sum(CAST(coalesce(exposure, 1) AS DOUBLE)) AS exposure
  FROM ${table("raw.telemetry_point")}
  WHERE metric <> 'active_users'
  GROUP BY product, metric, metric_kind, coalesce(area, '-'), coalesce(version, '-'),
    coalesce(${foldText(sql`platform`)}, '-'), measured_date
),
metric_cell AS (
  SELECT watched_issue.issue_id, watched_issue.scope_key, metric_day.metric, metric_day.area, metric_day.metric_kind,
    metric_day.version, metric_day.platform, ${week(sql`metric_day.measured_date`)} AS week,
    sum(metric_day.amount) AS amount, sum(metric_day.exposure) AS exposure
  FROM watched_issue
  JOIN metric_day ON metric_day.product = watched_issue.product AND ${inWindow(sql`metric_day.measured_date`)}
  GROUP BY watched_issue.issue_id, watched_issue.scope_key, metric_day.metric, metric_day.area, metric_day.metric_kind,
    metric_day.version, metric_day.platform, ${week(sql`metric_day.measured_date`)}
),
shaped_cell AS (
  SELECT issue_id, scope_key, metric, area, metric_kind, version, platform, week, amount, exposure,
    max(CASE WHEN version <> '-' THEN 1 ELSE 0 END) OVER of_metric AS has_version,
    max(CASE WHEN platform <> '-' THEN 1 ELSE 0 END) OVER of_metric AS has_platform,
    sum(amount) OVER of_metric AS metric_amount,
    sum(exposure) OVER of_metric AS metric_exposure,
    sum(amount) OVER (PARTITION BY issue_id, metric, area, platform) AS platform_amount,
    sum(exposure) OVER (PARTITION BY issue_id, metric, area, platform) AS platform_exposure
  FROM metric_cell
  WINDOW of_metric AS (PARTITION BY issue_id, metric, area)
),
drawn_cell AS (
  SELECT issue_id, scope_key, metric, area, version, platform, week, amount, exposure, has_version, has_platform,
    ${dialect.divide(sql`platform_amount`, sql`platform_exposure`)} AS usual_rate,
    CASE
      WHEN metric_kind = ${metricKind("gauge")} THEN 50
      ELSE coalesce(${dialect.divide(sql`30 * metric_exposure`, sql`metric_amount`)}, 0)
    END AS pseudo_exposure
  FROM shaped_cell
),
relative_cell AS (
  SELECT issue_id, scope_key, metric, area, version, platform, week, has_version, has_platform,
    coalesce(${dialect.divide(
      sql`amount + pseudo_exposure * usual_rate`,
      sql`((exposure + pseudo_exposure) * usual_rate)`,
    )}, 1) AS relative_rate
  FROM drawn_cell
),
level_cell AS (
  SELECT issue_id, scope_key, metric, area, version, platform, week, has_version, has_platform, relative_rate,
    median(relative_rate) OVER (PARTITION BY issue_id, metric, area) AS middle_rate
  FROM relative_cell
),
shape AS (
  SELECT 1 AS has_version, 1 AS has_platform
  UNION ALL SELECT 1 AS has_version, 0 AS has_platform
  UNION ALL SELECT 0 AS has_version, 1 AS has_platform
  UNION ALL SELECT 0 AS has_version, 0 AS has_platform
),
vote_cell AS (
  SELECT watched_issue.issue_id, shape.has_version, shape.has_platform,
    CASE WHEN shape.has_version = 1 THEN count_row.version ELSE '-' END AS version,
    CASE WHEN shape.has_platform = 1 THEN count_row.platform ELSE '-' END AS platform,
    ${week(sql`count_row.event_date`)} AS week,
    CAST(sum(CASE WHEN count_row.category = watched_issue.category THEN count_row.voters ELSE 0 END) AS DOUBLE) AS complaints,
    CAST(sum(count_row.voters) AS DOUBLE) AS feedback
  FROM watched_issue
  JOIN ${table("curated.daily_count")} AS count_row
    ON count_row.product = watched_issue.product AND ${inWindow(sql`count_row.event_date`)}
  CROSS JOIN shape
  GROUP BY watched_issue.issue_id, shape.has_version, shape.has_platform,
    CASE WHEN shape.has_version = 1 THEN count_row.version ELSE '-' END,
    CASE WHEN shape.has_platform = 1 THEN count_row.platform ELSE '-' END,
    ${week(sql`count_row.event_date`)}
),
linked_cell AS (
  SELECT level_cell.issue_id, level_cell.metric, level_cell.area, vote_cell.complaints, vote_cell.feedback,
    coalesce(${dialect.divide(sql`level_cell.relative_rate`, sql`level_cell.middle_rate`)}, 1) AS level,
    greatest(coalesce(${dialect.divide(sql`level_cell.relative_rate`, sql`level_cell.middle_rate`)}, 1) - 1.1, 0) AS excess,
    sum(vote_cell.complaints) OVER of_metric AS all_complaints,
    sum(vote_cell.feedback) OVER of_metric AS all_feedback
  FROM level_cell
  JOIN vote_cell
    ON vote_cell.issue_id = level_cell.issue_id
    AND vote_cell.has_version = level_cell.has_version
    AND vote_cell.has_platform = level_cell.has_platform
    AND vote_cell.version = level_cell.version
    AND vote_cell.platform = level_cell.platform
    AND vote_cell.week = level_cell.week
    AND vote_cell.feedback > 0
  WINDOW of_metric AS (PARTITION BY level_cell.issue_id, level_cell.metric, level_cell.area)
),
weighed_cell AS (
  SELECT linked_cell.*, strength.beta_hundredth,
    1 + CAST(strength.beta_hundredth AS DOUBLE) / 10 * linked_cell.excess AS factor
  FROM linked_cell
  CROSS JOIN strength
  WHERE linked_cell.all_complaints > 0
),
fitted AS (
  SELECT issue_id, metric, area, beta_hundredth,
    sum(complaints * ln(factor)) - max(all_complaints) * ln(sum(feedback * factor) / max(all_feedback)) AS log_likelihood_ratio
  FROM weighed_cell
  GROUP BY issue_id, metric, area, beta_hundredth
),
best_fit AS (
  SELECT issue_id, metric, area, max(log_likelihood_ratio) AS log_likelihood_ratio
  FROM fitted
  GROUP BY issue_id, metric, area
),
level_of_metric AS (
  SELECT issue_id, metric, area,
    ${dialect.divide(
      sql`sum(CASE WHEN excess > 0 THEN complaints * level ELSE 0 END)`,
      sql`sum(CASE WHEN excess > 0 THEN complaints ELSE 0 END)`,
    )} AS raised_level,
    ${dialect.divide(
      sql`sum(CASE WHEN excess > 0 THEN 0 ELSE feedback * level END)`,
      sql`sum(CASE WHEN excess > 0 THEN 0 ELSE feedback END)`,
    )} AS usual_level,
    sum(CASE WHEN complaints > 0 THEN complaints * ln((complaints / feedback) / (all_complaints / all_feedback)) ELSE 0 END) AS saturated,
    -- gain by chance of a free rate for a cell: half a nat, less if less than half a complaint is expected
    sum(0.55 * (1 - exp(-6 * feedback * all_complaints / all_feedback))) AS by_chance
  FROM linked_cell
  WHERE all_complaints > 0
  GROUP BY issue_id, metric, area
),
likelihood AS (
  SELECT level_of_metric.issue_id, level_of_metric.metric, level_of_metric.area,
    CAST(${dialect.quantise(sql`coalesce(${dialect.divide(sql`raised_level`, sql`usual_level`)}, 0)`, 3)} * 1000 AS BIGINT) AS rise_milli,
    CAST(${dialect.quantise(sql`best_fit.log_likelihood_ratio`, 3)} * 1000 AS BIGINT) AS log_likelihood_ratio_milli,
    CAST(${dialect.quantise(sql`saturated - by_chance`, 3)} * 1000 AS BIGINT) AS explainable_milli
  FROM level_of_metric
  JOIN best_fit ON ${ofMetric(sql`best_fit`, sql`level_of_metric`)}
),
scoped_cell AS (
  SELECT issue_id, metric, area,
    CASE WHEN in_scope THEN log_rate END AS log_inside,
    CASE WHEN in_scope THEN NULL ELSE log_rate END AS log_outside
  FROM (
    SELECT issue_id, metric, area, ln(relative_rate) AS log_rate,
      week >= 0
        AND (scope_key IS NULL OR version = '-' OR ${versionKey(sql`version`)} >= scope_key) AS in_scope
    FROM relative_cell
    WHERE relative_rate > 0
  ) AS log_cell
),
effect AS (
  SELECT issue_id, metric, area,
    avg(log_inside) - avg(log_outside) AS log_ratio,
    sqrt(
      ${dialect.divide(sql`coalesce(var_samp(log_inside), 0)`, sql`count(log_inside)`)}
        + ${dialect.divide(sql`coalesce(var_samp(log_outside), 0)`, sql`count(log_outside)`)}
    ) AS standard_error
  FROM scoped_cell
  GROUP BY issue_id, metric, area
  HAVING count(log_inside) > 0 AND count(log_outside) > 0
),
candidate AS (
  SELECT likelihood.issue_id, likelihood.metric, likelihood.area, likelihood.log_likelihood_ratio_milli,
    likelihood.rise_milli,
    CAST(floor(least(greatest(coalesce(
      ${dialect.divide(sql`likelihood.log_likelihood_ratio_milli * 10000`, sql`greatest(likelihood.explainable_milli, 1)`)}, 0), 0), 10000)) AS INTEGER)
      AS explained_bp,
    replace(likelihood.area, '_', '-') = replace(watched_issue.area, '_', '-') AS is_of_own_area,
    likelihood.area = '-' AS has_no_area,
    category_signal.metric IS NOT NULL AS is_named,
    effect.log_ratio, effect.standard_error
  FROM likelihood
  JOIN watched_issue ON watched_issue.issue_id = likelihood.issue_id
  JOIN effect ON ${ofMetric(sql`effect`, sql`likelihood`)}
  LEFT JOIN ${table("curated.category_signal")} AS category_signal
    ON category_signal.category = watched_issue.category AND category_signal.metric = likelihood.metric
  WHERE likelihood.log_likelihood_ratio_milli > 0
),
scored AS (
  SELECT candidate.*,
    log_likelihood_ratio_milli - ${penalty} AS score_milli,
    (is_of_own_area OR has_no_area)
      AND log_likelihood_ratio_milli - ${penalty} >= ${acceptedLogLikelihoodMilli}
      AND explained_bp >= ${acceptedExplainedBp}
      AND rise_milli >= ${acceptedRiseMilli} AS accepted
  FROM candidate
),
ranked AS (
  SELECT scored.*,
    row_number() OVER (
      PARTITION BY issue_id ORDER BY CASE WHEN accepted THEN 0 ELSE 1 END, score_milli DESC, metric, area
    ) AS link_rank
  FROM scored
)
SELECT issue_id, metric, area, CAST(link_rank AS INTEGER) AS link_rank,
  CAST(${dialect.quantise(sql`1000 * exp(log_ratio)`, 0)} AS BIGINT) AS effect_milli,
  CAST(${dialect.quantise(sql`1000 * exp(log_ratio - 1.96 * standard_error)`, 0)} AS BIGINT) AS effect_low_milli,
  CAST(${dialect.quantise(sql`1000 * exp(log_ratio + 1.96 * standard_error)`, 0)} AS BIGINT) AS effect_high_milli,
  log_likelihood_ratio_milli, explained_bp,
  accepted
FROM ranked
WHERE link_rank <= ${keptSignals}`;
}

export const issueSignal: SqlStep = {
  kind: "sql",
  id: "cluster.issue_signal",
  stage: "cluster",
  title: "Signals of issues",
  why: "A metric is linked to a defect if complaints follow it across weeks, versions and platforms, and not only because both moved at the same time. A metric of another area is never accepted, since many areas measure the same. What is not accepted is shown with its share, for a person to judge.",
  writes: "curated.issue_signal",
  mode: "sync",
  window: "all",
  query,
};
