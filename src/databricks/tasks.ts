import { seedEffect, type Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { JobName } from "../contract/vocabulary.ts";
import type { NotebookName } from "./notebook.ts";
import { runtimeFolder } from "./runtimeFiles.ts";
import type { SetupFile } from "./setupFiles.ts";
import type { EffectTask, PlanFiles, SqlFile, StageFiles } from "./sqlFiles.ts";
import { effectNotebook } from "./effects.ts";

export type Task = YamlMap & { readonly task_key: string };

const passedOn = { catalog: "{{job.parameters.catalog}}", run: "{{job.parameters.run}}" };

/**
 * tables → lease → functions → seeds → views → masks → grants → assertions → in force. Tables come first, so that there is
 * a lease to take; seeds are data that every job reads, so they are swapped under it; functions come before the views that
 * call them, masks before grants; what must be in force is asserted before the set-up is noted as such.
 */
export function setupTasks(plan: Plan, setup: readonly SetupFile[], files: PlanFiles): readonly Task[] {
  const of = (...steps: readonly SetupFile["step"][]): readonly SetupFile[] =>
    setup.filter(({ step }) => steps.includes(step));
  const tables = sqlTask(plan, files.tables, []);
  const lease = leaseTask(plan, { acquire: files.run.acquireForSetup, after: [files.tables] });
  const shared = sqlTask(plan, files.functions, [{ taskKey: lease.task_key }]);
  const functions = inTurn(plan, of("functions"), shared.task_key);
  const seeds = effectTask(
    plan,
    { taskKey: "seeds", effect: seedEffect, title: seedEffect.title, writes: seedEffect.writes },
    [{ taskKey: lastKey(functions, shared) }],
  );
  const views = sqlTask(plan, files.views, [{ taskKey: seeds.task_key }]);
  const governance = inTurn(plan, of("masks", "grants", "assertions"), views.task_key);
  const inForce = sqlTask(plan, files.run.setupInForce, [{ taskKey: lastKey(governance, views) }]);
  const close = { ...sqlTask(plan, files.run.closeSetup, [files.run.setupInForce]), run_if: "ALL_DONE" };
  return [tables, lease, shared, ...functions, seeds, views, ...governance, inForce, close];
}

const lastKey = (tasks: readonly Task[], before: Task): string => (tasks.at(-1) ?? before).task_key;

function inTurn(plan: Plan, files: readonly SetupFile[], after: string): readonly Task[] {
  return files.map((file, index) => sqlTask(plan, file, [{ taskKey: files[index - 1]?.taskKey ?? after }]));
}

/**
 * What every job does that writes: take the lease and open its run, do its stages, end the run and give the lease back.
 * The last task runs after a failure too, and fails where the run is not finished: Databricks calls a job failed where
 * a task that none waits for did.
 */
export function writingTasks(plan: Plan, { run, stages }: PlanFiles, job: JobName): readonly Task[] {
  const lease = leaseTask(plan, { acquire: run.acquire, open: run.open[job], after: [] });
  let last = lease.task_key;
  const work = stages
    .filter((stage) => stage.job === job)
    .flatMap((stage): readonly Task[] => {
      const tasks = stage.stage === "validate" ? [fixValidation(last)] : stageTasks(plan, stage, [last]);
      last = lastKey(tasks, lease);
      return tasks;
    });
  return [lease, ...work, { ...sqlTask(plan, run.close[job], [{ taskKey: last }]), run_if: "ALL_DONE" }];
}

/** The retention, and after the end of its run the work on files. */
export function retentionTasks(plan: Plan, files: PlanFiles): readonly Task[] {
  const tasks = writingTasks(plan, files, "retention");
  return [...tasks, purgeTask(plan, files, tasks.at(-1)?.task_key ?? "")];
}

/**
 * What has left the tables leaves the files. It comes after the end of the run and takes the lease for itself: before it
 * the warehouse would wake once more, for the task that follows a notebook of some minutes. None waits for it, so that
 * its failure is the failure of the job.
 */
function purgeTask(plan: Plan, { run }: PlanFiles, after: string): Task {
  const { notebook, widgets } = effectNotebook(plan.purge.effect, plan);
  return notebookTask(plan, {
    key: "purge",
    description: plan.purge.effect.title,
    notebook,
    after: [after],
    widgets: { ...leaseWidgets(plan, { acquire: run.acquire, release: run.release }), ...widgets },
  });
}

const fixValidation = (after: string): Task => ({
  task_key: "fix_validation",
  description: "Whether complaints stopped after a fix",
  depends_on: [{ task_key: after }],
  run_job_task: { job_id: "${resources.jobs.fix_validation.id}", job_parameters: passedOn },
});

/** The tasks of one stage, one after the other: its effects, then the file of its statements. */
export function stageTasks(plan: Plan, { tasks }: StageFiles, after: readonly string[]): readonly Task[] {
  return tasks.map((task, index) => {
    const before = tasks[index - 1]?.taskKey;
    const awaited = (before === undefined ? after : [before]).map((taskKey) => ({ taskKey }));
    return "text" in task ? sqlTask(plan, task, awaited) : effectTask(plan, task, awaited);
  });
}

type TaskFile = Pick<SqlFile, "path" | "taskKey" | "title" | "retry">;
type Awaited = readonly { readonly taskKey: string }[];

function sqlTask(plan: Plan, file: TaskFile, after: Awaited): Task {
  return {
    task_key: file.taskKey,
    description: file.title,
    depends_on: after.map(({ taskKey }) => ({ task_key: taskKey })),
    sql_task: {
      warehouse_id: "${var.warehouse_id}",
      file: { path: `../${file.path.replace(/^bundle\//, "")}` },
    },
    timeout_seconds: plan.slas.runMinutes * 60,
    ...(file.retry ? retries : {}),
  };
}

/**
 * Every statement can run again: a MERGE that finds its rows there writes nothing. Once, since a check that does not hold
 * fails its stage, and holds no better the second time.
 */
const retries = { max_retries: 1, min_retry_interval_millis: 60_000 };

/**
 * Waits for another job in a notebook: no warehouse is awake meanwhile, and no attempt fails. It waits as long as a run
 * may take, which is half of what the job itself may take, and then opens the run.
 */
function leaseTask(
  plan: Plan,
  { acquire, open, after }: { readonly acquire: SqlFile; readonly open?: SqlFile; readonly after: Awaited },
): Task {
  return notebookTask(plan, {
    key: "lease",
    description: open === undefined ? acquire.title : `${acquire.title}. ${open.title}`,
    notebook: "lease",
    after: after.map(({ taskKey }) => taskKey),
    widgets: leaseWidgets(plan, { acquire, ...(open === undefined ? {} : { open }) }),
  });
}

/** Files that a notebook runs around its work, and how long it may wait for the lease. */
function leaseWidgets(
  plan: Plan,
  files: Readonly<Record<string, SqlFile>>,
): Readonly<Record<string, string>> {
  const deployed = Object.entries(files).map(([name, { path }]): [string, string] => [
    name,
    `\${workspace.file_path}/${path}`,
  ]);
  return { ...Object.fromEntries(deployed), wait_seconds: String(plan.slas.runMinutes * 60) };
}

function effectTask(plan: Plan, { taskKey, title, effect }: EffectTask, after: Awaited): Task {
  return notebookTask(plan, {
    key: taskKey,
    description: title,
    after: after.map((task) => task.taskKey),
    ...effectNotebook(effect, plan),
  });
}

interface NotebookContent {
  readonly key: string;
  readonly description: string;
  readonly notebook: NotebookName;
  readonly after: readonly string[];
  readonly widgets: Readonly<Record<string, string>>;
}

/** Its environment is pinned in the notebook itself: the job's environments are for tasks that aren't notebooks. */
function notebookTask(plan: Plan, content: NotebookContent): Task {
  return {
    task_key: content.key,
    description: content.description,
    depends_on: content.after.map((task_key) => ({ task_key })),
    notebook_task: {
      notebook_path: `../../notebooks-gen/${content.notebook}.py`,
      base_parameters: { runtime: `\${workspace.file_path}/${runtimeFolder}`, ...content.widgets },
    },
    timeout_seconds: plan.slas.runMinutes * 60,
    ...retries,
  };
}
