import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { rememberClassifier, rememberedClassifiers } from "./memory.ts";

/** How many trained classifiers stay: the one of today and a few to go back to. */
const keptFiles = 4;
const fileName = /^classifier-([0-9a-f]{64})[.]json$/;

const cached = z.strictObject({
  categories: z.array(z.strictObject({ category: z.string(), bias: z.int() })),
  // Pairs and not an object: an object would reorder features that are numbers, and with them the seeds.
  features: z.array(z.tuple([z.string(), z.array(z.tuple([z.int().nonnegative(), z.int()]))])),
  calibration: z.strictObject({ scoreWeight: z.int(), marginWeight: z.int(), offset: z.int() }),
});

/** Reads the classifiers of earlier processes. A missing folder or an unreadable file only means training again. */
export async function primeClassifierCache(folder: string): Promise<void> {
  for (const name of await filesIn(folder)) {
    const key = fileName.exec(name)?.[1];
    if (key === undefined || rememberedClassifiers().has(key)) continue;
    const parsed = cached.safeParse(await readJson(join(folder, name)));
    if (!parsed.success) continue;
    const { categories, features, calibration } = parsed.data;
    const weights = features.flatMap(([feature, byCategory]) =>
      byCategory.flatMap(([index, weight]) => {
        const category = categories[index]?.category;
        return category === undefined ? [] : [{ feature, category, weight }];
      }),
    );
    rememberClassifier(key, { categories, weights, calibration });
  }
}

/** Writes what this process has trained, and keeps the few that were used last. */
export async function saveClassifierCache(folder: string): Promise<void> {
  const present = new Set(await filesIn(folder));
  await mkdir(folder, { recursive: true });
  const known = [...rememberedClassifiers()].slice(-keptFiles);
  for (const [key, { categories, weights, calibration }] of known) {
    const name = `classifier-${key}.json`;
    if (present.has(name)) continue;
    const numbers = new Map(categories.map(({ category }, index) => [category, index]));
    const features = new Map<string, [number, number][]>();
    for (const { feature, category, weight } of weights) {
      const entry: [number, number] = [numbers.get(category)!, weight];
      const entries = features.get(feature);
      if (entries) entries.push(entry);
      else features.set(feature, [entry]);
    }
    const temporary = join(folder, `${name}.${process.pid}`);
    await writeFile(temporary, JSON.stringify({ categories, features: [...features], calibration }));
    await rename(temporary, join(folder, name));
  }
  const kept = new Set(known.map(([key]) => `classifier-${key}.json`));
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
