import { constant, join, sql, type Sql } from "../sql/sql.ts";

/**
 * One side against a reference: what the test of detection and the test of validation have in common.
 *
 * Given C hits out of C + A, the share of the treated side is binomial with odds k r(theta), k = E / EA, so the base
 * rate that no one knows drops out. For an alternative theta_j against the edge theta_0 of the null hypothesis
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

/** Hypotheses under the names that their rows have, as in `question = 'fell'`. */
export type Questions = Readonly<Record<string, Hypotheses>>;

/** The rows of a CTE `hypothesis`: one for each alternative of each question, with question, theta_milli and edge_milli. */
export function hypothesisRows(questions: Questions): Sql {
  const separator = sql`,
  `;
  const rows = Object.entries(questions).flatMap(([question, { edgeMilli, alternativesMilli }]) =>
    alternativesMilli.map((thetaMilli) => sql`(${constant(question)}, ${thetaMilli}, ${edgeMilli})`),
  );
  return sql`SELECT question, theta_milli, edge_milli
FROM (VALUES
  ${join(rows, separator)}
) AS given (question, theta_milli, edge_milli)`;
}

/**
 * log e as a double, of a group of rows with one hypothesis each: an aggregate. `gain` and `largest`, the largest gain of the
 * group in each of its rows, are doubles. Quantise it before it is compared.
 */
export function logEValue(gain: Sql, largest: Sql): Sql {
  return sql`max(${largest}) + ln(sum(exp(${gain} - ${largest})) / count(*))`;
}

/** The same in numbers, for tests and for a reader who wants to check a row by hand. */
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
