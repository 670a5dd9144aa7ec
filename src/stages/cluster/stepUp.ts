import { evidenceGain, rateRatio } from "../../sql/functions/evidenceGain.ts";
import { sql, type Sql } from "../../sql/sql.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Hypotheses } from "../../statistics/logEValue.ts";

/**
 * What detection asks: did the rate rise by more than a quarter? Edge and grid are the ones whose false alarms and
 * delays docs/explanation/statistics.md reports; a rise by half is essentially not detectable with them.
 */
export const stepUp: Hypotheses = { edgeMilli: 1250, alternativesMilli: [1500, 2000, 3000, 5000, 8000] };

/** Days before a step that serve as its reference, and as the sample for overdispersion. */
export const referenceDays = 28;

/** Fewest days of reference that tell anything about how a category varies. */
export const fewestReferenceDays = 14;

/** Complaints on the treated side below which nothing is an alarm. */
export const fewestHits = 3;

/** Topics with at least this many expected complaints take part in the drift, and this many such topics are needed. */
const driftExpected = 5;
const driftTopics = 5;

/** Evidence of a row `weighed` for an alternative of the rows `hypothesis`; nothing of the hits is background. */
export const weighedGain: Sql = evidenceGain({
  hits: sql`weighed.hits`,
  exposure: sql`weighed.exposure`,
  referenceHits: sql`weighed.reference_hits`,
  referenceExposure: sql`weighed.reference_exposure`,
  overdispersion: sql`weighed.overdispersion`,
  rateRatio: rateRatio(sql`hypothesis.theta_milli`, sql`CAST(0 AS DOUBLE)`),
  edgeRatio: rateRatio(sql`hypothesis.edge_milli`, sql`CAST(0 AS DOUBLE)`),
});

/**
 * How much more, or less, everyone complains on the treated side than in the reference: the median over topics of
 * their rate ratios. It cancels early adopters, review waves and seasons. With too few topics to take a median of,
 * the ratio of all other feedback together, drawn towards 1 by ten expected complaints.
 *
 * Columns of the row: hits, exposure, reference_hits, reference_exposure; of all topics together with the same
 * exposures: topic_ratio, topic_count, all_hits, all_reference_hits.
 */
export function driftOf(dialect: Dialect): Sql {
  const others = sql`(all_hits - hits)`;
  const othersExpected = dialect.divide(
    sql`(all_reference_hits - reference_hits) * exposure`,
    sql`reference_exposure`,
  );
  return sql`CASE
      WHEN topic_count >= ${driftTopics} THEN topic_ratio
      ELSE coalesce((${others} + 10) / (${othersExpected} + 10), 1)
    END`;
}

/** The rate ratio of one topic where enough is expected of it, else null: what the median is taken of. */
export function topicRatio(dialect: Dialect): Sql {
  const expected = dialect.divide(sql`reference_hits * exposure`, sql`reference_exposure`);
  return sql`CASE WHEN ${dialect.quantise(expected, 6)} >= ${driftExpected} THEN (hits + 0.5) * reference_exposure / ((reference_hits + 0.5) * exposure) END`;
}

/**
 * phi: Pearson's chi-square of the daily counts of a category around its share of all feedback, a degree of freedom,
 * at least 1 and capped. With e_d = c T_d / T it is  T / c * sum(c_d * c_d / T_d) - c, which needs one pass.
 *
 * Columns of the row: reference_hits (c), reference_feedback (T), reference_scatter (the sum), reference_days.
 */
export function overdispersion(dialect: Dialect): Sql {
  const chiSquare = sql`coalesce(${dialect.divide(sql`reference_scatter * reference_feedback`, sql`reference_hits`)} - reference_hits, 0)`;
  return sql`least(
      greatest(CAST(1 AS DOUBLE), coalesce(${dialect.divide(chiSquare, sql`reference_days - 1`)}, 1)),
      greatest(CAST(8 AS DOUBLE), 1 + coalesce(${dialect.divide(sql`reference_hits`, sql`20 * reference_days`)}, 0))
    )`;
}
