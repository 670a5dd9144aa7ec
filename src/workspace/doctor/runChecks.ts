import { BundleCliError } from "../bundleCli.ts";
import { WorkspaceError } from "../errors.ts";
import type { CheckOutcome, CheckResult, DoctorCheck } from "./check.ts";
import { NotAsked, unasked, type Finding } from "./finding.ts";
import { advice } from "./fix.ts";
import type { Subject } from "./subject.ts";

export interface RunOptions {
  readonly checks: readonly DoctorCheck[];
  readonly subject: Subject;
  /** Checks that ask at the same time: the workspace counts calls. */
  readonly limit: number;
  readonly onResult?: ((result: CheckResult) => void) | undefined;
}

/**
 * Runs all checks, each as soon as those that it comes after have ended; a check whose base did not hold asks nothing and is
 * `unknown`. Results are in the order of the checks. Throws the signal's reason, and what is a bug of ours.
 */
export async function runChecks({
  checks,
  subject,
  limit,
  onResult,
}: RunOptions): Promise<readonly CheckResult[]> {
  const slots = limited(limit);
  const running = new Map<string, Promise<CheckResult>>();
  for (const check of checks) {
    const bases = check.after.map((id) => {
      const base = running.get(id);
      if (base === undefined)
        throw new TypeError(`doctor: ${check.id} comes after ${id}, which is not before it`);
      return base;
    });
    running.set(
      check.id,
      Promise.all(bases).then(async (before) => {
        const broken = before.find(({ result }) => result === "fail" || result === "unknown");
        const findings =
          broken === undefined
            ? await slots(async () => ask(check, subject))
            : [unasked(`not checked, since “${broken.title}” fails`)];
        const result = resultOf(check, findings);
        onResult?.(result);
        return result;
      }),
    );
  }
  // a check that throws a bug must not leave the others' rejections unhandled
  const settled = await Promise.allSettled(running.values());
  const failed = settled.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return settled.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
}

async function ask(check: DoctorCheck, subject: Subject): Promise<readonly Finding[]> {
  subject.call.signal?.throwIfAborted();
  try {
    return await check.run(subject);
  } catch (error) {
    if (error instanceof NotAsked) return [unasked(error.message)];
    if (error instanceof BundleCliError) return [unasked(error.message, advice(error.help))];
    if (!(error instanceof WorkspaceError)) throw error;
    return [
      error.status === 403
        ? unasked(
            `${subject.who()} has no permission to check this: ${error.message}`,
            advice("Ask a user with permission, such as a workspace administrator, to run this command."),
          )
        : unasked(error.message, ...(error.retriable ? [advice("Try again in a minute.")] : [])),
    ];
  }
}

function resultOf(check: DoctorCheck, findings: readonly Finding[]): CheckResult {
  const { id, title, asks, severity } = check;
  const judged = findings.map(({ state, ...rest }) => ({ result: outcomeOf(state, severity), ...rest }));
  return { id, title, asks, severity, result: worst(judged.map(({ result }) => result)), findings: judged };
}

function outcomeOf(state: Finding["state"], severity: DoctorCheck["severity"]): CheckOutcome {
  if (state === "lacks") return severity === "error" ? "fail" : "warn";
  return ({ holds: "ok", doubtful: "warn", unasked: "unknown" } as const)[state];
}

const byWeight = ["fail", "unknown", "warn", "ok"] as const;

function worst(outcomes: readonly CheckOutcome[]): CheckOutcome {
  return byWeight.find((outcome) => outcomes.includes(outcome)) ?? "ok";
}

/** Lets so many pieces of work run at a time, the rest in the order in which they came. */
function limited(limit: number): <Output>(work: () => Promise<Output>) => Promise<Output> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
