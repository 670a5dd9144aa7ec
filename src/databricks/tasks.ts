import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { JobName } from "../contract/vocabulary.ts";

import type { SetupFile } from "./setupFiles.ts";
import type { EffectTask, PlanFiles, SqlFile, StageFiles } from "./sqlFiles.ts";
import { effectNotebook } from "./effects.ts";

export type Task = YamlMap & { readonly task_key: string };

const passedOn = { catalog: "{{job.parameters.catalog}}", run: "{{job.parameters.run}}" };

/**
 * tables → functions → views → masks → grants → seeds → assertions. Functions come before the views that call them, masks
 * and grants before there is a row to see; what must be in force is asserted last. Seeds are data that every job reads,
 * so they wait for the lease.
 */
export function setupTasks(plan: Plan, setup: readonly SetupFile[], files: PlanFiles): readonly Task[] {
  const of = (...steps: readonly SetupFile["step"][]): readonly SetupFile[] =>
    setup.filter(({ step }) => steps.includes(step));
  const before = [
    files.tables,
    ...of("functions"),
    files.views,
    ...of("masks", "grants"),
    files.run.acquireForSetup,
  ];
  const tasks = before.map((file, index) =>
    file === files.run.acquireForSetup
      ? leaseTask(plan, file, before.slice(index - 1, index))
      : sqlTask(plan, file, before.slice(Math.max(0, index - 1), index)),
  );
  const seeds = notebookTask(plan, {
    key: "seeds",
    description: "Replaces the seed tables with what taxonomy/ and pipeline.yaml say",
    notebook: "seeds",
    after: [files.run.acquireForSetup.taskKey],
    widgets: { seeds: "${workspace.file_path}/bundle/seeds" },
  });
  const release = { ...sqlTask(plan, files.run.release, [{ taskKey: "seeds" }]), run_if: "ALL_DONE" };
  return [...tasks, seeds, release, ...inTurn(plan, of("assertions"), "seeds")];
}

function inTurn(plan: Plan, files: readonly SetupFile[], after: string): readonly Task[] {
  return files.map((file, index) => sqlTask(plan, file, [{ taskKey: files[index - 1]?.taskKey ?? after }]));
}

export function loopTasks(plan: Plan, files: PlanFiles): readonly Task[] {
  const setup: Task = {
    task_key: "setup",
    description: "Tables, functions, views, masks, grants, seeds",
    run_job_task: { job_id: "${resources.jobs.setup.id}", job_parameters: passedOn },
  };
  return [setup, ...writingTasks(plan, files, "loop", setup.task_key)];
}

export const maintenanceTasks = (plan: Plan, files: PlanFiles, job: JobName): readonly Task[] =>
  writingTasks(plan, files, job, undefined);

/**
 * What every job does that writes: take the lease, open its run, do its stages, finish, give the lease back. The lease
 * is given back after a failure too. A job counts as failed where a task that none waits for did, so one more task
 * waits for the end of the run: it can't succeed where something failed.
 */
function writingTasks(
  plan: Plan,
  { run, stages }: PlanFiles,
  job: JobName,
  after: string | undefined,
): readonly Task[] {
  const acquire = leaseTask(plan, run.acquire, after === undefined ? [] : [{ taskKey: after }]);
  const open = sqlTask(plan, run.open[job], [run.acquire]);
  let last = open.task_key;
  const work = stages
    .filter((stage) => stage.job === job)
    .flatMap((stage): readonly Task[] => {
      if (stage.stage === "validate") {
        const validation: Task = {
          task_key: "fix_validation",
          description: "Did the complaints stop after the fix?",
          depends_on: [{ task_key: last }],
          run_job_task: { job_id: "${resources.jobs.fix_validation.id}", job_parameters: passedOn },
        };
        last = validation.task_key;
        return [validation];
      }
      const tasks = stageTasks(plan, stage, [last]);
      last = stage.finish.taskKey;
      return tasks;
    });
  return [
    acquire,
    open,
    ...work,
    sqlTask(plan, run.finish, [{ taskKey: last }]),
    { ...sqlTask(plan, run.release, [run.finish]), run_if: "ALL_DONE" },
    sqlTask(plan, run.finished, [run.finish]),
  ];
}

/**
 * The tasks of one stage: begin, its steps as far side by side as what they read and write allows, finish.
 * A step waits for whoever writes what it reads or writes, and for whoever still reads what it writes.
 */
export function stageTasks(
  plan: Plan,
  { begin, steps, finish }: StageFiles,
  after: readonly string[],
): readonly Task[] {
  const waitsFor = steps.map((step, index) =>
    steps.flatMap((earlier, position) => (position < index && mustWait(step, earlier) ? [position] : [])),
  );
  const nearest = waitsFor.map((positions) => withoutImplied(positions, waitsFor));
  const awaited = new Set(nearest.flat());
  const tasks = steps.map((step, index): Task => {
    const before = (nearest[index] ?? []).map((position) => ({ taskKey: steps[position]?.taskKey ?? "" }));
    const dependsOn = before.length > 0 ? before : [begin];
    return "text" in step ? sqlTask(plan, step, dependsOn) : effectTask(plan, step, dependsOn);
  });
  const ends = steps.filter((_, index) => !awaited.has(index));
  return [
    sqlTask(
      plan,
      begin,
      after.map((taskKey) => ({ taskKey })),
    ),
    ...tasks,
    sqlTask(plan, finish, ends.length > 0 ? ends : [begin]),
  ];
}

function mustWait(step: SqlFile | EffectTask, earlier: SqlFile | EffectTask): boolean {
  const reads = (task: SqlFile | EffectTask): readonly string[] => ("reads" in task ? task.reads : []);
  return (
    earlier.writes.some((name) => reads(step).includes(name) || step.writes.includes(name)) ||
    reads(earlier).some((name) => step.writes.some((written) => written === name))
  );
}

/** Leaves out what another of the positions waits for anyway, so that the graph shows each order once. */
function withoutImplied(
  positions: readonly number[],
  waitsFor: readonly (readonly number[])[],
): readonly number[] {
  const implied = new Set<number>();
  const visit = (position: number): void => {
    for (const earlier of waitsFor[position] ?? []) {
      if (implied.has(earlier)) continue;
      implied.add(earlier);
      visit(earlier);
    }
  };
  positions.forEach(visit);
  return positions.filter((position) => !implied.has(position));
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

/** Every statement can run again: a MERGE that finds its rows there writes nothing. */
const retries = { max_retries: 2, min_retry_interval_millis: 60_000 };

const secondsBetweenTries = 60;

/** Waits for another job by failing: as long as a run may take, which is half of what the job itself may take. */
function leaseTask(plan: Plan, file: TaskFile, after: Awaited): Task {
  return {
    ...sqlTask(plan, file, after),
    max_retries: Math.ceil((plan.slas.runMinutes * 60) / secondsBetweenTries),
    min_retry_interval_millis: secondsBetweenTries * 1000,
  };
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
  readonly notebook: string;
  readonly after: readonly string[];
  readonly widgets: Readonly<Record<string, string>>;
}

/** Its environment is pinned in the notebook itself: the job's environments are for tasks that are no notebooks. */
function notebookTask(plan: Plan, content: NotebookContent): Task {
  return {
    task_key: content.key,
    description: content.description,
    depends_on: content.after.map((task_key) => ({ task_key })),
    notebook_task: {
      notebook_path: `../../notebooks-gen/${content.notebook}.py`,
      base_parameters: content.widgets,
    },
    timeout_seconds: plan.slas.runMinutes * 60,
    ...retries,
  };
}
