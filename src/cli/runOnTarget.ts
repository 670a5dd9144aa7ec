import { jsonOutput } from "../emit/jsonOutput.ts";
import { randomUUID } from "node:crypto";
import { failureLines } from "../workspace/deploy.ts";
import {
  followRun,
  isFinding,
  startJob,
  succeeded,
  tasksUpTo,
  type FollowedRun,
} from "../workspace/runJob.ts";
import type { OpenTarget } from "../workspace/target.ts";
import { textOption, UserError, type CommandContext, type CommandInput, type ExitCode } from "./command.ts";
import { carriedOptions } from "./carriedOptions.ts";
import type { loadPlan } from "./projectFolder.ts";
import { Interrupted, openNamedTarget, withWorkspace } from "./targetCommand.ts";
import { TaskProgress } from "./taskProgress.ts";
import { printable } from "./terminal.ts";

type Loaded = NonNullable<Awaited<ReturnType<typeof loadPlan>>>;

/**
 * Starts a job of a target and follows it to its end. 1: it ran and a check did not hold; 2: it could not run, or no one
 * follows it any more. Ctrl-C ends the following alone.
 */
export async function runOnTarget(
  context: CommandContext,
  input: CommandInput,
  loaded: Loaded,
  asOf: string | undefined,
): Promise<ExitCode> {
  const job = textOption(input, "job") ?? "loop";
  const stage = textOption(input, "stage");
  const stages = loaded.plan.stages.map(({ name }) => name);
  if (stage !== undefined && job !== "loop") {
    throw new UserError(`--stage is about the loop; the job ${job} has no stages.`);
  }
  const verifyFiles = input.options["verifyFiles"] === true;
  if (verifyFiles && job !== "loop") {
    throw new UserError(`--verify-files is about the loop; the job ${job} reads no files.`);
  }
  return withWorkspace(context, async (signal) => {
    const open = await openNamedTarget(context, input, { loaded, command: "run", by: "summary", signal });
    const jobId = deployedJob(open, job, carriedOptions(input));
    const only =
      stage === undefined
        ? undefined
        : await tasksOf(open, { jobId, stages, stage, carried: carriedOptions(input) });
    const runId = await startJob(
      open.workspace,
      {
        jobId,
        parameters: {
          ...(asOf === undefined ? {} : { as_of: asOf }),
          ...(stage === undefined ? {} : { stop_after: stage }),
          ...(verifyFiles ? { verify_files: "true" } : {}),
        },
        ...(only === undefined ? {} : { only }),
        intent: randomUUID(),
      },
      { signal },
    );
    const progress = new TaskProgress(context, stages);
    try {
      const followed = await followRun(open.workspace, runId, {
        call: { signal },
        sleep: context.sleep,
        onStart: (run) => {
          progress.start(run);
          context.stderr.write(
            `${job} on ${open.target.id}: run ${runId}${run.pageUrl === undefined ? "" : `, ${printable(run.pageUrl)}`}\n`,
          );
        },
        onTask: (task) => progress.task(task),
      });
      progress.end();
      return ended(context, input, { job, open, followed, stage });
    } catch (error) {
      progress.end();
      if (!(error instanceof Interrupted)) throw error;
      context.stderr.write(
        `\nStopped following run ${runId}; the run continues.\n  help: to stop it: databricks jobs cancel-run ${runId}\n        to see its result: fixloop status -t ${open.target.id}${carriedOptions(input)}\n`,
      );
      return 2;
    }
  });
}

function deployedJob({ configuration, target }: OpenTarget, job: string, carried: string): string {
  const id = configuration.jobs.get(job)?.id;
  if (id !== undefined) return id;
  const there = [...configuration.jobs].filter(([, found]) => found.id !== undefined).map(([key]) => key);
  throw new UserError(
    there.length === 0
      ? `Nothing is deployed to ${target.id}.`
      : `There is no job ${job} on ${target.id}; there are ${there.join(", ")}.`,
    `Deploy with: fixloop deploy -t ${target.id}${carried}`,
  );
}

interface TasksWanted {
  readonly jobId: string;
  readonly stages: readonly string[];
  /** The last one to run. */
  readonly stage: string;
  readonly carried: string;
}

async function tasksOf(
  { workspace, call, target }: OpenTarget,
  { jobId, stages, stage, carried }: TasksWanted,
): Promise<readonly string[]> {
  const job = await workspace.jobs.get(jobId, call);
  if (job === undefined) {
    throw new UserError(
      "The job was deleted by hand.",
      `Deploy again: fixloop deploy -t ${target.id}${carried}`,
    );
  }
  return tasksUpTo(job, stages, stage);
}

interface Ended {
  readonly job: string;
  readonly open: OpenTarget;
  readonly followed: FollowedRun;
  readonly stage: string | undefined;
}

function ended(
  { stdout, stderr }: CommandContext,
  input: CommandInput,
  { job, open, followed: { run, failures }, stage }: Ended,
): ExitCode {
  const { startedAt, endedAt } = run;
  const seconds =
    startedAt === undefined || endedAt === undefined
      ? null
      : Math.round((endedAt.getTime() - startedAt.getTime()) / 1000);
  const worked = succeeded(run);
  if (textOption(input, "format") === "json") {
    stdout.write(
      jsonOutput({
        runVersion: 1,
        target: open.target.id,
        job,
        runId: run.runId,
        state: run.state,
        seconds,
        pageUrl: run.pageUrl ?? null,
        tasks: run.tasks.map(({ key, state }) => ({ key, state })),
        failures,
      }),
    );
  } else if (worked) {
    stdout.write(
      `${job} on ${open.target.id}: succeeded${seconds === null ? "" : ` in ${seconds} s`}.${stage === undefined ? "" : ` Stopped after ${stage}; the run stays open, and the next one resumes there.`}\n`,
    );
  }
  if (worked) return 0;
  for (const line of failureLines(failures, run.message, run.pageUrl)) stderr.write(`  ${printable(line)}\n`);
  stderr.write(
    `error: ${job} on ${open.target.id} ended as ${run.state.replaceAll("_", " ")}\n  help: docs/how-to/recover-from-a-failed-run.md says what to do; the next run resumes this one where it stopped.\n`,
  );
  return isFinding(failures) ? 1 : 2;
}
