import { z } from "zod";
import { issueStates, riskClasses, severities, sourceKinds } from "../../contract/vocabulary.ts";
import { isCurrency } from "../../contract/languages.ts";
import { isQuartz, isTimeZone } from "../quartz.ts";
import { readerRoles } from "../../contract/readerRole.ts";
import { defaultRoleIds } from "../defaults.ts";
import { dataChecks } from "./checks.ts";
import { prices } from "./prices.ts";
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

/** Region of a locale: two letters of ISO 3166, or three digits of UN M.49. */
const region = () =>
  z.string().regex(/^([A-Z]{2}|[0-9]{3})$/, "bad-region|two capital letters, such as DE, or three digits");

const role = z
  .strictObject({
    title: text().optional().describe("What people call it."),
    reads: z
      .enum(["serving", "curated", "raw"])
      .optional()
      .describe("What its members may read; raw is for the pipeline alone."),
    personal: z.boolean().optional().describe("Whether its members see personal data unmasked."),
    like: z
      .enum(readerRoles)
      .optional()
      .describe(
        "For a role of your own: the built-in role whose tables and views it reads, as far as reads goes. By default product, or analyst where it reads curated.",
      ),
    only: z
      .array(text())
      .min(1, "empty-list")
      .optional()
      .describe("Views, such as issue_overview: it reads these of its views alone, and no table."),
    products: z
      .array(text())
      .min(1, "empty-list")
      .optional()
      .describe(
        "Products whose rows its members see; by default all. What has no product in its rows it then does not read.",
      ),
    regions: z
      .array(region())
      .min(1, "empty-list")
      .optional()
      .describe(
        "Regions (DE is that of the locale de-DE) whose rows its members see; by default all. What has no locale in its rows it then does not read.",
      ),
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
      /^(?!.*(\$\{|\{\{))(?!.*[\p{C}\p{Zl}\p{Zp}])[^\s"'`\\]([^"'`\\]{0,253}[^\s"'`\\])?$/u,
      "bad-databricks-name|up to 255 characters without quotes, backslashes, line breaks, invisible ones, ${ and {{",
    );

/**
 * 32 bytes, alone or behind the fixed head of a SubjectPublicKeyInfo (RFC 8410, 4), which is 12 bytes and so 16 letters of
 * Base64. The last letter before `=` holds 4 bits of the key and 2 that must be 0.
 */
const publicKey = () =>
  z
    .string()
    .regex(
      /^(MCowBQYDK2VwAyEA)?[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
      "bad-public-key|44 letters of Base64, or 60 that begin with MCowBQYDK2VwAyEA",
    );

/** Names of endpoints, deployments and keys of secrets: they stand in SQL and in references, so in one plain alphabet. */
const plainName = (letters: string) =>
  z
    .string()
    .regex(
      /^[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/,
      `bad-databricks-name|${letters}, 128 characters at most`,
    );
const relationName = () =>
  z
    .string()
    .regex(
      /^[A-Za-z_][A-Za-z0-9_-]*([.][A-Za-z_][A-Za-z0-9_-]*){1,2}$/,
      "bad-databricks-name|schema.table in the catalog of the target, or catalog.schema.table",
    );

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
const timed = (preset: string, what: string) =>
  z
    .strictObject({
      cron: cron().default(preset).describe("When it runs, as Quartz reads it: seconds come first."),
      timezone: timezone(),
    })
    .prefault({})
    .describe(what);

const loop = z
  .strictObject({
    every: duration("minutes").optional().describe("It runs so often."),
    cron: cron().optional().describe("It runs at set times, as Quartz reads them: seconds come first."),
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
        "Time without a finished run after which someone is told; by default, where every is written, that and twice sla.run.",
      ),
  })
  .optional()
  .describe(
    "What starts the loop: exactly one of every, cron, files, tables. By default it runs every half of sla.triage, at least hourly.",
  );

const model = z
  .strictObject({
    endpoint: plainName("letters, digits, hyphens, dots and underscores")
      .optional()
      .describe("Name of a serving endpoint that is there already."),
    service: z
      .string()
      .regex(
        /^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9][A-Za-z0-9._-]*$/,
        "bad-databricks-name|catalog.schema.service, such as system.ai.gpt-5",
      )
      .optional()
      .describe("Full name of a model service of Unity AI Gateway that is there already."),
    azure_openai: z
      .strictObject({
        base: z
          .string()
          .regex(
            /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*\/?$/,
            "bad-model-setting|https:// and the host, such as https://example.openai.azure.com",
          )
          .describe("URL of the Azure OpenAI resource."),
        deployment: plainName("letters, digits, hyphens, dots and underscores").describe(
          "Name of the deployment.",
        ),
        api_version: z
          .string()
          .regex(
            /^\d{4}-\d{2}-\d{2}(-preview)?$/,
            "bad-model-setting|a version of the API, such as 2024-10-21",
          )
          .describe("Version of its API."),
        model: plainName("letters, digits, hyphens, dots and underscores")
          .optional()
          .describe("Name of the model; by default that of the deployment."),
        secret: plainName("the name of a key, of letters, digits, hyphens, dots and underscores")
          .default("azure-openai-key")
          .describe("Name under which its key lies in the secret scope of the target. Never the key itself."),
        requests_per_minute: z
          .number()
          .int()
          .min(1)
          .max(1_000_000)
          .default(300)
          .describe("Calls a minute that the endpoint lets through."),
        tokens_per_minute: z
          .number()
          .int()
          .min(1)
          .max(1_000_000_000)
          .optional()
          .describe("Tokens a minute that the endpoint lets through; by default no limit."),
      })
      .optional()
      .describe("A serving endpoint of its own that calls a deployment of Azure OpenAI."),
    cost_per_1k_calls: money().optional().describe("What a thousand calls cost; `plan` estimates with it."),
  })
  .optional();

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
      .describe(
        "Whether deploy, doctor and the others that always work on a target mean it without -t. Without the line: the only target, or the only personal one.",
      ),
    catalog: catalogName().describe("Unity Catalog that the target writes to. It must exist."),
    personal: z
      .boolean()
      .optional()
      .describe(
        "Whether everyone who deploys it has a catalog of their own: the name of the catalog, _ and their short name. Only in development.",
      ),
    host: z
      .string()
      .regex(
        /^https:\/\/[A-Za-z0-9.-]+(:\d+)?\/?$/,
        "bad-host|https:// and the host, such as https://adb-123.4.azuredatabricks.net",
      )
      .optional()
      .describe("URL of its workspace; by default that of the profile or the environment that signs in."),
    warehouse: z
      .string()
      // a name, but none that is meant as an id or copied from a connection string
      .regex(
        /^([0-9a-f]{16}|(?![0-9A-Fa-f]{12,20}$|\/|https:)(?!.*(\$\{|\{\{))(?!.*[\p{C}\p{Zl}\p{Zp}])[^\s]([^]{0,98}[^\s])?)$/u,
        "bad-warehouse|16 hexadecimal digits in lower case, or the name of a warehouse",
      )
      .optional()
      .describe(
        "SQL warehouse that runs the statements: its id, or its name, which must be unique in the workspace. Without it the bundle makes one.",
      ),
    root_path: z
      .string()
      .regex(
        /^\/Workspace(\/(?![.]+(\/|$))[A-Za-z0-9@._ -]*[A-Za-z0-9@._-])+$/,
        "bad-path|a folder of the workspace, such as /Workspace/Applications",
      )
      .optional()
      .describe(
        "Folder that holds what is deployed; by default the home of the principal that the jobs run as, or of whoever deploys.",
      ),
    performance: z
      .enum(["standard", "performance_optimized"])
      .default("standard")
      .describe("standard starts some minutes later and costs less; performance_optimized starts at once."),
    paused: z
      .boolean()
      .optional()
      .describe("Whether its triggers and schedules rest; by default just those of development."),
    tags: z
      .record(
        z
          .string()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9 _.:/=+@-]{0,126}$/,
            "bad-tag|letters, digits, blanks and _ . : / = + @ -, 127 at most",
          ),
        z
          .string()
          .regex(
            /^[A-Za-z0-9 _.:/=+@-]{1,255}$/,
            "bad-tag|letters, digits, blanks and _ . : / = + @ -, 255 at most",
          ),
      )
      .default({})
      .describe("Name → value: tags of the jobs and of the warehouse, which bills are split by."),
    model: model.describe("Model of this target, in place of the project's."),
    run_as: principal()
      .optional()
      .describe("Service principal (application id) or user that the jobs run as."),
    groups: z
      .record(z.string(), principal())
      .default({})
      .describe("Role → group of the workspace that holds its members."),
    notify: z
      .array(
        z.string().regex(/^[^\s@<>"'`{}]+@[^\s@<>"'`{}]+\.[^\s@<>"'`{}]+$/, "bad-email|somebody@example.org"),
      )
      .default([])
      .describe("E-mail addresses that hear of failed or stalled runs."),
    webhooks: z
      .array(
        z
          .string()
          .regex(
            /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
            "bad-destination|the id of a notification destination, such as 01234567-89ab-cdef-0123-456789abcdef",
          ),
      )
      .default([])
      .describe(
        "Notification destinations (Slack, Teams, PagerDuty …) that hear of them too, three at most.",
      ),
  })
  .describe("An environment that the bundle is deployed to.");

export const pipelineSchema = z
  .strictObject({
    name: id().describe("Name of the project and of its bundle."),
    products: z
      .union([z.array(id()).min(1, "empty-list"), z.record(id(), text())])
      .optional()
      .describe("Products: a list of ids, or id → title. By default one, named as the project."),
    uuid: z
      .string()
      .regex(
        /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
        "bad-uuid|a UUID in lower case, such as the one that `uuidgen | tr A-Z a-z` prints",
      )
      .optional()
      .describe(
        "UUID of the bundle, which tells it apart in Databricks' own records. By default it follows from the name.",
      ),
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
    jobs: z
      .strictObject({
        loop,
        audit: timed("0 0 4 1 * ?", "The audit of drift and of the long tail; by default monthly."),
        retention: timed(
          "0 0 5 * * ?",
          "Retention and erasure; by default daily, since receipts of an erasure promise days.",
        ),
      })
      .prefault({})
      .describe("When the jobs run on Databricks."),
    model: model.describe(
      "Model that is asked beside the classifier: exactly one of endpoint, service, azure_openai. Without it the classifier decides alone.",
    ),
    budget: z
      .strictObject({
        model_calls_per_run: z
          .number()
          .int()
          .min(0)
          .default(0)
          .describe("Calls of a model in one run at most; 0 uses none."),
        model_per_month: money().default(0).describe("Money for models a month at most."),
        databricks_per_month: z
          .string()
          .regex(
            /^\d{1,9} ?USD$/,
            "bad-money|a whole amount in USD, the currency of Databricks' list prices, such as 300 USD",
          )
          .optional()
          .describe(
            "Money for the jobs and the warehouse in thirty days, at list prices: above it someone is told.",
          ),
      })
      .prefault({})
      .describe("What Databricks may cost, and models once they are asked."),
    prices: prices(),
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
        personal: duration("days")
          .optional()
          .describe(
            "How long personal columns of curated data keep their values; by default as long as their rows. Between raw and curated.",
          ),
      })
      .prefault({})
      .describe("How long data is kept."),
    checks: dataChecks(),
    roles: z
      .record(id(), role)
      .default({})
      .describe(
        `Role → what it may read. Built in, and changed by naming them: ${defaultRoleIds.join(", ")}.`,
      ),
    promotion: z
      .strictObject({
        signers: z
          .record(id(), publicKey())
          .default({})
          .describe(
            "Name → Ed25519 public key of who may sign promotions, as Base64 (32 bytes, or as `openssl pkey -pubout` writes it, without its first and last line).",
          ),
      })
      .prefault({})
      .describe("Who vouches for what goes from one target to the next."),
    targets: z.record(id(), target).default({}).describe("Id → environment; none is needed to run locally."),
  })
  .describe(
    "A fixloop project: where feedback comes from, and how it is joined, judged, routed, validated and governed.",
  );

export type PipelineSpec = z.output<typeof pipelineSchema>;
export type SourceSpec = PipelineSpec["sources"][string];
