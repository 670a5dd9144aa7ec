import type { Dialect } from "../../sql/dialect.ts";
import { bareHashKey } from "../../sql/hash.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** The id of a pair of identities, as review items name it. The identities themselves are personal. */
export const linkId = (dialect: Dialect): Sql =>
  bareHashKey(dialect, [sql`left_record_id`, sql`right_record_id`]);
