import { planOf } from "../support/planOf.ts";
import { bundleOf } from "../support/bundleOf.ts";
import { describe, expect, test } from "vitest";
import { defaultRoles } from "../../src/spec/defaults.ts";
import type { Target } from "../../src/spec/project.ts";
import { smallProject, target } from "../support/project.ts";
import { resourcesOf, targetOf, type Resource } from "./resources.ts";

const budgets = { modelCallsPerRun: 0, modelMoneyPerMonth: 0, databricksDollarsPerMonth: 400 };
const emit = (...targets: readonly Target[]): ReadonlyMap<string, string> =>
  bundleOf(planOf(smallProject({ roles: defaultRoles, targets, budgets })));
const groups = {
  analyst: "analysts",
  reviewer: "reviewers",
  executive: "leaders",
  platform: "platform",
};
const production = target({ runAs: "sp", groups });
const of = (one: Target): Resource => targetOf(emit(one), one.id);

describe("permissions", () => {
  const files = emit(production);
  const all = resourcesOf(files, "prod");

  test("at the top stand only those who manage: a viewer there could read every secret", () => {
    expect(targetOf(files, "prod")["permissions"]).toEqual([
      { level: "CAN_MANAGE", service_principal_name: "sp" },
      { level: "CAN_MANAGE", group_name: "platform" },
    ]);
    expect(all["secret_scopes"]?.["secrets"]?.["permissions"]).toBeUndefined();
  });

  test("who may read the ledger sees jobs, alerts and the dashboard, and may use the warehouse for it", () => {
    expect(all["jobs"]?.["loop"]?.["permissions"]).toEqual([{ level: "CAN_VIEW", group_name: "analysts" }]);
    expect(all["dashboards"]?.["pipeline_health"]?.["permissions"]).toEqual([
      { level: "CAN_READ", group_name: "analysts" },
    ]);
    expect(all["sql_warehouses"]?.["pipeline"]?.["permissions"]).toEqual([
      { level: "CAN_USE", group_name: "analysts" },
    ]);
  });

  test("nobody stands in two places: the CLI warns of that", () => {
    const shared = emit(target({ groups: { ...groups, analyst: "platform" } }));
    for (const resources of Object.values(resourcesOf(shared, "prod"))) {
      for (const resource of Object.values(resources))
        expect(JSON.stringify(resource["permissions"] ?? "")).not.toContain("platform");
    }
  });

  test("a development copy belongs to whoever deployed it", () => {
    const copy = emit(target({ mode: "development", groups }));
    expect(targetOf(copy, "prod")["permissions"]).toBeUndefined();
    expect(resourcesOf(copy, "prod")["jobs"]?.["loop"]?.["permissions"]).toBeUndefined();
  });
});

describe("where it lies", () => {
  const rootPath = (one: Target): unknown =>
    (of(one)["workspace"] as Readonly<Record<string, unknown>> | undefined)?.["root_path"];

  test("in production, in the home of the principal that runs it, or of who deploys", () => {
    expect(rootPath(production)).toBe("/Workspace/Users/sp/.bundle/${bundle.name}/${bundle.target}");
    expect(rootPath(target())).toBe(
      "/Workspace/Users/${workspace.current_user.userName}/.bundle/${bundle.name}/${bundle.target}",
    );
  });

  test("below a folder of the spec, by project and target, and in development by person", () => {
    const rootPathOf = (mode: Target["mode"]): unknown =>
      rootPath(target({ mode, rootPath: "/Workspace/Apps" }));
    expect(rootPathOf("production")).toBe("/Workspace/Apps/${bundle.name}/${bundle.target}");
    expect(rootPathOf("development")).toBe(
      "/Workspace/Apps/${workspace.current_user.userName}/${bundle.name}/${bundle.target}",
    );
  });

  test("in development without a folder, where the CLI puts it", () => {
    expect(of(target({ mode: "development" }))["workspace"]).toBeUndefined();
  });

  test("hosts stand in databricks.yml alone", () => {
    const files = emit(target({ host: "https://adb-1.azuredatabricks.net" }));
    const places = [...files].filter(([, text]) => text.includes("adb-1.azure")).map(([path]) => path);
    expect(places).toEqual(["databricks.yml"]);
  });
});

describe("names in a workspace that targets share", () => {
  test("a personal target has its own catalog, scope and copies", () => {
    const { variables } = of(target({ mode: "development", isPersonal: true, catalog: "insights" })) as {
      readonly variables: unknown;
    };
    expect(variables).toMatchObject({
      catalog: "insights_${workspace.current_user.short_name}",
      secret_scope: "small-prod-${workspace.current_user.short_name}",
    });
  });

  test("everything else holds the name of the target", () => {
    const all = resourcesOf(emit(production), "prod");
    const names = Object.entries(all).flatMap(([kind, resources]) =>
      ["schemas", "volumes", "secret_scopes"].includes(kind)
        ? []
        : Object.values(resources).map((resource) => resource["name"] ?? resource["display_name"]),
    );
    expect(names.length).toBeGreaterThan(9);
    for (const name of names) expect(name).toContain("${bundle.target}");
    expect(of(production)["variables"]).toMatchObject({ secret_scope: "small-prod" });
  });
});

test("data and keys stay in production, and nothing stays in development", () => {
  const kept = (mode: Target["mode"]): readonly string[] =>
    Object.entries(resourcesOf(emit(target({ mode })), "prod")).flatMap(([kind, resources]) =>
      Object.entries(resources).flatMap(([key, { lifecycle }]) =>
        lifecycle === undefined ? [] : [`${kind}.${key}`],
      ),
    );
  expect(kept("production").toSorted()).toEqual([
    "schemas.curated",
    "schemas.raw",
    "schemas.serving",
    "secret_scopes.secrets",
    "volumes.landing",
  ]);
  expect(kept("development")).toEqual([]);
});

test("a deployment in production waits for running jobs: each task reads its file when it begins", () => {
  expect(of(production)["bundle"]).toEqual({ deployment: { fail_on_active_runs: true } });
  expect(of(target({ mode: "development" }))["bundle"]).toBeUndefined();
});

test("performance and tags are those of the target", () => {
  const files = emit(target({ performance: "performance_optimized", tags: { team: "insight" } }));
  expect(resourcesOf(files, "prod")["jobs"]?.["loop"]?.["performance_target"]).toBe("PERFORMANCE_OPTIMIZED");
  expect(targetOf(files, "prod")["presets"]).toEqual({ tags: { team: "insight" } });
  expect(resourcesOf(emit(target()), "prod")["jobs"]?.["loop"]?.["performance_target"]).toBe("STANDARD");
});

describe("the warehouse", () => {
  const variable = (one: Target): unknown =>
    (of(one)["variables"] as Readonly<Record<string, unknown>> | undefined)?.["warehouse_id"];

  test("is the bundle's own, one by its id, or one that the CLI looks up by its name", () => {
    expect(variable(target())).toBe("${resources.sql_warehouses.pipeline.id}");
    expect(variable(target({ warehouse: { by: "id", value: "0123456789abcdef" } }))).toBe("0123456789abcdef");
    expect(variable(target({ warehouse: { by: "name", value: "Shared: EU" } }))).toEqual({
      lookup: { warehouse: "Shared: EU" },
    });
  });

  test("of its own is billed whole, a shared one by its share", () => {
    const bills = (one: Target): string =>
      String(resourcesOf(emit(one), "prod")["alerts"]?.["cost_over_budget"]?.["query_text"]);
    const shared = bills(target({ warehouse: { by: "name", value: "Shared" } }));
    expect(shared).toContain("compute.warehouse_id = '${var.warehouse_id}'");
    expect(shared).toContain("FROM system.query.history");
    const own = bills(target());
    expect(own).toContain("usage.usage_metadata.warehouse_id = '${resources.sql_warehouses.pipeline.id}'");
    expect(own).not.toContain("system.query.history");
  });
});
