import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

export const rateRatioFunction: SqlFunction = {
  name: "rate_ratio",
  parameters: [
    { name: "theta_milli", type: "int" },
    { name: "background", type: "double" },
  ],
  returns: "double",
  comment:
    "r(theta) = b + (1 - b) theta, the rate on the treated side over that of the reference. Theta in thousandths.",
  why: "A share of the rate is background and stays whatever happens, so only the rest follows theta.",
  body: () => sql`background + (1 - background) * (CAST(theta_milli AS DOUBLE) / 1000)`,
};

export const evidenceGainFunction: SqlFunction = {
  name: "evidence_gain",
  parameters: [
    { name: "hits", type: "double" },
    { name: "exposure", type: "double" },
    { name: "reference_hits", type: "double" },
    { name: "reference_exposure", type: "double" },
    { name: "overdispersion", type: "double" },
    { name: "rate_ratio", type: "double" },
    { name: "edge_ratio", type: "double" },
  ],
  returns: "double",
  comment:
    "Evidence for one rate ratio against the edge of the null hypothesis: log likelihood ratio over overdispersion.",
  why: "Given all hits those of the treated side are binomial, so the unknown base rate drops out. No exposure is no evidence.",
  body: () => sql`CASE
  WHEN exposure > 0 AND reference_exposure > 0 THEN (
    hits * ln(rate_ratio / edge_ratio)
    - (hits + reference_hits) * ln((reference_exposure + exposure * rate_ratio) / (reference_exposure + exposure * edge_ratio))
  ) / overdispersion
  ELSE CAST(0 AS DOUBLE)
END`,
};

/** r(theta) of an alternative or the edge; a column of thousandths, and the share of background. */
export const rateRatio = (thetaMilli: Sql, background: Sql): Sql =>
  call(rateRatioFunction, thetaMilli, background);

/** The evidence of one row for one alternative. Columns, each not null and a double. */
export const evidenceGain = (evidence: {
  readonly hits: Sql;
  readonly exposure: Sql;
  readonly referenceHits: Sql;
  readonly referenceExposure: Sql;
  readonly overdispersion: Sql;
  readonly rateRatio: Sql;
  readonly edgeRatio: Sql;
}): Sql =>
  call(
    evidenceGainFunction,
    evidence.hits,
    evidence.exposure,
    evidence.referenceHits,
    evidence.referenceExposure,
    evidence.overdispersion,
    evidence.rateRatio,
    evidence.edgeRatio,
  );
