import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { SparkError, type Spark } from "./spark.ts";
import type { StandIns } from "./standIns.ts";
import type { Tally } from "./tally.ts";

interface TaskYaml {
  readonly task_key: string;
  readonly depends_on?: readonly { readonly task_key: string }[];
  readonly run_if?: "ALL_DONE";
  readonly sql_task?: { readonly warehouse_id: string; readonly file: { readonly path: string } };
  readonly notebook_task?: {
    readonly notebook_path: string;
    readonly base_parameters?: Readonly<Record<string, string>>;
  };
  readonly run_job_task?: { readonly job_id: string };
}

interface JobYaml {
  readonly parameters?: readonly { readonly name: string; readonly default: string }[];
  readonly tasks: readonly TaskYaml[];
}

interface ResourceYaml {
  readonly resources: { readonly jobs: Readonly<Record<string, JobYaml>> };
}

export interface JobRun {
  readonly spark: Spark;
  /** Folder of the emitted bundle. */
  readonly bundle: string;
  /** Target whose own files run: what is resolved for it alone. */
  readonly target: string;
  readonly standIns: StandIns;
  readonly tally: Tally;
  /** Parameters of the job, as whoever starts it gives them; the others have the default of the job. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Called after each statement or notebook that Spark took, with its folder of `bundle/sql`, or its task. */
  readonly onStatement?: (place: string, milliseconds: number) => void;
  /** Called before each task of a SQL file, with its folder of `bundle/sql`. */
  readonly onTask?: (place: string) => Promise<void>;
  /**
   * Asked after each statement, by its name in `boundariesOf`: whether its task dies there. It is started again, as a
   * retry or a repair of the run does: from its first statement.
   */
  readonly diesAfter?: (boundary: string) => boolean;
  /**
   * Called where a run is meant to stop, with the task that fails. Then what is left of the task, and the tasks behind it
   * but those that run in any case, are left out, as Databricks does.
   */
  readonly onStop?: (task: string, error: SparkError) => void;
  /** Chooses tasks; without it all of the job run. */
  readonly only?: (task: string) => boolean;
}

/**
 * Runs a job of the emitted bundle on Spark, task by task as its `depends_on` says. A statement that Spark refuses is a
 * failure and the next one runs all the same, so that one run shows everything.
 */
export async function runJob(run: JobRun, jobKey: string): Promise<void> {
  const job = await jobOf(run.bundle, jobKey);
  // what the CLI or a workspace fills in is given
  const defaults = (job?.parameters ?? []).filter((parameter) => !/[{$]/.test(parameter.default));
  const parameters = {
    setup: "that of the suite",
    ...Object.fromEntries(defaults.map((parameter) => [parameter.name, parameter.default])),
    ...run.parameters,
  };
  const stopped = new Set<string>();
  for (const task of inOrder(job?.tasks ?? [])) {
    const { task_key, depends_on = [], run_if } = task;
    if (run.only?.(task_key) === false) continue;
    try {
      if (run_if === "ALL_DONE" || !depends_on.some((before) => stopped.has(before.task_key)))
        await runTask({ ...run, parameters }, task);
      else stopped.add(task_key);
    } catch (error) {
      if (run.onStop === undefined || !(error instanceof SparkError)) throw error;
      run.onStop(task_key, error);
      stopped.add(task_key);
    }
  }
}

const boundary = (file: string, index: number): string => `${file}, statement ${index + 1}`;

/** Every place in a job at which one of its SQL tasks could die, in the order of the run: after each statement. */
export async function boundariesOf(
  bundle: string,
  target: string,
  jobKey: string,
): Promise<readonly string[]> {
  const places: string[] = [];
  for (const task of inOrder((await jobOf(bundle, jobKey))?.tasks ?? [])) {
    const called = calledJob(task);
    if (called !== undefined) places.push(...(await boundariesOf(bundle, target, called)));
    if (!task.sql_task) continue;
    const path = sqlFileOf(bundle, target, task.sql_task.file.path);
    const statements = statementsOf(await readFile(path, "utf8"));
    places.push(...statements.map((_, index) => boundary(path.slice(bundle.length + 1), index)));
  }
  return places;
}

async function jobOf(bundle: string, jobKey: string): Promise<JobYaml | undefined> {
  const file = join(bundle, "bundle", "resources", `${jobKey.replaceAll("_", "-")}.job.yml`);
  const { resources } = parse(await readFile(file, "utf8")) as ResourceYaml;
  return resources.jobs[jobKey];
}

const sqlFileOf = (bundle: string, target: string, path: string): string =>
  join(bundle, "bundle", "resources", path.replace("${bundle.target}", target));

function calledJob(task: TaskYaml): string | undefined {
  if (!task.run_job_task) return undefined;
  const called = /^\$\{resources\.jobs\.([a-z_]+)\.id\}$/.exec(task.run_job_task.job_id)?.[1];
  if (called === undefined) throw new Error(`${task.task_key} calls ${task.run_job_task.job_id}`);
  return called;
}

/** Tasks in an order that their dependencies allow: the first in the file that may run, runs. */
export function inOrder<T extends Pick<TaskYaml, "task_key" | "depends_on">>(
  tasks: readonly T[],
): readonly T[] {
  const done = new Set<string>();
  const waiting = [...tasks];
  const ordered: T[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((task) =>
      (task.depends_on ?? []).every(({ task_key }) => done.has(task_key)),
    );
    const [task] = next < 0 ? [] : waiting.splice(next, 1);
    if (task === undefined)
      throw new Error(`tasks wait for each other: ${waiting.map(({ task_key }) => task_key).join(", ")}`);
    done.add(task.task_key);
    ordered.push(task);
  }
  return ordered;
}

async function runTask(run: JobRun, task: TaskYaml): Promise<void> {
  const resources = join(run.bundle, "bundle", "resources");
  const called = calledJob(task);
  if (called !== undefined) {
    await runJob(run, called);
  } else if (task.notebook_task) {
    const { notebook_path, base_parameters = {} } = task.notebook_task;
    const widgets = { ...run.parameters, ...base_parameters };
    await attempt(run, task.task_key, `${task.task_key} (${notebook_path})`, () =>
      run.spark.notebook(
        join(resources, notebook_path),
        Object.fromEntries(
          Object.entries(widgets).map(([name, value]) => [name, run.standIns.widget(value, run.parameters)]),
        ),
      ),
    );
  } else if (task.sql_task) {
    const path = sqlFileOf(run.bundle, run.target, task.sql_task.file.path);
    const name = path.slice(run.bundle.length + 1);
    if (run.standIns.leavesOut(name)) return;
    const place = basename(dirname(path));
    await run.onTask?.(place);
    const statements = statementsOf(await readFile(path, "utf8"));
    for (let index = 0; index < statements.length; index++) {
      const text = run.standIns.statement(statements[index] ?? "", run.parameters);
      if (text === undefined) continue;
      await attempt(run, place, `${name}, statement ${index + 1}`, async () => {
        return (await run.spark.sql(text)).milliseconds;
      });
      if (run.diesAfter?.(boundary(name, index)) === true) index = -1;
    }
  } else {
    throw new Error(`${task.task_key} is a task of a kind that this suite cannot run`);
  }
}

async function attempt(
  run: JobRun,
  place: string,
  what: string,
  action: () => Promise<number>,
): Promise<void> {
  try {
    const milliseconds = await action();
    run.tally.pass();
    run.onStatement?.(place, milliseconds);
  } catch (error) {
    if (!(error instanceof SparkError) || run.onStop !== undefined) throw error;
    run.tally.fail(`Spark refuses ${what}`, error.message.split("\n"));
  }
}

/** The emitter ends each statement, and nothing else, with a semicolon at the end of a line. */
export function statementsOf(file: string): readonly string[] {
  return file
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
