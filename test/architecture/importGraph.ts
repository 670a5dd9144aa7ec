import { globSync, readFileSync } from "node:fs";
import path from "node:path";

export const sourceFolder = path.resolve(import.meta.dirname, "..", "..", "src");

/** One file that imports another, both from `src/`, such as `plan/plan.ts`. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every source file but tests, by its path from `src/`. */
export function sourceFiles(): readonly string[] {
  return globSync("**/*.ts", { cwd: sourceFolder })
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter((file) => !file.endsWith(".test.ts"))
    .toSorted();
}

/** Imports of a file, static and dynamic, types too: an arrow of types alone couples as well. */
export function importsOf(file: string, text: string): readonly Import[] {
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;
  return [...text.matchAll(pattern)].map(([, target = ""]) => ({
    from: file,
    to: path.posix.normalize(path.posix.join(path.posix.dirname(file), target)),
  }));
}

export const allImports = (): readonly Import[] =>
  sourceFiles().flatMap((file) => importsOf(file, readFileSync(path.join(sourceFolder, file), "utf8")));

/** The folder that a file lies in, the topmost below `src/`. */
export const folderOf = (file: string): string => file.slice(0, Math.max(file.indexOf("/"), 0));
