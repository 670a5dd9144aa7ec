import type { Dialect } from "../sql/dialect.ts";
import type { Sql } from "../sql/sql.ts";

/** Rows of a query with every value as text: integers as digits, times in ISO 8601 without a zone, null as null. */
export type TextRow = Readonly<Record<string, string | null>>;

/** Runs queries in one place: on the database of a local run, or in a catalog of a workspace. */
export interface QueryRunner {
  readonly dialect: Dialect;
  /** Runs one SELECT. Throws what its place throws. */
  readonly rows: (query: Sql) => Promise<readonly TextRow[]>;
}
