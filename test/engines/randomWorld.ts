import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWorld } from "../../src/samples/world.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { notByLoop } from "./coverage.ts";
import type { EngineProject } from "./projects.ts";

const repository = join(import.meta.dirname, "..", "..");

/** The seed of this run: FIXLOOP_SEED to repeat one, else from the commit, so that each commit looks at another world. */
export function seedOfRun(): number {
  const given = process.env["FIXLOOP_SEED"];
  if (given !== undefined && /^\d{1,9}$/.test(given)) return Number(given);
  try {
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: repository, encoding: "utf8" }).trim();
    return Number.parseInt(createHash("sha256").update(commit).digest("hex").slice(0, 7), 16);
  } catch {
    // an unpacked archive has no commit
    return 1;
  }
}

/** The reference project on a world of its own, in a folder that whoever asks for it removes. */
export async function randomProject(
  name: string,
  world: { readonly seed: number; readonly scale: number; readonly days: number },
): Promise<EngineProject> {
  const folder = mkdtempSync(join(tmpdir(), "fixloop-world-"));
  for (const part of ["taxonomy", "evals"])
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  writeFileSync(
    join(folder, "pipeline.yaml"),
    `${readFileSync(join(repository, "pipeline.yaml"), "utf8")}\nschema_prefix: ${name}\n`,
  );
  await writeWorld(join(folder, "samples"), world);
  const { project } = loadProject(readProjectFiles(folder));
  if (project === undefined) throw new Error("the reference project has errors");
  const empty = {
    reasons: { ...notByLoop, "curated.issue_signal": "not every world draws one" },
    always: false,
  };
  return { name, folder, project, rounds: [""], empty };
}

/** Numbers drawn from a seed, the same for the same seed: `count` different ones from 0 to `below`, in order. */
export function drawn(seed: number, count: number, below: number): readonly number[] {
  const numbers = new Set<number>();
  for (let place = 0; numbers.size < Math.min(count, below); place++) {
    const digest = createHash("sha256").update(`${seed}/${place}`).digest();
    numbers.add(digest.readUInt32BE(0) % below);
  }
  return [...numbers].toSorted((one, other) => one - other);
}
