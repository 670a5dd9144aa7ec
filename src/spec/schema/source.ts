import { z } from "zod";
import { allowableReasons, feedbackKinds, sourceEncodings, sourceKinds } from "../../contract/vocabulary.ts";
import { sourcePresets } from "../../systems/sourcePresets.ts";
import { listed } from "../listed.ts";
import { isTimeZone } from "../quartz.ts";
import { namedScales } from "../reading/ratingScale.ts";
import { namedTimeFormats } from "../reading/timeFormat.ts";
import { duration, form, oneOrMore, text } from "./words.ts";

export const fileFormats = ["csv", "json", "jsonl", "parquet"] as const;

/** A tab is written "\\t", in double quotes. */
export const delimiters = [",", ";", "\t", "|", ":", "^", "~"] as const;

const mapping = z.union([
  text(),
  z.strictObject({
    constant: text().optional().describe("The same value for every record. Numbers need quotes."),
    from: text().optional().describe("Key of the record, where more is said of its value."),
    path: text()
      .optional()
      .describe(
        "Way into a nested record: keys joined by points, and after a list [0], [last], or [first:key] and [last:key] for the first and the last element that has a key. A backslash escapes a point or bracket.",
      ),
    hash: z
      .array(text())
      .min(1, "empty-list")
      .optional()
      .describe(
        "Keys whose values together are the id, for records that have none. A record whose values change is another record.",
      ),
    scale: text()
      .optional()
      .describe(
        `Lowest and highest value of a rating, such as "0-10", or ${listed(Object.keys(namedScales))}. By default 1 to 5 as numbers.`,
      ),
    format: text()
      .optional()
      .describe(
        `How a time is written: a pattern such as "dd.MM.yyyy HH:mm", or ${listed(Object.keys(namedTimeFormats))}. By default ISO 8601.`,
      ),
  }),
]);

const marker = (what: string) =>
  z
    .strictObject({
      from: text().optional().describe("Key of the record."),
      path: text().optional().describe("Way into a nested record, as in map."),
      is: oneOrMore(text()).describe("Values, one of which marks the record."),
    })
    .optional()
    .describe(`Records that the source marks as ${what}: set aside, and never counted as refused.`);

export const source = z
  .strictObject({
    preset: z
      .enum(sourcePresets.map(({ id }) => id))
      .optional()
      .describe(
        "A known export: its kind, format, mapping and contract. Each key that the source writes replaces one of them.",
      ),
    kind: z
      .enum(sourceKinds)
      .optional()
      .describe(
        `What the records are: feedback (${feedbackKinds.join(", ")}) or what explains it (the others). Needed without a preset.`,
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
    repeated_columns: z
      .boolean()
      .optional()
      .describe(
        "Whether CSV columns of one name are kept as Labels and Labels_2; by default such a file is a finding.",
      ),
    records: text()
      .optional()
      .describe(
        "Keys to the array of records in JSON documents, such as data.items; by default the document is the array.",
      ),
    product: text().optional().describe("Product of the records; needed if there are several products."),
    zone: text()
      .refine(isTimeZone, form("bad-timezone", "a name of the IANA database, such as Europe/Berlin"))
      .optional()
      .describe(
        "Zone of times that name none, such as Europe/Berlin. By default UTC. An hour that comes twice in autumn is the first of the two.",
      ),
    map: z
      .record(z.string(), mapping)
      .optional()
      .describe(
        "Field → key of the record, { from: key } or { path: way } with how its value is read, or { constant: value }. Which fields there are depends on the kind. Needed without a preset.",
      ),
    deleted: marker("deleted"),
    redacted: marker("emptied of their text"),
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
    allow: z
      .array(z.enum(allowableReasons))
      .min(1, "empty-list")
      .optional()
      .describe(
        "Contract: reasons for which any share of the records may be set aside, such as missing_text where most ratings have none.",
      ),
  })
  .describe("A source of feedback, or of what explains it.");
