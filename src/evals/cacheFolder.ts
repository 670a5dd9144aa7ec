import { z } from "zod";
import { cachedContents, keepContents } from "../classifier/contentCache.ts";
import { rememberedPredictions, rememberPredictions } from "./predictions.ts";

const kind = "evals";

/** Labels, languages, suggestions and confidences by place: no text of a customer. */
const cached = z.strictObject({
  folds: z.int().nonnegative(),
  predictions: z.array(
    z.strictObject({
      category: z.string().nullable(),
      language: z.string().nullable(),
      suggested: z.string().nullable(),
      confidenceBp: z.int().min(0).max(10_000),
    }),
  ),
});

/**
 * Reads what earlier processes measured. Code that decides about a deployment doesn't call this: a file that anyone can
 * write is not proof.
 */
export async function primeEvalCache(folder: string): Promise<void> {
  for (const [key, content] of await cachedContents(folder, kind)) {
    const parsed = cached.safeParse(content);
    if (parsed.success && !rememberedPredictions().has(key)) rememberPredictions(key, parsed.data);
  }
}

/** Writes what this process has measured, and keeps the few that were used last. */
export async function saveEvalCache(folder: string): Promise<void> {
  await keepContents(folder, kind, rememberedPredictions(), (heldOut) => heldOut);
}
