import { metricKinds, pointKinds } from "../contract/vocabulary.ts";
import type { FeedbackKind, SourceKind } from "../contract/vocabulary.ts";

/** Which fields a kind of source can map, which of them it must. Types: how their text is read. */
export interface SourceField {
  readonly type: "text" | "timestamp" | "decimal" | "integer";
  readonly required: boolean;
  /** Whether the field holds personal data. */
  readonly personal: boolean;
  readonly comment: string;
}

const text = (comment: string, options: Partial<SourceField> = {}): SourceField => ({
  type: "text",
  required: false,
  personal: false,
  comment,
  ...options,
});

const feedbackFields = {
  id: text("Id of the record in its source.", { required: true }),
  at: text("When the customer wrote it.", { required: true, type: "timestamp" }),
  received: text("When the source delivered it; by default the time it was written.", { type: "timestamp" }),
  text: text("What the customer wrote.", { required: true }),
  subject: text("Title or subject."),
  rating: text("Stars from 1 to 5.", { type: "integer" }),
  version: text("Product version."),
  platform: text("Platform, such as ios."),
  locale: text("Locale, such as pt-BR."),
  region: text("Country or region, such as BR, BRA or Brazil, where it stands apart from the language."),
  language: text("Language, ISO 639-1, 639-2 or 639-3."),
  author: text("Name of the author.", { personal: true }),
  email: text("E-mail address of the author.", { personal: true }),
  user: text("Id of the author in the product.", { personal: true }),
  parent: text("Id of the record that it continues."),
  priority: text("Priority as the source writes it."),
  status: text("Status as the source writes it."),
  product: text("Product, if one source has several."),
} as const satisfies Record<string, SourceField>;

const metricFields = {
  at: text("Start of the interval.", { required: true, type: "timestamp" }),
  value: text("The value.", { required: true, type: "decimal" }),
  version: text("Product version."),
  platform: text("Platform."),
  region: text("Region, or locale."),
  product: text("Product, if one source has several."),
} as const satisfies Record<string, SourceField>;

export const sourceFields: Readonly<Record<SourceKind, Readonly<Record<string, SourceField>>>> = {
  reviews: feedbackFields,
  tickets: feedbackFields,
  survey: feedbackFields,
  email: feedbackFields,
  telemetry: {
    ...metricFields,
    metric: text("Name of the metric.", { required: true }),
    metric_kind: text(`${metricKinds.join(" or ")}.`, { required: true }),
    exposure: text("Requests, sessions or users behind the value.", { type: "decimal" }),
    area: text("Product area."),
  },
  usage: metricFields,
  releases: {
    version: text("The version.", { required: true }),
    at: text("When it was released.", { required: true, type: "timestamp" }),
    release_kind: text("client or server; by default client."),
    platform: text("Platform; empty, or all for every platform."),
    notes: text("Release notes."),
    product: text("Product, if one source has several."),
  },
  accounts: {
    id: text("Id of the account.", { required: true }),
    user: text("Id of the user in the product.", { personal: true }),
    name: text("Name of the person.", { personal: true }),
    email: text("E-mail address.", { personal: true }),
    locale: text("Locale."),
    segment: text("Plan or segment."),
    revenue: text("Monthly revenue, in the currency of the spec.", { type: "decimal" }),
    revenue_cents: text("Monthly revenue in hundredths of the currency.", { type: "decimal" }),
    at: text("When the account was opened.", { type: "timestamp" }),
    product: text("Product, if one source has several."),
  },
  articles: {
    id: text("Id of the article.", { required: true }),
    title: text("Its title.", { required: true }),
    body: text("Its text.", { required: true }),
    language: text("Language, ISO 639-1."),
    at: text("When it was last changed.", { type: "timestamp" }),
    product: text("Product, if one source has several."),
  },
  tracker: {
    key: text("Key of the ticket.", { required: true }),
    at: text("When the status changed, for an export with one row per change.", { type: "timestamp" }),
    created: text("When it was opened, for an export with one row per ticket.", { type: "timestamp" }),
    resolved: text("When it was resolved, for an export with one row per ticket.", { type: "timestamp" }),
    status: text("The new status, or the current one in an export with one row per ticket.", {
      required: true,
    }),
    resolution: text("Resolution."),
    fix_version: text("Version that holds the fix."),
    area: text("Component."),
    summary: text("Title of the ticket."),
    feedback: text("Source record id of the feedback it came from.", { personal: true }),
    duplicate_of: text("Key of the ticket it duplicates."),
    product: text("Product, if one source has several."),
  },
};

/** Points of usage and telemetry, which hold nothing of a person. */
export const isPointKind = (kind: SourceKind): boolean => pointKinds.some((point) => point === kind);

export const isFeedbackKind = (kind: SourceKind): kind is FeedbackKind =>
  sourceFields[kind] === feedbackFields;
