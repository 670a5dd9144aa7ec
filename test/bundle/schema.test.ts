import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readProjectFiles } from "../../src/spec/load.ts";
import { describeWithData } from "../support/sharedData.ts";
import { bundleProjects, emittedBundle } from "./projects.ts";
import { resourcesOf, targetOf, targetsOf, type Resource } from "./resources.ts";

/**
 * The official schema of bundles, where one is at hand: in the file that FIXLOOP_BUNDLE_SCHEMA names, or as
 * `databricks bundle schema` prints it. The check that always runs is that of Databricks' classes in the engine suite.
 */
function officialSchema(): string | undefined {
  const file = process.env["FIXLOOP_BUNDLE_SCHEMA"];
  if (file !== undefined) return readFileSync(file, "utf8");
  const { status, stdout } = spawnSync("databricks", ["bundle", "schema"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? stdout : undefined;
}

const schema = officialSchema();

/**
 * The bundle as one target deploys it. The schema asks for whole resources also where a target adds to those of the
 * resource files, so they are put together first.
 */
function wholeOf(files: ReadonlyMap<string, string>, target: string): Resource {
  const { targets, bundle, ...root } = parse(files.get("databricks.yml") ?? "") as Resource;
  const { bundle: own, resources, ...section } = targetOf(files, target);
  expect(Object.keys(targets as Resource)).toContain(target);
  return {
    ...root,
    bundle: { ...(bundle as Resource), ...(own as Resource | undefined) },
    resources: resourcesOf(files, target),
    ...(resources === undefined ? {} : { targets: { [target]: section } }),
  };
}

describeWithData(
  "the official schema of bundles",
  { data: "a `databricks` on the path or FIXLOOP_BUNDLE_SCHEMA", present: schema !== undefined },
  () => {
    const projects = {
      ...bundleProjects,
      reference: readProjectFiles(join(import.meta.dirname, "..", "..")),
      small: readProjectFiles(join(import.meta.dirname, "project")),
    };
    let compiled: ValidateFunction | undefined;
    const problemsOf = (value: unknown): unknown => {
      // its patterns are for humans in an editor, and it names formats that ajv does not know
      compiled ??= new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
        JSON.parse(schema ?? "{}") as object,
      );
      const valid = compiled(value);
      return valid ? [] : (compiled.errors ?? []).slice(0, 5);
    };

    test.each(Object.entries(projects))(
      "takes what every target of the project %s deploys",
      (_name, files) => {
        const bundle = emittedBundle(files);
        for (const target of targetsOf(bundle))
          expect(problemsOf(wholeOf(bundle, target)), target).toEqual([]);
      },
    );

    test("refuses a field that it does not know", () => {
      const bundle = emittedBundle(projects.small);
      const whole = wholeOf(bundle, "prod");
      for (const [kind, resources] of Object.entries(resourcesOf(bundle, "prod"))) {
        for (const [key, resource] of Object.entries(resources)) {
          const spoilt = { [kind]: { [key]: { ...resource, no_such_field: "x" } } };
          expect(problemsOf({ ...whole, resources: spoilt }), `${kind}.${key}`).not.toEqual([]);
        }
      }
    });
  },
);
