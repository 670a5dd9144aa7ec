import type { Dialect } from "../sql/dialect.ts";
import type { Sql, TableName } from "../sql/sql.ts";
import type { Effect } from "./effect.ts";

/** How what has left the tables leaves the files: those of the tables, and those that records were delivered in. */
export interface Purge {
  readonly effect: Effect;
  /** Tables that rows or values leave. */
  readonly tables: readonly TableName[];
  /** What the runners call the records of files that are searched: a temporary table or view with the columns of `raw.landing`. */
  readonly searchedRecords: string;
  /** Erased records that files still hold: request, source, file, position and the key of a reference. */
  readonly erasedInFiles: (dialect: Dialect) => Sql;
}
