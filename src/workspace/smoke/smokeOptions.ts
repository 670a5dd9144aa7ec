import type { Plan } from "../../plan/plan.ts";
import type { RuntimeFiles } from "../../databricks/runtimeFiles.ts";
import type { Subject } from "../doctor/subject.ts";
import type { FollowOptions } from "../runJob.ts";
import type { SmokeEntry, SmokeReport } from "./report.ts";

export interface SmokeOptions {
  readonly subject: Subject;
  readonly plan: Plan;
  /** The Python modules that the notebooks call. */
  readonly runtime: RuntimeFiles;
  /** A random word of hexadecimal digits. */
  readonly entropy: string;
  /** Aborts when all but the cleaning up should have ended. */
  readonly deadline: AbortSignal;
  /** Seconds after which the workspace itself ends the job, whatever became of us. */
  readonly jobTimeout: number;
  /** Leave everything where it is. */
  readonly keep: boolean;
  readonly onStep?: ((title: string) => void) | undefined;
  readonly onEntry?: ((entry: SmokeEntry) => void) | undefined;
  /** Waits between two looks at the job. */
  readonly sleep?: FollowOptions["sleep"];
}

export interface SmokeOutcome {
  readonly report: SmokeReport;
  /** For the user who ran it: what is still in the workspace, because it was kept or could not be deleted. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
  /** Why it was stopped from outside: what the caller's signal was aborted with. */
  readonly interruption: unknown;
}
