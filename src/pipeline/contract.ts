import type { Project } from "../spec/project.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Sql } from "../sql/sql.ts";
import type { TableName } from "./tables.ts";
import type { DataCheck } from "../spec/dataCheck.ts";
import type { CheckSeverity, JobName, stageNames } from "./vocabulary.ts";

/** The column types both engines share. Timestamps are UTC without a zone in the value. */
export type ColumnType =
  | "string"
  | "boolean"
  | "int"
  | "bigint"
  | "double"
  | "date"
  | "timestamp"
  | "array<string>"
  | `decimal(${number},${number})`;

/** Who may see a column: masks, grants and retention follow from it. */
export type ColumnClass = "public" | "internal" | "personal" | "sensitive";

/** A column as it is written: without a class of its own it has that of its table. */
export interface AuthoredColumn {
  readonly type: ColumnType;
  /** One sentence; becomes the column's comment on both engines and its line in the docs. */
  readonly comment: string;
  readonly class?: ColumnClass;
  /**
   * Its mask keeps equal values equal: views join and count by it, and must give the same figures whether the engine
   * evaluates a mask for the owner of the view or for its reader (docs/governance.md).
   */
  readonly pseudonym?: true;
  readonly nullable: boolean;
  /** The closed list of values, where there is one: becomes an accepted-values check. */
  readonly values?: readonly string[];
}

export interface Column extends AuthoredColumn {
  readonly class: ColumnClass;
}

/** Roles that every project has, beside the pipeline itself, which reads and writes everything. */
export const readerRoles = [
  "analyst",
  "reviewer",
  "support",
  "product",
  "executive",
  "platform",
  "steward",
] as const;
export type ReaderRole = (typeof readerRoles)[number];

export type SchemaName = "raw" | "curated" | "serving";
export type StageName = (typeof stageNames)[number] | Exclude<JobName, "loop">;
/** Who writes a table: a stage, the set-up (seeds) or the run itself (ledger). */
export type TableOwner = StageName | "setup" | "ledger";

/**
 * How a table lives.
 * - `state`: the last known truth, one row a key; MERGE updates what differs.
 * - `event`: append-only history; a row once written never changes.
 * - `seed`: authored text and numbers, replaced whole by the set-up.
 * - `work`: emptied and refilled within a run; holds nothing between runs.
 * - `published`: what a serving view shows, each row with the runs from which and until which readers see it.
 * - `ledger`: what ran, when, over which window.
 */
export type TableLife = "state" | "event" | "seed" | "work" | "published" | "ledger";

export interface AuthoredTable {
  readonly comment: string;
  readonly life: TableLife;
  readonly owner: TableOwner;
  /** Class of every column that names none: a table without one is a type error, never an open table. */
  readonly class: ColumnClass;
  /** Roles that may select from it, personal columns masked. Raw tables have none: the pipeline alone reads them. */
  readonly readers: readonly ReaderRole[];
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, AuthoredColumn>>;
  /**
   * Columns of which the MERGE builder keeps the run that changed them last, each with the name of the column that holds it:
   * for steps that must not take every change of the row for one of this value.
   */
  readonly changeRuns?: Readonly<Record<string, string>>;
  /** Columns to cluster by on Delta (at most four). */
  readonly clusterBy?: readonly string[];
  /** Class of retention: how long rows stay, by the spec's `retention`. */
  readonly retention: "raw" | "curated" | "forever";
}

export interface TableContract extends AuthoredTable {
  readonly columns: Readonly<Record<string, Column>>;
}

/** A column of a view: what a value means, and the type that the view's query gives it on both engines. */
export interface ViewColumn {
  readonly type: ColumnType;
  readonly comment: string;
}

interface AuthoredView {
  readonly comment: string;
  readonly owner: StageName | "ledger";
  /** Roles that may select from it, the one it was made for first. */
  readonly readers: readonly ReaderRole[];
  /** Every column of the view, in order. */
  readonly columns: Readonly<Record<string, ViewColumn>>;
  readonly query: (dialect: Dialect) => Sql;
}

/**
 * A view that shows the newest finished run of the loop, whatever a run is just changing: the last stage evaluates its
 * query and publishes the rows (`measure/published.ts`), the view selects those of that run.
 */
export interface FinishedView extends AuthoredView {
  readonly shows: "finished";
  /** Columns of which two rows of the query never have the same values. */
  readonly key: readonly string[];
  /**
   * Columns that follow from the others and the moment of the newest finished run, such as how long something has
   * waited. The view computes them and the query leaves them out: published, they would change every row in every run.
   */
  readonly atReading?: Readonly<Record<string, (dialect: Dialect) => Sql>>;
  /** Columns that the query gives and the view doesn't show: whose a row is, for erasure and retention. */
  readonly unshown?: Readonly<Record<string, ViewColumn>>;
}

/** A view that is evaluated when it is read, also in the middle of a run. */
export interface LiveView extends AuthoredView {
  readonly shows: "live";
  /** Why its reader never sees half of something. */
  readonly why: string;
}

export type ViewContract = FinishedView | LiveView;

/** Which rows a step looks at. */
export type StepWindow =
  /** only rows that the runs of the stage's window (low, high] wrote */
  | "new"
  /** every row of the keys or days that the window touched */
  | "touched"
  /** small aggregates, whole */
  | "all"
  /** rows of the months or days before the moment of the run that the statement names */
  | "recent"
  /** rows past the age that the spec's `retention` names, or that an erasure names */
  | "due";

export interface SqlStep {
  readonly kind: "sql";
  readonly id: string;
  readonly stage: StageName;
  /** One line for progress, plans and the SQL file's header. */
  readonly title: string;
  /** Why it is done this way; the SQL file's header says it to whoever reads it in the workspace. */
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
  readonly judging?: (checks: readonly DataCheck[]) => SqlStep["query"];
}

/** Reads source files into `raw.landing`: the one step each engine does in its own way. */
export interface LandStep {
  readonly kind: "land";
  readonly id: string;
  readonly stage: "ingest";
  readonly title: string;
  readonly why: string;
  readonly writes: "raw.landing";
}

/**
 * A statement that says itself what it does to its table: rows leave, personal values are emptied, a file is rewritten,
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
   * - `purge`: files that hold rows no longer there are rewritten, or leave the storage; no row changes.
   */
  readonly mode: "delete" | "update" | "record" | "purge";
  readonly window: StepWindow;
  /** The task of a job that it shares with the statements beside it: one each would cost seconds each. */
  readonly task?: StatementTask;
  /** Undefined on an engine that has no such statement. */
  readonly statement: (dialect: Dialect) => Sql | undefined;
}

export interface StatementTask {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

export type Step = SqlStep | LandStep | StatementStep;

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
  /** Columns of its rows by which they are found, where these are ids and nobody's own: the result names a few. */
  readonly key?: readonly string[];
  /** Selects the rows that break the promise; it passes when there are none. */
  readonly failing: (dialect: Dialect) => Sql;
}

export interface SeedTable {
  readonly table: TableName;
  /** Values in the column types' JavaScript form: numbers or bigint for integers, text for decimals, dates and timestamps. */
  readonly rows: readonly SeedRow[];
}
export type SeedValue = string | number | bigint | boolean | null | readonly string[];
export type SeedRow = Readonly<Record<string, SeedValue>>;

export interface Stage {
  readonly name: StageName;
  readonly title: string;
  /** The table whose new rows are the stage's input: what `rows_in` counts. */
  readonly input: TableName;
  /** Tables of other stages, seeds and ledgers that its steps read: declared, and held against the SQL by a test. */
  readonly reads: readonly TableName[];
  readonly writes: readonly TableName[];
  /** Tables that are not its own and that its statements change all the same: rows and values leave them. */
  readonly alters?: readonly TableName[];
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
  /** The stage's own seed tables, from the resolved spec. Pure. */
  readonly seeds: (project: Project) => readonly SeedTable[];
}
