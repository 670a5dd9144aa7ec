import { z } from "zod";
import { form } from "./words.ts";

const dollars = (unit: string) =>
  z.number().min(0).optional().describe(`US dollars ${unit}, instead of the list price of the package.`);

/** JavaScript takes 2026-02-30 for the second of March. */
const isDay = (date: string): boolean => {
  const moment = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
};

/** What `fixloop plan --cost` counts with. */
export const prices = () =>
  z
    .strictObject({
      date: z
        .string()
        .regex(/^\d{4}-\d\d-\d\d$/, { error: form("bad-date", "2026-11-01"), abort: true })
        .refine(isDay, form("bad-date", "2026-11-01"))
        .optional()
        .describe("Date of these prices; `plan --cost` warns when it is more than 180 days ago."),
      sql_dbu: dollars("per DBU of a serverless SQL warehouse"),
      jobs_dbu: dollars("per DBU of serverless jobs"),
      storage_gb_month: dollars("per GB of storage and month"),
    })
    .prefault({})
    .describe(
      "Prices of your contract or region. `fixloop plan --cost` prints the list prices of the package.",
    );
