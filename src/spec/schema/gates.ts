import { z } from "zod";
import { id, share } from "./words.ts";

/** The one file under evals/ that holds thresholds; all others there hold labelled text. */
export const isGatesFile = (file: string): boolean => /^evals\/gates\.ya?ml$/.test(file);

/** Fewer texts than this say little: with 20, a share of 75 % may as well be 53 % or 89 %. */
const fewestTexts = 20;
/** Few labelled texts a category are normal; a floor for each is a tripwire, not a measurement. */
const fewestTextsOfCategory = 5;

const common = (minExamples: number) => ({
  min_examples: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(minExamples)
    .describe("Fewest texts for the figure; with fewer, it counts as not measured."),
  not_measured: z
    .enum(["fail", "pass"])
    .default("fail")
    .describe("Result of a gate that can't be measured because there are too few labelled texts."),
});

const atLeast = (minExamples = fewestTexts) =>
  z.strictObject({ at_least: share().describe("Lowest share that passes."), ...common(minExamples) });
const atMost = () =>
  z.strictObject({ at_most: share().describe("Highest share that passes."), ...common(fewestTexts) });

export const gatesSchema = z
  .strictObject({
    gates: z
      .strictObject({
        accuracy: atLeast()
          .optional()
          .describe(
            "Of the labelled texts of a category: share whose suggestion is right, at any confidence.",
          ),
        accepted_precision: atLeast()
          .optional()
          .describe(
            "Of the suggestions that reach enrich.min_confidence: share that is right. A suggestion for a text without a category is wrong.",
          ),
        accepted_share: atLeast()
          .optional()
          .describe(
            "Of the labelled texts of a category: share whose suggestion reaches enrich.min_confidence. The others wait for a person.",
          ),
        out_of_taxonomy_accepted: atMost()
          .optional()
          .describe(
            "Of the labelled texts without a category (category: null): share that gets an accepted suggestion.",
          ),
        category_recall: atLeast(fewestTextsOfCategory)
          .optional()
          .describe(
            "Floor for every category that has min_examples labelled texts: share of them whose suggestion is right.",
          ),
        recall_of: z
          .record(id(), atLeast(fewestTextsOfCategory).describe("Floor for this category."))
          .optional()
          .describe("Category → its own floor, which replaces the one for all."),
      })
      .describe("Figure → the threshold that it must meet before a deployment or a promotion."),
  })
  .describe(
    "Gates: what the classifier must reach on labelled texts that it was not trained on. `fixloop eval` measures it.",
  );

export type GatesSpec = z.output<typeof gatesSchema>;
