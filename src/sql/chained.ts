import { join, sql, type Sql } from "./sql.ts";

/** Calls opened on one line, so that a long chain stays within the width of a line of SQL. */
const openedOnALine = 8;

/**
 * One function over and over, each call on what the one before gave, laid out as it is read: the value first, then the
 * arguments of each call in their order, a line each.
 */
export function chained(called: Sql, value: Sql, calls: readonly Sql[]): Sql {
  const separator = sql`),
  `;
  const opened = join(
    calls.map((_, index) =>
      index > 0 && index % openedOnALine === 0 ? sql`\n  ${called}(` : sql`${called}(`,
    ),
    sql``,
  );
  return sql`${opened}
  ${value},
  ${join(calls, separator)}
)`;
}
