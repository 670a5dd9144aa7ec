import { parse } from "yaml";
import { z } from "zod";
import { bundleRoots, emitBundle } from "../databricks/emitBundle.ts";
import type { RuntimeFiles } from "../databricks/runtimeFiles.ts";
import type { EvalReport } from "../evals/report.ts";
import type { Plan } from "../plan/plan.ts";
import { packageVersion } from "../plan/packageVersion.ts";
import type { Project, Signer } from "../spec/project.ts";
import type { BundleCliOptions } from "./bundleCli.ts";
import { canonicalJson } from "./canonicalJson.ts";
import {
  assertDeployable,
  consentOf,
  deploy,
  DeployStopped,
  type DeployOptions,
  type DeployReport,
} from "./deploy.ts";
import { manifestPath, sha256 } from "./deployedFiles.ts";
import { deploymentRecord, recordedGates, type DeploymentRecord } from "./deployment.ts";
import {
  deployedFileProblems,
  fileProblemText,
  localFileProblems,
  type FileBytes,
  type FileProblem,
} from "./fileProblems.ts";
import { planDeployment, type DeploymentPlan, type PlannedDeployment } from "./plan.ts";
import { newestDeployment, proveIn, type ProofWanted, type Refusal } from "./promotionProof.ts";
import { promotionFile, signedRecord, verifyPromotion, type PromotionEvidence } from "./promotionRecord.ts";
import { percent } from "./promotionWords.ts";
import type { SigningKey } from "./signature.ts";
import { openTarget, readerOf, type OpenTarget, type OpenTargetOptions } from "./target.ts";

export interface PromoteOptions {
  /** The folder that holds pipeline.yaml and what was compiled from it. */
  readonly folder: string;
  readonly project: Project;
  readonly plan: Plan;
  /** The Python modules that go with the bundle. */
  readonly runtime: RuntimeFiles;
  /** Measured now, on this project. */
  readonly report: EvalReport;
  readonly from: string;
  readonly to: string;
  readonly profiles: { readonly from: string | undefined; readonly to: string | undefined };
  /** For the official CLI and for signing in. The signing key has no place in it. */
  readonly env: BundleCliOptions["env"];
  readonly key: SigningKey | undefined;
  /** What `--confirm` said. */
  readonly confirmed: string | undefined;
  readonly dryRun: boolean;
  readonly commit: string | undefined;
  /** A random word: what tells this promotion's set-up run from any other. */
  readonly intent: string;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  readonly forceLock?: boolean;
  readonly onLine?: (line: string) => void;
  readonly onStep?: DeployOptions["onStep"];
  readonly onTask?: DeployOptions["onTask"];
}

export type PromoteOutcome =
  | { readonly kind: "refused"; readonly refusals: readonly Refusal[] }
  /** The plan takes something away, and no one confirmed it, or confirmed something else. */
  | { readonly kind: "unconfirmed"; readonly plan: DeploymentPlan; readonly confirmed: string | undefined }
  | { readonly kind: "dry-run"; readonly plan: DeploymentPlan; readonly evidence: PromotionEvidence }
  /** It was promoted before; `file` is the artefact as it was signed then. */
  | { readonly kind: "standing"; readonly record: DeploymentRecord; readonly file: string }
  | {
      readonly kind: "promoted";
      readonly report: DeployReport;
      readonly record: DeploymentRecord;
      readonly file: string;
    };

/**
 * Takes to one target what another has proved. Refuses, with every reason at once and before anything is changed, unless the
 * generated files are exactly what the project compiles to, `from` has proved them (`proveIn`), the gates pass and a signer
 * of the spec signs. The files are compared again once they are deployed, here and in the workspace: nothing is recorded
 * that isn't those bytes.
 *
 * Throws what `deploy` throws. A second call completes what a first one left: it goes through all steps again; one that
 * was killed after the record was written gives back that record, and writes no second one.
 */
export async function promote(options: PromoteOptions): Promise<PromoteOutcome> {
  const { project, plan, from, to, report, key } = options;
  const files = compiled(plan, options.runtime);
  const problems = await localFileProblems(options.folder, files, bundleRoots);
  const { signers } = project.promotion;
  const refusals: Refusal[] = [
    ...localRefusals(problems),
    ...gateRefusals(report),
    ...keyRefusals(key, signers),
  ];
  // the CLI would follow it to another place, or fail
  if (problems.some(isConfiguration)) return { kind: "refused", refusals };
  const open = (
    target: string,
    profile: string | undefined,
    by: "validate" | "summary",
  ): Promise<OpenTarget> => openTarget({ ...cliOptions(options), target, profile }, by);
  const wanted = wantedProof(files, plan, report);
  const proof = await proveIn(await open(from, options.profiles.from, "summary"), wanted);
  refusals.push(...proof.refusals);
  const signer = signerOf(key, signers);
  if (refusals.length > 0 || proof.proved === undefined || key === undefined || signer === undefined) {
    return { kind: "refused", refusals };
  }
  const validated = await open(to, options.profiles.to, "validate");
  // ids of what is there: validate knows none
  const destination = { ...validated, configuration: await validated.cli.summary() };
  const planned = await planDeployment(destination, plan, files.get(manifestPath) ?? new Uint8Array());
  const standing = await standingPromotion(destination, planned, wanted, { from, signers });
  if (standing !== undefined) return standing;
  const { kind } = await destination.workspace.identity(destination.call);
  const evidence: PromotionEvidence = {
    project: project.name,
    files: files.size,
    fixloop_version: packageVersion,
    cli_version: destination.cli.version.text,
    commit: options.commit ?? null,
    signed_by: signer.name,
    deployed_by_kind: kind,
    prompt_version: promptVersionOf(files),
    proved: proof.proved,
  };
  const consent = consentOf(destination, planned.plan, options.confirmed);
  if (consent === "wrong" || (consent === "missing" && !options.dryRun)) {
    return { kind: "unconfirmed", plan: planned.plan, confirmed: options.confirmed };
  }
  if (options.dryRun) return { kind: "dry-run", plan: planned.plan, evidence };
  await assertDeployable(destination, plan);
  const deployed = await deploy({
    open: destination,
    planned,
    gates: report,
    plan,
    consented: consent === "given",
    now: options.now,
    intent: options.intent,
    action: { kind: "promote", fromTarget: from },
    recordOf: async (facts) => {
      await requireUnchanged(options.folder, files);
      return signedRecord(deploymentRecord({ ...facts, evidence: canonicalJson(evidence) }), key);
    },
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
    ...(options.onTask === undefined ? {} : { onTask: options.onTask }),
  });
  const file = promotionFile(deployed.record);
  if (file === undefined) throw new TypeError("promote: the record that was written is not signed");
  return { kind: "promoted", report: deployed, record: deployed.record, file };
}

/** What decides where and what the CLI deploys, and isn't looked at again in the workspace. */
const isConfiguration = ({ path }: FileProblem): boolean =>
  path === "databricks.yml" || path.startsWith("bundle/resources/");

/** Files that changed while they were deployed: what went out may be neither the one nor the other. */
async function requireUnchanged(folder: string, files: FileBytes): Promise<void> {
  const problems = await localFileProblems(folder, files, bundleRoots);
  if (problems.length === 0) return;
  throw new DeployStopped({
    step: "record",
    message: "Generated files changed while they were deployed, so nothing was recorded.",
    help: "Restore them from version control and promote again.",
    details: problems.map(fileProblemText),
    finding: true,
  });
}

/** The signer that a key belongs to. */
export function signerOf(key: SigningKey | undefined, signers: readonly Signer[]): Signer | undefined {
  return signers.find(({ publicKey }) => publicKey === key?.publicKey);
}

const compiled = (plan: Plan, runtime: RuntimeFiles): FileBytes =>
  new Map([...emitBundle(plan, runtime)].map(([path, text]) => [path, Buffer.from(text, "utf8")]));

function cliOptions(options: PromoteOptions): Omit<OpenTargetOptions, "target" | "profile"> {
  const { project, folder, env, signal, forceLock, onLine } = options;
  return {
    project,
    folder,
    env,
    signal,
    ...(forceLock === undefined ? {} : { forceLock }),
    ...(onLine === undefined ? {} : { onLine }),
  };
}

function wantedProof(files: FileBytes, plan: Plan, report: EvalReport): ProofWanted {
  const { codeVersion, taxonomyVersion, stages } = plan;
  return {
    files,
    synced: syncedPaths(textOf(files, "databricks.yml")),
    manifestHash: sha256(files.get(manifestPath) ?? ""),
    codeVersion,
    taxonomyVersion,
    stages,
    gates: recordedGates(report),
  };
}

const textOf = (files: FileBytes, path: string): string =>
  Buffer.from(files.get(path) ?? "").toString("utf8");

function syncedPaths(databricksYml: string): readonly string[] {
  const { sync } = z.object({ sync: z.object({ paths: z.array(z.string()) }) }).parse(parse(databricksYml));
  return sync.paths;
}

function promptVersionOf(files: FileBytes): string {
  return z.object({ prompt_version: z.string() }).parse(JSON.parse(textOf(files, manifestPath)))
    .prompt_version;
}

function localRefusals(problems: readonly FileProblem[]): readonly Refusal[] {
  if (problems.length === 0) return [];
  const unseen = problems.some(isConfiguration)
    ? " The targets were not checked, since the bundle's configuration is among these files."
    : "";
  return [
    {
      id: "local-files",
      message: `${problems.length} generated ${problems.length === 1 ? "file is" : "files are"} different from what the project compiles to.${unseen}`,
      help: "Restore them from version control, or run `fixloop compile` and prove the changed files first.",
      details: problems.map(fileProblemText),
    },
  ];
}

function gateRefusals({ gates, passed }: EvalReport): readonly Refusal[] {
  if (passed) return [];
  const blocking = gates.filter(({ blocks }) => blocks);
  return [
    {
      id: "gates",
      message: `${blocking.length === 1 ? "A gate does" : `${blocking.length} gates do`} not pass.`,
      help: "Run `fixloop eval`: improve the taxonomy, label more texts, or change the threshold in evals/gates.yaml.",
      details: blocking.map(({ id, status, figureBp, direction, thresholdBp, examples }) =>
        status === "not_measured"
          ? `${id}: not measured, with ${examples} texts`
          : `${id}: ${percent(figureBp ?? 0)}, must be ${direction.replace("_", " ")} ${percent(thresholdBp)} (${examples} texts)`,
      ),
    },
  ];
}

function keyRefusals(key: SigningKey | undefined, signers: readonly Signer[]): readonly Refusal[] {
  if (key === undefined) {
    return [
      {
        id: "signing-key",
        message: "The promotion needs a signing key.",
        help: "Make one (`openssl genpkey -algorithm ed25519 -out signing-key.pem`), keep it out of version control, give it in FIXLOOP_SIGNING_KEY or name the file in FIXLOOP_SIGNING_KEY_FILE, and write its public half (`openssl pkey -in signing-key.pem -pubout`) under promotion.signers in pipeline.yaml.",
        details: [],
      },
    ];
  }
  if (signerOf(key, signers) !== undefined) return [];
  return [
    {
      id: "signing-key",
      message: "The signing key belongs to none of the signers in pipeline.yaml.",
      help: "If its holder may promote, write the public half under promotion.signers in pipeline.yaml and have that reviewed. Otherwise sign with another key.",
      details: [`its public half: ${key.publicKey}`],
    },
  ];
}

/**
 * The promotion that is in force already: the newest record of the target is one of these files from there, a signer of
 * today signed it, and the target is still as it says. So a call after a kill, or a second one by mistake, changes nothing.
 */
async function standingPromotion(
  open: OpenTarget,
  { bundlePlan }: PlannedDeployment,
  wanted: ProofWanted,
  { from, signers }: { readonly from: string; readonly signers: readonly Signer[] },
): Promise<Extract<PromoteOutcome, { readonly kind: "standing" }> | undefined> {
  const reader = readerOf(open);
  const [record] = reader === undefined ? [] : await newestDeployment(reader, open.target.id);
  if (
    record?.action !== "promote" ||
    record.from_target !== from ||
    record.manifest_hash !== wanted.manifestHash
  )
    return undefined;
  if (bundlePlan.resources.some(({ action }) => action !== "skip")) return undefined;
  const file = promotionFile(record);
  if (file === undefined || "problem" in verifyPromotion(Buffer.from(file), signers)) return undefined;
  const problems = await deployedFileProblems(
    open.workspace.files,
    { root: open.configuration.filePath, wanted: wanted.files, synced: wanted.synced },
    open.call,
  );
  return problems.length > 0 ? undefined : { kind: "standing", record, file };
}
