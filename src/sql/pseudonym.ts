import type { Dialect } from "./dialect.ts";
import { constant, sql, type Sql } from "./sql.ts";

/** What an id is hashed with, so that a pseudonym is no hash that stands elsewhere. */
export const pseudonymPrefix = "fixloop:";

/**
 * What people see instead of an id: 64 letters, equal for equal ids. The mask `mask_key` computes the same, so that a view
 * which shows pseudonyms can be joined to a table whose ids are masked.
 */
export const pseudonym = (dialect: Dialect, id: Sql): Sql =>
  dialect.sha256(sql`concat(${constant(pseudonymPrefix)}, ${id})`);
