import { identifier, join, sql, type Sql } from "../sql/sql.ts";

/**
 * One side against a reference: what the test of detection and the test of validation have in common.
 *
 * Given C hits out of C + A, the share of the treated side is binomial with odds k r(theta), k = E / EA, so the base
 * rate that nobody knows drops out. For an alternative theta_j against the edge theta_0 of the null hypothesis
 *
 *     r(theta) = b + (1 - b) theta
 *     gain_j   = [ C ln(r(theta_j) / r(theta_0)) - (C + A) ln((EA + E r(theta_j)) / (EA + E r(theta_0))) ] / phi
 *     log e    = max_j gain_j + ln( mean_j exp(gain_j - max_j gain_j) )
 *
 * and the test acts when log e >= ln(1 / alpha). Dividing by phi >= 1 keeps the expectation of e at or below 1 for
 * Poisson counts (Jensen) and absorbs overdispersion. One-sided: alternatives all lie on one side of the edge.
 */
export interface Hypotheses {
  /** theta_0, the edge of the null hypothesis, in thousandths. */
  readonly edgeMilli: number;
  /** theta_j, the grid of alternatives, in thousandths; all above the edge or all below it. */
  readonly alternativesMilli: readonly number[];
}

/** Names of columns (cheap to repeat), each not null. Exposures are at least 0 and share one unit. */
export interface EvidenceColumns {
  /** C: hits of the treated side. */
  readonly hits: Sql;
  /** E: exposure of the treated side. */
  readonly exposure: Sql;
  /** A: hits of the reference. */
  readonly referenceHits: Sql;
  /** EA: exposure of the reference. */
  readonly referenceExposure: Sql;
  /** phi: overdispersion, at least 1. */
  readonly overdispersion: Sql;
  /** b: share of the reference rate that is background and stays whatever happens, 0 to below 1; left out for 0. */
  readonly background?: Sql;
}

/** The names that the gains have in a SELECT list: gain_1, gain_2 and so on, one for each alternative. */
export function gainNames(hypotheses: Hypotheses): readonly Sql[] {
  return hypotheses.alternativesMilli.map((_, index) => identifier(`gain_${index + 1}`));
}

/**
 * The gain of every alternative as a double, `... AS gain_1, ... AS gain_2`: one SELECT list. They are 0 where either
 * side has no exposure: hits of nobody are no evidence. A sequential caller may sum them over days (CUSUM) before it asks for the e-value.
 */
export function gains(evidence: EvidenceColumns, hypotheses: Hypotheses): Sql {
  const names = gainNames(hypotheses);
  const edge = rate(hypotheses.edgeMilli, evidence.background);
  return join(
    hypotheses.alternativesMilli.map((alternativeMilli, index) => {
      const alternative = rate(alternativeMilli, evidence.background);
      return sql`${gain(evidence, alternative, edge)} AS ${names[index] ?? sql``}`;
    }),
    sql`,
    `,
  );
}

/** log e as a double from columns that hold the gains (or their CUSUM): quantise it before it is compared. */
export function logEValue(gainColumns: readonly Sql[]): Sql {
  const largest = sql`greatest(${join(gainColumns)})`;
  const terms = join(
    gainColumns.map((column) => sql`exp(${column} - ${largest})`),
    sql` + `,
  );
  return sql`${largest} + ln((${terms}) / ${gainColumns.length})`;
}

function gain(evidence: EvidenceColumns, alternative: Sql, edge: Sql): Sql {
  const { hits, exposure, referenceHits, referenceExposure, overdispersion } = evidence;
  const weighted = (rateRatio: Sql): Sql =>
    sql`(${double(referenceExposure)} + ${double(exposure)} * ${rateRatio})`;
  return sql`CASE WHEN ${exposure} > 0 AND ${referenceExposure} > 0 THEN (${hits} * ln(${alternative} / ${edge}) - (${hits} + ${referenceHits}) * ln(${weighted(alternative)} / ${weighted(edge)})) / ${double(overdispersion)} ELSE CAST(0 AS DOUBLE) END`;
}

function rate(thetaMilli: number, background: Sql | undefined): Sql {
  const theta = sql`(CAST(${thetaMilli} AS DOUBLE) / 1000)`;
  return background === undefined
    ? theta
    : sql`(${double(background)} + (1 - ${double(background)}) * ${theta})`;
}

const double = (column: Sql): Sql => sql`CAST(${column} AS DOUBLE)`;

/** The same in numbers, for tests and for whoever wants to check a row by hand. */
export function gainsOf(
  evidence: {
    readonly hits: number;
    readonly exposure: number;
    readonly referenceHits: number;
    readonly referenceExposure: number;
    readonly overdispersion: number;
    readonly background?: number;
  },
  hypotheses: Hypotheses,
): readonly number[] {
  const { hits, exposure, referenceHits, referenceExposure, overdispersion, background = 0 } = evidence;
  const rateRatio = (thetaMilli: number): number => background + (1 - background) * (thetaMilli / 1000);
  const edge = rateRatio(hypotheses.edgeMilli);
  return hypotheses.alternativesMilli.map((thetaMilli) => {
    if (exposure <= 0 || referenceExposure <= 0) return 0;
    const alternative = rateRatio(thetaMilli);
    const share = (referenceExposure + exposure * alternative) / (referenceExposure + exposure * edge);
    return (hits * Math.log(alternative / edge) - (hits + referenceHits) * Math.log(share)) / overdispersion;
  });
}

/** log e of gains in numbers. */
export function logEValueOf(gainValues: readonly number[]): number {
  const largest = Math.max(...gainValues);
  const mean = gainValues.reduce((sum, value) => sum + Math.exp(value - largest), 0) / gainValues.length;
  return largest + Math.log(mean);
}
