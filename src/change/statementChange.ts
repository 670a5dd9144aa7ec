/** SHA-256 by path of a bundle's files, as `bundle/manifest.json` lists them. */
export type FileHashes = ReadonlyMap<string, string>;

/** A generated SQL file or notebook whose text differs. */
export interface StatementChange {
  readonly path: string;
  /** Folder of the stage without its number; `setup`, `run` or `notebook` for what belongs to none. */
  readonly part: string;
  readonly change: "added" | "removed" | "changed";
}

/** SQL files and notebooks that differ between two manifests, in order of path. */
export function statementChanges(before: FileHashes, after: FileHashes): readonly StatementChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => path.startsWith("bundle/sql/") || path.startsWith("notebooks-gen/"))
    .filter((path) => before.get(path) !== after.get(path))
    .toSorted()
    .map((path) => ({
      path,
      part: partOf(path),
      change: !before.has(path) ? "added" : after.has(path) ? "changed" : "removed",
    }));
}

function partOf(path: string): string {
  if (path.startsWith("notebooks-gen/")) return "notebook";
  const [, , folder = ""] = path.split("/");
  return folder.replace(/^\d+-/, "");
}
