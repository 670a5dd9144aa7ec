import { createHash } from "node:crypto";

/**
 * What a set-up of a target consists of, as one hash: its SQL files, its governance and its seeds, from the emitted
 * files by path. It changes exactly when the set-up has to run again.
 */
export function setupVersion(files: ReadonlyMap<string, string>, target: string): string {
  const digest = createHash("sha256");
  const folders = ["bundle/sql/00-setup/", "bundle/seeds/", `bundle/governance/${target}/`];
  for (const [path, text] of [...files].toSorted(([left], [right]) => (left < right ? -1 : 1)))
    if (folders.some((folder) => path.startsWith(folder)))
      digest.update(path).update("\0").update(text).update("\0");
  return digest.digest("hex").slice(0, 16);
}
