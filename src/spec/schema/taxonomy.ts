import { z } from "zod";
import { categoryKinds, riskClasses, severities } from "../../contract/vocabulary.ts";
import { macroPlaceholders, promptIds, promptPlaceholders } from "../placeholders.ts";
import { id, language, metricName, share, text, texts } from "./words.ts";

const braces = (names: readonly string[]): string => names.map((name) => `{${name}}`).join(" ");

const category = z
  .strictObject({
    title: text().describe("Display name in reports."),
    kind: z.enum(categoryKinds).describe("What a complaint of this category is."),
    severity: z.enum(severities).describe("How bad one such complaint is for the customer."),
    definition: text().describe("What belongs here, in a sentence or two."),
    not: text()
      .optional()
      .describe(
        "Similar feedback that belongs elsewhere, with its category: `fixloop explain` shows it to reviewers of a suggestion.",
      ),
    examples: texts()
      .default([])
      .describe(
        "What customers write, in their words and languages. Three to ten teach the classifier well.",
      ),
    not_examples: texts().default([]).describe("Similar texts of customers that belong elsewhere."),
    signals: z
      .array(metricName())
      .default([])
      .describe(
        "Metrics that telemetry delivers and that should move with it, in its own area or without an area.",
      ),
    risk: z.enum(riskClasses).default("none").describe("Any risk other than none always waits for a person."),
    owner: text()
      .optional()
      .describe("Owner of its issues where no rule decides; by default that of the area."),
    macro: text().optional().describe("Macro that answers it."),
  })
  .describe("A leaf of the taxonomy: what customers complain about.");

const owner = z
  .strictObject({
    title: text().optional().describe("Display name of the team."),
    notify: text().optional().describe("Where it is notified: a channel or an address; by default its id."),
    escalate_to: text().optional().describe("Owner that is notified if it doesn't act in time."),
  })
  .describe("A team that owns issues.");

const macro = z
  .strictObject({
    risk: z.enum(riskClasses).default("none").describe("Any risk other than none always waits for a person."),
    article: text().optional().describe("Id of the help article that it refers to."),
    text: z
      .record(language(), text())
      .describe(`Language → reply. Placeholders: ${braces(macroPlaceholders)}.`),
  })
  .describe("A prepared reply.");

const prompt = z
  .strictObject({
    version: z.number().int().min(1).describe("Raise it with every change: it is stored with every answer."),
    text: text().describe(
      `Instruction for the model. Placeholders: ${braces(promptPlaceholders.classify.allowed)}.`,
    ),
  })
  .describe("Instruction for a model.");

export const taxonomySchema = z
  .strictObject({
    area: id().optional().describe("Id of the product area that this file describes."),
    title: text().optional().describe("Display name of the area."),
    owner: text().optional().describe("Owner of its issues where no rule and no category decides."),
    conversion: share()
      .default(0)
      .describe("How close the area is to revenue: 0% has no effect on it, 100% is the checkout."),
    categories: z.record(id(), category).default({}).describe("Id → category of this area."),
    owners: z.record(id(), owner).default({}).describe("Id → team that owns issues."),
    macros: z.record(id(), macro).default({}).describe("Id → prepared reply."),
    prompts: z
      .partialRecord(z.enum(promptIds), prompt)
      .default({})
      .describe("Prompt → instruction for the model."),
  })
  .describe(
    "A part of the taxonomy: one product area with its categories, and owners, macros or prompts. Any file may hold any of them.",
  );

export type TaxonomySpec = z.output<typeof taxonomySchema>;
