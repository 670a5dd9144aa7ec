import { z } from "zod";
import { readerRoles } from "../../contract/readerRole.ts";
import { text } from "./words.ts";

/** Region of a locale: two letters of ISO 3166, or three digits of UN M.49. */
const region = () =>
  z.string().regex(/^([A-Z]{2}|[0-9]{3})$/, "bad-region|two capital letters, such as DE, or three digits");

export const role = z
  .strictObject({
    title: text().optional().describe("Display name."),
    reads: z
      .enum(["serving", "curated", "raw"])
      .optional()
      .describe("What its members may read; raw is for the pipeline alone."),
    personal: z.boolean().optional().describe("Whether its members see personal data unmasked."),
    like: z
      .enum(readerRoles)
      .optional()
      .describe(
        "For a custom role: the built-in role whose tables and views it reads, within its reads. By default product, or analyst if it reads curated.",
      ),
    only: z
      .array(text())
      .min(1, "empty-list")
      .optional()
      .describe("Views, such as issue_overview: it reads only these of its views, and no table."),
    products: z
      .array(text())
      .min(1, "empty-list")
      .optional()
      .describe(
        "Products whose rows its members see; by default all. A limited role can't read tables and views without a product.",
      ),
    regions: z
      .array(region())
      .min(1, "empty-list")
      .optional()
      .describe(
        "Regions (DE is that of the locale de-DE) whose rows its members see; by default all. A limited role can't read tables and views without a locale.",
      ),
  })
  .describe("A group of people, or the pipeline itself, and what it may read.");
