import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parse } from "yaml";
import type { Tally } from "./tally.ts";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/**
 * Passes every resource through `databricks-bundles`, as each target would deploy it: the resource file with what the
 * target adds. Kinds that the package has no class for are listed and not counted as passed.
 */
export function checkBundleClasses(python: string, files: ReadonlyMap<string, string>, tally: Tally): void {
  const base = [...files]
    .filter(([path]) => path.startsWith("bundle/resources/"))
    .map(([, text]) => (parse(text) as { readonly resources: Resources }).resources)
    .reduce(merged);
  const { targets } = parse(files.get("databricks.yml") ?? "") as {
    readonly targets: Readonly<Record<string, { readonly resources?: Resources }>>;
  };
  const requests = Object.entries(targets).flatMap(([target, { resources = {} }]) =>
    Object.entries(merged(base, resources)).flatMap(([kind, byKey]) =>
      Object.entries(byKey).map(([key, resource]) => ({ kind, key, resource, target })),
    ),
  );
  const { stdout, stderr, status } = spawnSync(python, [join(import.meta.dirname, "bundle_classes.py")], {
    input: requests.map((request) => `${JSON.stringify(request)}\n`).join(""),
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (status !== 0) {
    tally.fail("databricks-bundles", stderr.split("\n"));
    return;
  }
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly key: string; readonly error: string | null });
  const without = new Set<string>();
  answers.forEach(({ key, error }, index) => {
    if (error === null) tally.pass();
    else if (error.startsWith("databricks-bundles has no class")) without.add(key);
    else tally.fail(`databricks-bundles refuses ${key} of target ${requests[index]?.target}`, [error]);
  });
  if (without.size > 0) tally.note(`databricks-bundles has no class for ${[...without].join(", ")}`);
}

function merged(left: Resources, right: Resources): Resources {
  const result: Record<string, Record<string, Readonly<Record<string, unknown>>>> = {};
  for (const resources of [left, right]) {
    for (const [kind, byKey] of Object.entries(resources)) {
      for (const [key, resource] of Object.entries(byKey)) {
        result[kind] = { ...result[kind], [key]: { ...result[kind]?.[key], ...resource } };
      }
    }
  }
  return result;
}
