import { array, object, text, type Json, type JsonObject } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import { nextId } from "./ids.ts";

/** A task that is about to run. */
export interface LoopbackTask {
  readonly jobId: string;
  readonly jobName: string;
  readonly runId: string;
  readonly key: string;
  /** 0 for the first. */
  readonly attempt: number;
  /** As the bundle deployed it. */
  readonly settings: JsonObject;
  /** Path in the workspace of its SQL file. */
  readonly sqlFile: string | undefined;
  /** Path in the workspace of its notebook. */
  readonly notebook: string | undefined;
  /** Values of the job's parameters in this run, and of the task itself, with `{{job.parameters.x}}` filled. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface TaskOutcome {
  /** With an error the task has failed. */
  readonly error?: string;
  readonly trace?: string;
  /** What a notebook exits with. */
  readonly result?: string;
}

export type RunTask = (task: LoopbackTask) => Promise<TaskOutcome>;

interface Job {
  readonly id: bigint;
  settings: JsonObject;
  readonly createdAt: number;
}

interface TaskRun {
  readonly key: string;
  readonly settings: JsonObject;
  runId: bigint;
  attempt: number;
  state: "waiting" | "running" | "done";
  result: string | undefined;
  message: string;
  outcome: TaskOutcome;
  /** Of a condition: `true` or `false`. */
  answer: string | undefined;
  nested: bigint | undefined;
  startedAt: number;
  endedAt: number;
}

interface Run {
  readonly id: bigint;
  readonly job: Job;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tasks: readonly TaskRun[];
  readonly startedAt: number;
  endedAt: number;
  polls: number;
  canceled: boolean;
}

interface JobsOptions {
  readonly runTask: RunTask;
  readonly pendingPolls: number;
  readonly now: () => Date;
  readonly created: (address: string) => void;
  readonly url: () => string;
  readonly userName: () => string;
}

const taskPage = 100;

/**
 * Jobs 2.2. A run goes on while somebody looks at it: each look ends tasks that are done and starts those whose time has
 * come, so that every state between is seen, in the order of the dependencies.
 */
export class Jobs {
  readonly jobs = new Map<bigint, Job>();
  readonly runs = new Map<bigint, Run>();
  readonly #tokens = new Map<string, bigint>();
  readonly #options: JobsOptions;

  constructor(router: Router, options: JobsOptions) {
    this.#options = options;
    for (const version of ["2.1", "2.2"]) {
      const at = `/api/${version}/jobs`;
      router.on(`POST ${at}/create`, (request) => ({ body: { job_id: this.create(object(request.body)) } }));
      router.on(`POST ${at}/reset`, (request) => {
        const { job_id, new_settings } = object(request.body);
        const job = this.#job(job_id);
        const settings = withDefaults(object(new_settings));
        // a reset without run_as keeps the old one
        const kept = settings["run_as"] ?? job.settings["run_as"];
        job.settings = { ...settings, ...(kept === undefined ? {} : { run_as: kept }) };
        return {};
      });
      router.on(`POST ${at}/update`, (request) => {
        const { job_id, new_settings, fields_to_remove } = object(request.body);
        const job = this.#job(job_id);
        const removed = new Set(array(fields_to_remove).map(text));
        const merged = { ...job.settings, ...object(new_settings) };
        job.settings = withDefaults(
          Object.fromEntries(Object.entries(merged).filter(([key]) => !removed.has(key))),
        );
        return {};
      });
      router.on(`POST ${at}/delete`, (request) => {
        this.jobs.delete(this.#job(object(request.body)["job_id"]).id);
        return {};
      });
      router.on(`GET ${at}/get`, (request) => ({
        body: this.#describe(this.#job(request.query.get("job_id")), request.query.get("page_token")),
      }));
      router.on(`GET ${at}/list`, (request) => ({
        body: {
          jobs: [...this.jobs.values()]
            .filter((job) => (request.query.get("name") ?? job.settings["name"]) === job.settings["name"])
            .map((job) => this.#describe(job, null)),
        },
      }));
      router.on(`POST ${at}/run-now`, (request) => ({ body: this.#runNow(object(request.body)) }));
      router.on(`GET ${at}/runs/get`, async (request) => {
        const run = this.#run(request.query.get("run_id"));
        await this.#look(run);
        return { body: this.#describeRun(run, true, request.query.get("page_token")) };
      });
      router.on(`GET ${at}/runs/get-output`, (request) => ({
        body: this.#output(request.query.get("run_id")),
      }));
      router.on(`POST ${at}/runs/cancel`, (request) => {
        this.#cancel(this.#run(object(request.body)["run_id"]));
        return {};
      });
      router.on(`GET ${at}/runs/list`, (request) => ({ body: this.#listRuns(request.query) }));
    }
  }

  create(settings: JsonObject): bigint {
    const job = { id: nextId(), settings: withDefaults(settings), createdAt: this.#time() };
    this.jobs.set(job.id, job);
    this.#options.created(`GET /api/2.2/jobs/get?job_id=${job.id}`);
    return job.id;
  }

  #time(): number {
    return this.#options.now().getTime();
  }

  #job(id: Json): Job {
    const job = this.jobs.get(BigInt(text(id) || "0"));
    // what the real service says: 400, not 404
    if (job === undefined)
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", `Job ${text(id)} does not exist.`);
    return job;
  }

  #run(id: Json): Run {
    const run = this.runs.get(BigInt(text(id) || "0"));
    if (run === undefined)
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", `Run ${text(id)} does not exist.`);
    return run;
  }

  #describe(job: Job, pageToken: string | null): Json {
    const tasks = array(job.settings["tasks"]);
    const from = Number(pageToken ?? "0");
    const page = tasks.slice(from, from + taskPage);
    const more = from + taskPage < tasks.length;
    return {
      job_id: job.id,
      creator_user_name: this.#options.userName(),
      run_as_user_name: runAs(job.settings) ?? this.#options.userName(),
      created_time: job.createdAt,
      settings: { ...job.settings, ...(tasks.length === 0 ? {} : { tasks: page }) },
      ...(more ? { has_more: true, next_page_token: String(from + taskPage) } : {}),
    };
  }

  #runNow(body: JsonObject): Json {
    const job = this.#job(body["job_id"]);
    const token = text(body["idempotency_token"]);
    const known = token === "" ? undefined : this.#tokens.get(token);
    if (known !== undefined) return { run_id: known, number_in_job: known };
    const run = this.#start(job, object(body["job_parameters"]), array(body["only"]).map(text));
    if (token !== "") this.#tokens.set(token, run.id);
    return { run_id: run.id, number_in_job: run.id };
  }

  #start(job: Job, given: JsonObject, only: readonly string[]): Run {
    const known = array(job.settings["tasks"]).map(object);
    const unknown = only.find((key) => !known.some((task) => task["task_key"] === key));
    if (unknown !== undefined) {
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", `Task ${unknown} does not exist in the job.`);
    }
    const defaults = array(job.settings["parameters"]).map(object);
    const undeclared = Object.keys(given).find((name) => !defaults.some((item) => item["name"] === name));
    if (undeclared !== undefined) {
      throw new Refusal(
        400,
        "INVALID_PARAMETER_VALUE",
        `Job parameter ${undeclared} is not defined in the job.`,
      );
    }
    const id = nextId();
    const startedAt = this.#time();
    const parameters = Object.fromEntries(
      defaults.map((item) => [
        text(item["name"]),
        filled(text(given[text(item["name"])] ?? item["default"]), {
          "job.start_time.iso_datetime": new Date(startedAt).toISOString().replace(/\.\d+Z$/, ""),
          "job.run_id": id.toString(),
        }),
      ]),
    );
    const run: Run = {
      id,
      job,
      name: text(job.settings["name"]),
      parameters,
      tasks: known.map((settings) => newTask(settings, only)),
      startedAt,
      endedAt: 0,
      polls: 0,
      canceled: false,
    };
    this.runs.set(run.id, run);
    this.#options.created(`GET /api/2.2/jobs/runs/get?run_id=${run.id}`);
    return run;
  }

  async #look(run: Run): Promise<void> {
    run.polls += 1;
    if (run.endedAt !== 0 || run.polls <= this.#options.pendingPolls) return;
    for (const task of run.tasks.filter((candidate) => candidate.state === "running")) {
      if (task.nested !== undefined) await this.#lookAtNested(task, task.nested);
    }
    // tasks that run beside each other get their chance to end before who waits for them is looked at
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    for (const task of run.tasks.filter((candidate) => candidate.state === "waiting"))
      this.#advance(run, task);
    if (run.tasks.every((task) => task.state === "done")) run.endedAt = this.#time();
  }

  #advance(run: Run, task: TaskRun): void {
    const edges = array(task.settings["depends_on"]).map(object);
    const before = edges.map((edge) => ({
      outcome: edge["outcome"] === undefined ? undefined : text(edge["outcome"]),
      task: run.tasks.find((candidate) => candidate.key === edge["task_key"]),
    }));
    if (before.some((edge) => edge.task !== undefined && edge.task.state !== "done")) return;
    const states = before.flatMap((edge) => (edge.task === undefined ? [] : [edge.task.result ?? "SUCCESS"]));
    const wrongWay = before.some((edge) => edge.outcome !== undefined && edge.task?.answer !== edge.outcome);
    const decided = wrongWay ? "EXCLUDED" : skippedBy(text(task.settings["run_if"]) || "ALL_SUCCESS", states);
    if (decided !== undefined) {
      this.#end(task, decided, decided === "UPSTREAM_FAILED" ? "An upstream task failed." : "");
      return;
    }
    task.state = "running";
    task.startedAt = this.#time();
    void this.#execute(run, task);
  }

  async #execute(run: Run, task: TaskRun): Promise<void> {
    const { condition_task: condition, run_job_task: nested } = task.settings;
    if (condition !== undefined) {
      task.answer = String(holds(object(condition), references(run)));
      this.#end(task, "SUCCESS", "");
      return;
    }
    if (nested !== undefined) {
      const parameters = Object.fromEntries(
        Object.entries(object(object(nested)["job_parameters"])).map(([name, value]) => [
          name,
          filled(text(value), references(run)),
        ]),
      );
      task.nested = this.#start(this.#job(object(nested)["job_id"]), parameters, []).id;
      return;
    }
    const outcome = await this.#options.runTask(taskToRun(run, task)).catch((error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
    }));
    if (run.canceled) return;
    task.outcome = outcome;
    if (outcome.error === undefined) {
      this.#end(task, "SUCCESS", "");
      return;
    }
    if (task.attempt < Number(task.settings["max_retries"] ?? 0)) {
      task.attempt += 1;
      task.runId = nextId();
      task.state = "waiting";
      return;
    }
    this.#end(task, "FAILED", "Workload failed, see run output for details");
  }

  async #lookAtNested(task: TaskRun, id: bigint): Promise<void> {
    const nested = this.#run(id);
    await this.#look(nested);
    if (nested.endedAt === 0) return;
    const failed = nested.tasks.some((candidate) => failures.has(candidate.result ?? ""));
    this.#end(task, failed ? "FAILED" : "SUCCESS", failed ? `Run ${id} of the other job failed.` : "");
  }

  #end(task: TaskRun, result: string, message: string): void {
    task.state = "done";
    task.result = result;
    task.message = message;
    task.endedAt = this.#time();
  }

  #cancel(run: Run): void {
    if (run.endedAt !== 0) return;
    run.canceled = true;
    run.endedAt = this.#time();
    for (const task of run.tasks.filter((candidate) => candidate.state !== "done")) {
      if (task.nested !== undefined) this.#cancel(this.#run(task.nested));
      this.#end(task, "CANCELED", "Run cancelled.");
    }
  }

  #output(id: string | null): Json {
    for (const run of this.runs.values()) {
      const task = run.tasks.find((candidate) => candidate.runId.toString() === id);
      if (task === undefined) continue;
      const { error, trace, result } = task.outcome;
      return {
        metadata: this.#describeTask(run, task),
        ...(error === undefined ? {} : { error, error_trace: trace }),
        ...(result === undefined ? {} : { notebook_output: { result, truncated: false } }),
      };
    }
    if (this.runs.has(BigInt(id ?? "0"))) {
      throw new Refusal(
        400,
        "INVALID_PARAMETER_VALUE",
        "Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.",
      );
    }
    throw new Refusal(400, "INVALID_PARAMETER_VALUE", `Run ${id} does not exist.`);
  }

  #listRuns(query: URLSearchParams): Json {
    const jobId = query.get("job_id");
    const limit = Number(query.get("limit") ?? "20");
    if (limit > 25) throw new Refusal(400, "INVALID_PARAMETER_VALUE", "limit must be at most 25");
    const all = [...this.runs.values()]
      .filter((run) => jobId === null || run.job.id.toString() === jobId)
      .filter((run) => query.get("active_only") !== "true" || run.endedAt === 0)
      .toReversed();
    const from = Number(query.get("page_token") ?? "0");
    const more = from + limit < all.length;
    return {
      runs: all.slice(from, from + limit).map((run) => this.#describeRun(run, false, null)),
      has_more: more,
      ...(more ? { next_page_token: String(from + limit) } : {}),
    };
  }

  #describeRun(run: Run, withTasks: boolean, pageToken: string | null): Json {
    const from = Number(pageToken ?? "0");
    const more = withTasks && from + taskPage < run.tasks.length;
    return {
      job_id: run.job.id,
      run_id: run.id,
      run_name: run.name,
      run_type: "JOB_RUN",
      run_page_url: `${this.#options.url()}/?o=900800700600#job/${run.job.id}/run/${run.id}`,
      start_time: run.startedAt,
      end_time: run.endedAt,
      job_parameters: Object.entries(run.parameters).map(([name, value]) => ({ name, value, default: "" })),
      ...this.#states(run),
      ...(withTasks
        ? { tasks: run.tasks.slice(from, from + taskPage).map((task) => this.#describeTask(run, task)) }
        : {}),
      ...(more ? { has_more: true, next_page_token: String(from + taskPage) } : {}),
    };
  }

  #states(run: Run): JsonObject {
    if (run.endedAt === 0) {
      const cycle = run.polls <= this.#options.pendingPolls ? "PENDING" : "RUNNING";
      return { state: { life_cycle_state: cycle, state_message: "" }, status: { state: cycle } };
    }
    if (run.canceled) {
      return {
        state: { life_cycle_state: "TERMINATED", result_state: "CANCELED", state_message: "Run cancelled." },
        status: { state: "TERMINATED", termination_details: { code: "USER_CANCELED", type: "SUCCESS" } },
      };
    }
    const failed = run.tasks.find((task) => failures.has(task.result ?? ""));
    if (failed === undefined) {
      return {
        state: { life_cycle_state: "TERMINATED", result_state: "SUCCESS", state_message: "" },
        status: { state: "TERMINATED", termination_details: { code: "SUCCESS", type: "SUCCESS" } },
      };
    }
    const message = `Task ${failed.key} failed with message: ${failed.message}.`;
    // a failed task makes the old life cycle of the run INTERNAL_ERROR, while the new one is TERMINATED
    return {
      state: { life_cycle_state: "INTERNAL_ERROR", result_state: "FAILED", state_message: message },
      status: {
        state: "TERMINATED",
        termination_details: { code: "RUN_EXECUTION_ERROR", type: "CLIENT_ERROR", message },
      },
    };
  }

  #describeTask(run: Run, task: TaskRun): Json {
    return {
      task_key: task.key,
      run_id: task.runId,
      attempt_number: task.attempt,
      depends_on: task.settings["depends_on"],
      start_time: task.startedAt,
      end_time: task.endedAt,
      run_page_url: `${this.#options.url()}/?o=900800700600#job/${run.job.id}/run/${task.runId}`,
      state: taskState(task),
    };
  }
}

const failures: ReadonlySet<string> = new Set(["FAILED", "TIMEDOUT", "UPSTREAM_FAILED", "CANCELED"]);

function newTask(settings: JsonObject, only: readonly string[]): TaskRun {
  const key = text(settings["task_key"]);
  const left = only.length > 0 && !only.includes(key);
  // tasks that `only` leaves out count as done for those that wait for them
  return {
    key,
    settings,
    runId: nextId(),
    attempt: 0,
    state: left ? "done" : "waiting",
    result: left ? "EXCLUDED" : undefined,
    message: "",
    outcome: {},
    answer: undefined,
    nested: undefined,
    startedAt: 0,
    endedAt: 0,
  };
}

/** What becomes of a task that its `run_if` doesn't let run. */
function skippedBy(runIf: string, before: readonly string[]): "UPSTREAM_FAILED" | "EXCLUDED" | undefined {
  const failed = before.filter((result) => failures.has(result)).length;
  const succeeded = before.filter((result) => result === "SUCCESS").length;
  switch (runIf) {
    case "ALL_DONE":
      return undefined;
    case "NONE_FAILED":
    case "ALL_SUCCESS":
      return failed === 0 ? undefined : "UPSTREAM_FAILED";
    case "AT_LEAST_ONE_SUCCESS":
      return before.length === 0 || succeeded > 0 ? undefined : "UPSTREAM_FAILED";
    case "AT_LEAST_ONE_FAILED":
      return failed > 0 ? undefined : "EXCLUDED";
    case "ALL_FAILED":
      return failed === before.length ? undefined : "EXCLUDED";
    default:
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", `unknown run_if ${runIf}`);
  }
}

function taskState(task: TaskRun): Json {
  if (task.state === "running") return { life_cycle_state: "RUNNING", state_message: "" };
  if (task.state === "done") {
    return { life_cycle_state: "TERMINATED", result_state: task.result, state_message: task.message };
  }
  const blocked = array(task.settings["depends_on"]).length > 0;
  const cycle = task.attempt > 0 ? "WAITING_FOR_RETRY" : blocked ? "BLOCKED" : "PENDING";
  return { life_cycle_state: cycle, state_message: "" };
}

function references(run: Run): Readonly<Record<string, string>> {
  const parameters = Object.entries(run.parameters).map(([name, value]) => [`job.parameters.${name}`, value]);
  return {
    ...(Object.fromEntries(parameters) as Record<string, string>),
    "job.run_id": run.id.toString(),
    "job.id": run.job.id.toString(),
  };
}

function filled(value: string, values: Readonly<Record<string, string>>): string {
  return value.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function holds(condition: JsonObject, values: Readonly<Record<string, string>>): boolean {
  const left = filled(text(condition["left"]), values);
  const right = filled(text(condition["right"]), values);
  switch (text(condition["op"])) {
    case "EQUAL_TO":
      return left === right;
    case "NOT_EQUAL":
      return left !== right;
    case "GREATER_THAN":
      return Number(left) > Number(right);
    case "GREATER_THAN_OR_EQUAL":
      return Number(left) >= Number(right);
    case "LESS_THAN":
      return Number(left) < Number(right);
    case "LESS_THAN_OR_EQUAL":
      return Number(left) <= Number(right);
    default:
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", `unknown operator ${text(condition["op"])}`);
  }
}

function taskToRun(run: Run, task: TaskRun): LoopbackTask {
  const sql = object(task.settings["sql_task"]);
  const notebook = object(task.settings["notebook_task"]);
  const own = { ...object(sql["parameters"]), ...object(notebook["base_parameters"]) };
  const values = references(run);
  const file = text(object(sql["file"])["path"]);
  return {
    jobId: run.job.id.toString(),
    jobName: run.name,
    runId: run.id.toString(),
    key: task.key,
    attempt: task.attempt,
    settings: task.settings,
    sqlFile: file === "" ? undefined : file,
    notebook: text(notebook["notebook_path"]) || undefined,
    parameters: {
      ...run.parameters,
      ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, filled(text(value), values)])),
    },
  };
}

function runAs(settings: JsonObject): string | undefined {
  const { service_principal_name: principal, user_name: user } = object(settings["run_as"]);
  return text(principal) || text(user) || undefined;
}

/** What the service adds to settings that leave it out; `depends_on` comes back in the order of its keys. */
function withDefaults(settings: JsonObject): JsonObject {
  return {
    email_notifications: {},
    webhook_notifications: {},
    timeout_seconds: 0,
    max_concurrent_runs: 1,
    format: "MULTI_TASK",
    ...settings,
    ...(settings["tasks"] === undefined ? {} : { tasks: array(settings["tasks"]).map(taskWithDefaults) }),
  };
}

function taskWithDefaults(value: Json): JsonObject {
  const task = object(value);
  const edges = array(task["depends_on"]).map(object);
  const byKey = (left: JsonObject, right: JsonObject): number =>
    text(left["task_key"]) < text(right["task_key"]) ? -1 : 1;
  const notebook = task["notebook_task"];
  return {
    run_if: "ALL_SUCCESS",
    timeout_seconds: 0,
    email_notifications: {},
    ...task,
    ...(edges.length === 0 ? {} : { depends_on: edges.toSorted(byKey) }),
    ...(notebook === undefined ? {} : { notebook_task: { source: "WORKSPACE", ...object(notebook) } }),
  };
}
