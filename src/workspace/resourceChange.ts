import type { BundleAction, BundlePlan, PlannedResource } from "./bundleOutput.ts";

/** What the deployment does to one resource of the bundle, in words. Resources that stay as they are have none. */
export interface ResourceChange {
  /** As in the bundle: `schemas.curated`, `jobs.loop.permissions`. */
  readonly key: string;
  /** `schema curated`, `permissions of job loop`. */
  readonly name: string;
  readonly action: "create" | "update" | "recreate" | "delete";
  /** Top-level fields that change, of an update or a recreation. */
  readonly fields: readonly string[];
  /** What is lost with it; undefined where nothing is. */
  readonly loses: string | undefined;
}

interface ResourceKind {
  readonly word: string;
  /** What its deletion takes along, for good; undefined where the next deployment brings all of it back. */
  readonly holds?: string;
}

const kinds: Readonly<Record<string, ResourceKind>> = {
  alerts: { word: "alert" },
  apps: { word: "app", holds: "the address that people use" },
  catalogs: { word: "catalog", holds: "every schema in it" },
  dashboards: { word: "dashboard", holds: "its address, and what people subscribed to" },
  database_catalogs: { word: "database catalog", holds: "its data" },
  database_instances: { word: "database instance", holds: "its data" },
  experiments: { word: "experiment", holds: "its runs" },
  external_locations: { word: "external location", holds: "the way to its files" },
  genie_spaces: { word: "Genie space", holds: "its conversations" },
  jobs: { word: "job" },
  job_runs: { word: "job run" },
  model_serving_endpoints: { word: "serving endpoint", holds: "its address, while statements call it" },
  models: { word: "model", holds: "its versions" },
  pipelines: { word: "pipeline", holds: "the tables that it maintains" },
  registered_models: { word: "registered model", holds: "its versions" },
  schemas: { word: "schema", holds: "every table, view and volume in it" },
  secret_scopes: { word: "secret scope", holds: "every secret in it" },
  secrets: { word: "secret", holds: "its value" },
  sql_warehouses: { word: "SQL warehouse", holds: "its id, which dashboards and people use" },
  volumes: { word: "volume", holds: "every file in it" },
};

const childWords: Readonly<Record<string, string>> = { grants: "grants", permissions: "permissions" };

/** The changes of a plan, deletions first: what someone must not overlook. */
export function resourceChanges(plan: BundlePlan): readonly ResourceChange[] {
  return plan.resources
    .flatMap((resource): readonly ResourceChange[] => {
      const action = words[resource.action];
      return action === undefined ? [] : [changeOf(resource, action)];
    })
    .toSorted((left, right) => order.indexOf(left.action) - order.indexOf(right.action));
}

const order: readonly ResourceChange["action"][] = ["delete", "recreate", "create", "update"];

/** A change of size or of id is a change; what stays has no word. */
const words: Readonly<Record<BundleAction, ResourceChange["action"] | undefined>> = {
  skip: undefined,
  resize: "update",
  update: "update",
  update_id: "update",
  create: "create",
  recreate: "recreate",
  delete: "delete",
};

function changeOf(resource: PlannedResource, action: ResourceChange["action"]): ResourceChange {
  const [kindName = "", key = "", child] = resource.key.split(".");
  const kind = kinds[kindName] ?? unknownKind(kindName);
  const owner = `${kind.word} ${key}`;
  const goes = (action === "delete" || action === "recreate") && !resource.gone && child === undefined;
  return {
    key: resource.key,
    name: child === undefined ? owner : `${childWords[child] ?? child} of ${owner}`,
    action,
    fields: action === "update" || action === "recreate" ? topFields(resource.fields) : [],
    loses: goes ? kind.holds : undefined,
  };
}

/** `sql_warehouses` as `SQL warehouse`. */
export const kindWord = (name: string): string => (kinds[name] ?? unknownKind(name)).word;

/** A kind that this version has never heard of may hold anything. */
function unknownKind(name: string): ResourceKind {
  return { word: name.replaceAll("_", " ").replace(/s$/, ""), holds: "whatever it holds" };
}

/** `tasks[task_key='seeds'].notebook_task.notebook_path` is about `tasks`. */
function topFields(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.map((path) => /^[^.[]+/.exec(path)?.[0] ?? path))];
}
