import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** `previous_hash` of the first decision. */
export const genesisHash: Sql = sql`'0000000000000000000000000000000000000000000000000000000000000000'`;

/** Digits of the place in the chain, with which an entry begins: entries sort by it. */
export const placeDigits = 12;

/** Characters of an entry: the place, and a hash. */
export const entryCharacters = placeDigits + 64;

/** What a digest of a decision hides: the text after the nonce; null for null. */
export const saltedDigest = (dialect: Dialect, nonce: Sql, text: Sql): Sql =>
  sql`CASE WHEN ${text} IS NOT NULL THEN ${hashKey(dialect, [nonce, text])} END`;

/**
 * What is hashed of a row of `curated.review_decision`, named `row` here, after the hash of the row before it: its place,
 * then a hash of its other columns, those of the chain itself and of provenance aside.
 */
export function chainEntry(dialect: Dialect, row: Sql): Sql {
  const content = hashKey(dialect, [
    sql`${row}.decision_id`,
    sql`${row}.subject_kind`,
    sql`${row}.verb`,
    sql`${row}.category`,
    sql`${row}.stance`,
    sql`CAST(${dialect.millisecondsBetween(sql`TIMESTAMP '1970-01-01 00:00:00'`, sql`${row}.decided_at`)} AS ${dialect.type("string")})`,
    sql`${row}.subject_digest`,
    sql`${row}.reviewer_digest`,
    sql`${row}.why_digest`,
  ]);
  return sql`concat(lpad(CAST(${row}.sequence_number AS ${dialect.type("string")}), ${placeDigits}, '0'), ${content})`;
}
