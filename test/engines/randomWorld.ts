import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { writeWorld } from "../../src/samples/world.ts";
import { projectIn, referenceFolder } from "../support/referenceProject.ts";
import { testSeed } from "../support/seed.ts";
import { notByLoop } from "./coverage.ts";
import type { EngineProject } from "./projects.ts";

/** The seed that a test draws from, as a number: one that is written as a number is that number. */
export function seedOfRun(): number {
  const { value } = testSeed();
  if (/^\d{1,9}$/.test(value)) return Number(value);
  return Number.parseInt(createHash("sha256").update(value).digest("hex").slice(0, 7), 16);
}

/** The reference project on a world of its own, in a folder that whoever asks for it removes. */
export async function randomProject(
  name: string,
  world: { readonly seed: number; readonly scale: number; readonly days: number },
): Promise<EngineProject> {
  const folder = referenceFolder("world");
  appendFileSync(join(folder, "pipeline.yaml"), `\nschema_prefix: ${name}\n`);
  await writeWorld(join(folder, "samples"), world);
  const project = projectIn(folder);
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
