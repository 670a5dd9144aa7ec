import type { Dialect } from "../sql/dialect.ts";
import type { Sql, TableName } from "../sql/sql.ts";
import type { FailingOrigins } from "./lineage.ts";
import type { CheckSeverity, StageName } from "./vocabulary.ts";

export interface Check {
  readonly id: string;
  readonly stage: StageName;
  readonly table: TableName;
  /** A sentence that holds when the check passes. */
  readonly title: string;
  /** `error` stops the run, `warn` is recorded and shown; of `quarantine` the rows have left their table already. */
  readonly severity: CheckSeverity;
  /** Whether its rows say in a column `observed` what was found, in words without anything of a customer. */
  readonly observes?: true;
  /** Columns of its rows by which they are found, where these are ids and no one's own: the result names a few. */
  readonly key?: readonly string[];
  /** Selects the rows that break the promise; it passes when there are none. */
  readonly failing: (dialect: Dialect) => Sql;
  /** Lineage of `failing`, for a check that a project adds: that of built-in ones is computed from their SQL. */
  readonly origins?: FailingOrigins;
}
