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
            name: text().describe("What the test shows, as a sentence."),
            stages: oneOrMore(z.enum(stageNames)).describe("Stage, or stages in their order, that run."),
            as_of: text()
              .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, moment)
              .optional()
              .describe(
                "Reference time of the run (`as_of`), such as 2026-05-01T12:00:00Z; by default the time of the newest record.",
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
              "Table → rows before the stages run. Columns that you leave out are null, or empty if they can't be null.",
            ),
            expect: rowsByTable(
              "Table or view → exactly the rows afterwards, in any order; only the named columns are compared.",
            ),
            contains: rowsByTable("Table or view → rows that exist afterwards, among others."),
            lacks: rowsByTable("Table or view → rows that don't exist afterwards."),
            count: z
              .record(z.string(), z.number().int().min(0).describe("Number of rows."))
              .optional()
              .describe("Table or view → number of rows afterwards."),
            failing_checks: z
              .array(text())
              .optional()
              .describe("Exactly the checks that fail. Without it, checks are not compared."),
          })
          .describe("A test: rows in, the stages that run, rows expected out."),
      )
      .describe("Tests of the pipeline as this project configures it. `fixloop test` runs them."),
  })
  .describe("Tests of a pipeline.");

export type TestsSpec = z.output<typeof testsSchema>;
