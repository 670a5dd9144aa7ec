import { z } from "zod";
import { unlessMissing, WorkspaceError } from "../errors.ts";
import type { Wire } from "../request.ts";
import type { Call, Job, JobRun, Jobs, RunState, TaskRun } from "../workspace.ts";
import { ask, id, integerId, list, moment } from "./answer.ts";

/** Jobs API 2.2: tasks come in pages of 100 (https://docs.databricks.com/api/workspace/jobs/get). */
export function jobs(wire: Wire): Jobs {
  return {
    get: (jobId, call) => unlessMissing(getJob(wire, jobId, call)),
    start: async (start, call) => {
      const answer = await ask(
        wire,
        {
          method: "POST",
          path: "/api/2.2/jobs/run-now",
          body: {
            job_id: integerId(start.jobId),
            idempotency_token: start.idempotencyToken,
            job_parameters: start.parameters,
            only: start.only,
          },
          // by its token a second request gives the run of the first
          repeatable: true,
        },
        z.object({ run_id: id }),
        call,
      );
      return answer.run_id;
    },
    run: (runId, call) => whenSeen(wire, () => getRun(wire, runId, call), call),
    output: async (taskRunId, call) => {
      const answer = await ask(
        wire,
        { method: "GET", path: "/api/2.2/jobs/runs/get-output", query: { run_id: taskRunId } },
        outputAnswer,
        call,
      );
      return {
        error: answer.error,
        trace: answer.error_trace,
        result: answer.notebook_output?.result,
      };
    },
    cancel: async (runId, call) => {
      await ask(
        wire,
        {
          method: "POST",
          path: "/api/2.2/jobs/runs/cancel",
          body: { run_id: integerId(runId) },
          repeatable: true,
        },
        z.unknown(),
        call,
      );
    },
    recentRuns: (jobId, limit, call) => recentRuns(wire, jobId, limit, call),
  };
}

async function getJob(wire: Wire, jobId: string, call: Call | undefined): Promise<Job> {
  const taskKeys: string[] = [];
  const parameters: Record<string, string> = {};
  for (let token: string | undefined; ;) {
    const answer = await ask(
      wire,
      { method: "GET", path: "/api/2.2/jobs/get", query: { job_id: jobId, page_token: token } },
      jobAnswer,
      call,
    );
    const { settings } = answer;
    taskKeys.push(...settings.tasks.map((task) => task.task_key));
    for (const parameter of settings.parameters) parameters[parameter.name] = parameter.default;
    token = answer.next_page_token;
    if (token === undefined || token === "") {
      return {
        id: answer.job_id,
        name: settings.name ?? "",
        taskKeys: [...new Set(taskKeys)],
        parameters,
        runAs: answer.run_as_user_name,
        tags: settings.tags ?? {},
      };
    }
  }
}

async function getRun(wire: Wire, runId: string, call: Call | undefined): Promise<JobRun> {
  const tasks = new Map<string, TaskRun>();
  for (let token: string | undefined; ;) {
    const answer = await ask(
      wire,
      { method: "GET", path: "/api/2.2/jobs/runs/get", query: { run_id: runId, page_token: token } },
      runAnswer,
      call,
    );
    for (const task of answer.tasks.map(taskRun)) {
      const known = tasks.get(task.key);
      if (known === undefined || known.attempt <= task.attempt) tasks.set(task.key, task);
    }
    token = answer.next_page_token;
    if (token === undefined || token === "") return jobRun(answer, [...tasks.values()]);
  }
}

async function recentRuns(
  wire: Wire,
  jobId: string,
  limit: number,
  call: Call | undefined,
): Promise<readonly JobRun[]> {
  const runs: JobRun[] = [];
  for (let token: string | undefined; runs.length < limit;) {
    const answer = await ask(
      wire,
      {
        method: "GET",
        path: "/api/2.2/jobs/runs/list",
        // the service gives at most 25 a page
        query: { job_id: jobId, limit: Math.min(25, limit - runs.length), page_token: token },
      },
      z.object({ runs: list(runAnswer), next_page_token: z.string().optional() }),
      call,
    );
    runs.push(...answer.runs.map((run) => jobRun(run, [])));
    token = answer.next_page_token;
    if (token === undefined || token === "") break;
  }
  return runs.slice(0, limit);
}

/** Milliseconds between looks for a run that was just started and isn't seen yet. */
const looks = [500, 1000, 2000, 4000] as const;

async function whenSeen<Value>(
  wire: Wire,
  look: () => Promise<Value>,
  call: Call | undefined,
): Promise<Value> {
  for (const wait of looks) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof WorkspaceError && error.missing)) throw error;
      await wire.sleep(wait, call?.signal);
      call?.signal?.throwIfAborted();
    }
  }
  return look();
}

const state = z
  .object({
    life_cycle_state: z.string().optional(),
    result_state: z.string().optional(),
    state_message: z.string().optional(),
  })
  .optional();

const status = z
  .object({
    state: z.string().optional(),
    termination_details: z.object({ code: z.string().optional(), message: z.string().optional() }).optional(),
  })
  .optional();

const taskAnswer = z.object({
  task_key: z.string(),
  run_id: id,
  attempt_number: z.number().optional(),
  depends_on: list(z.object({ task_key: z.string() })),
  start_time: moment,
  end_time: moment,
  run_page_url: z.string().optional(),
  state,
  status,
});

const runAnswer = z.object({
  run_id: id,
  job_id: id.optional(),
  run_name: z.string().optional(),
  start_time: moment,
  end_time: moment,
  run_page_url: z.string().optional(),
  job_parameters: list(
    z.object({ name: z.string(), value: z.string().optional(), default: z.string().optional() }),
  ),
  state,
  status,
  tasks: list(taskAnswer),
  next_page_token: z.string().optional(),
});

const outputAnswer = z.object({
  error: z.string().optional(),
  error_trace: z.string().optional(),
  notebook_output: z.object({ result: z.string().optional() }).optional(),
});

const jobAnswer = z.object({
  job_id: id,
  run_as_user_name: z.string().optional(),
  settings: z.object({
    name: z.string().optional(),
    tags: z.record(z.string(), z.string()).optional(),
    tasks: list(z.object({ task_key: z.string() })),
    parameters: list(z.object({ name: z.string(), default: z.string() })),
  }),
  next_page_token: z.string().optional(),
});

function jobRun(answer: z.output<typeof runAnswer>, tasks: readonly TaskRun[]): JobRun {
  return {
    runId: answer.run_id,
    jobId: answer.job_id ?? "",
    name: answer.run_name ?? "",
    ...standing(answer),
    pageUrl: answer.run_page_url,
    parameters: Object.fromEntries(
      answer.job_parameters.map((parameter) => [parameter.name, parameter.value ?? parameter.default ?? ""]),
    ),
    tasks,
  };
}

function taskRun(answer: z.output<typeof taskAnswer>): TaskRun {
  return {
    key: answer.task_key,
    runId: answer.run_id,
    ...standing(answer),
    attempt: answer.attempt_number ?? 0,
    dependsOn: answer.depends_on.map((dependency) => dependency.task_key),
    pageUrl: answer.run_page_url,
  };
}

function standing(
  answer: Pick<z.output<typeof taskAnswer>, "state" | "status" | "start_time" | "end_time">,
): Pick<JobRun, "state" | "finished" | "message" | "startedAt" | "endedAt"> {
  const now = runState(answer);
  return {
    state: now,
    finished: !unfinished.has(now),
    message: (answer.status?.termination_details?.message ?? answer.state?.state_message ?? "")
      .replaceAll(/\s+/g, " ")
      .trim(),
    startedAt: answer.start_time,
    endedAt: answer.end_time,
  };
}

const unfinished: ReadonlySet<RunState> = new Set([
  "queued",
  "pending",
  "blocked",
  "waiting",
  "running",
  "terminating",
]);

/**
 * The old `state` first: its results are the finer ones. A run whose task failed says INTERNAL_ERROR as its life cycle and
 * FAILED as its result, so the result speaks first. Without it, `status` of API 2.2.
 */
function runState(answer: Pick<z.output<typeof taskAnswer>, "state" | "status">): RunState {
  const result = results.get(answer.state?.result_state ?? "");
  if (result !== undefined) return result;
  const cycle = cycles.get(answer.state?.life_cycle_state ?? "");
  if (cycle !== undefined) return cycle;
  if (answer.status?.state !== "TERMINATED") return cycles.get(answer.status?.state ?? "") ?? "pending";
  const code = answer.status.termination_details?.code ?? "";
  return terminations.get(code) ?? "failed";
}

const results: ReadonlyMap<string, RunState> = new Map([
  ["SUCCESS", "succeeded"],
  ["SUCCESS_WITH_FAILURES", "succeeded_with_failures"],
  ["FAILED", "failed"],
  ["TIMEDOUT", "timed_out"],
  ["CANCELED", "canceled"],
  ["UPSTREAM_CANCELED", "upstream_failed"],
  ["UPSTREAM_FAILED", "upstream_failed"],
  ["EXCLUDED", "excluded"],
  ["DISABLED", "excluded"],
  ["MAXIMUM_CONCURRENT_RUNS_REACHED", "skipped"],
]);

const cycles: ReadonlyMap<string, RunState> = new Map([
  ["QUEUED", "queued"],
  ["PENDING", "pending"],
  ["BLOCKED", "blocked"],
  ["WAITING", "waiting"],
  ["WAITING_FOR_RETRY", "waiting"],
  ["RUNNING", "running"],
  ["TERMINATING", "terminating"],
  ["SKIPPED", "skipped"],
  ["INTERNAL_ERROR", "internal_error"],
]);

const terminations: ReadonlyMap<string, RunState> = new Map([
  ["SUCCESS", "succeeded"],
  ["SUCCESS_WITH_FAILURES", "succeeded_with_failures"],
  ["CANCELED", "canceled"],
  ["USER_CANCELED", "canceled"],
  ["SKIPPED", "skipped"],
  ["DISABLED", "excluded"],
  ["MAX_CONCURRENT_RUNS_EXCEEDED", "skipped"],
  ["MAX_JOB_QUEUE_SIZE_EXCEEDED", "skipped"],
  ["INTERNAL_ERROR", "internal_error"],
]);
