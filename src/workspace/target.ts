import type { Project, Target } from "../spec/project.ts";
import type { QueryRunner } from "../reading/queryRunner.ts";
import { openBundleCli, type BundleCli, type BundleCliOptions } from "./bundleCli.ts";
import type { BundleConfiguration } from "./bundleOutput.ts";
import { connectWorkspace, type ConnectOptions } from "./connect.ts";
import { warehouseQueryRunner } from "./warehouseQueryRunner.ts";
import type { Call, Workspace } from "./workspace.ts";

/** A target of a project with everything that is needed to look at it or to change it. */
export interface OpenTarget {
  readonly project: Project;
  readonly target: Target;
  readonly folder: string;
  readonly cli: BundleCli;
  readonly configuration: BundleConfiguration;
  readonly workspace: Workspace;
  readonly call: Call;
  /** How it was signed in, for what opens a connection of its own. */
  readonly signIn: Pick<ConnectOptions, "env" | "profile" | "sleep">;
}

export interface OpenTargetOptions extends BundleCliOptions {
  readonly project: Project;
  /** Waits between attempts of a request. */
  readonly sleep?: ConnectOptions["sleep"];
}

/** The target that the spec calls so; undefined where it has none. */
export function targetOf(project: Project, id: string): Target | undefined {
  return project.targets.find((target) => target.id === id);
}

/**
 * Opens a target: the official CLI resolves the bundle (`validate` before a change, `summary` for a look), then fixloop
 * signs in to the same workspace. Throws a BundleCliError or a WorkspaceError.
 */
export async function openTarget(
  options: OpenTargetOptions,
  by: "validate" | "summary",
): Promise<OpenTarget> {
  const { project, folder, signal } = options;
  const target = targetOf(project, options.target);
  if (target === undefined) throw new TypeError(`workspace: the spec has no target ${options.target}`);
  const cli = await openBundleCli(options);
  const configuration = await cli[by]();
  const { env, profile, sleep } = options;
  const signIn = { env, profile, sleep };
  const workspace = await connectWorkspace({ ...signIn, host: configuration.host ?? target.host });
  return { project, target, folder, cli, configuration, workspace, call: { signal }, signIn };
}

/** Reads the target's tables; undefined where there is no warehouse yet. */
export function readerOf(open: OpenTarget, call: Call = open.call): QueryRunner | undefined {
  const { workspace, configuration, project } = open;
  const { warehouseId, catalog } = configuration;
  if (warehouseId === undefined) return undefined;
  return warehouseQueryRunner({ workspace, warehouseId, catalog, schemaPrefix: project.schemaPrefix, call });
}

/** What `--confirm` must be: the bundle as well as the target, so that neither a wrong folder nor a wrong -t goes through. */
export function confirmation({ project, target }: Pick<OpenTarget, "project" | "target">): string {
  return `${project.name}/${target.id}`;
}
