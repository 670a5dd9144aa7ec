import { z } from "zod";
import { checkSeverities } from "../../contract/vocabulary.ts";
import { duration, id, text } from "./words.ts";

const columns = () => z.array(text()).min(1, "empty-list");

/** Shares of a median, which may be above the whole. */
const percent = () => z.string().regex(/^\d{1,6} ?%$/, "bad-share|a whole percentage, such as 50% or 300%");

const check = z.strictObject({
  table: text().describe("Table that a stage writes, such as curated.feedback_event."),
  title: text().optional().describe("What is true when the check passes; shown when it fails."),
  severity: z
    .enum(checkSeverities)
    .default("warn")
    .describe(
      "warn is recorded and shown, error stops the run after the stage, quarantine sets aside the rows of curated.feedback_event that break it.",
    ),
  rule: text()
    .optional()
    .describe(
      "A condition that must be true of every row, such as `rating is null or rating between 1 and 5`.",
    ),
  not_null: columns().optional().describe("Columns that are never null."),
  accepted: z
    .record(z.string(), columns())
    .optional()
    .describe("Column → the only values it may have; nulls are ignored."),
  unique: columns()
    .optional()
    .describe("Columns whose combination is unique; rows with a null among them are ignored."),
  references: z
    .record(z.string(), text())
    .optional()
    .describe("Column → schema.table.column that contains each of its values; nulls are ignored."),
  fresh: duration("hours")
    .optional()
    .describe("Greatest age of the newest value of `column` at the reference time of the run (`as_of`)."),
  volume: z
    .strictObject({
      at_least: percent()
        .optional()
        .describe("Least rows of the last whole day, as a share of the median of the days before."),
      at_most: percent()
        .optional()
        .describe("Most rows of the last whole day, as a share of the median of the days before."),
    })
    .optional()
    .describe("Rows of the last whole day by `column`, compared with the median of the days before."),
  distribution: text()
    .optional()
    .describe(
      "Column whose distribution must not shift: the last 7 whole days by `column`, compared with the days before.",
    ),
  psi: z
    .number()
    .min(0.001)
    .max(100)
    .optional()
    .describe("Population stability index from which the check fails; by default 0.25."),
  column: text().optional().describe("Date or timestamp of the row, for fresh, volume and distribution."),
  of_last: duration("days")
    .optional()
    .describe("Days that volume and distribution compare with; by default 28d."),
});

export const dataChecks = () =>
  z
    .record(id(), check)
    .default({})
    .describe("Id → check of the rows of a table, in addition to the checks that every table has.");

export type CheckSpec = z.output<typeof check>;
