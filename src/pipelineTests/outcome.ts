import type { PipelineTest } from "../spec/pipelineTest.ts";

/** Column → value as text, as DuckDB writes it; null for null. Only the columns that the test names. */
export type TextRow = Readonly<Record<string, string | null>>;

/** An expected row, and the row that comes nearest to it: what differs. */
export interface ChangedRow {
  readonly expected: TextRow;
  readonly found: TextRow;
  readonly columns: readonly string[];
}

/** A way in which what a test expects is not so. */
export type Problem =
  | {
      readonly kind: "rows";
      readonly table: string;
      /** Expected, and not there in any form. */
      readonly missing: readonly TextRow[];
      /** Expected, and there with other values. */
      readonly changed: readonly ChangedRow[];
      /** There, and not expected. */
      readonly surplus: readonly TextRow[];
    }
  | { readonly kind: "lacks"; readonly table: string; readonly found: readonly TextRow[] }
  | { readonly kind: "count"; readonly table: string; readonly expected: number; readonly found: number }
  | {
      readonly kind: "checks";
      /** Expected to fail, and passed or not run. */
      readonly missing: readonly string[];
      /** Failed, and not expected to. */
      readonly surplus: readonly string[];
    }
  /** The engine refused a row or a statement. */
  | { readonly kind: "stopped"; readonly at: string; readonly message: string };

export interface TestOutcome {
  readonly test: PipelineTest;
  /** Empty where the test passed. */
  readonly problems: readonly Problem[];
}
