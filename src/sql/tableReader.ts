import type { Dialect } from "./dialect.ts";
import type { Sql } from "./sql.ts";

/** Rows of a query with every value as text: integers as digits, times in ISO 8601 without a zone, null as null. */
export type TextRow = Readonly<Record<string, string | null>>;

/** Reads the tables of one place: the snapshot of a local run, or a catalog of a workspace. */
export interface TableReader {
  readonly dialect: Dialect;
  /** Runs one SELECT. Throws what its place throws. */
  readonly rows: (query: Sql) => Promise<readonly TextRow[]>;
}
