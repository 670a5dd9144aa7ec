import type { YamlMap } from "../emit/yaml.ts";
import type { Project, Target } from "../spec/project.ts";
import { bundleText } from "./bundleText.ts";
import { jobKeys } from "./jobs.ts";
import { storageOfTarget } from "./storage.ts";

/** The oldest CLI whose direct engine takes these files: grants without principals are errors from there on. */
export const cliVersion = ">= 1.10.0";

/** `databricks.yml`: the bundle, its variables, and everything that differs between targets. */
export function bundleFile(project: Project): YamlMap {
  return {
    bundle: { name: bundleText(project.name), engine: "direct", databricks_cli_version: cliVersion },
    include: ["bundle/resources/*.yml"],
    // only what the jobs read: sources, samples and labelled feedback stay here
    sync: { paths: ["bundle/sql", "bundle/seeds", "bundle/land", "notebooks-gen"] },
    // the SQL names its schemas itself, so a prefix of development mode would only hide them from it
    experimental: { skip_name_prefix_for_schema: true },
    variables: {
      catalog: {
        description:
          "Catalog that holds the three schemas; the first statement of every SQL file selects it.",
      },
      warehouse_id: { description: "SQL warehouse that runs the SQL tasks, serverless or pro." },
    },
    targets: Object.fromEntries(project.targets.map((target) => [target.id, targetSection(project, target)])),
  };
}

function targetSection(project: Project, target: Target): YamlMap {
  return {
    mode: target.mode,
    default: target.isDefault ? true : undefined,
    workspace: {
      host: optionalText(target.host),
      root_path: target.mode === "production" ? rootPath(target) : undefined,
    },
    variables: {
      catalog: bundleText(target.catalog),
      warehouse_id:
        target.warehouseId === undefined
          ? "${resources.sql_warehouses.pipeline.id}"
          : bundleText(target.warehouseId),
    },
    permissions: permissions(target),
    resources: {
      jobs: Object.fromEntries(
        jobKeys.map((key) => [
          key,
          {
            run_as: target.runAs === undefined ? undefined : principal(target.runAs),
            email_notifications: {
              on_failure: target.notify.map(bundleText),
              on_duration_warning_threshold_exceeded: target.notify.map(bundleText),
            },
          },
        ]),
      ),
      ...storageOfTarget(project, target),
      sql_warehouses: target.warehouseId === undefined ? { pipeline: ownWarehouse(project) } : undefined,
    },
  };
}

/**
 * One place for one copy: production mode demands it. It is the home of the pipeline's own principal where there is one,
 * since everyone can write below /Workspace/Shared.
 */
function rootPath(target: Target): string {
  const home = target.runAs === undefined ? "${workspace.current_user.userName}" : bundleText(target.runAs);
  return `/Workspace/Users/${home}/.bundle/\${bundle.name}/\${bundle.target}`;
}

/**
 * Groups see the runs of the jobs; platform manages them. The principal that runs them deploys them too. A development
 * copy belongs to whoever deployed it.
 */
function permissions(target: Target): readonly YamlMap[] {
  if (target.mode === "development") return [];
  const groups = new Map<string, "CAN_MANAGE" | "CAN_VIEW">();
  for (const [role, group] of Object.entries(target.groups)) {
    if (role === "platform") groups.set(bundleText(group), "CAN_MANAGE");
    else if (!groups.has(group)) groups.set(bundleText(group), "CAN_VIEW");
  }
  return [
    ...(target.runAs === undefined ? [] : [{ level: "CAN_MANAGE", ...principal(target.runAs) }]),
    ...[...groups]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([group_name, level]) => ({ level, group_name })),
  ];
}

/** People have an address, service principals an application id. */
function principal(name: string): YamlMap {
  return name.includes("@") ? { user_name: bundleText(name) } : { service_principal_name: bundleText(name) };
}

/** A target that names no warehouse gets one of its own: the smallest, serverless, gone to sleep after ten minutes. */
function ownWarehouse(project: Project): YamlMap {
  return {
    name: `${bundleText(project.name)} pipeline`,
    cluster_size: "2X-Small",
    warehouse_type: "PRO",
    enable_serverless_compute: true,
    auto_stop_mins: 10,
    max_num_clusters: 1,
  };
}

function optionalText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : bundleText(text);
}
