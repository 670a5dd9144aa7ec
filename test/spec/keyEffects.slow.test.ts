import { afterAll, beforeAll, expect, test } from "vitest";
import { parseDocument, stringify } from "yaml";
import type { z } from "zod";
import { classifierOf } from "../../src/classifier/memory.ts";
import { costSheet } from "../../src/cost/costSheet.ts";
import { priceWarning, pricesOf } from "../../src/cost/prices.ts";
import { workloadOf } from "../../src/cost/workload.ts";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { evaluateGates } from "../../src/evals/evaluate.ts";
import { formatJson } from "../../src/pipelineTests/print/json.ts";
import { TestBench } from "../../src/pipelineTests/testBench.ts";
import { buildPlan, stageStatements, type Plan } from "../../src/plan/plan.ts";
import { loadProject } from "../../src/spec/load.ts";
import type { Project } from "../../src/spec/project.ts";
import { schemaLine } from "../../src/spec/modeline.ts";
import { gatesSchema } from "../../src/spec/schema/gates.ts";
import { labelledSchema } from "../../src/spec/schema/labelled.ts";
import { pipelineSchema } from "../../src/spec/schema/pipeline.ts";
import { taxonomySchema } from "../../src/spec/schema/taxonomy.ts";
import { testsSchema } from "../../src/spec/schema/tests.ts";
import { schemasAt } from "../../src/spec/schema/walk.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { retentionRules } from "../../src/stages/retention/pastRetention.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { render } from "../../src/sql/sql.ts";
import { views } from "../../src/stages/views.ts";
import { acquireLease } from "../../src/ledger/lease.ts";
import { openRun } from "../../src/ledger/ledger.ts";
import { settings } from "../../src/plan/settings.ts";
import { governancePage } from "../../src/governance/governancePage.ts";
import type { PipelineTest } from "../../src/spec/pipelineTest.ts";
import { signedPromotion } from "./signedPromotion.ts";

/*
 * Whatever the spec accepts does something or is reported. Below is a change of each key of each format; the test proves
 * that it changes a byte of what people and engines get, or is reported. A key without a change fails.
 */

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
type Edits = Readonly<Record<string, Value>>;

const formats = {
  "pipeline.yaml": pipelineSchema,
  "taxonomy/all.yaml": taxonomySchema,
  "evals/labelled.yaml": labelledSchema,
  "evals/gates.yaml": gatesSchema,
  "tests/all.yaml": testsSchema,
} as const satisfies Record<string, z.ZodType>;
type File = keyof typeof formats;

/** A project that writes almost every key; what excludes what it writes is put in its place by a change. */
const base: Readonly<Record<File, string>> = {
  "pipeline.yaml": `
name: notes
uuid: 00000000-0000-8000-8000-000000000001
schema_prefix: fixloop
currency: EUR
products: { notes: Notes }
sources:
  play-store:
    kind: reviews
    files: [reviews.jsonl]
    format: jsonl
    product: notes
    map: { id: id, at: date, text: body, rating: stars, platform: { constant: android }, locale: locale }
    fresh: 26h
    min_per_day: 1
    require: [id]
  engineering: { kind: tracker, files: tracker.csv, map: { key: key, at: at, status: status } }
  other-tracker: { kind: tracker, files: other.csv, map: { key: key, at: at, status: status } }
identity: { merge_above: 6, distinct_below: -2 }
enrich: { min_confidence: 0.5, default_language: en }
cluster: { standing_from: 20, page_evidence: 1000, watch_evidence: 50, spike_evidence: 8000 }
route:
  tracker: engineering
  block_release_from: high
  rules: ["* team-sync"]
  risk_words: { legal: [lawyer] }
track: { states: { Open: triaged, Done: released } }
validate: { watch: 60d, after: 7d, false_fixed: 5% }
sla: { triage: 4h, assign: 8h, run: 60m }
jobs:
  loop: { every: 2h, stalled_after: 6h }
  audit: { cron: "0 0 4 1 * ?", timezone: UTC }
  retention: { cron: "0 0 5 * * ?", timezone: UTC }
budget: { databricks_per_month: 400 USD }
prices: { date: "2026-01-01", sql_dbu: 0.7, jobs_dbu: 0.4, storage_gb_month: 0.02 }
roi: { ticket_cost: 6 EUR, churn: 5% }
retention: { raw: 90d, curated: 730d, personal: 400d }
checks:
  rated: { table: curated.feedback_event, title: Stars, severity: warn, rule: rating > 0 }
  present: { table: curated.feedback_event, not_null: [rating] }
  known: { table: curated.feedback_event, accepted: { channel: [reviews] } }
  once: { table: curated.assignment, unique: [issue_id] }
  owned: { table: curated.assignment, references: { owner: curated.owner.owner } }
  recent: { table: curated.feedback_event, fresh: 26h, column: received_at }
  steady: { table: curated.feedback_event, volume: { at_least: 20%, at_most: 500% }, column: event_date }
  same: { table: curated.feedback_event, distribution: language, psi: 0.3, column: event_date, of_last: 28d }
roles:
  reader: { title: Readers, reads: curated, personal: false, like: analyst, products: [notes], regions: [DE] }
  viewer: { reads: serving, like: product, only: [issue_overview] }
promotion: { signers: { bot: ${signedPromotion.publicKey} } }
targets:
  dev:
    mode: development
    default: true
    catalog: dev
    host: https://adb-1.2.azuredatabricks.net
    warehouse: 0123456789abcdef
    root_path: /Workspace/Applications
    performance: standard
    paused: true
    tags: { team: insight }
    run_as: someone@example.org
    groups: { reader: readers, viewer: viewers, analyst: analysts, platform: platform }
    notify: [someone@example.org]
    webhooks: [01234567-89ab-cdef-0123-456789abcdef]
  prod: { mode: production, catalog: prod, run_as: bot, warehouse: 0123456789abcdef }
`,
  "taxonomy/all.yaml": `
area: sync
title: Sync
owner: team-sync
conversion: 20%
categories:
  sync-stops:
    title: Sync stops
    kind: defect
    severity: high
    definition: Changes no longer reach another device.
    not: A slow first sync.
    examples: [it no longer syncs, sync broken]
    not_examples: [sync is slow]
    signals: [sync_errors]
    risk: none
    owner: team-sync
    macro: sorry
  sync-slow: { title: Sync is slow, kind: request, severity: low, definition: It takes long., examples: [sync takes hours] }
owners:
  team-sync: { title: Sync team, notify: sync-channel, escalate_to: lead }
  lead: { title: Lead }
macros:
  sorry: { risk: none, article: help-1, text: { en: We are sorry. } }
`,
  "evals/labelled.yaml": `
labelled:
  - { text: no sync since monday, category: sync-stops, language: en }
  - { text: nothing arrives on my phone, category: sync-stops, language: en }
  - { text: the first sync took an hour, category: sync-slow, language: en }
  - { text: syncing is slow on wifi, category: sync-slow, language: en }
  - { text: what a lovely day, category: null, language: en }
`,
  "evals/gates.yaml": `
gates:
  accuracy: { at_least: 10%, min_examples: 1, not_measured: pass }
  accepted_precision: { at_least: 10%, min_examples: 1, not_measured: pass }
  accepted_share: { at_least: 10%, min_examples: 1, not_measured: pass }
  out_of_taxonomy_accepted: { at_most: 90%, min_examples: 1, not_measured: pass }
  category_recall: { at_least: 10%, min_examples: 1, not_measured: pass }
  recall_of: { sync-slow: { at_least: 10%, min_examples: 1, not_measured: pass } }
`,
  "tests/all.yaml": `
tests:
  - name: a review lands
    stages: [ingest]
    as_of: "2026-05-02T00:00:00Z"
    records:
      play-store: [{ id: "1", date: "2026-05-01T00:00:00Z", body: it no longer syncs, stars: 1 }]
    expect: { raw.feedback_payload: [{ source_record_id: "1" }] }
    contains: { raw.feedback_payload: [{ source: play-store }] }
    lacks: { raw.feedback_payload: [{ source: app-store }] }
    count: { raw.feedback_payload: 1 }
    failing_checks: [ingest.sources_are_fresh]
`,
};

interface Change {
  /** What is written instead, by path. */
  readonly to: Value;
  /** What the project has before, where that is another than the base. */
  readonly given?: Edits;
  /** What goes with the change, since the two exclude each other. */
  readonly drops?: string;
  /** A key that has no effect, and is reported with this code. */
  readonly reported?: string;
}
const from = (given: Edits, to: Value): Change => ({ given, to });
const reported = (reportedAs: string, to: Value, given: Edits = {}): Change => ({
  to,
  given,
  reported: reportedAs,
});

const twoProducts: Edits = {
  products: ["notes", "maps"],
  "sources.engineering.product": "notes",
  "sources.other-tracker.product": "notes",
};
const openai = { base: "https://m.openai.azure.com", deployment: "gpt", api_version: "2024-10-21" };
const models = (at: string): Readonly<Record<string, Change>> => ({
  [`${at}.endpoint`]: reported("unused-model-key", "large", { [at]: { endpoint: "small" } }),
  [`${at}.service`]: reported("unused-model-key", "system.ai.two", { [at]: { service: "system.ai.one" } }),
  [`${at}.cost_per_1k_calls`]: reported("unused-model-key", 2, {
    [at]: { endpoint: "small", cost_per_1k_calls: 1 },
  }),
  ...Object.fromEntries(
    Object.entries({
      base: "https://n.openai.azure.com",
      deployment: "gpt-2",
      api_version: "2025-01-01",
      model: "gpt-large",
      secret: "another-name",
      requests_per_minute: 10,
      tokens_per_minute: 1000,
    }).map(([key, to]) => [
      `${at}.azure_openai.${key}`,
      reported("unused-model-key", to, { [at]: { azure_openai: openai } }),
    ]),
  ),
});
const gates = (at: string): Readonly<Record<string, Change>> => ({
  [`${at}.${at.endsWith("accepted") ? "at_most" : "at_least"}`]: { to: "20%" },
  [`${at}.min_examples`]: { to: 1000 },
  [`${at}.not_measured`]: from({ [`${at}.min_examples`]: 1000 }, "fail"),
});

const marks = (at: string): Readonly<Record<string, Change>> => ({
  [`${at}.from`]: from({ [at]: { from: "state", is: ["gone"] } }, "status"),
  [`${at}.path`]: from({ [at]: { path: "meta.state", is: ["gone"] } }, "meta.status"),
  [`${at}.is`]: from({ [at]: { from: "state", is: ["gone"] } }, ["closed"]),
});

/** Path of each key in the base project → another value of it. */
const changes: Readonly<Record<File, Readonly<Record<string, Change>>>> = {
  "pipeline.yaml": {
    name: { to: "other" },
    products: { to: { notes: "Notes for all" } },
    uuid: { to: "00000000-0000-8000-8000-000000000002" },
    schema_prefix: { to: "feedback" },
    currency: from({ "roi.ticket_cost": 6 }, "USD"),
    "sources.other-tracker.preset": from(
      { "sources.other-tracker": { preset: "jira-csv", files: "other.csv" } },
      "bugzilla-csv",
    ),
    "sources.play-store.kind": { to: "survey" },
    "sources.play-store.files": { to: ["others.jsonl"] },
    "sources.play-store.format": { to: "csv" },
    "sources.play-store.encoding": { to: "windows-1252" },
    "sources.engineering.delimiter": { to: ";" },
    "sources.engineering.repeated_columns": { to: true },
    "sources.play-store.records": from({ "sources.play-store.format": "json" }, "data.items"),
    "sources.play-store.product": from(twoProducts, "maps"),
    "sources.play-store.map": { to: { id: "key", at: "date", text: "body" } },
    "sources.play-store.map.platform.constant": { to: "ios" },
    "sources.play-store.map.text.from": from({ "sources.play-store.map.text": { from: "body" } }, "title"),
    "sources.play-store.map.text.path": from(
      { "sources.play-store.map.text": { path: "comments[0].text" } },
      "comments[last].text",
    ),
    "sources.play-store.map.id.hash": from({ "sources.play-store.map.id": { hash: ["body", "date"] } }, [
      "body",
    ]),
    "sources.play-store.map.rating.scale": from(
      { "sources.play-store.map.rating": { from: "stars", scale: "0-10" } },
      "1-10",
    ),
    "sources.play-store.map.at.format": from(
      { "sources.play-store.map.at": { from: "date", format: "dd.MM.yyyy" } },
      "MM.dd.yyyy",
    ),
    "sources.play-store.zone": { to: "Europe/Berlin" },
    "sources.play-store.fresh": { to: "50h" },
    "sources.play-store.min_per_day": { to: 7 },
    "sources.play-store.require": { to: ["id", "body"] },
    ...marks("sources.play-store.deleted"),
    ...marks("sources.play-store.redacted"),
    "sources.play-store.allow": { to: ["missing_text"] },
    "identity.merge_above": { to: 7 },
    "identity.distinct_below": { to: -3 },
    "identity.placeholders": { to: ["kunde-0"] },
    "identity.no_reply": { to: ["bounces"] },
    "identity.shared_mailboxes": { to: ["kitchen"] },
    "identity.except": { to: ["support"] },
    "enrich.min_confidence": { to: 0.6 },
    "enrich.default_language": { to: "de" },
    "cluster.standing_from": { to: 30 },
    "cluster.page_evidence": { to: 2000 },
    "cluster.watch_evidence": { to: 60 },
    "cluster.spike_evidence": { to: 9000 },
    "route.tracker": { to: "other-tracker" },
    "route.block_release_from": { to: "critical" },
    "route.rules": { to: ["* lead"] },
    "route.risk_words": { to: { legal: ["court"] } },
    "track.states": { to: { Open: "triaged", Done: "wont_fix" } },
    "validate.watch": { to: "50d" },
    "validate.after": { to: "9d" },
    "validate.false_fixed": { to: "1%" },
    "sla.triage": { to: "6h" },
    "sla.assign": { to: "9h" },
    "sla.run": { to: "50m" },
    "jobs.loop.every": { to: "3h" },
    "jobs.loop.cron": from({ "jobs.loop": { cron: "0 0 4 * * ?" } }, "0 0 5 * * ?"),
    "jobs.loop.timezone": from({ "jobs.loop": { cron: "0 0 4 * * ?" } }, "Europe/Berlin"),
    "jobs.loop.files": { to: true, given: { "jobs.loop": { every: "3h" } }, drops: "jobs.loop.every" },
    "jobs.loop.tables": from({ "jobs.loop": { tables: ["a.b"] } }, ["a.c"]),
    "jobs.loop.at_most_every": from({ "jobs.loop": { files: true } }, "30m"),
    "jobs.loop.stalled_after": { to: "7h" },
    "jobs.audit.cron": { to: "0 0 6 1 * ?" },
    "jobs.audit.timezone": { to: "Europe/Berlin" },
    "jobs.retention.cron": { to: "0 0 6 * * ?" },
    "jobs.retention.timezone": { to: "Europe/Berlin" },
    ...models("model"),
    "budget.model_calls_per_run": reported("unused-model-key", 10),
    "budget.model_per_month": reported("unused-model-key", 10),
    "budget.databricks_per_month": { to: "500 USD" },
    "prices.date": { to: "2026-12-01" },
    "prices.sql_dbu": { to: 0.9 },
    "prices.jobs_dbu": { to: 0.9 },
    "prices.storage_gb_month": { to: 0.9 },
    "roi.ticket_cost": { to: "7 EUR" },
    "roi.churn": { to: "6%" },
    "retention.raw": { to: "80d" },
    "retention.curated": { to: "700d" },
    "retention.personal": { to: "300d" },
    "checks.rated.table": from({ "checks.rated.rule": "product is not null" }, "curated.issue"),
    "checks.rated.title": { to: "A rating has stars" },
    "checks.rated.severity": { to: "error" },
    "checks.rated.rule": { to: "rating > 1" },
    "checks.present.not_null": { to: ["language"] },
    "checks.known.accepted": { to: { channel: ["reviews", "tickets"] } },
    "checks.once.unique": { to: ["issue_id", "owner"] },
    "checks.owned.references": { to: { owner: "curated.area.owner" } },
    "checks.recent.fresh": { to: "50h" },
    "checks.recent.column": { to: "occurred_at" },
    "checks.steady.volume.at_least": { to: "30%" },
    "checks.steady.volume.at_most": { to: "400%" },
    "checks.same.distribution": { to: "channel" },
    "checks.same.psi": { to: 0.4 },
    "checks.same.of_last": { to: "21d" },
    "roles.reader.title": { to: "People who read" },
    "roles.reader.reads": { to: "serving" },
    "roles.reader.personal": { to: true },
    "roles.reader.like": { to: "reviewer" },
    "roles.viewer.only": { to: ["release_watch"] },
    "roles.reader.products": from({ ...twoProducts, "sources.play-store.product": "notes" }, ["maps"]),
    "roles.reader.regions": { to: ["FR"] },
    "promotion.signers": { to: { bot: signedPromotion.otherPublicKey } },
    "targets.dev.mode": from({ "targets.dev.run_as": "bot" }, "production"),
    "targets.dev.default": from(
      { "targets.spare": { mode: "development", catalog: "spare", personal: true } },
      false,
    ),
    "targets.dev.catalog": { to: "other" },
    "targets.dev.personal": { to: true },
    "targets.dev.host": { to: "https://adb-3.4.azuredatabricks.net" },
    "targets.dev.warehouse": { to: "fedcba9876543210" },
    "targets.dev.root_path": { to: "/Workspace/Elsewhere" },
    "targets.dev.performance": { to: "performance_optimized" },
    "targets.dev.paused": { to: false },
    "targets.dev.tags": { to: { team: "support" } },
    ...models("targets.dev.model"),
    "targets.dev.run_as": { to: "other@example.org" },
    "targets.dev.groups": {
      to: { reader: "others", viewer: "viewers", analyst: "analysts", platform: "platform" },
    },
    "targets.dev.notify": { to: ["other@example.org"] },
    "targets.dev.webhooks": { to: ["11234567-89ab-cdef-0123-456789abcdef"] },
  },
  "taxonomy/all.yaml": {
    area: { to: "synchronisation" },
    title: { to: "Synchronisation" },
    owner: { to: "lead" },
    conversion: { to: "30%" },
    "categories.sync-stops.title": { to: "Sync has stopped" },
    "categories.sync-stops.kind": { to: "operations" },
    "categories.sync-stops.severity": { to: "critical" },
    "categories.sync-stops.definition": { to: "Nothing arrives." },
    "categories.sync-stops.not": { to: "A slow sync." },
    "categories.sync-stops.examples": { to: ["nothing arrives"] },
    "categories.sync-stops.not_examples": { to: ["slow as ever"] },
    "categories.sync-stops.signals": { to: ["sync_failures"] },
    "categories.sync-stops.risk": { to: "safety" },
    "categories.sync-stops.owner": { to: "lead" },
    "categories.sync-stops.macro": from({ "macros.thanks": { text: { en: "Thank you." } } }, "thanks"),
    "owners.team-sync.title": { to: "Team of sync" },
    "owners.team-sync.notify": { to: "other-channel" },
    "owners.team-sync.escalate_to": from({ "owners.boss": { title: "Boss" } }, "boss"),
    "macros.sorry.risk": { to: "refund" },
    "macros.sorry.article": { to: "help-2" },
    "macros.sorry.text": { to: { en: "Sorry." } },
    "prompts.classify.version": reported("unused-model-key", 2, {
      prompts: { classify: { version: 1, text: "{categories} {text}" } },
    }),
    "prompts.classify.text": reported("unused-model-key", "{text} {categories}", {
      prompts: { classify: { version: 1, text: "{categories} {text}" } },
    }),
  },
  "evals/labelled.yaml": {
    "labelled.0.text": { to: "no sync at all" },
    "labelled.0.category": { to: "sync-slow" },
    "labelled.0.language": { to: "de" },
    "labelled.0.stance": { to: "complains" },
    "labelled.0.sentiment": from(
      {
        labelled: ["negative", "positive"].flatMap((sentiment) =>
          Array.from({ length: 5 }, (_, index) => ({
            text: `${sentiment} ${index}`,
            category: null,
            language: "en",
            sentiment,
          })),
        ),
      },
      "positive",
    ),
  },
  "evals/gates.yaml": Object.assign(
    {},
    ...[
      "accuracy",
      "accepted_precision",
      "accepted_share",
      "out_of_taxonomy_accepted",
      "category_recall",
    ].map((gate) => gates(`gates.${gate}`)),
    gates("gates.recall_of.sync-slow"),
  ) as Readonly<Record<string, Change>>,
  "tests/all.yaml": {
    "tests.0.name": { to: "a review is landed" },
    "tests.0.stages": from({ "tests.0.count": { "curated.feedback_event": 1 } }, ["ingest", "normalize"]),
    "tests.0.as_of": { to: "2026-05-09T00:00:00Z" },
    "tests.0.records": { to: { "play-store": [] } },
    "tests.0.rows": from(
      { "tests.0": { name: "rows", stages: "normalize", count: { "raw.release": 1 } } },
      {
        "raw.release": [
          {
            release_id: "1",
            product: "notes",
            version: "1",
            released_at: "2026-01-01T00:00:00Z",
            release_kind: "client",
          },
        ],
      },
    ),
    "tests.0.expect": { to: { "raw.feedback_payload": [] } },
    "tests.0.contains": { to: { "raw.feedback_payload": [{ source: "elsewhere" }] } },
    "tests.0.lacks": { to: { "raw.feedback_payload": [{ source: "play-store" }] } },
    "tests.0.count": { to: { "raw.feedback_payload": 2 } },
    "tests.0.failing_checks": { to: ["ingest.sources_are_read"] },
  },
};

const files = Object.keys(formats) as readonly File[];

type Def =
  | { readonly type: "object"; readonly shape: Readonly<Record<string, z.ZodType>> }
  | { readonly type: "record" | "array" | "string" | "number" | "boolean" | "enum" | "null" };

/** Every key that holds a value, with `*` for a key or an item that people choose: `sources.*.kind`. */
function leafKeys(schema: z.ZodType, path: readonly string[] = []): readonly string[] {
  const keys = schemasAt(schema, path).flatMap((found) => {
    const def = found.def as unknown as Def;
    if (def.type === "object")
      return Object.keys(def.shape).flatMap((key) => leafKeys(schema, [...path, key]));
    // a record or list of plain values is one key
    if (def.type === "record" || def.type === "array") return leafKeys(schema, [...path, "*"]);
    return [path.join(".").replace(/([.][*])+$/, "")];
  });
  return [...new Set(keys)];
}

/** The key that a path of the project is one of. */
function leafKeyOf(schema: z.ZodType, path: string): string {
  const steps = path.split(".");
  const pattern = steps.map((step, index) => {
    const parents = schemasAt(schema, steps.slice(0, index)).map((found) => found.def as unknown as Def);
    return parents.some((def) => def.type === "object" && Object.hasOwn(def.shape, step)) ? step : "*";
  });
  return pattern.join(".").replace(/([.][*])+$/, "");
}

type Texts = ReadonlyMap<string, string>;

/** The files with values put at paths of one of them. */
function edited(texts: Texts, file: File, edits: Edits, drops?: string): Texts {
  const document = parseDocument(texts.get(file) ?? "");
  for (const [path, value] of Object.entries(edits)) {
    const steps = path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    document.setIn(steps, document.createNode(value));
  }
  if (drops !== undefined) document.deleteIn(drops.split("."));
  return new Map(texts).set(file, `${schemaLine(file)}\n${stringify(document.toJS())}`);
}

const baseTexts: Texts = new Map(files.map((file) => [file, `${schemaLine(file)}\n${base[file]}`]));

interface Loaded {
  readonly codes: readonly string[];
  readonly project: Project;
  readonly tests: readonly PipelineTest[];
}

function load(texts: Texts): Loaded {
  const { project, tests, diagnostics } = loadProject(texts, catalogue);
  if (project === undefined)
    throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  return { codes: diagnostics.map(({ code }) => code), project, tests };
}

const bigints = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? String(value) : value;
const planOfProject = (project: Project): Plan => buildPlan(project, classifierOf(project));
let bench: TestBench;

/** What people and engines get of a project, from what is made quickly to the whole bundle. */
const outputs: Readonly<Record<string, (loaded: Loaded) => unknown>> = {
  seeds: ({ project }) =>
    planOfProject(project).seeds.map(({ table, rows }) => [
      table,
      // versions repeat that something else changed
      rows.map((row) => Object.entries(row).filter(([column]) => !column.endsWith("_version"))),
    ]),
  "fixloop plan --cost": ({ project }) => {
    const plan = planOfProject(project);
    const prices = pricesOf(plan.prices);
    const sheets = plan.targets.map((target) => costSheet(workloadOf(plan), target, prices, 10_000));
    return [sheets, priceWarning(prices, new Date("2026-12-31"))];
  },
  "fixloop grants docs": ({ project }) => governancePage({ ...catalogue, ...project }, retentionRules()),
  "fixloop deploy of a promotion": ({ project }) => signedPromotion.verifiedBy(project.promotion.signers),
  "fixloop eval": ({ project }) => evaluateGates(project),
  bundle: ({ project }) =>
    // a manifest only repeats what is in other files
    [...emitBundle(planOfProject(project), readRuntimeFiles())].filter(
      ([name]) => name !== "bundle/manifest.json",
    ),
};

/** Whether some output of the one differs from that of the other. */
async function differs(file: File, one: Loaded, other: Loaded): Promise<boolean> {
  if (file === "tests/all.yaml") {
    const outcomes = [await outcomesOf(one), await outcomesOf(other)];
    return outcomes[0] !== outcomes[1];
  }
  return Object.values(outputs).some(
    (output) => JSON.stringify(output(one), bigints) !== JSON.stringify(output(other), bigints),
  );
}

async function outcomesOf({ tests }: Loaded): Promise<string> {
  const outcomes = [];
  for (const one of tests) outcomes.push(await bench.run(one));
  return formatJson(outcomes);
}

const cases = files.flatMap((file) =>
  Object.entries(changes[file]).map(([path, change]) => [file, path, change] as const),
);

beforeAll(async () => {
  const { project } = load(baseTexts);
  bench = await TestBench.open(project, planOfProject(project));
});
afterAll(() => bench.close());

test.each(files)("every key of %s has a change above", (file) => {
  const changed = Object.keys(changes[file]).map((path) => leafKeyOf(formats[file], path));
  expect(changed.toSorted()).toEqual(leafKeys(formats[file]).toSorted());
});

test.each(cases)("%s: %s changes what people get, or is reported", async (file, path, change) => {
  const before = edited(baseTexts, file, change.given ?? {});
  const after = load(edited(before, file, { [path]: change.to }, change.drops));
  if (change.reported !== undefined) expect(after.codes).toContain(change.reported);
  else expect(await differs(file, load(before), after)).toBe(true);
});

test("a key that nothing reads is noticed", async () => {
  const loaded = load(baseTexts);
  const unread = { ...loaded, project: { ...loaded.project, unread: "value" } };
  expect(await differs("pipeline.yaml", loaded, unread)).toBe(false);
});

test("every setting that the spec writes is read by a statement, a view or an alert", () => {
  const plan = planOfProject(load(baseTexts).project);
  const statements = [
    ...Object.values(views).map(({ query }) => query(databricks)),
    ...plan.alerts.map(({ query }) => query(databricks)),
    ...[...plan.stages, ...plan.maintenance]
      .flatMap((stage) => stageStatements(stage, databricks))
      .flatMap((statement) => ("sql" in statement ? [statement.sql] : [])),
    acquireLease(databricks),
    openRun(databricks),
  ].map((statement) => render(statement, "x"));
  const unread = Object.keys(settings(load(baseTexts).project)).filter(
    (column) =>
      column !== "setting_id" && !statements.some((text) => new RegExp(`\\b${column}\\b`).test(text)),
  );
  expect(unread).toEqual([]);
});
