import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { bundleProjects, emittedBundle, largeProject } from "./projects.ts";
import { resourcesOf, targetOf, targetsOf } from "./resources.ts";

const bundles = new Map(Object.entries(bundleProjects).map(([name, files]) => [name, emittedBundle(files)]));
const bundleOf = (name: string): ReadonlyMap<string, string> => bundles.get(name) ?? new Map();

// teaching the classifier six hundred categories takes seconds: once is enough
test.each(Object.entries(bundleProjects).filter(([, files]) => files !== largeProject))(
  "the project %s compiles to the same bytes whatever the order of its files",
  (name, files) => {
    const again = emittedBundle(new Map([...files].toReversed()));
    expect([...again]).toEqual([...bundleOf(name)]);
  },
);

describe.each(Object.keys(bundleProjects))("the project %s", (name) => {
  const bundle = bundleOf(name);

  test("is YAML and JSON that any reader reads, without nulls and without a path of this machine", () => {
    for (const [path, text] of bundle) {
      const value: unknown = path.endsWith(".yml")
        ? parse(text, { version: "1.1" })
        : path.endsWith(".json")
          ? JSON.parse(text)
          : undefined;
      if (path.endsWith(".yml")) expect(JSON.stringify(value)).not.toMatch(/null[,}\]]|:""|:\[\]|:\{\}/);
      expect(text).not.toContain(process.cwd());
    }
  });

  test("no variable is substituted but those that the emitter writes", () => {
    const known =
      /^\$\{(bundle\.(name|target)|var\.(catalog|secret_scope|setup_version|warehouse_id)|workspace\.(file_path|current_user\.(short_name|userName))|resources\.[a-z_]+\.[a-z_]+\.(id|name))\}$/;
    for (const [path, text] of bundle) {
      if (!path.endsWith(".yml")) continue;
      for (const [variable] of text.matchAll(/\$\{[^}]*\}/g)) expect(variable, path).toMatch(known);
    }
  });
});

test("forty sources, six hundred categories and four targets make one set of SQL and one job more of nothing", () => {
  const bundle = bundleOf("large");
  expect(targetsOf(bundle)).toEqual(["personal", "dev", "staging", "prod"]);
  expect((bundle.get("bundle/seeds/curated.category.jsonl") ?? "").split("\n").length - 1).toBe(600);
  expect((bundle.get("bundle/seeds/curated.source.jsonl") ?? "").split("\n").length - 1).toBe(40);
  expect(Object.keys(resourcesOf(bundle, "dev")["jobs"] ?? {})).toHaveLength(5);
  expect(Object.keys(resourcesOf(bundle, "dev")["model_serving_endpoints"] ?? {})).toEqual(["model"]);
  expect(resourcesOf(bundle, "personal")["model_serving_endpoints"]).toBeUndefined();
  expect(resourcesOf(bundle, "prod")["sql_warehouses"]).toBeUndefined();
});

test("hostile names come back as they were written", () => {
  const bundle = bundleOf("hostile");
  expect(targetsOf(bundle)).toEqual(["null", "yes", "z0"]);
  expect(targetOf(bundle, "yes")["presets"]).toEqual({
    tags: { "0x10": "1_000", "a:b=c": "= + -", null: "null" },
  });
  const { schemas, jobs } = resourcesOf(bundle, "yes");
  const grants = schemas?.["serving"]?.["grants"] as readonly { readonly principal: string }[] | undefined;
  expect(grants?.map(({ principal }) => principal)).toEqual(
    expect.arrayContaining(["- yes: no # on", "; DROP SCHEMA select_raw CASCADE --", "~", "Größe 😀 & <b>"]),
  );
  expect(jobs?.["loop"]?.["run_as"]).toEqual({ service_principal_name: "O’Neil-123" });
  expect(jobs?.["loop"]?.["email_notifications"]).toMatchObject({
    on_failure: ["a+b@example.org", "%x|y&z;@example.org"],
  });
});
