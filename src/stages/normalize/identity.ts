import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/**
 * The identity behind a record: user id, e-mail and name together, as far as they are given. A name alone counts
 * within its source only; a record that gives none of them is someone of its own.
 */
export function customerRecordId(
  dialect: Dialect,
  given: {
    readonly user: Sql;
    readonly emailKey: Sql;
    readonly nameKey: Sql;
    readonly source: Sql;
    readonly record: Sql;
  },
): Sql {
  const scope = sql`CASE
      WHEN ${given.user} IS NOT NULL OR ${given.emailKey} IS NOT NULL THEN '-'
      WHEN ${given.nameKey} IS NOT NULL THEN ${given.source}
      ELSE ${given.record}
    END`;
  return hashKey(dialect, [given.user, given.emailKey, given.nameKey, scope]);
}
