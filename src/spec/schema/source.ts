import { z } from "zod";
import { feedbackKinds, sourceEncodings, sourceKinds } from "../../contract/vocabulary.ts";
import { duration, oneOrMore, text } from "./words.ts";

export const fileFormats = ["csv", "json", "jsonl", "parquet"] as const;

/** A tab is written "\\t", in double quotes. */
export const delimiters = [",", ";", "\t", "|", ":", "^", "~"] as const;

const mapping = z.union([
  text(),
  z.strictObject({ constant: text().describe("The same value for every record. Numbers need quotes.") }),
]);

export const source = z
  .strictObject({
    kind: z
      .enum(sourceKinds)
      .describe(
        `What the records are: feedback (${feedbackKinds.join(", ")}) or what explains it (the others).`,
      ),
    files: oneOrMore(text()).describe(
      "Files or patterns with *, ** and ?, relative to the folder of the project.",
    ),
    format: z
      .enum(fileFormats)
      .optional()
      .describe("Format of the files; by default taken from their extension."),
    encoding: z
      .enum(sourceEncodings)
      .optional()
      .describe("Encoding of text files without a byte order mark, by its WHATWG name; by default UTF-8."),
    delimiter: z
      .enum(delimiters)
      .optional()
      .describe(
        'Delimiter of CSV files; by default the one of a first line "sep=;", or the most frequent of the header.',
      ),
    records: text()
      .optional()
      .describe(
        "Keys to the array of records in JSON documents, such as data.items; by default the document is the array.",
      ),
    product: text().optional().describe("Product of the records; needed if there are several products."),
    map: z
      .record(z.string(), mapping)
      .describe(
        "Field → key of the record, or { constant: value }. Which fields there are depends on the kind.",
      ),
    fresh: duration("hours")
      .optional()
      .describe("Contract: the source is stale when its newest record is older."),
    min_per_day: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe("Contract: days with fewer records are reported."),
    require: z
      .array(text())
      .optional()
      .describe(
        "Contract: keys that every record must have; by default the mapped ones that the kind needs.",
      ),
  })
  .describe("A source of feedback, or of what explains it.");
