import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { rememberedPredictions, rememberPredictions } from "./predictions.ts";

/** How many measurements stay: the one of today and a few to go back to. */
const keptFiles = 4;
const fileName = /^evals-([0-9a-f]{64})[.]json$/;

/** Labels, suggestions and confidences by place: no text of a customer. */
const cached = z.strictObject({
  folds: z.int().nonnegative(),
  predictions: z.array(
    z.strictObject({
      category: z.string().nullable(),
      suggested: z.string().nullable(),
      confidenceBp: z.int().min(0).max(10_000),
    }),
  ),
});

/**
 * Reads what earlier processes measured. A missing folder or an unreadable file only means measuring again. Whoever
 * decides about a deployment doesn't call this: a file that anybody can write is no proof.
 */
export async function primeEvalCache(folder: string): Promise<void> {
  for (const name of await filesIn(folder)) {
    const key = fileName.exec(name)?.[1];
    if (key === undefined || rememberedPredictions().has(key)) continue;
    const parsed = cached.safeParse(await readJson(join(folder, name)));
    if (parsed.success) rememberPredictions(key, parsed.data);
  }
}

/** Writes what this process has measured, and keeps the few that were used last. */
export async function saveEvalCache(folder: string): Promise<void> {
  const present = new Set(await filesIn(folder));
  await mkdir(folder, { recursive: true });
  const known = [...rememberedPredictions()].slice(-keptFiles);
  for (const [key, heldOut] of known) {
    const name = `evals-${key}.json`;
    if (present.has(name)) continue;
    const temporary = join(folder, `${name}.${process.pid}`);
    await writeFile(temporary, JSON.stringify(heldOut));
    await rename(temporary, join(folder, name));
  }
  const kept = new Set(known.map(([key]) => `evals-${key}.json`));
  for (const name of present)
    if (fileName.test(name) && !kept.has(name)) await rm(join(folder, name), { force: true });
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
