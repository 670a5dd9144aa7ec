import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RuntimeFiles } from "../databricks/runtimeFiles.ts";

/** In the repository and in the installed package alike: two folders above `src/cli` and `dist/cli`. */
const packageFolder = path.resolve(import.meta.dirname, "..", "..", "runtime", "fixloop_runtime");

/** The Python modules that go with every bundle, in order of path. Nothing but `.py`: no caches, no tests. */
export function readRuntimeFiles(): RuntimeFiles {
  const names = readdirSync(packageFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .map((name) => name.replaceAll(path.sep, "/"))
    .toSorted();
  return new Map(names.map((name) => [name, readFileSync(path.join(packageFolder, name), "utf8")]));
}
