import { readFile } from "node:fs/promises";
import path from "node:path";
import { ownedPaths, compiledFiles } from "./compile.ts";
import { checkFiles } from "../emit/files.ts";
import { BundleCliError } from "../workspace/bundleCli.ts";
import { manifestPath, parseManifest } from "../workspace/deployedFiles.ts";
import { StatementError, WorkspaceError } from "../workspace/errors.ts";
import { versionOf, type BundleVersion } from "../workspace/plan.ts";
import { openTarget, targetOf, type OpenTarget } from "../workspace/target.ts";
import { didYouMean } from "../spec/nearest.ts";
import type { Plan } from "../plan/plan.ts";
import { textOption, UserError, type CommandContext, type CommandInput, type ExitCode } from "./command.ts";
import type { LoadedProject } from "./projectFolder.ts";
import { readRuntimeFiles } from "./runtimeFiles.ts";
import { printable } from "./terminal.ts";

/** The target that was named, else the default one; those that there are where it isn't one of them. */
export function targetNamed({ project }: LoadedProject, input: CommandInput, command: string): string {
  const ids = project.targets.map(({ id }) => id);
  const named = textOption(input, "target") ?? project.targets.find(({ isDefault }) => isDefault)?.id;
  if (named !== undefined && targetOf(project, named) !== undefined) return named;
  const there =
    ids.length === 0 ? "pipeline.yaml has no targets yet: see `targets:`" : `there are ${ids.join(", ")}`;
  throw named === undefined
    ? new UserError(`${command} needs a target (-t); ${there}.`)
    : new UserError(`There is no target ${named}; ${there}.${didYouMean(named, ids)}`);
}

export interface OpenOptions {
  readonly loaded: LoadedProject;
  readonly command: string;
  readonly by: "validate" | "summary";
  readonly signal?: AbortSignal | undefined;
  readonly forceLock?: boolean;
}

/** Opens the target that `-t` names. What the CLI says of its progress goes to stderr. */
export async function openNamedTarget(
  context: CommandContext,
  input: CommandInput,
  { loaded, command, by, signal, forceLock }: OpenOptions,
): Promise<OpenTarget> {
  return openTarget(
    {
      project: loaded.project,
      folder: loaded.folder,
      target: targetNamed(loaded, input, command),
      profile: textOption(input, "profile"),
      env: context.env,
      sleep: context.sleep,
      signal,
      forceLock: forceLock ?? false,
      onLine: (line) => context.stderr.write(`  ${printable(line)}\n`),
    },
    by,
  );
}

/**
 * Runs what talks to a workspace. Ctrl-C aborts its signal; an error of the CLI or the workspace becomes one that says what
 * to do, and exit code 2.
 */
export async function withWorkspace(
  context: CommandContext,
  work: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(new Interrupted());
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (error instanceof Interrupted) {
      context.stderr.write("\nStopped, as you asked. Run the same command again to continue.\n");
      return 2;
    }
    throw explained(context, error);
  } finally {
    process.removeListener("SIGINT", interrupt);
    process.removeListener("SIGTERM", interrupt);
  }
}

/** The user pressed Ctrl-C, or the process was asked to end. */
export class Interrupted extends Error {}

function explained(context: CommandContext, error: unknown): unknown {
  if (error instanceof BundleCliError) {
    for (const line of error.lines) context.stderr.write(`  ${printable(line)}\n`);
    return new UserError(error.message, error.help);
  }
  if (error instanceof StatementError) {
    return new UserError(
      error.message,
      error.condition?.endsWith("NOT_FOUND") === true
        ? "The set-up creates the tables: `fixloop deploy`, or `fixloop run -t TARGET --job setup`."
        : undefined,
    );
  }
  if (error instanceof WorkspaceError) return new UserError(error.message, helpFor(error));
  return error;
}

function helpFor({ code, status, notImplemented }: WorkspaceError): string | undefined {
  if (notImplemented)
    return "The workspace answers but doesn't support this call: the feature is off or not available there. Ask a workspace administrator.";
  if (code === "SIGN_IN_FAILED" || status === 401) {
    return "Sign in as the Databricks CLI does: `databricks auth login`, --profile, or DATABRICKS_HOST with a token or a service principal in the environment.";
  }
  if (status === 403)
    return "Ask its owner for the privilege; `fixloop doctor -t TARGET` lists what is missing.";
  if (status === 0 || status >= 500)
    return "The workspace can't be reached or has a problem. Safe to retry: a second run completes the work.";
  return undefined;
}

/** Names of generated files that are not as the project says. */
export async function staleFiles({ folder }: LoadedProject, plan: Plan): Promise<readonly string[]> {
  const { changed, missing, surplus } = await checkFiles({
    folder,
    files: compiledFiles(plan, readRuntimeFiles()),
    owned: ownedPaths,
  });
  return [...changed, ...missing, ...surplus].toSorted();
}

/** Whether the bundle is fresh; names what is not. Nothing that isn't compiled is deployed. */
export async function compiledOrTold(
  context: CommandContext,
  loaded: LoadedProject,
  plan: Plan,
): Promise<boolean> {
  const stale = await staleFiles(loaded, plan);
  if (stale.length === 0) return true;
  for (const file of stale.slice(0, 20)) context.stderr.write(`stale ${printable(file)}\n`);
  if (stale.length > 20) context.stderr.write(`and ${stale.length - 20} more\n`);
  context.stderr.write(
    `error: ${stale.length} generated files don't match the spec: run \`fixloop compile\`, review what it changed and commit it.\n`,
  );
  return false;
}

export async function localManifestBytes({ folder }: LoadedProject): Promise<Uint8Array> {
  return readFile(path.join(folder, manifestPath));
}

/** The version that is compiled here; undefined before the first `fixloop compile`. */
export async function localVersion(loaded: LoadedProject): Promise<BundleVersion | undefined> {
  try {
    const manifest = parseManifest(await localManifestBytes(loaded));
    return manifest === undefined ? undefined : versionOf(manifest);
  } catch {
    return undefined;
  }
}

/** Text of several lines as it may reach a terminal. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
