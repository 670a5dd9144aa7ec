import type { Dialect } from "./dialect.ts";
import { framed, keyPart } from "./functions/keyPart.ts";
import { join, sql, type Sql } from "./sql.ts";

/**
 * SHA-256 over several text expressions, as a key. Every part is written with its length, and null as `-`, so that
 * no two different lists of parts give the same text: ('a', 'bc') and ('ab', 'c') differ.
 */
export const hashKey = (dialect: Dialect, parts: readonly Sql[]): Sql => hashed(dialect, parts.map(keyPart));

/** The same without a shared function, for what commands run on tables that another version of the code may have set up. */
export const bareHashKey = (dialect: Dialect, parts: readonly Sql[]): Sql =>
  hashed(
    dialect,
    parts.map((part) => framed(dialect, part)),
  );

function hashed(dialect: Dialect, parts: readonly Sql[]): Sql {
  return dialect.sha256(parts.length === 1 ? (parts[0] ?? sql``) : sql`concat(${join(parts)})`);
}
