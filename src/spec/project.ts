import type { IdentityRule } from "./identityRules.ts";
import type { DataCheck } from "../contract/dataCheck.ts";
import type { PriceName } from "../contract/priceName.ts";
import type { ReaderRole } from "../contract/readerRole.ts";
import type {
  AllowableReason,
  CategoryKind,
  IssueState,
  LandedKind,
  ReadingFormat,
  RecordMark,
  RiskClass,
  Severity,
  SourceEncoding,
  SourceKind,
  Sentiment,
  Stance,
} from "../contract/vocabulary.ts";
import type { RecordPath } from "./reading/recordPath.ts";

/**
 * The resolved spec: everything that was authored, checked and cross-referenced. Immutable, no paths outside the
 * project, no I/O after this point. Nothing is optional here that isn't optional in the domain.
 */
export interface Project {
  /** Name of the bundle: lower-case words joined by hyphens. */
  readonly name: string;
  readonly products: readonly Product[];
  /** Schemas are `<prefix>_raw`, `<prefix>_curated`, `<prefix>_serving`, the same in every target and on DuckDB. */
  /** Of the bundle, in Databricks' own records. */
  readonly uuid: string;
  readonly schemaPrefix: string;
  readonly currency: string;
  readonly sources: readonly Source[];
  readonly identity: IdentityPolicy;
  readonly enrichment: Enrichment;
  readonly clustering: Clustering;
  readonly routing: Routing;
  readonly tracking: Tracking;
  readonly validation: Validation;
  readonly slas: Slas;
  readonly jobs: JobTimes;
  readonly budgets: Budgets;
  readonly prices: WrittenPrices;
  readonly roi: RoiAssumptions;
  readonly retention: Retention;
  /** Checks of tables that someone wrote, by id. */
  readonly checks: readonly DataCheck[];
  readonly roles: readonly Role[];
  readonly targets: readonly Target[];
  readonly promotion: Promotion;
  readonly taxonomy: Taxonomy;
  /** Labelled feedback of `evals/`: what the classifier learns from in addition to the taxonomy. */
  readonly labelled: readonly LabelledText[];
  /** Thresholds of `evals/gates.yaml`; none where nothing is written. */
  readonly gates: readonly Gate[];
}

export interface Product {
  readonly id: string;
  readonly title: string;
}

export interface Source {
  readonly id: string;
  readonly kind: SourceKind;
  readonly product: string;
  /** Globs relative to the project's folder (`*`, `**` and `?`), with forward slashes. */
  readonly files: readonly string[];
  readonly format: "csv" | "json" | "jsonl" | "parquet";
  /** Of text without a byte order mark; undefined where the spec declares none, which means UTF-8. */
  readonly encoding: SourceEncoding | undefined;
  /** Of CSV; undefined where the file itself tells. */
  readonly delimiter: string | undefined;
  /** Of CSV: whether columns of one name are numbered, rather than a finding. */
  readonly repeatedColumns: boolean;
  /** Keys to the array of records in a JSON document, joined by dots; undefined where the document is that array. */
  readonly records: string | undefined;
  /** Offsets of the zone of times that name none, each with the local time from which it holds; empty for UTC. */
  readonly localOffsets: readonly string[];
  /** Field of the source kind → key of the record or a constant. */
  readonly map: Readonly<Record<string, FieldMapping>>;
  /** How its records say that they were deleted, or emptied of their text. */
  readonly marks: Readonly<Partial<Record<RecordMark, RecordMarker>>>;
  readonly contract: SourceContract;
}

/** What landing reads: a source of the spec, or the records of decisions. */
export type LandedSource = Omit<Source, "kind"> & { readonly kind: LandedKind };

/** A record is marked where a value of it is one of these. */
export interface RecordMarker {
  readonly at:
    | { readonly kind: "key"; readonly key: string }
    | { readonly kind: "path"; readonly path: RecordPath };
  readonly values: readonly string[];
}

export type FieldMapping =
  | {
      readonly kind: "key";
      readonly key: string;
      /** How its text becomes a value, where that is declared or follows from the zone of the source. */
      readonly reading?: FieldReading;
    }
  | {
      readonly kind: "path";
      readonly path: RecordPath;
      readonly reading?: FieldReading;
    }
  /** SHA-256 of what the record has under some keys: an id where the source gives none. */
  | { readonly kind: "hash"; readonly keys: readonly string[] }
  | { readonly kind: "constant"; readonly value: string };

/** How the text of a field is read. Data for the seed tables: no part of it becomes a part of a statement. */
export interface FieldReading {
  readonly format: ReadingFormat;
  /** A regular expression in what both engines share, and its groups as another form; with the format `pattern`. */
  readonly pattern?: string;
  readonly parts?: string;
  /** Ends of a scale; with the formats `scale` and `nps`. */
  readonly low?: number;
  readonly high?: number;
}

export interface SourceContract {
  /** Whole hours after which the source counts as stale; undefined where none is set. */
  readonly freshHours: number | undefined;
  /** Fewest records a day that are plausible; undefined where none is set. */
  readonly minRecordsPerDay: number | undefined;
  /** Keys that every record must have: by default the mapped ones that the kind requires. */
  readonly requiredKeys: readonly string[];
  /** Reasons for which any share of its records may be set aside. */
  readonly allowedReasons: readonly AllowableReason[];
}

export interface IdentityPolicy {
  /** Match weight in bits (log2 of the likelihood ratio, prior included) from which two records merge. */
  readonly mergeAbove: number;
  /** Match weight in bits below which they are distinct; between the two a person decides. */
  readonly distinctBelow: number;
  /** What identifies nobody, or only within limits: the built-in rules and those of the project. */
  readonly rules: readonly (IdentityRule & { readonly isBuiltIn: boolean })[];
}

export interface Enrichment {
  /** 0 to 1: suggestions below wait for review. */
  readonly minConfidence: number;
  /** ISO 639-1; `und` where the project names none. */
  readonly defaultLanguage: string;
}

export interface Clustering {
  readonly standingMinEvents: number;
  /** False alarms a product-year that the team accepts: chooses the e-value thresholds (docs/explanation/statistics.md). */
  readonly pageEvidence: number;
  readonly watchEvidence: number;
  readonly spikeEvidence: number;
}

export interface Routing {
  readonly rules: readonly OwnerRule[];
  readonly tracker: string;
  /** Lowest severity whose open issues block a release. */
  readonly blockReleaseFrom: Severity;
  /** Words per language that mark a text as a matter for a human. */
  readonly riskWords: readonly { readonly word: string; readonly riskClass: RiskClass }[];
}

/** Conditions that are undefined match anything; `*` at an end of a pattern has been resolved to ids already. */
export interface OwnerRule {
  readonly text: string;
  readonly area: string | undefined;
  readonly category: string | undefined;
  readonly kind: CategoryKind | undefined;
  readonly severity: Severity | undefined;
  readonly product: string | undefined;
  readonly platform: string | undefined;
  readonly segment: string | undefined;
  readonly owner: string;
}

export interface Tracking {
  /** Status or resolution of the tracker, as written there → state of the issue. */
  readonly states: readonly { readonly status: string; readonly state: IssueState }[];
}

export interface Validation {
  readonly watchDays: number;
  readonly minDays: number;
  /** alpha: accepted share of ineffective fixes called fixed, 0 to 1. */
  readonly falseFixedRate: number;
}

export interface Slas {
  readonly triageHours: number;
  readonly assignHours: number;
  /** Longest time a whole run may take before someone is alerted. */
  readonly runMinutes: number;
}

export interface Budgets {
  /** Model calls a run at most, and money a month at most, in the project's currency. */
  readonly modelCallsPerRun: number;
  readonly modelMoneyPerMonth: number;
  /** US dollars for jobs and warehouse in thirty days, at list prices; undefined where none is set. */
  readonly databricksDollarsPerMonth: number | undefined;
}

/** Prices that a spec says instead of the package's list prices. */
export interface WrittenPrices {
  /** When they were read, as YYYY-MM-DD. */
  readonly date: string | undefined;
  readonly dollars: Readonly<Partial<Record<PriceName, number>>>;
}

/** When the jobs run on Databricks. */
export interface JobTimes {
  readonly loop: LoopTrigger;
  /** Minutes without a finished run after which someone is told; undefined where nothing says how many are too many. */
  readonly stalledAfterMinutes: number | undefined;
  readonly audit: CronTrigger;
  readonly retention: CronTrigger;
}

export interface CronTrigger {
  readonly kind: "cron";
  /** A Quartz expression. */
  readonly expression: string;
  /** Of the IANA database. */
  readonly timezone: string;
}

export type LoopTrigger =
  | CronTrigger
  | { readonly kind: "every"; readonly minutes: number }
  | { readonly kind: "files"; readonly atMostEveryMinutes: number }
  /** `schema.table` in the catalog of the target, or `catalog.schema.table`. */
  | { readonly kind: "tables"; readonly tables: readonly string[]; readonly atMostEveryMinutes: number };

/** The model that is asked in addition to the classifier. */
export interface Model {
  readonly binding: ModelBinding;
  /** In the project's currency; undefined where no one says. */
  readonly costPerThousandCalls: number | undefined;
}

export type ModelBinding =
  /** A serving endpoint that is there already, or a model service of Unity AI Gateway by its full name. */
  { readonly kind: "endpoint" | "service"; readonly name: string } | AzureOpenAi;

/** An endpoint of the bundle's own that calls a deployment of Azure OpenAI. */
export interface AzureOpenAi {
  readonly kind: "azure_openai";
  readonly base: string;
  readonly deployment: string;
  readonly apiVersion: string;
  readonly model: string;
  /** Name of the key in the secret scope of the target. */
  readonly secretKey: string;
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number | undefined;
}

export interface RoiAssumptions {
  /** Cost of handling one ticket, in the project's currency. */
  readonly ticketCost: number;
  /** 0 to 1: share of the revenue at risk that an unresolved complaint costs. */
  readonly churnShare: number;
}

/** rawDays <= personalDays <= curatedDays: what raw payloads still hold would come back where it was cleared earlier. */
export interface Retention {
  readonly rawDays: number;
  readonly curatedDays: number;
  /** How long personal columns of curated rows keep their values. */
  readonly personalDays: number;
}

export interface Role {
  readonly id: string;
  readonly title: string;
  /** What its members may read: views only, curated tables too, or raw ones (the pipeline alone). */
  readonly reads: "serving" | "curated" | "raw";
  readonly seesPersonal: boolean;
  /** The built-in role whose tables and views it reads, as far as `reads` goes; undefined for the pipeline, which reads all. */
  readonly like: ReaderRole | undefined;
  /** The only views it reads, and no table; undefined where nothing narrows it. */
  readonly only: readonly string[] | undefined;
  /** Products whose rows its members see; undefined for all. */
  readonly products: readonly string[] | undefined;
  /** Regions (the end of a locale) whose rows its members see; undefined for all. */
  readonly regions: readonly string[] | undefined;
}

export interface Target {
  readonly id: string;
  readonly mode: "development" | "production";
  readonly isDefault: boolean;
  /** Of a personal target the beginning: the user who deploys has a catalog of their own. */
  readonly catalog: string;
  readonly isPersonal: boolean;
  readonly host: string | undefined;
  /** Undefined where the bundle makes one. */
  readonly warehouse: NamedWarehouse | undefined;
  readonly runAs: string | undefined;
  /** Role → group of the workspace. */
  readonly groups: Readonly<Record<string, string>>;
  /** E-mail addresses to notify. */
  readonly notify: readonly string[];
  /** Ids of notification destinations, three at most. */
  readonly webhooks: readonly string[];
  /** Folder of the workspace that holds what is deployed; undefined for the home of `runAs` or of who deploys. */
  readonly rootPath: string | undefined;
  readonly performance: "standard" | "performance_optimized";
  /** Whether triggers and schedules rest; undefined leaves it to the mode. */
  readonly paused: boolean | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Undefined where the classifier decides alone. */
  readonly model: Model | undefined;
}

/** A SQL warehouse that the spec names. The CLI looks a name up at every deployment. */
export interface NamedWarehouse {
  readonly by: "id" | "name";
  readonly value: string;
}

export interface Promotion {
  /** In the order of the spec, each with a key of its own. None: nothing can be promoted. */
  readonly signers: readonly Signer[];
}

/** Who may sign promotions. */
export interface Signer {
  readonly name: string;
  /** Ed25519, the 32 bytes as Base64. */
  readonly publicKey: string;
}

export interface Taxonomy {
  readonly areas: readonly Area[];
  readonly categories: readonly Category[];
  readonly owners: readonly Owner[];
  readonly macros: readonly Macro[];
  readonly prompts: readonly Prompt[];
}

export interface Area {
  readonly id: string;
  readonly title: string;
  readonly owner: string | undefined;
  /** 0 to 1: how close the area is to revenue. */
  readonly conversionStep: number;
}

export interface Category {
  readonly id: string;
  readonly area: string;
  readonly title: string;
  readonly kind: CategoryKind;
  readonly severity: Severity;
  readonly riskClass: RiskClass;
  readonly definition: string;
  readonly boundary: string | undefined;
  readonly examples: readonly string[];
  readonly counterExamples: readonly string[];
  readonly signals: readonly string[];
  readonly owner: string | undefined;
  readonly macro: string | undefined;
}

export interface Owner {
  readonly id: string;
  readonly title: string;
  readonly escalation: string | undefined;
  readonly destination: string;
}

export interface Macro {
  readonly id: string;
  readonly riskClass: RiskClass;
  readonly article: string | undefined;
  /** Language (ISO 639-1) → text with placeholders in braces. */
  readonly bodies: Readonly<Record<string, string>>;
}

export interface Prompt {
  readonly id: string;
  readonly version: number;
  readonly body: string;
}

export interface LabelledText {
  readonly text: string;
  /** Category, or undefined for text that belongs to none. */
  readonly category: string | undefined;
  readonly language: string | undefined;
  /** Which way it speaks, where a person said so. */
  readonly stance?: Stance | undefined;
  readonly sentiment?: Sentiment | undefined;
}

export const gateMetrics = [
  "accuracy",
  "accepted_precision",
  "accepted_share",
  "out_of_taxonomy_accepted",
  "category_recall",
  "recall_of",
] as const;

/** A threshold that a figure of the classifier must keep, for a deployment or a promotion to go on. */
export interface Gate {
  /** Its metric, and for one category that too: `recall_of.sync-slow`. */
  readonly id: string;
  readonly metric: (typeof gateMetrics)[number];
  /** The category of `recall_of`. */
  readonly category: string | undefined;
  readonly direction: "at_least" | "at_most";
  /** 0 to 10000. */
  readonly thresholdBp: number;
  /** With fewer texts the figure counts as not measured. */
  readonly minExamples: number;
  readonly failsUnmeasured: boolean;
}
