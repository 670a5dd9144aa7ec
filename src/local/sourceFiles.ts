import { glob } from "tinyglobby";
import type { Source } from "../spec/project.ts";

/** The files that the globs of a source match, and the globs that match none. */
export interface MatchedFiles {
  /** Relative to the folder of the project, with forward slashes; each once, sorted. */
  readonly files: readonly string[];
  readonly unmatched: readonly string[];
}

/** The files of a source. Only `*`, `**` and `?` are special in a glob; everything else is a name. */
export async function filesOf(source: Pick<Source, "files">, folder: string): Promise<MatchedFiles> {
  const files = new Set<string>();
  const unmatched: string[] = [];
  for (const pattern of source.files) {
    const matched = await glob(pattern.replace(/[\\[\]{}()!+@|^$]/g, String.raw`\$&`), {
      cwd: folder,
      expandDirectories: false,
    });
    if (matched.length === 0) unmatched.push(pattern);
    for (const file of matched) files.add(file);
  }
  return { files: [...files].toSorted(), unmatched };
}
