import type { CheckOutcome, CheckResult } from "./check.ts";
import { blockingChecks, doctorChecks } from "./registry.ts";
import { runChecks } from "./runChecks.ts";
import { openSubject, type SubjectOptions } from "./subject.ts";

export interface Diagnosis {
  readonly target: string;
  /** Whether the workspace answered at all: without, every result about it is `unknown`. */
  readonly reached: boolean;
  readonly counts: Readonly<Record<CheckOutcome, number>>;
  readonly checks: readonly CheckResult[];
}

/** Checks that ask at the same time. */
const limit = 4;

/** Looks at everything that a target needs. It changes nothing; it wakes the warehouse, and asks a model once where there is one. */
export async function diagnose(
  options: SubjectOptions,
  onResult?: (result: CheckResult) => void,
): Promise<Diagnosis> {
  const checks = await runChecks({ checks: doctorChecks, subject: openSubject(options), limit, onResult });
  const count = (outcome: CheckOutcome): number => checks.filter(({ result }) => result === outcome).length;
  return {
    target: options.target.id,
    reached: checks.find(({ id }) => id === "sign-in")?.result === "ok",
    counts: { ok: count("ok"), warn: count("warn"), fail: count("fail"), unknown: count("unknown") },
    checks,
  };
}

/** What keeps a target from being deployed: the blocking checks that failed. What could not be asked blocks nothing. */
export async function blockers(options: SubjectOptions): Promise<readonly CheckResult[]> {
  const results = await runChecks({ checks: blockingChecks, subject: openSubject(options), limit });
  return results.filter(({ result }) => result === "fail");
}
