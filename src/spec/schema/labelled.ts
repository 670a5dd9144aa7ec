import { z } from "zod";
import { language, text } from "./words.ts";

export const labelledSchema = z
  .strictObject({
    labelled: z
      .array(
        z
          .strictObject({
            text: text().describe("What a customer wrote."),
            category: text().nullable().describe("Its category; null for text that belongs to none."),
            language: language()
              .optional()
              .describe(
                "Its language (ISO 639-1): `fixloop eval` tells how well each language is understood.",
              ),
          })
          .describe("A piece of feedback with the answer a person gave."),
      )
      .describe("Feedback that people labelled: the classifier learns from it and is measured on it."),
  })
  .describe("Labelled feedback.");

export type LabelledSpec = z.output<typeof labelledSchema>;
