import { z } from "zod";
import { cachedContents, keepContents } from "./contentCache.ts";
import { knownWord } from "./weightTable.ts";
import { rememberClassifier, rememberedClassifiers } from "./memory.ts";

const kind = "classifier";

const cached = z.strictObject({
  categories: z.array(z.strictObject({ category: z.string(), bias: z.int(), isDefault: z.boolean() })),
  // Pairs and not an object: an object would reorder features that are numbers, and with them the seeds.
  features: z.array(z.tuple([z.string(), z.array(z.tuple([z.int().nonnegative(), z.int()]))])),
  calibration: z.strictObject({
    scoreWeight: z.int(),
    marginWeight: z.int(),
    knownWeight: z.int(),
    brevityCost: z.int(),
    offset: z.int(),
  }),
});

/** Reads the classifiers of earlier processes. */
export async function primeClassifierCache(folder: string): Promise<void> {
  for (const [key, content] of await cachedContents(folder, kind)) {
    const parsed = cached.safeParse(content);
    if (!parsed.success || rememberedClassifiers().has(key)) continue;
    const { categories, features, calibration } = parsed.data;
    const weights = features.flatMap(([feature, byCategory]) =>
      byCategory.flatMap(([index, weight]) => {
        const category = index === categories.length ? knownWord : categories[index]?.category;
        return category === undefined ? [] : [{ feature, category, weight }];
      }),
    );
    rememberClassifier(key, { categories, weights, calibration });
  }
}

/** Writes what this process has trained, and keeps the few that were used last. */
export async function saveClassifierCache(folder: string): Promise<void> {
  await keepContents(folder, kind, rememberedClassifiers(), ({ categories, weights, calibration }) => {
    const numbers = new Map(
      [...categories.map(({ category }) => category), knownWord].map((name, index) => [name, index]),
    );
    const features = new Map<string, [number, number][]>();
    for (const { feature, category, weight } of weights) {
      const entry: [number, number] = [numbers.get(category)!, weight];
      const entries = features.get(feature);
      if (entries) entries.push(entry);
      else features.set(feature, [entry]);
    }
    return { categories, features: [...features], calibration };
  });
}
