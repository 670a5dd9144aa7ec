import type { StepWindow } from "../contract/step.ts";
import { jobNames, type JobName } from "../contract/vocabulary.ts";
import { stageStatements, stagesOf, timedSteps, type PlannedSql, type PlannedStage } from "../plan/plan.ts";
import { alertHours } from "../spec/resolveJobs.ts";
import { runsPerYear } from "../spec/quartz.ts";
import type { LoopTrigger } from "../spec/project.ts";
import { databricks } from "../sql/databricks.ts";

/** What one run of a job asks of the workspace. */
export interface JobLoad {
  readonly job: JobName;
  /** Runs a day: when nothing new comes in, and when something always does. */
  readonly idle: number;
  readonly busy: number;
  readonly sqlTasks: number;
  readonly notebooks: number;
  /** Statements that a notebook sends in each run to read, and in a week to write where rows have changed. */
  readonly notebookReads: number;
  readonly notebookWritesAWeek: number;
  /** Statements of the ledger and the checks in the warehouse that write, and those that only read. */
  readonly bookWrites: number;
  readonly bookReads: number;
  /** Statements that set a variable of the session: they take the times of steps. */
  readonly variables: number;
  /** Statements that do the work, by which rows they look at. */
  readonly steps: Readonly<Record<StepWindow, number>>;
}

/** What a plan makes a workspace do in a day. */
export interface Workload {
  readonly jobs: readonly JobLoad[];
  /** How often the alerts look in a day, all at one minute, and with how many queries. */
  readonly alertLooks: number;
  readonly alertQueries: number;
  readonly rawDays: number;
  readonly curatedDays: number;
}

/** The last task of a job finishes the run, gives the lease back, and asserts that the run has ended. */
const closeWrites = 2;
const closeReads = 1;
/**
 * Of a stage: its lease renewed, the times of its steps written; asserted twice that the lease is ours, that the run is
 * open, that the checks held.
 */
const stageWrites = 2;
const stageReads = 4;
/** Apart from its stages, a job has a notebook that takes the lease and opens the run, and a task that closes it. */
const leaseNotebooks = 1;
/** After the run of the retention a notebook looks after files. It works without the warehouse. */
const purgeNotebooks = 1;
/** It reads the history of each table, and rewrites and vacuums once a week those that rows have left. */
const purgeLoad = ({ purge }: PlannedSql): Pick<JobLoad, "notebookReads" | "notebookWritesAWeek"> => ({
  notebookReads: purge.tables.length,
  notebookWritesAWeek: 2 * purge.tables.length,
});
const closeTasks = 1;

export function workloadOf(plan: PlannedSql): Workload {
  return {
    jobs: jobNames.map((job) => jobLoad(plan, job)),
    alertLooks: Math.ceil(24 / alertHours(plan.slas.triageHours)),
    alertQueries: plan.alerts.length,
    rawDays: plan.retention.rawDays,
    curatedDays: plan.retention.curatedDays,
  };
}

function jobLoad(plan: PlannedSql, job: JobName): JobLoad {
  const stages = stagesOf(plan, job);
  const steps: Record<StepWindow, number> = { new: 0, touched: 0, all: 0, recent: 0, due: 0 };
  let books = 0;
  let variables = 0;
  let notebooks = leaseNotebooks + (job === "retention" ? purgeNotebooks : 0);
  for (const stage of stages) {
    const windows = windowsOf(stage);
    const timed = timedSteps(stage, databricks);
    // one more takes the time at which the first step begins
    variables += 1;
    for (const item of stageStatements(stage, databricks)) {
      const window = windows.get(item.id);
      if (!("kind" in item) && timed.has(item.id)) variables += 1;
      if ("kind" in item) notebooks += 1;
      else if (window === undefined) books += 1;
      else steps[window] += 1;
    }
  }
  // where an effect comes first, the notebook that opens the run writes the window for it
  const windowsInNotebook = stages[0]?.steps[0]?.kind === "effect" ? 1 : 0;
  return {
    job,
    ...runsADay(plan, job),
    sqlTasks: stages.length + closeTasks,
    notebooks,
    ...(job === "retention" ? purgeLoad(plan) : { notebookReads: 0, notebookWritesAWeek: 0 }),
    bookWrites: books - windowsInNotebook + stageWrites * stages.length + closeWrites,
    bookReads: stageReads * stages.length + closeReads,
    variables,
    steps,
  };
}

const windowsOf = ({ steps }: PlannedStage): ReadonlyMap<string, StepWindow> =>
  new Map(steps.flatMap((step) => (step.kind === "effect" ? [] : [[step.id, step.window] as const])));

function runsADay({ jobs }: PlannedSql, job: JobName): Pick<JobLoad, "idle" | "busy"> {
  if (job !== "loop") {
    const runs = runsPerYear(jobs[job].expression) / 365;
    return { idle: runs, busy: runs };
  }
  const busy = loopsADay(jobs.loop);
  // nothing arrives that would start it
  return { idle: jobs.loop.kind === "files" || jobs.loop.kind === "tables" ? 0 : busy, busy };
}

function loopsADay(loop: LoopTrigger): number {
  if (loop.kind === "cron") return runsPerYear(loop.expression) / 365;
  const minutes = loop.kind === "every" ? loop.minutes : loop.atMostEveryMinutes;
  return 1440 / minutes;
}
