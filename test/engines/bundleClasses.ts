import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { resourcesOf, targetsOf } from "../bundle/resources.ts";
import type { Tally } from "./tally.ts";

/**
 * Passes every resource through `databricks-bundles`, as each target would deploy it: the resource file with what the
 * target adds. Kinds that the package has no class for are listed and not counted as passed.
 */
export function checkBundleClasses(
  python: string,
  name: string,
  files: ReadonlyMap<string, string>,
  tally: Tally,
): void {
  const requests = targetsOf(files).flatMap((target) =>
    Object.entries(resourcesOf(files, target)).flatMap(([kind, byKey]) =>
      Object.entries(byKey).map(([key, resource]) => ({ kind, key, resource, target })),
    ),
  );
  // what has a field too many must be refused, or the others prove nothing
  const controls = [...new Map(requests.map((request) => [request.kind, request])).values()].map(
    (request) => ({
      ...request,
      resource: { ...request.resource, no_such_field: "x" },
    }),
  );
  const { stdout, stderr, status } = spawnSync(python, [join(import.meta.dirname, "bundle_classes.py")], {
    input: [...requests, ...controls].map((request) => `${JSON.stringify(request)}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
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
  if (answers.length !== requests.length + controls.length)
    tally.fail(`databricks-bundles answered ${answers.length} of ${requests.length} resources of ${name}`);
  for (const { key, error } of answers.splice(requests.length)) {
    if (error === null) tally.fail(`databricks-bundles takes an unknown field in ${key} of ${name}`);
    else tally.pass();
  }
  const without = new Set<string>();
  answers.forEach(({ key, error }, index) => {
    if (error === null) tally.pass();
    else if (error.startsWith("databricks-bundles has no class")) without.add(key);
    else
      tally.fail(`databricks-bundles refuses ${key} of ${name}, target ${requests[index]?.target}`, [error]);
  });
  const kinds = [...new Set(requests.map(({ kind }) => kind))].toSorted();
  tally.note(
    `${name}: databricks-bundles took ${requests.length - without.size} resources: ${kinds.join(", ")}`,
  );
  if (without.size > 0) tally.note(`databricks-bundles has no class for ${[...without].join(", ")}`);
}
