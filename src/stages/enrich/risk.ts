import { riskClasses, type RiskClass } from "../../contract/vocabulary.ts";
import { constant, join, sql, type Sql } from "../../sql/sql.ts";

/** Worst first: where several apply, the worst decides who has to look. */
export const riskOrder = [
  "safety",
  "legal",
  "account_closure",
  "refund",
  "public_reply",
  "none",
] as const satisfies readonly RiskClass[];

const ranked: Record<RiskClass, number> = Object.fromEntries(
  riskClasses.map((risk) => [risk, riskOrder.indexOf(risk)]),
) as Record<RiskClass, number>;

/** Place of a risk class in `riskOrder`, from 0 for the worst; `none` for null. */
export function riskRank(riskClass: Sql): Sql {
  return sql`CASE ${riskClass} ${join(
    riskClasses.map((risk) => sql`WHEN ${constant(risk)} THEN ${ranked[risk]}`),
    sql` `,
  )} ELSE ${ranked.none} END`;
}

/** The risk class at a place of `riskOrder`. */
export function riskAtRank(rank: Sql): Sql {
  return sql`CASE ${rank} ${join(
    riskOrder.map((risk, place) => sql`WHEN ${place} THEN ${constant(risk)}`),
    sql` `,
  )} END`;
}
