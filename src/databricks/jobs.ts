import { jobNames } from "../contract/vocabulary.ts";
import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { CronTrigger, JobTimes, LoopTrigger, Target } from "../spec/project.ts";
import type { SetupFile } from "./setupFiles.ts";
import type { PlanFiles } from "./sqlFiles.ts";
import { bundleText } from "./bundleText.ts";
import { readersOf } from "./dashboards/index.ts";
import { endpointParameter, namesEndpointLate } from "./model.ts";
import { pauseStatus, principal, resourceName } from "./names.ts";
import { viewers } from "./permissions.ts";
import { landingVolumePath } from "./storage.ts";
import { retentionTasks, setupTasks, stageTasks, writingTasks } from "./tasks.ts";

/** Keys of the jobs, in the order in which they are described. */
export const jobKeys = ["setup", "loop", "fix_validation", "audit", "retention"] as const;
export type JobKey = (typeof jobKeys)[number];

/** Jobs that notify; the other two run within the loop or under the eyes of who deploys. */
const watchedJobs: ReadonlySet<JobKey> = new Set(jobNames);
const startedByItself: Readonly<Record<JobKey, "trigger" | "schedule" | undefined>> = {
  setup: undefined,
  loop: "trigger",
  fix_validation: undefined,
  audit: "schedule",
  retention: "schedule",
};

const parameters = {
  catalog: { name: "catalog", default: "${var.catalog}" },
  // who holds the lease: the same in a repair of the run, and passed on to the jobs that it starts
  run: { name: "run", default: "{{job.run_id}}" },
  // which set-up a job belongs to: compared with the one in force before anything is written
  setup: { name: "setup", default: "${var.setup_version}" },
  // the stage after which a run is to stop and stay open
  stopAfter: { name: "stop_after", default: "nothing" },
  // "true" compares known files by their content, whatever size and time of change say
  verifyFiles: { name: "verify_files", default: "false" },
  // the ledger reads a moment that isn't an ISO time as "the newest feedback"
  asOf: { name: "as_of", default: "{{job.start_time.iso_datetime}}" },
} as const;

/** Of the jobs that open a run. */
const writing = [parameters.catalog, parameters.run, parameters.setup, parameters.stopAfter, parameters.asOf];

const landing = [...writing, parameters.verifyFiles];

/** One resource file a job. Paths in them start from `bundle/resources/`. */
export function jobResources(
  plan: Plan,
  setup: readonly SetupFile[],
  files: PlanFiles,
): Readonly<Record<JobKey, YamlMap>> {
  const stage = (name: string): PlanFiles["stages"] => files.stages.filter((one) => one.stage === name);
  return {
    setup: job(plan, {
      title: "set-up",
      description:
        "Tables, functions, seeds, views, masks and grants, with checks that they are in place. Runs once after every deployment; running it again changes nothing.",
      parameters: [parameters.catalog, parameters.run, parameters.setup],
      tasks: setupTasks(plan, setup, files),
    }),
    loop: job(plan, {
      title: "loop",
      description:
        "From landed files to issues with owners and validated fixes: ingest, normalize, enrich, cluster, route, track, validate, measure.",
      start: loopStart(plan),
      parameters: landing,
      tasks: writingTasks(plan, files, "loop"),
    }),
    fix_validation: job(plan, {
      title: "fix validation",
      description: "Checks whether complaints stopped after a fix. The loop starts it, within its own run.",
      parameters: [parameters.catalog, parameters.run],
      tasks: stage("validate").flatMap((one) => stageTasks(plan, one, [])),
    }),
    audit: job(plan, {
      title: "audit",
      description: "Finds drift of feedback and labels, and frequent terms that the taxonomy doesn't cover.",
      start: { schedule: schedule(plan.jobs.audit) },
      parameters: writing,
      tasks: writingTasks(plan, files, "audit"),
    }),
    retention: job(plan, {
      title: "retention and erasure",
      description: "Deletes data that is older than the spec allows, and data of customers to erase.",
      start: { schedule: schedule(plan.jobs.retention) },
      parameters: writing,
      tasks: retentionTasks(plan, files),
    }),
  };
}

function loopStart({ jobs: { loop }, schemaPrefix }: Plan): YamlMap {
  return loop.kind === "cron" ? { schedule: schedule(loop) } : { trigger: trigger(loop, schemaPrefix) };
}

function trigger(loop: Exclude<LoopTrigger, CronTrigger>, schemaPrefix: string): YamlMap {
  if (loop.kind === "every") {
    const periodic =
      loop.minutes % 60 === 0
        ? { interval: loop.minutes / 60, unit: "HOURS" }
        : { interval: loop.minutes, unit: "MINUTES" };
    return { periodic };
  }
  const min_time_between_triggers_seconds = loop.atMostEveryMinutes * 60;
  if (loop.kind === "files") {
    // with its slash at the end: whatever arrives below it counts
    const url = `${landingVolumePath("${var.catalog}", schemaPrefix)}/`;
    return { file_arrival: { url, min_time_between_triggers_seconds } };
  }
  const table_names = loop.tables.map((name) =>
    name.split(".").length === 2 ? `\${var.catalog}.${bundleText(name)}` : bundleText(name),
  );
  return { table_update: { table_names, condition: "ANY_UPDATED", min_time_between_triggers_seconds } };
}

const schedule = ({ expression, timezone }: CronTrigger): YamlMap => ({
  quartz_cron_expression: expression,
  timezone_id: timezone,
});

interface JobContent {
  readonly title: string;
  readonly description: string;
  readonly start?: YamlMap;
  readonly parameters: readonly YamlMap[];
  readonly tasks: readonly YamlMap[];
}

function job(plan: Plan, content: JobContent): YamlMap {
  const seconds = plan.slas.runMinutes * 60;
  return {
    name: resourceName(plan, content.title),
    description: content.description,
    tags: { fixloop: bundleText(plan.name) },
    ...content.start,
    // two runs of one job would write the same tables; runs of different jobs wait for the lease
    max_concurrent_runs: 1,
    queue: { enabled: true },
    performance_target: "STANDARD",
    timeout_seconds: 2 * seconds,
    health: { rules: [{ metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: seconds }] },
    // who stops a run, or starts a second one, knows
    notification_settings: { no_alert_for_canceled_runs: true, no_alert_for_skipped_runs: true },
    parameters: content.parameters,
    tasks: content.tasks,
  };
}

/** What depends on the target: as whom the jobs run, who hears of them, who sees them, whether they rest. */
export function jobsOfTarget(plan: Plan, target: Target): YamlMap {
  return Object.fromEntries(jobKeys.map((key) => [key, jobOfTarget(plan, target, key)]));
}

function jobOfTarget(plan: Plan, target: Target, key: JobKey): YamlMap {
  const addresses = target.notify.map(bundleText);
  const destinations = target.webhooks.map((id) => ({ id: bundleText(id) }));
  const start = startOf(key, plan.jobs);
  return {
    run_as: target.runAs === undefined ? undefined : principal(target.runAs),
    performance_target: target.performance === "standard" ? undefined : "PERFORMANCE_OPTIMIZED",
    ...(watchedJobs.has(key)
      ? {
          email_notifications: {
            on_failure: addresses,
            on_duration_warning_threshold_exceeded: addresses,
          },
          webhook_notifications: {
            on_failure: destinations,
            on_duration_warning_threshold_exceeded: destinations,
          },
        }
      : {}),
    ...(start === undefined ? {} : { [start]: { pause_status: pauseStatus(target) } }),
    parameters:
      key === "setup" && namesEndpointLate(target)
        ? [{ name: endpointParameter, default: "${resources.model_serving_endpoints.model.name}" }]
        : undefined,
    permissions: viewers(plan, target, readersOf(plan, ["curated.pipeline_run"]), "CAN_VIEW"),
  };
}

const startOf = (key: JobKey, { loop }: JobTimes): "trigger" | "schedule" | undefined =>
  key === "loop" && loop.kind === "cron" ? "schedule" : startedByItself[key];
