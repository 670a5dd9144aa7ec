import type { TableName } from "../sql/sql.ts";
import type { Dialect } from "../sql/dialect.ts";
import { constant, identifier, type Sql } from "../sql/sql.ts";

/** What the contract of today cannot tell of the tables of before. */
export interface TableHistory {
  /**
   * What a required column holds in rows that were written before there was one: an expression over the row's own columns. A
   * required column without one has no upgrade path, and a test says so; an optional one is null there, which it may be.
   */
  readonly backfills: { readonly [Table in string]?: Readonly<Record<string, (dialect: Dialect) => Sql>> };
  /** What a column was called before, newest name first: it is renamed, with what it holds. */
  readonly formerly: { readonly [Table in string]?: Readonly<Record<string, readonly string[]>> };
}

interface KnownHistory extends TableHistory {
  readonly backfills: {
    readonly [Table in TableName]?: Readonly<Record<string, (dialect: Dialect) => Sql>>;
  };
  readonly formerly: { readonly [Table in TableName]?: Readonly<Record<string, readonly string[]>> };
}

/** One entry for every change of `pipeline/tables.ts` that needs more than the contract says. Entries stay: databases are old. */
export const tableHistory: KnownHistory = {
  backfills: {
    // before audit and retention there was one job
    "curated.pipeline_run": { job: () => constant("loop") },
    // before, every change of the row counted as one of its customer
    "curated.customer": { customer_run_id: () => identifier("run_id") },
    // before, an event was the vote; the next run puts its points in the place of such a row
    "curated.issue_member": {
      point_id: () => identifier("event_id"),
      statement_id: () => identifier("event_id"),
    },
  },
  formerly: {},
};
