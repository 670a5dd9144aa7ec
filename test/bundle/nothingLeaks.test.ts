import { planOf } from "../support/planOf.ts";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { bundleProjects, emittedBundle } from "./projects.ts";

const root = join(import.meta.dirname, "..", "..");

function reference(): ReadonlyMap<string, string> {
  const { project } = loadProject(readProjectFiles(root), catalogue);
  if (project === undefined) throw new Error("the reference project has errors");
  return emitBundle(planOf(project), readRuntimeFiles());
}

/** What a credential or a place on somebody's machine looks like. */
const leaks: Readonly<Record<string, RegExp>> = {
  "a Databricks token": /\bdapi[0-9a-f]{16,}/,
  "a JSON web token": /\beyJ[A-Za-z0-9_-]{10,}[.]eyJ/,
  "a key of AWS": /\bAKIA[0-9A-Z]{16}\b/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY/,
  "a key of a model's vendor": /\bsk-[A-Za-z0-9]{20,}/,
  "a connection string": /:\/\/[^/\s:@"'`]+:[^/\s:@"'`$]+@/,
  "a home on Linux": /(?<![A-Za-z0-9_}/])\/(home|root)\/[a-z]/,
  "a home on a Mac": /(?<!\/Workspace)\/Users\/[a-z]/,
  "a drive of Windows": /\b[A-Z]:\\[A-Za-z]/,
};

describe.each([
  ["reference", reference],
  ...Object.entries(bundleProjects).map(([name, files]) => [name, () => emittedBundle(files)] as const),
] as const)("the generated files of the project %s", (_name, emit) => {
  const files = emit();

  test.each(Object.entries(leaks))("hold no trace of %s", (_what, pattern) => {
    const found = [...files].filter(([, text]) => pattern.test(text)).map(([path]) => path);
    expect(found).toEqual([]);
  });

  test("name neither this folder nor the home of whoever compiled", () => {
    const found = [...files]
      .filter(([, text]) => text.includes(root) || text.includes(`${homedir()}/`))
      .map(([path]) => path);
    expect(found).toEqual([]);
  });
});

test("no feedback of the samples stands in the bundle: what customers wrote reaches tables as data and nothing else", () => {
  const { project } = loadProject(readProjectFiles(root), catalogue);
  if (project === undefined) throw new Error("the reference project has errors");
  const bundle = [...emitBundle(planOf(project), readRuntimeFiles()).values()].join("\n");
  const texts = readdirSync(join(root, "samples"))
    .filter((name) => /^(play-store|app-store|widget).*[.]jsonl$/.test(name))
    .flatMap((name) => readFileSync(join(root, "samples", name), "utf8").split("\n"))
    .flatMap((line): readonly string[] => {
      try {
        const { body, review, answer } = JSON.parse(line) as Readonly<Record<string, unknown>>;
        return [body, review, answer].filter((text) => typeof text === "string");
      } catch {
        return [];
      }
    })
    .filter((text) => text.length >= 40);
  expect(texts.length).toBeGreaterThan(1000);
  expect(texts.filter((text) => bundle.includes(text))).toEqual([]);
});
