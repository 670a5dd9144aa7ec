import { z } from "zod";
import { issueStates, severities } from "../../contract/vocabulary.ts";
import { isCurrency } from "../../contract/languages.ts";
import { defaultRoleIds } from "../defaults.ts";
import { conditionTypes } from "../ownerRule.ts";
import { dataChecks } from "./checks.ts";
import { prices } from "./prices.ts";
import { loop, timed } from "./jobTimes.ts";
import { role } from "./role.ts";
import { source } from "./source.ts";
import { model, target } from "./target.ts";
import { wordedRisks } from "../riskWords/builtIn.ts";
import { duration, id, language, mailbox, money, share, text, texts } from "./words.ts";

/** States that a tracker can report: whether a fix is being watched, or worked, is what fixloop finds out by itself. */
export const trackerStates = issueStates.filter(
  (state) => state !== "validating" && state !== "resolved",
) as readonly Exclude<(typeof issueStates)[number], "validating" | "resolved">[];

/** For editors only: the loader reads rules itself, to say more exactly what is wrong. */
const rulePattern = String.raw`^\s*(\*|[a-z]+:[^,]+(,\s*[a-z]+:[^,]+)*)\s+\S+\s*$`;

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
        "UUID of the bundle, which identifies it in the records of Databricks. By default it is derived from the name.",
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
            "Match weight in bits below which they are two; between the two numbers, a person decides.",
          ),
        placeholders: texts()
          .default([])
          .describe("User ids and whole names that identify no one, in addition to the built-in ones."),
        no_reply: z
          .array(mailbox())
          .default([])
          .describe(
            "Mailboxes that send for others, in addition to the built-in ones: the part before the @, or an address.",
          ),
        shared_mailboxes: z
          .array(mailbox())
          .default([])
          .describe(
            "Mailboxes that several people use, in addition to the built-in ones: such an address identifies a person only together with a name. `sales.*` stands for every address that begins with `sales.`, `sales-` or `sales_`.",
          ),
        except: texts()
          .default([])
          .describe("Built-in placeholders and mailboxes that identify a person in this project."),
      })
      .prefault({})
      .describe("When records of customers are the same person."),
    enrich: z
      .strictObject({
        min_confidence: z
          .number()
          .min(0)
          .max(1)
          .default(0.65)
          .describe("Suggestions with less confidence (0 to 1) wait for a person."),
        default_language: language()
          .optional()
          .describe("Language of feedback that no other evidence decides; `und` (undetermined) if omitted."),
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
          .describe("Events of one category that make an ongoing issue."),
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
          .describe("Evidence (e-value) for a spike that no version explains."),
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
            `"type:pattern[,type:pattern] owner", the last match wins. Types: ${conditionTypes.join(" ")}. A single * matches everything; at an end of a pattern, * matches the rest of the id.`,
          ),
        risk_words: z
          .partialRecord(z.enum(wordedRisks), z.array(text()).min(1, "empty-list"))
          .default({})
          .describe(
            "Class of risk → words of your own that send a text to a person, besides the built-in ones.",
          ),
      })
      .prefault({})
      .describe("Who owns an issue, and what is sent without a review."),
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
        watch: duration("days")
          .default("60d")
          .describe(
            "Time after which a fix without enough evidence is inconclusive. Returns are watched for without end.",
          ),
        after: duration("days").default("7d").describe("Time after a fix before it may be called fixed."),
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
          .describe("Allowed share of ineffective fixes that are called fixed by mistake."),
      })
      .prefault({})
      .describe("When an issue counts as fixed."),
    sla: z
      .strictObject({
        triage: duration("hours")
          .default("4h")
          .describe(
            "From detection to triage: later, an issue without a ticket goes to its owner's escalate_to.",
          ),
        assign: duration("hours")
          .default("8h")
          .describe("From triage to an owner: an alert names issues that had none for longer."),
        run: duration("minutes")
          .default("60m")
          .describe(
            "Longest time a whole run may take: jobs time out after it, and an alert names runs that are open for twice as long.",
          ),
      })
      .prefault({})
      .describe("Times after which fixloop alerts."),
    jobs: z
      .strictObject({
        loop,
        audit: timed("0 0 4 1 * ?", "The audit of drift and of the long tail; by default monthly."),
        retention: timed(
          "0 0 5 * * ?",
          "Retention and erasure; by default daily, since an erasure must be done within days.",
        ),
      })
      .prefault({})
      .describe("When the jobs run on Databricks."),
    model: model.describe(
      "Model that is asked in addition to the classifier: exactly one of endpoint, service, azure_openai. Without it, only the classifier decides.",
    ),
    budget: z
      .strictObject({
        model_calls_per_run: z
          .number()
          .int()
          .min(0)
          .default(0)
          .describe("Most model calls in one run; 0 makes none."),
        model_per_month: money().default(0).describe("Most money for models in a month."),
        databricks_per_month: z
          .string()
          .regex(
            /^\d{1,9} ?USD$/,
            "bad-money|a whole amount in USD, the currency of Databricks' list prices, such as 300 USD",
          )
          .optional()
          .describe(
            "Budget for the jobs and the warehouse in thirty days, at list prices: above it, an alert fires.",
          ),
      })
      .prefault({})
      .describe("What Databricks, and models once they are used, may cost."),
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
      .describe("Who may sign promotions from one target to the next."),
    targets: z.record(id(), target).default({}).describe("Id → environment; a local run needs none."),
  })
  .describe(
    "A fixloop project: where feedback comes from, and how it is joined, judged, routed, validated and governed.",
  );

/** As it is written: a preset may stand for what a source lacks. */
export type WrittenPipeline = z.output<typeof pipelineSchema>;
export type WrittenSource = WrittenPipeline["sources"][string];

/** A source with what its preset says (`withPresets`). */
export type SourceSpec = WrittenSource & {
  readonly [Key in "kind" | "map"]: NonNullable<WrittenSource[Key]>;
};
export type PipelineSpec = Omit<WrittenPipeline, "sources"> & {
  readonly sources: Readonly<Record<string, SourceSpec>>;
};
