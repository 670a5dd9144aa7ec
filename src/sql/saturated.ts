import type { Dialect } from "./dialect.ts";
import { sql, type Sql } from "./sql.ts";

/** The largest number of the types that hold sums. */
const largest = {
  "decimal(18,1)": sql`99999999999999999.9`,
  "decimal(18,2)": sql`9999999999999999.99`,
  "decimal(18,4)": sql`99999999999999.9999`,
} as const;

/**
 * A decimal as one of a smaller type; one that is too large as the largest such number of its sign; null stays null. A sum
 * of many large amounts would otherwise fail the cast on both engines and stop the run; a sum itself has room for ten
 * billion amounts that each fill their column.
 */
export function saturated(dialect: Dialect, value: Sql, type: keyof typeof largest): Sql {
  // least and greatest pass over nulls: a sum of nothing would become the largest number
  return sql`CASE WHEN ${value} IS NOT NULL THEN CAST(greatest(least(${value}, ${largest[type]}), -${largest[type]}) AS ${dialect.type(type)}) END`;
}
