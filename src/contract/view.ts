import type { Dialect } from "../sql/dialect.ts";
import type { Sql } from "../sql/sql.ts";
import type { ViewColumn } from "./column.ts";
import type { ReaderRole } from "./readerRole.ts";
import type { StageName } from "./vocabulary.ts";

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

export type ViewName = `serving.${string}`;

/** The views of the serving schema, by name. */
export type Views = Readonly<Record<ViewName, ViewContract>>;

/**
 * The contract of a view.
 * @throws TypeError where the pipeline has no such view.
 */
export function viewIn(views: Views, name: ViewName): ViewContract {
  const contract = views[name];
  if (contract === undefined) throw new TypeError(`contract: the pipeline has no view ${name}`);
  return contract;
}

export const viewNamesOf = (views: Views): readonly ViewName[] => Object.keys(views) as readonly ViewName[];
