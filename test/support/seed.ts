import { spawnSync } from "node:child_process";
import path from "node:path";

/** What the draws of a test start from, and how they are repeated. */
export interface Seed {
  readonly value: string;
  /** One line to print beside what was drawn. */
  readonly words: string;
}

/**
 * `FIXLOOP_SEED` where it is set; else the commit, so that every commit draws anew and a failure can be repeated from
 * it; else, where there is no repository, always the same.
 */
export function testSeed(environment: NodeJS.ProcessEnv = process.env): Seed {
  const given = environment["FIXLOOP_SEED"];
  if (given !== undefined && given !== "") return { value: given, words: `seed ${given}, from FIXLOOP_SEED` };
  const { status, stdout } = spawnSync("git", ["rev-parse", "HEAD"], {
    cwd: path.resolve(import.meta.dirname, "..", ".."),
    encoding: "utf8",
  });
  const commit = status === 0 ? stdout.trim().slice(0, 12) : "";
  return commit === ""
    ? { value: "fixed", words: "seed fixed, for want of a repository" }
    : { value: commit, words: `seed ${commit}, of the commit; FIXLOOP_SEED=${commit} repeats it` };
}
