import type { Project } from "../spec/project.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { LandTask, PlanFiles, SqlFile, StageFiles } from "./sqlFiles.ts";
import { bundleText } from "./bundleText.ts";
import { landingVolume } from "./storage.ts";

/** Keys of the jobs, in the order in which they are described. */
export const jobKeys = ["setup", "loop", "fix_validation"] as const;
export type JobKey = (typeof jobKeys)[number];

type Task = YamlMap & { readonly task_key: string };

const parameters = {
  catalog: { name: "catalog", default: "${var.catalog}" },
  // the ledger reads a moment that is no ISO time as "the newest feedback"
  asOf: { name: "as_of", default: "{{job.start_time.iso_datetime}}" },
} as const;
const passedOn = { catalog: "{{job.parameters.catalog}}" };

/** One resource file a job. Paths in them start from `bundle/resources/`. */
export function jobResources(project: Project, files: PlanFiles): Readonly<Record<JobKey, YamlMap>> {
  const validate = files.stages.filter(({ stage }) => stage === "validate");
  return {
    setup: job(project, {
      name: `${bundleText(project.name)} set-up`,
      description:
        "Tables, views and seeds. It runs first in every loop and after every deployment; running it again changes nothing.",
      parameters: [parameters.catalog],
      tasks: setupTasks(files),
    }),
    loop: job(project, {
      name: `${bundleText(project.name)} loop`,
      description:
        "From landed files to owned issues, followed and validated: ingest, normalize, enrich, cluster, route, track, validate, measure.",
      trigger: { periodic: { interval: loopHours(project), unit: "HOURS" } },
      parameters: [parameters.catalog, parameters.asOf],
      tasks: loopTasks(project, files),
    }),
    fix_validation: job(project, {
      name: `${bundleText(project.name)} fix validation`,
      description:
        "Did the complaints stop after the fix? The loop starts it, within the run that the loop opened.",
      parameters: [parameters.catalog],
      tasks: validate.flatMap((stage) => stageTasks(project, stage, [])),
    }),
  };
}

/** Triage may take so long from detection: the loop runs at least twice in that time, at most once an hour. */
function loopHours(project: Project): number {
  return Math.max(1, Math.floor(project.slas.triageHours / 2));
}

interface JobContent {
  readonly name: string;
  readonly description: string;
  readonly trigger?: YamlMap;
  readonly parameters: readonly YamlMap[];
  readonly tasks: readonly Task[];
}

function job(project: Project, content: JobContent): YamlMap {
  const seconds = project.slas.runMinutes * 60;
  return {
    name: content.name,
    description: content.description,
    tags: { fixloop: bundleText(project.name) },
    trigger: content.trigger,
    // two runs of one job would write the same tables
    max_concurrent_runs: 1,
    queue: { enabled: true },
    performance_target: "STANDARD",
    timeout_seconds: 2 * seconds,
    health: { rules: [{ metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: seconds }] },
    parameters: content.parameters,
    tasks: content.tasks,
  };
}

function setupTasks({ setup }: PlanFiles): readonly Task[] {
  const tasks = setup.map((file, index) => sqlTask(file, setup.slice(Math.max(0, index - 1), index)));
  return [
    ...tasks,
    notebookTask({
      key: "seeds",
      description: "Replaces the seed tables with what taxonomy/ and pipeline.yaml say",
      notebook: "seeds",
      after: tasks.slice(-1).map(({ task_key }) => task_key),
      widgets: { seeds: "${workspace.file_path}/bundle/seeds" },
    }),
  ];
}

function loopTasks(project: Project, files: PlanFiles): readonly Task[] {
  const setup: Task = {
    task_key: "setup",
    description: "Tables, views and seeds",
    run_job_task: { job_id: "${resources.jobs.setup.id}", job_parameters: passedOn },
  };
  const open = sqlTask(files.open, [{ taskKey: setup.task_key }]);
  let last = open.task_key;
  const stages = files.stages.flatMap((stage): readonly Task[] => {
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
    const tasks = stageTasks(project, stage, [last]);
    last = stage.finish.taskKey;
    return tasks;
  });
  return [setup, open, ...stages, sqlTask(files.finish, [{ taskKey: last }])];
}

/**
 * The tasks of one stage: begin, its steps as far side by side as what they read and write allows, finish.
 * A step waits for whoever writes what it reads or writes, and for whoever still reads what it writes.
 */
function stageTasks(
  project: Project,
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
    return "text" in step ? sqlTask(step, dependsOn) : landTask(project, step, dependsOn);
  });
  const ends = steps.filter((_, index) => !awaited.has(index));
  return [
    sqlTask(
      begin,
      after.map((taskKey) => ({ taskKey })),
    ),
    ...tasks,
    sqlTask(finish, ends.length > 0 ? ends : [begin]),
  ];
}

function mustWait(step: SqlFile | LandTask, earlier: SqlFile | LandTask): boolean {
  const reads = (task: SqlFile | LandTask): readonly string[] => ("reads" in task ? task.reads : []);
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

function sqlTask(file: SqlFile, after: readonly { readonly taskKey: string }[]): Task {
  return {
    task_key: file.taskKey,
    description: file.title,
    depends_on: after.map(({ taskKey }) => ({ task_key: taskKey })),
    sql_task: {
      warehouse_id: "${var.warehouse_id}",
      file: { path: `../${file.path.replace(/^bundle\//, "")}` },
    },
    ...(file.retry ? retries : {}),
  };
}

/** Every statement can run again: a MERGE that finds its rows there writes nothing. */
const retries = { max_retries: 2, min_retry_interval_millis: 60_000 };

function landTask(
  project: Project,
  { taskKey, title }: LandTask,
  after: readonly { readonly taskKey: string }[],
): Task {
  return notebookTask({
    key: taskKey,
    description: title,
    notebook: "land",
    after: after.map((task) => task.taskKey),
    widgets: {
      sources: "${workspace.file_path}/bundle/land/sources.json",
      landing: `/Volumes/{{job.parameters.catalog}}/${project.schemaPrefix}_raw/${landingVolume}`,
      schema_prefix: project.schemaPrefix,
    },
  });
}

interface NotebookContent {
  readonly key: string;
  readonly description: string;
  readonly notebook: "land" | "seeds";
  readonly after: readonly string[];
  readonly widgets: Readonly<Record<string, string>>;
}

function notebookTask(content: NotebookContent): Task {
  return {
    task_key: content.key,
    description: content.description,
    depends_on: content.after.map((task_key) => ({ task_key })),
    notebook_task: {
      notebook_path: `../../notebooks-gen/${content.notebook}.py`,
      base_parameters: content.widgets,
    },
    ...retries,
  };
}
