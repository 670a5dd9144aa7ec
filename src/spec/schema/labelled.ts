import { z } from "zod";
import { sentiments, stances } from "../../contract/vocabulary.ts";
import { language, text } from "./words.ts";

export const labelledSchema = z
  .strictObject({
    labelled: z
      .array(
        z
          .strictObject({
            text: text().describe("What a customer wrote."),
            category: text().nullable().describe("Its category; null for a text without a category."),
            language: language()
              .optional()
              .describe("Its language (ISO 639-1): `fixloop eval` shows the figures of each language."),
            stance: z
              .enum(stances)
              .optional()
              .describe(
                "Which way it speaks: what complains votes, what confirms a fix is evidence for it. Teaches the model of stances.",
              ),
            sentiment: z
              .enum(sentiments)
              .optional()
              .describe(
                "What the customer feels. From five texts each of two sentiments on, texts without stars get theirs from it.",
              ),
          })
          .describe("A piece of feedback with the category that a person gave it."),
      )
      .describe("Labelled feedback: the classifier is trained and measured on it."),
  })
  .describe("Labelled feedback.");

export type LabelledSpec = z.output<typeof labelledSchema>;
