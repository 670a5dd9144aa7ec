import { sql, type Sql } from "../../sql/sql.ts";

/**
 * `FROM … QUALIFY`: of the rows of a CTE that share a key the one that stands last, by file name, then place. Sources
 * without a time of delivery give corrections that way: in a later line, or in a file with a later name.
 */
export function latestDelivery(rows: Sql, key: Sql): Sql {
  return sql`FROM ${rows}
QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY file DESC NULLS LAST, record_position DESC NULLS LAST, source NULLS LAST) = 1`;
}
