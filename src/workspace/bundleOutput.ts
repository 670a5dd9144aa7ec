import { z } from "zod";

/** What the official CLI would do to one resource; the same words as in its plan. */
export const bundleActions = [
  "skip",
  "resize",
  "update",
  "update_id",
  "create",
  "recreate",
  "delete",
] as const;
export type BundleAction = (typeof bundleActions)[number];

/** `databricks bundle plan -o json`, plan version 2 (direct engine), as far as it is read. */
const planOutput = z.object({
  plan_version: z.literal(2, {
    error: "it isn't a plan of the direct engine in version 2, the only format that this fixloop reads",
  }),
  cli_version: z.string().optional(),
  /** Identity and serial of the state that was planned against; absent before the first deployment. */
  lineage: z.string().optional(),
  serial: z.number().optional(),
  plan: z
    .record(
      z.string(),
      z.object({
        action: z.enum(bundleActions),
        /** Deleted by someone else already: only the state forgets it. */
        gone: z.boolean().optional(),
        changes: z.record(z.string(), z.object({ action: z.string() })).optional(),
      }),
    )
    .default({}),
});

export interface BundlePlan {
  /** What the CLI wrote, byte for byte: `deploy --plan` takes it back. */
  readonly text: string;
  /** Whether a state is there. Without one the CLI can't notice that someone else deployed since. */
  readonly hasState: boolean;
  readonly resources: readonly PlannedResource[];
}

export interface PlannedResource {
  /** `jobs.loop`, `schemas.curated.grants`. */
  readonly key: string;
  readonly action: BundleAction;
  readonly gone: boolean;
  /** Paths of the fields that change. */
  readonly fields: readonly string[];
}

const idOf = z.object({ id: z.string().optional(), url: z.string().optional() });

/** `databricks bundle summary -o json` (and `validate`, which has no ids), as far as it is read. */
const configurationOutput = z.object({
  bundle: z.object({ name: z.string(), target: z.string(), mode: z.string().optional() }),
  workspace: z.object({
    host: z.string().optional(),
    root_path: z.string(),
    file_path: z.string(),
    current_user: z.object({ userName: z.string() }).optional(),
  }),
  variables: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  sync: z.object({ paths: z.array(z.string()).default([]) }).default({ paths: [] }),
  resources: z.record(z.string(), z.record(z.string(), idOf)).default({}),
});

/** One target as the official CLI resolves it. */
export interface BundleConfiguration {
  readonly bundle: string;
  readonly target: string;
  readonly mode: string | undefined;
  readonly host: string | undefined;
  readonly rootPath: string;
  readonly filePath: string;
  /** Files and folders that are uploaded to it, from the folder of the bundle. */
  readonly syncedPaths: readonly string[];
  /** Who is signed in. */
  readonly user: string | undefined;
  readonly catalog: string;
  /** Undefined where the bundle brings a warehouse of its own that is not deployed yet. */
  readonly warehouseId: string | undefined;
  /** Jobs by key; undefined ids are not deployed. */
  readonly jobs: ReadonlyMap<string, DeployedResource>;
  readonly alerts: ReadonlyMap<string, DeployedResource>;
  readonly schemas: ReadonlyMap<string, DeployedResource>;
  readonly secretScopes: ReadonlyMap<string, DeployedResource>;
}

export interface DeployedResource {
  readonly id: string | undefined;
  readonly url: string | undefined;
}

/** Throws an Error whose message says what is missing; it quotes nothing of the text. */
export function parseBundlePlan(text: string): BundlePlan {
  const plan = parse(planOutput, text);
  return {
    text,
    hasState: plan.lineage !== undefined && plan.lineage !== "",
    resources: Object.entries(plan.plan)
      .map(([key, { action, gone, changes }]) => ({
        key: key.replace(/^resources[.]/, ""),
        action,
        gone: gone ?? false,
        fields: Object.entries(changes ?? {})
          .filter(([, change]) => change.action !== "skip")
          .map(([field]) => field)
          .toSorted(),
      }))
      .toSorted((left, right) => (left.key < right.key ? -1 : 1)),
  };
}

/** Throws an Error whose message says what is missing; it quotes nothing of the text. */
export function parseBundleConfiguration(text: string): BundleConfiguration {
  const { bundle, workspace, variables, sync, resources } = parse(configurationOutput, text);
  const kind = (name: string): ReadonlyMap<string, DeployedResource> =>
    new Map(
      Object.entries(resources[name] ?? {}).map(([key, { id, url }]) => [
        key,
        { id: id === "" ? undefined : id, url: url === "" ? undefined : url },
      ]),
    );
  return {
    bundle: bundle.name,
    target: bundle.target,
    mode: bundle.mode,
    host: workspace.host === "" ? undefined : workspace.host,
    rootPath: workspace.root_path,
    filePath: workspace.file_path,
    syncedPaths: sync.paths,
    user: workspace.current_user?.userName,
    catalog: textVariable(variables["catalog"]?.value) ?? "",
    warehouseId: warehouseOf(textVariable(variables["warehouse_id"]?.value), kind("sql_warehouses")),
    jobs: kind("jobs"),
    alerts: kind("alerts"),
    schemas: kind("schemas"),
    secretScopes: kind("secret_scopes"),
  };
}

/** Either an id, or a reference to a warehouse that the bundle itself brings. */
function warehouseOf(
  value: string | undefined,
  own: ReadonlyMap<string, DeployedResource>,
): string | undefined {
  const reference = /^\$\{resources[.]sql_warehouses[.]([\w-]+)[.]id\}$/.exec(value ?? "")?.[1];
  if (reference !== undefined) return own.get(reference)?.id;
  return value === undefined || value === "" || value.includes("${") ? undefined : value;
}

const textVariable = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function parse<Output>(schema: z.ZodType<Output>, text: string): Output {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("its output isn't JSON");
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unexpected"}`);
}
