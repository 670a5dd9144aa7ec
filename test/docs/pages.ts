import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..", "..");

/** Everything that is written for people to read from top to bottom: paths from the root of the repository. */
export const pages: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`)
    .toSorted(),
];

/** What `fixloop compile` writes: its words and lines are those of the sources that it is made of. */
const generated: ReadonlySet<string> = new Set([
  "docs/reference/diagnostics.md",
  "docs/reference/lineage.md",
  "docs/reference/spec-reference.md",
]);
export const writtenPages: readonly string[] = pages.filter((page) => !generated.has(page));

export const pageText = (page: string): string => readFileSync(path.join(root, page), "utf8");
