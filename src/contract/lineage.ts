import type { RelationName } from "../sql/sql.ts";

/**
 * Where a value comes from, as text:
 * - `curated.issue.events`: a column; of a table of kind `ledger` it is a field of the ledger
 * - `curated.issue.*`: the rows of a table, which is what a count has
 * - `:as_of`: a parameter of the job, `:now` its clock
 * - `constant`: a word or number of the statement itself
 * - `record`: the record of a source file, as the land step reads it
 * - `authored`: the taxonomy or the spec, as the set-up loads it into a seed table
 */
export type Origin = string;

/** What a statement sets, and what decides which rows it touches. */
export interface StatementOrigins {
  /** Of each column that it sets. Empty where it only deletes. */
  readonly columns: Readonly<Record<string, readonly Origin[]>>;
  readonly rows: readonly Origin[];
}

/** One statement that sets columns of a relation, or takes rows from it. */
export interface Writer extends StatementOrigins {
  readonly statement: string;
}

/** Where the rows come from that a query of failing rows gives. */
export interface FailingOrigins {
  /** Tables whose rows it counts. */
  readonly tables: readonly RelationName[];
  /** Of the columns by which a result names its rows. */
  readonly key: readonly Origin[];
  /** Of what it says in `observed`. */
  readonly observed: readonly Origin[];
  /** What decides which rows fail. */
  readonly rows: readonly Origin[];
}

/** Where a table or view comes from. */
export interface RelationLineage {
  readonly relation: string;
  readonly kind: "table" | "view";
  readonly writers: readonly Writer[];
  /** Of every column, over all writers; `constant` where no writer has more to say. */
  readonly columns: Readonly<Record<string, readonly Origin[]>>;
}

export type PlanLineage = ReadonlyMap<string, RelationLineage>;

/** What a view shows and where it comes from, with the columns that its joins take for equal. */
export interface ViewLineage {
  readonly columns: Readonly<Record<string, readonly Origin[]>>;
  readonly equalities: readonly (readonly [string, string])[];
}
