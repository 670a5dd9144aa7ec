import { sql, type Sql } from "../sql/sql.ts";

/** Counts and what they are counted among; both not null. */
export interface Counted {
  readonly hits: Sql;
  readonly exposure: Sql;
}

/**
 * Poisson log-likelihood of a rate of its own for each of two parts against one rate for all of it, in nats, at least 0: with
 * o hits among e of exposure, o ln(o / e) summed over the parts, less that of all (the exposures cancel). Quantise it
 * before it is compared.
 */
export const twoRates = (part: Counted, rest: Counted, all: Counted): Sql =>
  sql`${term(part)} + ${term(rest)} - ${term(all)}`;

/** o ln(o / e), 0 where there are no hits. */
function term({ hits, exposure }: Counted): Sql {
  const o = sql`CAST(${hits} AS DOUBLE)`;
  return sql`CASE WHEN ${hits} > 0 AND ${exposure} > 0 THEN ${o} * ln(${o} / CAST(${exposure} AS DOUBLE)) ELSE CAST(0 AS DOUBLE) END`;
}
