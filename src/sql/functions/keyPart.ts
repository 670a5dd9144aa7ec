import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** A part with its length before it, and `-` for null. */
export function framed(dialect: Dialect, part: Sql): Sql {
  // not coalesce(concat(…), '-'): DuckDB's concat leaves nulls out, Spark's is null with one
  return sql`CASE WHEN ${part} IS NULL THEN '-' ELSE concat(CAST(length(${part}) AS ${dialect.type("string")}), ':', ${part}) END`;
}

export const keyPartFunction: SqlFunction = {
  name: "key_part",
  parameters: [{ name: "part", type: "string" }],
  returns: "string",
  comment:
    "A part of a key that is hashed: its length before it, so that no two lists of parts give one text. - for null.",
  why: "Without lengths the keys of (a, bc) and (ab, c) would be one.",
  body: (dialect) => framed(dialect, sql`part`),
};

/** A part of a hash key. */
export const keyPart = (part: Sql): Sql => call(keyPartFunction, part);
