import { z } from "zod";
import { stageNames } from "../../contract/vocabulary.ts";
import { moment, oneOrMore, text } from "./words.ts";

const value = () =>
  z
    .union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
    .describe("A value of the column: text, number, true, false, null, or a list of texts.");
const row = () => z.record(z.string(), value()).describe("Column → value.");
const rowsByTable = (what: string) =>
  z.record(z.string(), z.array(row()).describe("Rows of this table.")).optional().describe(what);

export const testsSchema = z
  .strictObject({
    tests: z
      .array(
        z
          .strictObject({
            name: text().describe("What holds, as a sentence."),
            stages: oneOrMore(z.enum(stageNames)).describe("Stage, or stages in their order, that run."),
            as_of: text()
              .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, moment)
              .optional()
              .describe(
                "The moment of the run, such as 2026-05-01T12:00:00Z; by default that of the newest record.",
              ),
            records: z
              .record(
                z.string(),
                z
                  .array(z.record(z.string(), z.json()).describe("A record as the source delivers it."))
                  .describe("Records of this source."),
              )
              .optional()
              .describe("Source → records that ingest finds in its files."),
            rows: rowsByTable(
              "Table → rows that are there before. Columns that you leave out are null, or where they can't be, empty.",
            ),
            expect: rowsByTable(
              "Table or view → exactly the rows that are there afterwards, in any order, as far as columns are named.",
            ),
            contains: rowsByTable("Table or view → rows that are there afterwards, among others."),
            lacks: rowsByTable("Table or view → rows that are not there afterwards."),
            count: z
              .record(z.string(), z.number().int().min(0).describe("Number of rows."))
              .optional()
              .describe("Table or view → how many rows it has afterwards."),
            failing_checks: z
              .array(text())
              .optional()
              .describe("Checks that fail, and no others; where it is left out, checks are not looked at."),
          })
          .describe("A test: rows in, the stages that run, rows expected out."),
      )
      .describe("Tests of the pipeline as this project configures it. `fixloop test` runs them."),
  })
  .describe("Tests of a pipeline.");

export type TestsSpec = z.output<typeof testsSchema>;
