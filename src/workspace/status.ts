import { concerns, health, type Health, type HealthOptions } from "../reading/health.ts";
import { deployedManifest } from "./deployedFiles.ts";
import { isUnaltered, recentDeployments, type DeploymentRecord } from "./deployment.ts";
import { BundleCliError } from "./bundleCli.ts";
import { oneLine, StatementError, WorkspaceError } from "./errors.ts";
import { versionOf, type BundleVersion } from "./plan.ts";
import { succeeded } from "./runJob.ts";
import { readerOf, type OpenTarget } from "./target.ts";
import type { JobRun, RunState } from "./workspace.ts";

/** One target at a glance. Its JSON is stable: fields are only added. */
export interface TargetStatus {
  readonly statusVersion: 1;
  readonly bundle: string;
  readonly target: string;
  readonly catalog: string;
  readonly host: string;
  readonly local: BundleVersion | null;
  /** Null where nothing is deployed. */
  readonly deployed: BundleVersion | null;
  readonly deployments: readonly (DeploymentRecord & { readonly unaltered: boolean })[];
  readonly jobs: readonly JobStatus[];
  /** Null where the tables are not there, or can't be read. */
  readonly health: Health | null;
  readonly alerts: readonly AlertStatus[];
  /** What needs attention. */
  readonly concerns: readonly string[];
  readonly unseen: readonly string[];
}

export interface JobStatus {
  readonly key: string;
  /** The newest first. */
  readonly runs: readonly {
    readonly runId: string;
    readonly state: RunState;
    readonly startedAt: string | null;
    readonly seconds: number | null;
    readonly message: string;
    readonly pageUrl: string | null;
  }[];
}

export interface AlertStatus {
  readonly key: string;
  /** Null where it was never evaluated. */
  readonly state: string | null;
  readonly url: string | null;
}

/** Looks at a target; changes nothing. What may not be seen is in `unseen`; an unreachable workspace throws. */
export async function targetStatus(
  open: OpenTarget,
  local: BundleVersion | undefined,
  options: HealthOptions,
): Promise<TargetStatus> {
  const { workspace, configuration, call } = open;
  const unseen: string[] = [];
  const deployed = await deployedManifest(workspace.files, configuration.filePath, call);
  const tables = await seen("The tables", unseen, () => tablesOf(open, options));
  const jobs = await jobStatuses(open, unseen);
  const alerts = await alertStatuses(open, unseen);
  const found = tables?.health ?? null;
  return {
    statusVersion: 1,
    bundle: open.project.name,
    target: open.target.id,
    catalog: configuration.catalog,
    host: workspace.host,
    local: local ?? null,
    deployed: deployed === undefined ? null : versionOf(deployed),
    deployments: (tables?.deployments ?? []).map((record) => ({ ...record, unaltered: isUnaltered(record) })),
    jobs,
    health: found,
    alerts,
    concerns: [
      ...(found === null ? [] : concerns(found)),
      ...jobConcerns(jobs),
      ...alerts
        .filter(({ state }) => state === "TRIGGERED" || state === "ERROR")
        .map(({ key, state }) => `The alert ${key} is ${state === "ERROR" ? "broken" : "on"}.`),
      ...(tables?.deployments ?? [])
        .filter((record) => !isUnaltered(record))
        .map(
          (record) =>
            `The deployment record ${record.deployment_id.slice(0, 8)} was changed after it was written.`,
        ),
    ],
    unseen,
  };
}

async function tablesOf(
  open: OpenTarget,
  options: HealthOptions,
): Promise<{ readonly health: Health; readonly deployments: readonly DeploymentRecord[] } | undefined> {
  const reader = readerOf(open);
  if (reader === undefined) return undefined;
  return {
    health: await health(reader, options),
    deployments: await recentDeployments(reader, open.target.id, 5),
  };
}

async function jobStatuses(open: OpenTarget, unseen: string[]): Promise<readonly JobStatus[]> {
  const { workspace, configuration, call } = open;
  const statuses: JobStatus[] = [];
  for (const [key, { id }] of configuration.jobs) {
    if (id === undefined) continue;
    const runs = await seen(`The runs of job ${key}`, unseen, () => workspace.jobs.recentRuns(id, 3, call));
    statuses.push({ key, runs: (runs ?? []).map(runStatus) });
  }
  return statuses;
}

function runStatus(run: JobRun): JobStatus["runs"][number] {
  const { startedAt, endedAt } = run;
  return {
    runId: run.runId,
    state: run.state,
    startedAt: startedAt?.toISOString() ?? null,
    seconds:
      startedAt === undefined || endedAt === undefined
        ? null
        : Math.round((endedAt.getTime() - startedAt.getTime()) / 1000),
    message: run.message,
    pageUrl: run.pageUrl ?? null,
  };
}

/** Only the newest finished run counts: what failed before and ran since is fixed. */
function jobConcerns(jobs: readonly JobStatus[]): readonly string[] {
  return jobs.flatMap(({ key, runs }) => {
    const last = runs.find(({ state }) => finalStates.has(state));
    return last === undefined || succeeded(last)
      ? []
      : [
          `The job ${key} ended as ${last.state.replaceAll("_", " ")}${last.message === "" ? "" : `: ${last.message}`}`,
        ];
  });
}

const finalStates: ReadonlySet<RunState> = new Set([
  "succeeded",
  "succeeded_with_failures",
  "failed",
  "timed_out",
  "internal_error",
  "upstream_failed",
]);

async function alertStatuses(open: OpenTarget, unseen: string[]): Promise<readonly AlertStatus[]> {
  const deployed = [...open.configuration.alerts].flatMap(([key, { id, url }]) =>
    id === undefined ? [] : [{ key, id, url }],
  );
  // a process each: side by side
  return Promise.all(
    deployed.map(async ({ key, id, url }): Promise<AlertStatus> => {
      const state = await seen(`The alert ${key}`, unseen, () => open.cli.alertState(id));
      return { key, state: state ?? null, url: url ?? null };
    }),
  );
}

/** Undefined for what is denied or not there yet, with a line that says so. */
async function seen<Result>(
  what: string,
  unseen: string[],
  look: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await look();
  } catch (error) {
    const told = error instanceof WorkspaceError && error.status !== 0 && error.status !== 401;
    if (!told && !(error instanceof BundleCliError)) throw error;
    const notSetUp = error instanceof StatementError && error.condition?.endsWith("NOT_FOUND") === true;
    unseen.push(
      notSetUp
        ? `${what} don't exist yet: the set-up has not run.`
        : `${what}: ${oneLine(error.message, [])}`,
    );
    return undefined;
  }
}
