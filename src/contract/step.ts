import type { Dialect } from "../sql/dialect.ts";
import type { Sql, TableName } from "../sql/sql.ts";
import type { DataCheck } from "./dataCheck.ts";
import type { Effect } from "./effect.ts";
import type { StatementOrigins } from "./lineage.ts";
import type { StageName } from "./vocabulary.ts";

/** Which rows a step looks at. */
export type StepWindow =
  /** only rows that the runs of the stage's window (low, high] wrote */
  | "new"
  /** every row of the keys or days that the window touched */
  | "touched"
  /** every row of what it reads, in every run; `rowsRead` says what that grows with */
  | "all"
  /** rows of the months or days before the reference time of the run that the statement names */
  | "recent"
  /** rows past the age that the spec's `retention` names, or that an erasure names */
  | "due";

export interface SqlStep {
  readonly kind: "sql";
  readonly id: string;
  readonly stage: StageName;
  /** One line for progress, plans and the SQL file's header. */
  readonly title: string;
  /** Why it is done this way; the SQL file's header says it to a reader in the workspace. */
  readonly why: string;
  readonly writes: TableName;
  /**
   * - `upsert`: new keys are inserted, rows that differ are updated, nothing is deleted.
   * - `sync`: like upsert, and rows whose key the query no longer gives are deleted.
   * - `amend`: like upsert, and rows that the query marks in its column `is_gone` are deleted: for a step that looks at a
   *   part of its table and may not touch the rest.
   * - `append`: new keys are inserted, known ones left alone (event tables).
   */
  readonly mode: "upsert" | "sync" | "amend" | "append";
  readonly window: StepWindow;
  /**
   * Which of two rows of the query with one key wins: a total order, best first, of columns written `query.name`.
   * Omitted: all other columns, in order.
   */
  readonly winner?: (dialect: Dialect) => Sql;
  /**
   * Why the query gives every key once, whatever its tables hold. No winner is looked for then: the window that does is a
   * sort of every row, a fifth of the processor time of a step such as `ingest.landing_record`.
   */
  readonly oneRowPerKey?: string;
  /**
   * What the query takes over from the table that it writes, such as when a row was first seen. A step that leaves it
   * out may not mention its table: what it wrote before it was killed would change what it writes when it runs again.
   */
  readonly keeps?: string;
  /**
   * A table that a later step of its stage writes, which it reads as earlier runs left it: what that step writes before
   * the run is killed may not change what this one writes when it runs again.
   */
  readonly recalls?: TableName;
  /** Gives every column of the table except provenance, by name. May start with WITH. */
  readonly query: (dialect: Dialect) => Sql;
  /**
   * Of a step that sets rows aside: its query where the project has these checks of severity quarantine. `query` is what
   * it does without any, and what counts for the version of the code.
   */
  readonly judging?: (checks: readonly DataCheck[]) => Pick<SqlStep, "query" | "added">;
  /** Lineage that the checks of a project add to that of the step without any. */
  readonly added?: StatementOrigins;
}

/**
 * A statement that says itself what it does to its table: rows leave, personal values are emptied,
 * the books of an erasure are kept. Like a step's MERGE it finds nothing to do when it runs again.
 */
export interface StatementStep {
  readonly kind: "statement";
  readonly id: string;
  readonly stage: StageName;
  readonly title: string;
  readonly why: string;
  readonly writes: TableName;
  /**
   * - `delete`: rows leave the table.
   * - `update`: values of rows that stay change, such as personal ones that are emptied.
   * - `record`: rows of its own are added or brought up to date.
   */
  readonly mode: "delete" | "update" | "record";
  /** A table that a later step of its stage writes, which it reads as earlier runs left it. */
  readonly recalls?: TableName;
  readonly window: StepWindow;
  /** The task of a job that it shares with the statements next to it: one each would cost seconds each. */
  readonly task?: StatementTask;
  /**
   * Its part in the erasure of a customer, which `fixloop erase` carries out by itself: `find` writes down what is held,
   * `remove` takes it out, `close` writes the receipt and forgets.
   */
  readonly erasure?: "find" | "remove" | "close";
  readonly statement: (dialect: Dialect) => Sql;
}

export interface StatementTask {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

export type Step = SqlStep | StatementStep | Effect;

/** The tables that a step writes. */
export const writesOf = (step: Step): readonly TableName[] =>
  step.kind === "effect" ? step.writes : [step.writes];
