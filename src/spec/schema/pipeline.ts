import { z } from "zod";
import { issueStates, riskClasses, severities, sourceKinds } from "../../pipeline/vocabulary.ts";
import { isCurrency } from "../languages.ts";
import { defaultRoleIds } from "../defaults.ts";
import { duration, id, language, money, oneOrMore, share, text } from "./words.ts";

/** States that a tracker can report: whether a fix is being watched, or worked, is what fixloop finds out by itself. */
export const trackerStates = issueStates.filter(
  (state) => state !== "validating" && state !== "resolved",
) as readonly Exclude<(typeof issueStates)[number], "validating" | "resolved">[];

const riskWordClasses = riskClasses.filter((risk) => risk !== "none") as readonly Exclude<
  (typeof riskClasses)[number],
  "none"
>[];

export const fileFormats = ["csv", "jsonl", "parquet"] as const;

/** For editors only: the loader reads rules itself, to say more exactly what is wrong. */
const rulePattern = String.raw`^\s*(\*|[a-z]+:[^,]+(,\s*[a-z]+:[^,]+)*)\s+\S+\s*$`;

const mapping = z.union([
  text(),
  z.strictObject({ constant: text().describe("The same value for every record. Numbers need quotes.") }),
]);

const source = z
  .strictObject({
    kind: z
      .enum(sourceKinds)
      .describe(
        "What the records are: feedback (reviews, tickets, survey, email) or what explains it (the others).",
      ),
    files: oneOrMore(text()).describe(
      "Files or patterns with *, ** and ?, relative to the folder of the project.",
    ),
    format: z.enum(fileFormats).optional().describe("Format of the files; by default their ending tells."),
    product: text()
      .optional()
      .describe("Product that the records speak of; needed where there are several products."),
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
      .describe("Contract: fewer records on a day are reported."),
    require: z
      .array(text())
      .optional()
      .describe(
        "Contract: keys that every record must have; by default the mapped ones that the kind needs.",
      ),
  })
  .describe("A source of feedback, or of what explains it.");

const role = z
  .strictObject({
    title: text().optional().describe("What people call it."),
    reads: z
      .enum(["serving", "curated", "raw"])
      .optional()
      .describe("What its members may read; raw is for the pipeline alone."),
    personal: z.boolean().optional().describe("Whether its members see personal data unmasked."),
  })
  .describe("A group of people, or the pipeline itself, and what it may read.");

/** Unity Catalog takes more, but a name that needs quotes nowhere can't be misread anywhere. */
const catalogName = () =>
  z
    .string()
    .regex(
      /^[A-Za-z_][A-Za-z0-9_-]{0,254}$/,
      "bad-databricks-name|letters, digits, hyphens and underscores, 255 at most",
    );
const principal = () =>
  z
    .string()
    .regex(
      /^[^\s"'`\\\p{Cc}]([^"'`\\\p{Cc}]{0,253}[^\s"'`\\\p{Cc}])?$/u,
      "bad-databricks-name|up to 255 characters without quotes, backslashes or line breaks",
    );

const target = z
  .strictObject({
    mode: z
      .enum(["development", "production"])
      .describe(
        "development: jobs are paused and named after who deploys; production: they run on their schedule.",
      ),
    default: z
      .boolean()
      .optional()
      .describe("Whether commands without -t mean this target; the only one is by itself."),
    catalog: catalogName().describe("Unity Catalog that the target writes to."),
    host: z
      .string()
      .regex(
        /^https:\/\/[A-Za-z0-9.-]+(:\d+)?\/?$/,
        "bad-host|https:// and the host, such as https://adb-123.4.azuredatabricks.net",
      )
      .optional()
      .describe("URL of the workspace; by default that of the profile."),
    warehouse: z
      .string()
      .regex(/^[0-9a-f]{16}$/, "bad-warehouse|16 hexadecimal digits")
      .optional()
      .describe("Id of the SQL warehouse that runs the statements."),
    run_as: principal()
      .optional()
      .describe("Service principal (application id) or user that the jobs run as."),
    groups: z
      .record(z.string(), principal())
      .default({})
      .describe("Role → group of the workspace that holds its members."),
    notify: z
      .array(z.string().regex(/^[^\s@<>"'`]+@[^\s@<>"'`]+\.[^\s@<>"'`]+$/, "bad-email|somebody@example.org"))
      .default([])
      .describe("E-mail addresses that hear of failed or stalled runs."),
  })
  .describe("An environment that the bundle is deployed to.");

export const pipelineSchema = z
  .strictObject({
    name: id().describe("Name of the project and of its bundle."),
    products: z
      .union([z.array(id()).min(1, "empty-list"), z.record(id(), text())])
      .optional()
      .describe("Products: a list of ids, or id → title. By default one, named as the project."),
    schema_prefix: z
      .string()
      .regex(
        /^[a-z][a-z0-9_]{0,62}$/,
        "bad-databricks-name|lower-case letters, digits and underscores, 63 at most",
      )
      .default("fixloop")
      .describe("Schemas are <prefix>_raw, <prefix>_curated and <prefix>_serving."),
    currency: z
      .string()
      .refine(isCurrency, "bad-currency|a code of ISO 4217, such as EUR")
      .default("EUR")
      .describe("ISO 4217 code of the money in this file."),
    sources: z.record(id(), source).describe("Id → source."),
    identity: z
      .strictObject({
        merge_above: z
          .number()
          .min(-100)
          .max(100)
          .default(6)
          .describe("Match weight in bits from which two records are one customer."),
        distinct_below: z
          .number()
          .min(-100)
          .max(100)
          .default(-2)
          .describe(
            "Match weight in bits below which they are two; between the two numbers a person decides.",
          ),
      })
      .prefault({})
      .describe("When records of customers are the same person."),
    enrich: z
      .strictObject({
        min_confidence: z
          .number()
          .min(0)
          .max(1)
          .default(0.5)
          .describe("Suggestions that are less sure wait for a person, 0 to 1."),
        default_language: language().default("en").describe("Language of feedback that tells none."),
      })
      .prefault({})
      .describe("What is suggested for each piece of feedback."),
    cluster: z
      .strictObject({
        standing_from: z
          .number()
          .int()
          .min(1)
          .max(1_000_000)
          .default(20)
          .describe("Events of one category that make a standing issue."),
        page_evidence: z
          .number()
          .gt(1)
          .max(1e15)
          .default(1000)
          .describe("Evidence (e-value) from which a detection alarms."),
        watch_evidence: z
          .number()
          .gt(1)
          .max(1e15)
          .default(50)
          .describe("Evidence (e-value) from which it is watched."),
        spike_evidence: z
          .number()
          .gt(1)
          .max(1e15)
          .default(8000)
          .describe("Evidence (e-value) that a spike needs which no version explains."),
      })
      .prefault({})
      .describe("When complaints become an issue."),
    route: z
      .strictObject({
        tracker: text()
          .optional()
          .describe("Source of kind tracker whose tickets are followed; the only one by default."),
        block_release_from: z
          .enum(severities)
          .default("high")
          .describe("Lowest severity whose open issues block a release."),
        rules: z
          .array(text().meta({ pattern: rulePattern }))
          .default([])
          .describe(
            '"type:pattern[,type:pattern] owner", the last match wins. Types: area category kind severity product platform segment. A * alone matches all; at an end of a pattern, ids that go on.',
          ),
        risk_words: z
          .partialRecord(z.enum(riskWordClasses), z.array(text()).min(1, "empty-list"))
          .default({})
          .describe(
            "Class of risk → words that send a text to a person. They replace the built-in ones of that class.",
          ),
      })
      .prefault({})
      .describe("Who owns an issue, and what may leave without a person."),
    track: z
      .strictObject({
        states: z
          .record(text(), z.enum(trackerStates))
          .default({ Open: "triaged", "In Progress": "fixing", Done: "released", "Won't fix": "wont_fix" })
          .describe("Status or resolution of the tracker, as written there → state of the issue."),
      })
      .prefault({})
      .describe("How tickets are followed."),
    validate: z
      .strictObject({
        watch: duration("days").default("60d").describe("How long a fix is watched for recurrence."),
        after: duration("days").default("7d").describe("How long after a fix nothing is called fixed."),
        false_fixed: z
          .union([
            z.number().gt(0).max(0.5),
            z
              .string()
              .regex(
                /^(?!0+(\.0+)? ?%)([0-4]?\d(\.\d+)?|50(\.0+)?) ?%$/,
                "bad-share|5% or 0.05, above 0% and up to 50%",
              ),
          ])
          .meta({ title: "share" })
          .default("5%")
          .describe("Share of fixes without effect that may be called fixed by mistake."),
      })
      .prefault({})
      .describe("When an issue counts as fixed."),
    sla: z
      .strictObject({
        triage: duration("hours").default("4h").describe("From detection to triage."),
        assign: duration("hours").default("8h").describe("From triage to an owner."),
        run: duration("minutes").default("60m").describe("Longest time a whole run may take."),
      })
      .prefault({})
      .describe("Times after which someone is told."),
    budget: z
      .strictObject({
        model_calls_per_run: z
          .number()
          .int()
          .min(0)
          .default(0)
          .describe("Calls of a model in one run at most; 0 uses none."),
        model_per_month: money().default(0).describe("Money for models a month at most."),
      })
      .prefault({})
      .describe("What models may cost."),
    roi: z
      .strictObject({
        ticket_cost: money().default(6).describe("Cost of handling one ticket."),
        churn: share()
          .default("5%")
          .describe("Share of the revenue at risk that an unresolved complaint costs."),
      })
      .prefault({})
      .describe("Assumptions behind the money in the scorecard; the report shows them."),
    retention: z
      .strictObject({
        raw: duration("days").default("90d").describe("How long payloads are kept as received."),
        curated: duration("days").default("730d").describe("How long masked and linked data is kept."),
      })
      .prefault({})
      .describe("How long data is kept."),
    roles: z
      .record(id(), role)
      .default({})
      .describe(
        `Role → what it may read. Built in, and changed by naming them: ${defaultRoleIds.join(", ")}.`,
      ),
    targets: z.record(id(), target).default({}).describe("Id → environment; none is needed to run locally."),
  })
  .describe(
    "A fixloop project: where feedback comes from, and how it is joined, judged, routed, validated and governed.",
  );

export type PipelineSpec = z.output<typeof pipelineSchema>;
export type SourceSpec = PipelineSpec["sources"][string];
