import { canonicalJson } from "./canonicalJson.ts";
import type { PlannedStage } from "../plan/plan.ts";
import { sql, table } from "../sql/sql.ts";
import type { QueryRunner } from "../reading/queryRunner.ts";
import {
  isoTime,
  isUnaltered,
  recentDeployments,
  type DeploymentRecord,
  type RecordedGate,
} from "./deployment.ts";
import { StatementError } from "./errors.ts";
import { deployedFileProblems, fileProblemText, type FileBytes } from "./fileProblems.ts";
import type { PromotionEvidence } from "./promotionRecord.ts";
import { succeeded } from "./runJob.ts";
import { readerOf, type OpenTarget } from "./target.ts";

/** Why something is not promoted: what was found, and how to fix it. */
export interface Refusal {
  readonly id:
    | "local-files"
    | "gates"
    | "signing-key"
    | "not-deployed"
    | "other-manifest"
    | "altered-record"
    | "recorded-gates"
    | "drift"
    | "workspace-files"
    | "no-run"
    | "failed-run"
    | "failed-check";
  readonly message: string;
  readonly help: string;
  /** Each one line, such as the files. */
  readonly details: readonly string[];
}

export interface ProofWanted {
  /** Every generated file, as the project compiles to. */
  readonly files: FileBytes;
  /** What the bundle uploads: `sync.paths`. */
  readonly synced: readonly string[];
  readonly manifestHash: string;
  readonly codeVersion: string;
  readonly taxonomyVersion: string;
  readonly stages: readonly PlannedStage[];
  readonly gates: readonly RecordedGate[];
}

export interface Proof {
  readonly refusals: readonly Refusal[];
  /** Undefined where there are refusals. */
  readonly proved: PromotionEvidence["proved"] | undefined;
}

/**
 * Whether a target has proved these very files: they are deployed there, no one changed them or what they configure, and
 * since then the loop ran to its end on them with every check of severity error holding. Looks only; finds everything that
 * is missing in one go. Throws a WorkspaceError or a BundleCliError where it can't look.
 */
export async function proveIn(open: OpenTarget, wanted: ProofWanted): Promise<Proof> {
  const target = open.target.id;
  const reader = readerOf(open);
  const [deployment] = reader === undefined ? [] : await newestDeployment(reader, target);
  if (reader === undefined || deployment === undefined) {
    return {
      refusals: [
        {
          id: "not-deployed",
          message: `fixloop has deployed nothing to ${target}.`,
          help: `Deploy there (\`fixloop deploy -t ${target}\`), and run the loop (\`fixloop run -t ${target}\`).`,
          details: [],
        },
      ],
      proved: undefined,
    };
  }
  const run = await provingRun(reader, deployment, wanted);
  const refusals = [
    ...deploymentRefusals(deployment, wanted, target),
    ...(await driftRefusals(open)),
    ...(await fileRefusals(open, wanted)),
    ...runRefusals(run, deployment, wanted, target),
    ...(await jobRefusals(open, deployment)),
    ...(run === undefined ? [] : await checkRefusals(reader, run, target)),
  ];
  if (refusals.length > 0 || run === undefined) return { refusals, proved: undefined };
  return {
    refusals,
    proved: {
      deployment_id: deployment.deployment_id,
      deployed_by: deployment.deployed_by,
      deployed_at: deployment.deployed_at,
      run_id: run.runId,
      run_started_at: run.startedAt,
      run_finished_at: run.finishedAt,
      stages_finished: run.stages.length,
      ...(await checkCounts(reader, run)),
    },
  };
}

/** The newest record of a target; none where its ledger is not there yet. */
export async function newestDeployment(
  reader: QueryRunner,
  target: string,
): Promise<readonly DeploymentRecord[]> {
  try {
    return await recentDeployments(reader, target, 1);
  } catch (error) {
    if (error instanceof StatementError && missingTable.has(error.condition ?? "")) return [];
    throw error;
  }
}

const missingTable: ReadonlySet<string> = new Set([
  "TABLE_OR_VIEW_NOT_FOUND",
  "SCHEMA_NOT_FOUND",
  "NO_SUCH_CATALOG_EXCEPTION",
]);

function deploymentRefusals(
  deployment: DeploymentRecord,
  { manifestHash, gates }: ProofWanted,
  target: string,
): readonly Refusal[] {
  const again = `Deploy these files there (\`fixloop deploy -t ${target}\`), and run the loop (\`fixloop run -t ${target}\`).`;
  const refusals: Refusal[] = [];
  if (!isUnaltered(deployment)) {
    refusals.push({
      id: "altered-record",
      message: `The newest deployment record of ${target} (${deployment.deployment_id}) was changed after it was written.`,
      help: `Find out who changed curated.deployment. Then ${again.charAt(0).toLowerCase()}${again.slice(1)}`,
      details: [],
    });
  }
  if (deployment.manifest_hash !== manifestHash) {
    refusals.push({
      id: "other-manifest",
      message: `Other files are deployed to ${target}.`,
      help: again,
      details: [
        `here ${manifestHash}`,
        `${target} ${deployment.manifest_hash}, since ${deployment.deployed_at}`,
      ],
    });
  } else if (deployment.gates !== canonicalJson(gates.map((gate) => ({ ...gate })))) {
    refusals.push({
      id: "recorded-gates",
      message: `${target} was deployed with other gates than this project has.`,
      help: again,
      details: [],
    });
  }
  return refusals;
}

/** What the official CLI would change there now: someone changed a job, a grant or an alert by hand since. */
async function driftRefusals({ cli, target }: OpenTarget): Promise<readonly Refusal[]> {
  const changed = (await cli.plan()).resources.filter(({ action }) => action !== "skip");
  if (changed.length === 0) return [];
  return [
    {
      id: "drift",
      message: `${target.id} is not configured as these files say.`,
      help: `See \`fixloop plan -t ${target.id}\`; deploy there again, and run the loop.`,
      details: changed.map(
        ({ key, action, fields }) => `${key}: ${action}${fields.length > 0 ? ` (${fields.join(", ")})` : ""}`,
      ),
    },
  ];
}

async function fileRefusals(
  { workspace, configuration, target, call }: OpenTarget,
  { files, synced }: ProofWanted,
): Promise<readonly Refusal[]> {
  const problems = await deployedFileProblems(
    workspace.files,
    { root: configuration.filePath, wanted: files, synced },
    call,
  );
  if (problems.length === 0) return [];
  return [
    {
      id: "workspace-files",
      message: `${problems.length} files in the workspace differ from what was deployed to ${target.id}.`,
      help: `Find out who changed them there, and delete surplus files. Deploy there again from a clean checkout, and run the loop.`,
      details: problems.map(fileProblemText),
    },
  ];
}

interface ProvingRun {
  readonly runId: string;
  readonly codeVersion: string;
  readonly taxonomyVersion: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Stages that finished in it with these versions. */
  readonly stages: readonly string[];
}

/** The newest run of the loop that finished after the deployment. */
async function provingRun(
  reader: QueryRunner,
  { deployed_at }: DeploymentRecord,
  wanted: ProofWanted,
): Promise<ProvingRun | undefined> {
  const [row] = await reader.rows(sql`SELECT run_id, code_version, taxonomy_version, started_at, finished_at
FROM ${table("curated.pipeline_run")}
WHERE job = 'loop' AND status = 'finished'
ORDER BY run_id DESC
LIMIT 1`);
  const runId = row?.["run_id"];
  const finishedAt = isoTime(row?.["finished_at"] ?? "");
  if (row === undefined || runId === undefined || runId === null || finishedAt <= deployed_at)
    return undefined;
  const stages = await reader.rows(sql`SELECT stage, status, code_version, taxonomy_version
FROM ${table("curated.stage_run")}
WHERE run_id = ${BigInt(runId)}`);
  return {
    runId,
    codeVersion: row["code_version"] ?? "",
    taxonomyVersion: row["taxonomy_version"] ?? "",
    startedAt: isoTime(row["started_at"] ?? ""),
    finishedAt,
    stages: stages
      .filter(
        ({ status, code_version, taxonomy_version }) =>
          status === "finished" &&
          code_version === wanted.codeVersion &&
          taxonomy_version === wanted.taxonomyVersion,
      )
      .map(({ stage }) => stage ?? "")
      .toSorted(),
  };
}

function runRefusals(
  run: ProvingRun | undefined,
  { deployed_at }: DeploymentRecord,
  { codeVersion, taxonomyVersion, stages }: ProofWanted,
  target: string,
): readonly Refusal[] {
  const help = `Run the loop there to its end: \`fixloop run -t ${target}\`.`;
  if (run === undefined) {
    return [
      {
        id: "no-run",
        message: `The loop has not run to its end in ${target} since ${deployed_at}, when it was deployed.`,
        help,
        details: [],
      },
    ];
  }
  const missing = stages.filter(({ name }) => !run.stages.includes(name)).map(({ name }) => name);
  if (run.codeVersion === codeVersion && run.taxonomyVersion === taxonomyVersion && missing.length === 0)
    return [];
  return [
    {
      id: "no-run",
      message: `Run ${run.runId} in ${target} did not run these files from its beginning to its end.`,
      help,
      details: [
        `here code ${codeVersion}, taxonomy ${taxonomyVersion}`,
        `run ${run.runId} code ${run.codeVersion}, taxonomy ${run.taxonomyVersion}`,
        ...(missing.length > 0 ? [`without these versions: ${missing.join(", ")}`] : []),
      ],
    },
  ];
}

/** The newest ended run of the job. Its failure may be later than the run that proved the files. */
async function jobRefusals(
  { workspace, configuration, target, call }: OpenTarget,
  { deployed_at }: DeploymentRecord,
): Promise<readonly Refusal[]> {
  const jobId = configuration.jobs.get("loop")?.id;
  if (jobId === undefined) return [];
  const runs = await workspace.jobs.recentRuns(jobId, 10, call);
  const newest = runs.find(({ finished }) => finished);
  if (newest === undefined || succeeded(newest) || newest.state === "skipped") return [];
  if ((newest.endedAt?.toISOString() ?? deployed_at) < deployed_at) return [];
  return [
    {
      id: "failed-run",
      message: `The newest run of the loop in ${target.id} ended as ${newest.state.replaceAll("_", " ")}.`,
      help: `Fix the cause and run the loop again: \`fixloop run -t ${target.id}\`.`,
      details: [newest.message, newest.pageUrl ?? ""].filter((line) => line !== ""),
    },
  ];
}

async function checkRefusals(
  reader: QueryRunner,
  { runId }: ProvingRun,
  target: string,
): Promise<readonly Refusal[]> {
  const failed = await reader.rows(sql`SELECT check_id, failing_rows
FROM ${table("curated.check_result")}
WHERE run_id >= ${BigInt(runId)} AND severity = 'error' AND failing_rows > 0
ORDER BY check_id`);
  if (failed.length === 0) return [];
  return [
    {
      id: "failed-check",
      message: `${failed.length === 1 ? "A check" : `${failed.length} checks`} of severity error did not hold in ${target}.`,
      help: "Fix the data or the spec, deploy there again and run the loop.",
      details: failed.map(({ check_id, failing_rows }) => `${check_id ?? ""}: ${failing_rows ?? ""} rows`),
    },
  ];
}

async function checkCounts(
  reader: QueryRunner,
  { runId }: ProvingRun,
): Promise<Pick<PromotionEvidence["proved"], "checks_held" | "checks_warned">> {
  const [row] = await reader.rows(sql`SELECT
  sum(CASE WHEN failing_rows = 0 THEN 1 ELSE 0 END) AS held,
  sum(CASE WHEN failing_rows > 0 THEN 1 ELSE 0 END) AS warned
FROM ${table("curated.check_result")}
WHERE run_id = ${BigInt(runId)}`);
  return { checks_held: Number(row?.["held"] ?? 0), checks_warned: Number(row?.["warned"] ?? 0) };
}
