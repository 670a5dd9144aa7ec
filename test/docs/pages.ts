import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..", "..");

/** Everything that is written for people to read from top to bottom: paths from the root of the repository. */
export const pages: readonly string[] = [
  "README.md",
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`)
    .toSorted(),
];

export const pageText = (page: string): string => readFileSync(path.join(root, page), "utf8");
