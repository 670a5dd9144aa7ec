import type { Dialect } from "./dialect.ts";
import { join, sql, type Sql } from "./sql.ts";

/**
 * SHA-256 over several text expressions, as a key. Every part is written with its length, and null as `-`, so that
 * no two different lists of parts give the same text: ('a', 'bc') and ('ab', 'c') differ.
 */
export function hashKey(dialect: Dialect, parts: readonly Sql[]): Sql {
  const text = dialect.type("string");
  // not coalesce(concat(…), '-'): DuckDB's concat leaves nulls out, Spark's is null with one
  const framed = parts.map(
    (part) =>
      sql`CASE WHEN ${part} IS NULL THEN '-' ELSE concat(CAST(length(${part}) AS ${text}), ':', ${part}) END`,
  );
  return dialect.sha256(framed.length === 1 ? (framed[0] ?? sql``) : sql`concat(${join(framed)})`);
}
