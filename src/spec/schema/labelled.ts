import { z } from "zod";
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
          })
          .describe("A piece of feedback with the category that a person gave it."),
      )
      .describe("Labelled feedback: the classifier is trained and measured on it."),
  })
  .describe("Labelled feedback.");

export type LabelledSpec = z.output<typeof labelledSchema>;
