import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { Target } from "../spec/project.ts";
import { alertsOfTarget } from "./alerts.ts";
import { bundleText } from "./bundleText.ts";
import { dashboardsOfTarget } from "./dashboards/index.ts";
import { jobsOfTarget } from "./jobs.ts";
import { modelEndpoint } from "./model.ts";
import { catalogOf } from "./names.ts";
import { managers } from "./permissions.ts";
import { secretScopeName } from "./secretScope.ts";
import { storageOfTarget } from "./storage.ts";
import { ownWarehouseId, warehouseOfTarget } from "./warehouse.ts";

/** The oldest CLI that writes the state of its direct engine atomically: killed, an older one can leave half of it. */
export const cliVersion = ">= 1.13.0";

/** `databricks.yml`: the bundle, its variables, and everything that differs between targets. */
export function bundleFile(plan: Plan, setupVersionOf: (target: string) => string): YamlMap {
  return {
    bundle: {
      name: bundleText(plan.name),
      uuid: plan.uuid,
      engine: "direct",
      databricks_cli_version: cliVersion,
    },
    include: ["bundle/resources/*.yml"],
    // the bundle alone, with the manifest that says what it is: sources, samples and labelled feedback stay here
    sync: { paths: ["bundle", "notebooks-gen"] },
    // the SQL names its schemas itself, so a prefix of development mode would only hide them from it
    experimental: { skip_name_prefix_for_schema: true },
    variables: {
      catalog: {
        description:
          "Catalog that holds the three schemas; the first statement of every SQL file selects it.",
      },
      secret_scope: { description: "Secret scope of the target: its secrets are in no file." },
      warehouse_id: { description: "SQL warehouse that runs the SQL tasks, serverless or pro." },
      setup_version: {
        description: "Hash of the set-up that the jobs belong to; they start only if it is the current one.",
      },
    },
    targets: Object.fromEntries(
      plan.targets.map((target) => [target.id, targetSection(plan, target, setupVersionOf(target.id))]),
    ),
  };
}

function targetSection(plan: Plan, target: Target, setupVersion: string): YamlMap {
  return {
    mode: target.mode,
    default: target.isDefault ? true : undefined,
    // a running job reads its files one by one: it must not find the ones of the next deployment
    bundle: target.mode === "production" ? { deployment: { fail_on_active_runs: true } } : undefined,
    workspace: {
      host: target.host === undefined ? undefined : bundleText(target.host),
      root_path: rootPath(target),
    },
    presets: { tags: tags(target) },
    variables: {
      catalog: catalogOf(target),
      secret_scope: secretScopeName(plan, target),
      setup_version: setupVersion,
      warehouse_id: warehouseVariable(target),
    },
    permissions: managers(target),
    resources: {
      jobs: jobsOfTarget(plan, target),
      ...storageOfTarget(plan, target),
      secret_scopes: { secrets: { lifecycle: lifecycle(target) } },
      sql_warehouses: warehouseOfTarget(plan, target),
      model_serving_endpoints: modelEndpoint(plan, target),
      ...alertsOfTarget(plan, target),
      ...dashboardsOfTarget(plan, target),
    },
  };
}

/** An id, or a name that the CLI looks up at every deployment: it fails where there is none, or several. */
function warehouseVariable({ warehouse }: Target): string | YamlMap {
  if (warehouse === undefined) return ownWarehouseId;
  const value = bundleText(warehouse.value);
  return warehouse.by === "id" ? value : { lookup: { warehouse: value } };
}

/** What holds data or keys is not destroyed with the bundle. */
const lifecycle = ({ mode }: Target): YamlMap | undefined =>
  mode === "production" ? { prevent_destroy: true } : undefined;

/**
 * One place for one copy: production mode demands it, and in development the CLI demands that the person stands in it.
 * Without a folder it is the home of the pipeline's own principal where there is one, since everyone can write below
 * /Workspace/Shared.
 */
function rootPath(target: Target): string | undefined {
  const copy = "${bundle.name}/${bundle.target}";
  if (target.mode === "development") {
    return target.rootPath === undefined
      ? undefined
      : `${bundleText(target.rootPath)}/\${workspace.current_user.userName}/${copy}`;
  }
  const home = target.runAs === undefined ? "${workspace.current_user.userName}" : bundleText(target.runAs);
  const folder =
    target.rootPath === undefined ? `/Workspace/Users/${home}/.bundle` : bundleText(target.rootPath);
  return `${folder}/${copy}`;
}

function tags({ tags: written }: Target): YamlMap {
  return Object.fromEntries(
    Object.entries(written)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => [bundleText(name), bundleText(value)]),
  );
}
