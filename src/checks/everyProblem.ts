import type { Dialect } from "../sql/dialect.ts";
import { identifier, join, sql, type Sql } from "../sql/sql.ts";

/**
 * The end of a query of a check that observes, over its CTE `problem`: the given columns of each row, each time with all
 * that the rows say in their column `problem`, since of a check one text is kept. A null says nothing.
 */
export function everyProblem(dialect: Dialect, columns: readonly string[], separator = ", "): Sql {
  const ofRow = columns.map((column) => sql`problem.${identifier(column)}`);
  return sql`every_problem AS (
    SELECT ${dialect.arrayJoin(dialect.collectDistinct(sql`problem`), separator)} AS observed FROM problem
  )
  SELECT ${join(ofRow)}, every_problem.observed
  FROM problem
  CROSS JOIN every_problem`;
}
