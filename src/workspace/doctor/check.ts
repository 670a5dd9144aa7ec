import type { Finding } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** A question to the workspace, as data. */
export interface DoctorCheck {
  readonly id: string;
  /** What holds when all is well. */
  readonly title: string;
  /** What is asked, and of whom: what someone who watches the workspace's audit log sees. */
  readonly asks: string;
  /**
   * `error`: a deployment or a run fails where it does not hold. `warning`: an optional item is missing,
   * so that its worst result is `warn`.
   */
  readonly severity: "error" | "warning";
  /** Checks without whose success this one can't be asked. */
  readonly after: readonly string[];
  /** One finding for each thing that it looks at. It throws where it can't ask. */
  readonly run: (subject: Subject) => Promise<readonly Finding[]>;
}

export type CheckOutcome = "ok" | "warn" | "fail" | "unknown";

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly asks: string;
  readonly severity: DoctorCheck["severity"];
  /** The worst of its findings: fail, then unknown, then warn. */
  readonly result: CheckOutcome;
  readonly findings: readonly (Omit<Finding, "state"> & { readonly result: CheckOutcome })[];
}
