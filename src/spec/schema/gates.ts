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
    .describe("Texts that the figure must rest on; with fewer it counts as not measured."),
  not_measured: z
    .enum(["fail", "pass"])
    .default("fail")
    .describe("What becomes of a gate that can't be measured, for want of labelled texts."),
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
          .describe("Of the labelled texts of a category: share whose suggestion is right, however sure."),
        accepted_precision: atLeast()
          .optional()
          .describe(
            "Of the suggestions that reach enrich.min_confidence: share that is right. One for a text of no category is wrong.",
          ),
        accepted_share: atLeast()
          .optional()
          .describe(
            "Of the labelled texts of a category: share whose suggestion reaches enrich.min_confidence. The rest waits for people.",
          ),
        out_of_taxonomy_accepted: atMost()
          .optional()
          .describe(
            "Of the labelled texts of no category (category: null): share that gets one all the same, sure enough to be accepted.",
          ),
        category_recall: atLeast(fewestTextsOfCategory)
          .optional()
          .describe(
            "Floor for every category that has min_examples labelled texts: share of them whose suggestion is right.",
          ),
        recall_of: z
          .record(id(), atLeast(fewestTextsOfCategory).describe("Floor for this category."))
          .optional()
          .describe("Category → a floor of its own, beside the one for all."),
      })
      .describe("Figure → the threshold that it must keep, for a deployment or a promotion to go on."),
  })
  .describe(
    "Gates: what the classifier must reach on labelled texts that it was not taught with. `fixloop eval` measures it.",
  );

export type GatesSpec = z.output<typeof gatesSchema>;
