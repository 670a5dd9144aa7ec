import { secretScopeName } from "../../databricks/secretScope.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Project, Target } from "../../spec/project.ts";
import { openBundleCli, type BundleCli } from "../bundleCli.ts";
import type { BundleConfiguration } from "../bundleOutput.ts";
import { connectWorkspace, openWire, type ConnectOptions } from "../connect.ts";
import type { Wire } from "../request.ts";
import type { OpenTarget } from "../target.ts";
import type { Call, Identity, SqlResult, Workspace } from "../workspace.ts";
import { NotAsked } from "./finding.ts";
import { shortName } from "./shortName.ts";
import { surroundings, type Surroundings } from "./surroundings.ts";

/**
 * What the checks look at: a target, and whatever of the CLI and the workspace can be reached. Each of them is opened when the
 * first check asks for it, once, so that a missing CLI keeps no one from looking at the workspace.
 */
export interface Subject {
  readonly project: Project;
  readonly plan: Plan;
  readonly target: Target;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly call: Call;
  readonly cli: () => Promise<BundleCli>;
  /** The bundle as the CLI resolves it for this target. */
  readonly configuration: () => Promise<BundleConfiguration>;
  /** The same, or undefined where the CLI can't say. */
  readonly knownConfiguration: () => Promise<BundleConfiguration | undefined>;
  readonly workspace: () => Promise<Workspace>;
  /** For what `Workspace` has no call for. */
  readonly wire: () => Promise<Wire>;
  readonly surroundings: () => Promise<Surroundings>;
  readonly identity: () => Promise<Identity>;
  /** Who is signed in, for messages; "no one yet" before that is known. */
  readonly who: () => string;
  /** The target's catalog, also where there is no CLI to resolve it. */
  readonly catalog: () => Promise<string>;
  /** Undefined where the bundle brings a warehouse of its own, and it is not deployed. */
  readonly warehouseId: () => Promise<string | undefined>;
  readonly secretScope: () => Promise<string>;
  /** Runs one statement on the target's warehouse, which wakes for it. Throws `NotAsked` where there is no warehouse. */
  readonly ask: (text: string) => Promise<SqlResult>;
}

export interface SubjectOptions extends Omit<ConnectOptions, "host"> {
  readonly project: Project;
  readonly plan: Plan;
  readonly target: Target;
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** What a command has opened already. */
  readonly opened?: Pick<OpenTarget, "cli" | "configuration" | "workspace"> | undefined;
}

/** Milliseconds. A call that is not answered by then isn't an answer; a statement may have to wait for its warehouse. */
export const patience: { readonly call: number; readonly statement: number } = {
  call: 30_000,
  statement: 600_000,
};

export function openSubject(options: SubjectOptions): Subject {
  const { project, plan, target, folder, env, signal } = options;
  const call: Call = { signal, deadline: patience.call };
  const connect: ConnectOptions = { ...options, host: target.host };
  let who = "no one yet";
  const { opened } = options;
  const cli = once(
    async () =>
      opened?.cli ?? openBundleCli({ folder, target: target.id, profile: options.profile, env, signal }),
  );
  const configuration = once(async () => opened?.configuration ?? (await cli()).summary());
  const known = async (): Promise<BundleConfiguration | undefined> => configuration().catch(() => undefined);
  const workspace = once(async () => opened?.workspace ?? connectWorkspace(connect));
  const wire = once(() => openWire(connect));
  const identity = once(async () => {
    const found = await (await workspace()).identity(call);
    who = found.name;
    return found;
  });
  const warehouseId = async (): Promise<string | undefined> =>
    (await known())?.warehouseId ?? (target.warehouse?.by === "id" ? target.warehouse.value : undefined);
  const catalog = async (): Promise<string> => {
    const resolved = (await known())?.catalog ?? "";
    if (resolved !== "") return resolved;
    return target.isPersonal ? `${target.catalog}_${shortName(await identity())}` : target.catalog;
  };
  return {
    project,
    plan,
    target,
    folder,
    env,
    now: options.now ?? (() => new Date()),
    call,
    cli,
    configuration,
    knownConfiguration: known,
    workspace,
    wire,
    surroundings: once(async () => surroundings(await wire())),
    identity,
    who: () => who,
    catalog,
    warehouseId,
    secretScope: async () =>
      secretScopeName(project, target).replace(
        "${workspace.current_user.short_name}",
        shortName(await identity()),
      ),
    ask: async (text) => {
      const warehouse = await warehouseId();
      if (warehouse === undefined) throw new NotAsked("there is no warehouse before the first deployment");
      return (await workspace()).sql.execute(
        { warehouseId: warehouse, text, idempotent: true },
        { signal, deadline: patience.statement },
      );
    },
  };
}

function once<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | undefined;
  return () => (opened ??= open());
}
