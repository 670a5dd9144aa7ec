import type { Check } from "../contract/check.ts";
import type { SeedTable } from "../contract/seed.ts";
import type { Step } from "../contract/step.ts";
import type { StageName } from "../contract/vocabulary.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { Project } from "../spec/project.ts";
import type { TableName } from "../sql/sql.ts";

export interface Stage {
  readonly name: StageName;
  readonly title: string;
  /** The table whose new rows are the stage's input: what `rows_in` counts. */
  readonly input: TableName;
  /** Work tables that hold a part of the input: their rows count too. */
  readonly alsoInput?: readonly TableName[];
  /** Tables of other stages, seeds and ledgers that its steps read: declared, and held against the SQL by a test. */
  readonly reads: readonly TableName[];
  readonly writes: readonly TableName[];
  /** Tables that are not its own and that its statements change all the same: rows and values leave them. */
  readonly alters?: readonly TableName[];
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
  /** The stage's own seed tables, from the resolved spec and the classifier trained on it. Pure. */
  readonly seeds: (project: Project, classifier: Classifier) => readonly SeedTable[];
}
