import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { SparkError, type Spark } from "./spark.ts";
import type { StandIns } from "./standIns.ts";
import type { Tally } from "./tally.ts";

interface TaskYaml {
  readonly task_key: string;
  readonly depends_on?: readonly { readonly task_key: string }[];
  readonly sql_task?: { readonly warehouse_id: string; readonly file: { readonly path: string } };
  readonly notebook_task?: {
    readonly notebook_path: string;
    readonly base_parameters?: Readonly<Record<string, string>>;
  };
  readonly run_job_task?: { readonly job_id: string };
}

interface ResourceYaml {
  readonly resources: { readonly jobs: Readonly<Record<string, { readonly tasks: readonly TaskYaml[] }>> };
}

export interface JobRun {
  readonly spark: Spark;
  /** Folder of the emitted bundle. */
  readonly bundle: string;
  /** Target whose own files run: what is resolved for it alone. */
  readonly target: string;
  readonly standIns: StandIns;
  readonly tally: Tally;
  /** Parameters of the job, as whoever starts it gives them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Called after each statement or notebook that Spark took, with its folder of `bundle/sql`, or its task. */
  readonly onStatement?: (place: string, milliseconds: number) => void;
}

/**
 * Runs a job of the emitted bundle on Spark, task by task as its `depends_on` says. A statement that Spark refuses is a
 * failure and the next one runs all the same, so that one run shows everything.
 */
export async function runJob(run: JobRun, jobKey: string): Promise<void> {
  const file = join(run.bundle, "bundle", "resources", `${jobKey.replaceAll("_", "-")}.job.yml`);
  const { resources } = parse(await readFile(file, "utf8")) as ResourceYaml;
  const tasks = resources.jobs[jobKey]?.tasks ?? [];
  for (const task of inOrder(tasks)) await runTask(run, task);
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
  if (task.run_job_task) {
    const called = /^\$\{resources\.jobs\.([a-z_]+)\.id\}$/.exec(task.run_job_task.job_id)?.[1];
    if (called === undefined) throw new Error(`${task.task_key} calls ${task.run_job_task.job_id}`);
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
    const path = join(resources, task.sql_task.file.path.replace("${bundle.target}", run.target));
    const name = path.slice(run.bundle.length + 1);
    if (run.standIns.leavesOut(name)) return;
    for (const [index, statement] of statementsOf(await readFile(path, "utf8")).entries()) {
      const text = run.standIns.statement(statement, run.parameters);
      if (text === undefined) continue;
      await attempt(run, basename(dirname(path)), `${name}, statement ${index + 1}`, async () => {
        const used = Object.entries(run.parameters).filter(([parameter]) => text.includes(`:${parameter}`));
        return (await run.spark.sql(text, Object.fromEntries(used))).milliseconds;
      });
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
    if (!(error instanceof SparkError)) throw error;
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
