import { blockers } from "./doctor/doctor.ts";
import { failedLines } from "./doctor/doctorWords.ts";
import type { EvalReport } from "../evals/report.ts";
import type { Plan } from "../plan/plan.ts";
import { render } from "../sql/sql.ts";
import { appendDeployment } from "../ledger/deploymentRecord.ts";
import {
  deploymentParameters,
  deploymentRecord,
  recordedGates,
  type DeploymentFacts,
  type DeploymentRecord,
} from "./deployment.ts";
import { versionOf, type DeploymentPlan, type PlannedDeployment } from "./plan.ts";
import { followRun, isFinding, startJob, succeeded, type FollowOptions, type TaskFailure } from "./runJob.ts";
import { smokeFiles, smokeQueries, type SmokeResult } from "./smoke.ts";
import { confirmation, readerOf, type OpenTarget } from "./target.ts";
import { UpgradeStopped, upgradeTarget, type TargetUpgrade } from "./upgrade.ts";
import type { TaskRun } from "./workspace.ts";

/**
 * The steps of a deployment, in their order. Each is safe to retry; the checks change nothing and come
 * before the plan.
 */
export const deploySteps = ["checks", "bundle", "upgrade", "set-up", "smoke", "record"] as const;
export type DeployStep = (typeof deploySteps)[number];

/** What a deployment did. */
export interface DeployReport {
  readonly target: string;
  readonly bundle: string;
  readonly plan: DeploymentPlan;
  /** What was done to tables of an older version, and the way back; null where nothing was. */
  readonly upgrade: TargetUpgrade | null;
  readonly setup: { readonly runId: string; readonly pageUrl: string | undefined };
  readonly smoke: readonly SmokeResult[];
  readonly record: DeploymentRecord;
}

/** A deployment that stopped: at which step, and what holds in the workspace now. */
export class DeployStopped extends Error {
  readonly step: DeployStep;
  /** What is in force now. */
  readonly state: string;
  readonly help: string;
  readonly details: readonly string[];
  /** Whether something was found wrong, as against something that could not be done. */
  readonly finding: boolean;

  constructor(stop: {
    readonly step: DeployStep;
    readonly message: string;
    readonly help: string;
    readonly details?: readonly string[];
    readonly finding: boolean;
  }) {
    super(stop.message);
    this.name = "DeployStopped";
    this.step = stop.step;
    this.state = stateAt[stop.step];
    this.help = stop.help;
    this.details = stop.details ?? [];
    this.finding = stop.finding;
  }
}

/** What holds in the workspace when a deployment ends at a step. */
export const stateAt: Readonly<Record<DeployStep, string>> = {
  checks: "Nothing was changed.",
  bundle:
    "The bundle is deployed in part or not at all. Safe to retry: the next deployment continues from there.",
  upgrade:
    "The bundle is deployed; existing tables may be altered in part. Safe to retry: the next deployment compares again and does the rest.",
  "set-up": "The bundle is deployed; tables, views or seeds may still be the previous ones.",
  smoke: "The bundle is deployed and set up, but not recorded.",
  record: "The bundle is deployed, set up and tested; only its record is missing.",
};

export interface DeployOptions {
  readonly open: OpenTarget;
  readonly planned: PlannedDeployment;
  readonly gates: EvalReport;
  readonly plan: Plan;
  /** The user confirmed what the plan deletes. */
  readonly consented: boolean;
  readonly now: () => Date;
  /** A random word: what tells this deployment's set-up run from any other. */
  readonly intent: string;
  readonly action?: { readonly kind: "promote"; readonly fromTarget: string } | undefined;
  /** Makes the record; a promotion adds what it rests on, and signs it. */
  readonly recordOf?: ((facts: DeploymentFacts) => Promise<DeploymentRecord>) | undefined;
  readonly sleep?: FollowOptions["sleep"];
  readonly onStep?: (step: DeployStep) => void;
  readonly onTask?: (task: TaskRun) => void;
}

/**
 * Applies a plan: the official CLI deploys, the set-up job runs, what was deployed is looked at and recorded. Throws
 * `DeployStopped` where a step finds something wrong, and what the CLI or the workspace throws; a second call goes through
 * all steps again and completes what the first left.
 */
export async function deploy(options: DeployOptions): Promise<DeployReport> {
  const { planned, onStep } = options;
  onStep?.("bundle");
  await options.open.cli.deploy({ plan: planned.bundlePlan, deletionsApproved: options.consented });
  // ids of what was just made
  const open: OpenTarget = { ...options.open, configuration: await options.open.cli.summary() };
  onStep?.("upgrade");
  const upgrade = await upgraded(open, {
    plan: options.plan,
    steps: planned.upgrade,
    changes: planned.plan.tables,
    version: planned.plan.local,
    intent: options.intent,
    now: options.now,
  });
  onStep?.("set-up");
  const setup = await runSetup(open, options);
  onStep?.("smoke");
  const smoke = await smokeTest(open, options);
  onStep?.("record");
  const record = await writeRecord(open, options);
  return {
    target: open.target.id,
    bundle: open.project.name,
    plan: planned.plan,
    upgrade,
    setup,
    smoke,
    record,
  };
}

/**
 * Asks what a deployment can't go through without, before anything is made. Throws `DeployStopped` with what lacks and how
 * to put it right.
 */
export async function assertDeployable(open: OpenTarget, plan: Plan): Promise<void> {
  const { project, target, folder, call, signIn } = open;
  const found = await blockers({
    project,
    plan,
    target,
    folder,
    signal: call.signal,
    ...signIn,
    opened: open,
  });
  if (found.length === 0) return;
  throw new DeployStopped({
    step: "checks",
    message: `${found.length === 1 ? "a check" : `${found.length} checks`} of the workspace failed: ${found.map(({ id }) => id).join(", ")}.`,
    help: `Fix what is listed; \`fixloop doctor -t ${target.id}\` checks everything.`,
    details: found.flatMap(failedLines),
    finding: true,
  });
}

async function upgraded(
  open: OpenTarget,
  work: Parameters<typeof upgradeTarget>[1],
): Promise<TargetUpgrade | null> {
  try {
    return (await upgradeTarget(open, work)) ?? null;
  } catch (error) {
    if (!(error instanceof UpgradeStopped)) throw error;
    throw new DeployStopped({
      step: "upgrade",
      message: error.message,
      help: error.help,
      details: error.details,
      finding: error.finding,
    });
  }
}

async function runSetup(
  open: OpenTarget,
  { onTask, intent, sleep }: DeployOptions,
): Promise<DeployReport["setup"]> {
  const { workspace, configuration, call } = open;
  const jobId = configuration.jobs.get("setup")?.id;
  if (jobId === undefined) {
    throw new DeployStopped({
      step: "set-up",
      message: "The deployed bundle has no job `setup`.",
      help: "Run `fixloop compile` and deploy again.",
      finding: false,
    });
  }
  const runId = await startJob(workspace, { jobId, intent }, call);
  const { run, failures } = await followRun(workspace, runId, { call, onTask, sleep });
  if (!succeeded(run)) {
    throw new DeployStopped({
      step: "set-up",
      message: `The set-up ended as ${run.state.replaceAll("_", " ")}.`,
      help: "Fix the problem that the task reports and deploy again. Safe to retry: every statement of the set-up can run twice.",
      details: failureLines(failures, run.message, run.pageUrl),
      finding: isFinding(failures),
    });
  }
  return { runId, pageUrl: run.pageUrl };
}

async function smokeTest(
  open: OpenTarget,
  { plan, planned: { manifest } }: DeployOptions,
): Promise<readonly SmokeResult[]> {
  const reader = readerOf(open);
  if (reader === undefined) {
    throw new DeployStopped({
      step: "smoke",
      message: "The target has no SQL warehouse.",
      help: "Name one with `warehouse:` in pipeline.yaml, or remove `warehouse:` so that the bundle creates its own.",
      finding: false,
    });
  }
  const results = [await smokeFiles(open, manifest), ...(await smokeQueries(reader, plan, manifest))];
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length > 0) {
    throw new DeployStopped({
      step: "smoke",
      message: `${failed.length} of ${results.length} smoke tests failed.`,
      help: failed.some(({ id }) => id === "files")
        ? `Files were edited in the workspace, and the CLI considers them uploaded: delete .databricks/bundle/${open.target.id}/sync-snapshots and deploy again.`
        : "The principal that deploys must be able to read what it deployed: see “Deploy” in docs/how-to/deploy.md.",
      details: failed.map(({ id, detail }) => `${id}: ${detail}`),
      finding: true,
    });
  }
  return results;
}

const unsigned = (facts: DeploymentFacts): Promise<DeploymentRecord> =>
  Promise.resolve(deploymentRecord(facts));

async function writeRecord(open: OpenTarget, options: DeployOptions): Promise<DeploymentRecord> {
  const { workspace, configuration, call, target, project } = open;
  const { manifestHash, codeVersion, taxonomyVersion } = versionOf(options.planned.manifest);
  const record = await (options.recordOf ?? unsigned)({
    action: options.action?.kind ?? "deploy",
    target: target.id,
    fromTarget: options.action?.fromTarget ?? null,
    manifestHash,
    codeVersion,
    taxonomyVersion,
    deployedBy: (await workspace.identity(call)).name,
    deployedAt: options.now(),
    gates: recordedGates(options.gates),
  });
  await workspace.sql.execute(
    {
      // the smoke test has asked it
      warehouseId: configuration.warehouseId ?? "",
      catalog: configuration.catalog,
      text: render(appendDeployment, project.schemaPrefix),
      parameters: deploymentParameters(record),
      idempotent: true,
    },
    call,
  );
  return record;
}

export function failureLines(
  failures: readonly TaskFailure[],
  message: string,
  pageUrl: string | undefined,
): readonly string[] {
  const told = failures.flatMap(({ task, error, pageUrl: page }) => [
    // a statement that is quoted with its error may be long
    ...`${task}: ${error}`.split("\n").slice(0, 8),
    ...(page === undefined ? [] : [`  ${page}`]),
  ]);
  return told.length > 0 ? told : [message, pageUrl ?? ""].filter((line) => line !== "");
}

/** Whether what someone confirmed is what the plan needs. */
export function consentOf(
  open: OpenTarget,
  { consent }: DeploymentPlan,
  confirmed: string | undefined,
): "needless" | "given" | "missing" | "wrong" {
  if (confirmed !== undefined && confirmed !== confirmation(open)) return "wrong";
  if (consent.length === 0) return "needless";
  return confirmed === undefined ? "missing" : "given";
}
