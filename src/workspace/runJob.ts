import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Call, Job, JobRun, RunState, TaskRun, Workspace } from "./workspace.ts";

/** How a run ended, with what a person needs to know of its failure. */
export interface FollowedRun {
  readonly run: JobRun;
  readonly failures: readonly TaskFailure[];
}

export interface TaskFailure {
  readonly task: string;
  readonly state: RunState;
  /** What Databricks or the statement says, one line after another. It may quote data: for the user who ran it. */
  readonly error: string;
  readonly pageUrl: string | undefined;
}

export interface FollowOptions {
  readonly call: Call;
  /** Waits between two looks: shortly at first, later five seconds. Ends early, without throwing, when the signal aborts. */
  readonly sleep?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** The state of a task changed. */
  readonly onTask?: ((task: TaskRun) => void) | undefined;
  readonly onStart?: ((run: JobRun) => void) | undefined;
}

/** Starts a job, once: the token names the intent, so that a lost answer or a second try starts nothing twice. */
export async function startJob(
  workspace: Pick<Workspace, "jobs">,
  start: {
    readonly jobId: string;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly only?: readonly string[];
    /** What makes this run another one than the last: a random word, or the content it deploys. */
    readonly intent: string;
  },
  call: Call,
): Promise<string> {
  const { intent, ...rest } = start;
  const idempotencyToken = createHash("sha256")
    .update(JSON.stringify([start.jobId, intent]))
    .digest("hex");
  return workspace.jobs.start({ ...rest, idempotencyToken }, call);
}

/** Looks at a run until it has ended. An aborted signal ends the looking, with the signal's reason; the run goes on. */
export async function followRun(
  workspace: Pick<Workspace, "jobs">,
  runId: string,
  options: FollowOptions,
): Promise<FollowedRun> {
  const { call, sleep = timer, onTask, onStart } = options;
  const seen = new Map<string, string>();
  for (let looks = 0; ; looks += 1) {
    const run = await workspace.jobs.run(runId, call);
    if (looks === 0) onStart?.(run);
    for (const task of inOrderOfWork(run.tasks)) {
      const state = `${task.state} ${task.attempt}`;
      if (seen.get(task.key) === state) continue;
      seen.set(task.key, state);
      onTask?.(task);
    }
    if (run.finished) {
      const ordered = { ...run, tasks: inOrderOfWork(run.tasks) };
      return { run: ordered, failures: await failuresOf(workspace, ordered, call) };
    }
    await sleep(Math.min(5000, 200 * 1.5 ** looks), call.signal);
    call.signal?.throwIfAborted();
  }
}

/** Tasks as they depend on each other, whatever order the service lists them in; of equals, the one listed first. */
export function inOrderOfWork(tasks: readonly TaskRun[]): readonly TaskRun[] {
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  const depths = new Map<string, number>();
  const depthOf = (key: string): number => {
    const known = depths.get(key);
    if (known !== undefined) return known;
    const before = (byKey.get(key)?.dependsOn ?? []).filter((other) => byKey.has(other));
    const depth = before.length === 0 ? 0 : 1 + Math.max(...before.map(depthOf));
    depths.set(key, depth);
    return depth;
  };
  return tasks.toSorted((left, right) => depthOf(left.key) - depthOf(right.key));
}

async function timer(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    // who called looks at the signal
  }
}

const ended: ReadonlySet<RunState> = new Set(["failed", "timed_out", "internal_error", "canceled"]);

/** The tasks that failed by themselves; those that a failure before them left out say nothing of their own. */
async function failuresOf(
  workspace: Pick<Workspace, "jobs">,
  run: JobRun,
  call: Call,
): Promise<readonly TaskFailure[]> {
  if (run.state === "succeeded") return [];
  const failures: TaskFailure[] = [];
  for (const task of run.tasks.filter(({ state }) => ended.has(state))) {
    const output = await workspace.jobs.output(task.runId, call).catch(() => undefined);
    const error = output?.error ?? task.message;
    failures.push({
      task: task.key,
      state: task.state,
      error: error === "" ? run.message : error,
      pageUrl: task.pageUrl,
    });
  }
  return failures;
}

/**
 * Tasks that bring a run to the end of a stage: everything but the tasks of later stages. The last task gives the lease
 * back and leaves the run open, since not all of its stages have finished: the next whole run resumes it. Start them with the
 * job parameter `stop_after`, so that an open run isn't a failure. `stages` are the stages of the job in their order.
 */
export function tasksUpTo(job: Job, stages: readonly string[], last: string): readonly string[] {
  const later = stages.slice(stages.indexOf(last) + 1);
  return job.taskKeys.filter((key) => !later.some((stage) => stageOfTask(key, stages) === stage));
}

/** `ingest_land` belongs to `ingest`; `fix_validation` is the job that holds the stage `validate`. */
export function stageOfTask(key: string, stages: readonly string[]): string | undefined {
  if (key === "fix_validation") return "validate";
  return stages.find((stage) => key === stage || key.startsWith(`${stage}_`));
}

/**
 * Whether it ended as it should. Databricks calls a run `succeeded_with_failures` whose last task succeeded after another
 * one failed: giving the lease back is such a last task.
 */
export const succeeded = ({ state }: Pick<JobRun, "state">): boolean => state === "succeeded";

/**
 * Whether the run did what it does and found something wrong, as against a run that could not work at all: an assertion of
 * ours that does not hold (a check of severity error, a grant that is not in force) is an error that the statement raises.
 */
export function isFinding(failures: readonly TaskFailure[]): boolean {
  return failures.some(({ error }) => /USER_RAISED_EXCEPTION|A check of severity error failed/.test(error));
}
