import { z } from "zod";
import { isQuartz, isTimeZone } from "../quartz.ts";
import { relationName } from "./names.ts";
import { duration } from "./words.ts";

const cron = () =>
  z
    .string()
    .refine(
      isQuartz,
      "bad-cron|seconds, minutes, hours, day of month, month and day of week, one of the days ?, such as 0 0 4 ? * MON",
    )
    .meta({ title: "Quartz cron expression" });
const timezone = () =>
  z
    .string()
    .refine(isTimeZone, "bad-timezone|a name of the IANA database, such as Europe/Berlin")
    .default("UTC")
    .describe("Time zone of cron.");

/** A job that runs at set times. */
export const timed = (preset: string, what: string) =>
  z
    .strictObject({
      cron: cron().default(preset).describe("When it runs, in Quartz syntax: seconds come first."),
      timezone: timezone(),
    })
    .prefault({})
    .describe(what);

export const loop = z
  .strictObject({
    every: duration("minutes").optional().describe("Interval between two starts."),
    cron: cron().optional().describe("Fixed times at which it runs, in Quartz syntax: seconds come first."),
    timezone: timezone(),
    files: z.boolean().optional().describe("It runs when files arrive in the landing volume."),
    tables: z
      .array(relationName())
      .min(1, "empty-list")
      .optional()
      .describe("It runs when one of these tables changes: schema.table or catalog.schema.table."),
    at_most_every: duration("minutes")
      .default("15m")
      .describe("Least time between two runs that files or tables start."),
    stalled_after: duration("minutes")
      .optional()
      .describe(
        "Time without a finished run after which fixloop alerts; by default, if `every` is set, `every` plus twice sla.run.",
      ),
  })
  .optional()
  .describe(
    "What starts the loop: exactly one of every, cron, files, tables. By default it runs at intervals of half of sla.triage, at least hourly.",
  );
