import type { Code } from "./messages.ts";
import { schemaLine } from "./modeline.ts";
import type { SeenFile, SeenSource } from "./seenSource.ts";

/** A mistake in a file of an otherwise sound project. ⟦ and ⟧ stand around the place that is reported. */
export interface DiagnosticExample {
  readonly file: string;
  readonly text: string;
  /** Whether the text is the whole file, without even the line that names the schema. */
  readonly whole?: true;
  /** What pipeline.yaml must have for the mistake to be one. */
  readonly beside?: string;
  /** What the files of the source `help-desk` must hold for it. */
  readonly seen?: Omit<SeenSource, "source">;
}

const sound: Readonly<Record<string, string>> = {
  "pipeline.yaml": `name: notes
sources:
  play-store:
    kind: reviews
    files: reviews.csv
    map: { id: id, at: date, text: body }
`,
  "taxonomy/sync.yaml": `area: sync
owner: team-sync
categories:
  sync-stops:
    title: Sync stops
    kind: defect
    severity: high
    definition: Changes no longer reach another device.
    examples: [it no longer syncs]
owners:
  team-sync: { title: Sync team }
`,
};

const inPipeline = (text: string): DiagnosticExample => ({ file: "pipeline.yaml", text });
const inTaxonomy = (text: string): DiagnosticExample => ({ file: "taxonomy/search.yaml", text });
const inLabelled = (text: string): DiagnosticExample => ({ file: "evals/labelled.yaml", text });
/** A test with a mistake in one of its keys. */
const inTest = (text: string): DiagnosticExample => ({
  file: "tests/route.yaml",
  text: `tests:
  - name: a refund waits for a person
    ${text.replaceAll("\n", "\n    ")}
`,
});
const inGates = (text: string): DiagnosticExample => ({ file: "evals/gates.yaml", text });

/** A category with a mistake in one of its keys. */
const inCategory = (text: string): DiagnosticExample =>
  inTaxonomy(`area: search
owner: team-sync
categories:
  search-slow:
    title: Search is slow
    kind: defect
    severity: low
    definition: Results take long to appear.
    examples: [search takes ages]
${text}`);

/** A source with a mistake that only its files show. */
const inFiles = (text: string, seen: Omit<SeenSource, "source">): DiagnosticExample => ({
  ...inPipeline(`  ${text.replaceAll("\n", "\n    ")}`),
  seen,
});
const seenFile = (over: Partial<SeenFile> = {}): Omit<SeenSource, "source"> => ({
  unmatched: [],
  files: [
    {
      file: "tickets.csv",
      problem: undefined,
      keys: ["id", "date", "Body"],
      isTable: true,
      records: 3,
      ...over,
    },
  ],
});

const twoTargets = (dev: string, prod: string): DiagnosticExample =>
  inPipeline(`targets:
  dev: ${dev}
  prod: ${prod}
`);

/** A target with a mistake in one of its keys. */
const inOneTarget = (text: string): DiagnosticExample =>
  inPipeline(`targets:
  dev: { mode: development, catalog: insights_dev, ${text} }
`);

/** A model of Azure OpenAI with a mistake in one of its keys. */
const inModel = (text: string): DiagnosticExample =>
  inPipeline(`model:
  azure_openai: { deployment: gpt, api_version: 2024-10-21, ${text} }
`);

/** For every code, a file that provokes it and nothing else. The pages of docs/reference/diagnostics.md and a test are made of them. */
export const diagnosticExamples: Readonly<Record<Code, DiagnosticExample>> = {
  "no-pipeline": { file: "pipeline.yaml", text: "", whole: true },
  "yaml-syntax": inTaxonomy(`area: search
title: "Search" ⟦and find⟧
owner: team-sync
categories:
  search-slow:
    { title: Slow, kind: defect, severity: low, definition: Results take long., examples: [search takes ages] }
`),
  "duplicate-key": inPipeline(`currency: EUR
⟦currency⟧: USD
`),
  "reserved-key": inPipeline(`track:
  states: { ⟦__proto__⟧: triaged }
`),
  "broken-unicode": inTaxonomy(`area: search
title: ⟦"Search \\ud83d"⟧
owner: team-sync
categories:
  search-slow:
    { title: Slow, kind: defect, severity: low, definition: Results take long., examples: [search takes ages] }
`),
  "not-utf8": inTaxonomy(`area: search
title: Ger⟦\uFFFD⟧te suchen
owner: team-sync
categories:
  search-slow:
    { title: Slow, kind: defect, severity: low, definition: Results take long., examples: [search takes ages] }
`),
  "missing-schema-line": { file: "evals/labelled.yaml", text: "⟦⟧labelled: []\n", whole: true },
  "unknown-key": inPipeline(`validate: { ⟦wach⟧: 30d }
`),
  "missing-key": inPipeline(`  ⟦helpdesk⟧:
    kind: tickets
    map: { id: id, at: date, text: body }
`),
  "wrong-type": inCategory(`    not: ⟦404⟧
`),
  "bad-choice": inCategory(`    risk: ⟦refnd⟧
`),
  "empty-text": inCategory(`    not: ⟦" "⟧
`),
  "empty-list": inPipeline(`route:
  risk_words: { legal: ⟦[]⟧ }
`),
  "out-of-range": inPipeline(`enrich: { min_confidence: ⟦50⟧ }
`),
  "too-many": {
    file: "pipeline.yaml",
    whole: true,
    text: `${schemaLine("pipeline.yaml")}
name: notes
⟦sources⟧:
${Array.from({ length: 901 }, (_, index) => `  store-${index}: { kind: reviews, files: ${index}.csv, map: { id: id, at: date, text: body } }\n`).join("")}`,
  },
  "duplicate-item": inCategory(`    not_examples: [sync is slow, ⟦sync is slow⟧]
`),
  "bad-id": inPipeline(`roles:
  ⟦Data.Team⟧: { reads: curated }
`),
  "bad-region": inPipeline(`roles:
  agents-brazil: { reads: serving, like: support, regions: [⟦Brazil⟧] }
`),
  "bad-metric-name": inCategory(`    signals: [⟦search-seconds⟧]
`),
  "bad-duration": inPipeline(`sla: { triage: ⟦4 hours⟧ }
`),
  "bad-share": inPipeline(`roi: { churn: ⟦5 percent⟧ }
`),
  "bad-money": inPipeline(`roi: { ticket_cost: ⟦€6⟧ }
`),
  "bad-currency": inPipeline(`currency: ⟦Euro⟧
`),
  "bad-mailbox": inPipeline(`identity: { shared_mailboxes: [⟦sales team⟧] }
`),
  "bad-language": inPipeline(`enrich: { default_language: ⟦english⟧ }
`),
  "bad-locale": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: date, text: answer, locale: { constant: ⟦Brazil⟧ } }
`),
  "bad-date": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: { constant: ⟦2026-02-30⟧ }, text: answer }
`),
  "bad-number": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: date, text: answer, rating: { constant: ⟦five⟧ } }
`),
  "bad-pattern": inPipeline(`  widget:
    kind: survey
    files: ⟦/exports/widget.csv⟧
    map: { id: id, at: date, text: answer }
`),
  "bad-email": twoTargets(
    "{ mode: development, default: true, catalog: insights_dev, notify: [⟦the team⟧] }",
    "{ mode: production, catalog: insights, run_as: insight-pipeline }",
  ),
  "bad-host": twoTargets(
    "{ mode: development, default: true, catalog: insights_dev, host: ⟦adb-1.azuredatabricks.net⟧ }",
    "{ mode: production, catalog: insights, run_as: insight-pipeline }",
  ),
  "bad-warehouse": twoTargets(
    "{ mode: development, default: true, catalog: insights_dev, warehouse: ⟦/sql/1.0/warehouses/1234567890abcdef⟧ }",
    "{ mode: production, catalog: insights, run_as: insight-pipeline }",
  ),
  "bad-uuid": inPipeline(`uuid: ⟦kite-notes-1⟧
`),
  "bad-public-key": inPipeline(`promotion:
  signers:
    release-bot: ⟦release-bot.pub⟧
`),
  "bad-databricks-name": twoTargets(
    "{ mode: development, default: true, catalog: ⟦insights.dev⟧ }",
    "{ mode: production, catalog: insights, run_as: insight-pipeline }",
  ),
  "bad-cron": inPipeline(`jobs:
  loop: { cron: ⟦0 4 * * *⟧ }
`),
  "bad-timezone": inPipeline(`jobs:
  audit: { cron: 0 0 4 1 * ?, timezone: ⟦Berlin⟧ }
`),
  "bad-path": inOneTarget("root_path: ⟦/Users/me⟧"),
  "bad-destination": inOneTarget("webhooks: [⟦team-channel⟧]"),
  "bad-tag": inOneTarget("tags: { cost-center: ⟦R&D⟧ }"),
  "bad-model-setting": inModel("base: ⟦example.openai.azure.com⟧"),
  "duplicate-id": {
    file: "taxonomy/teams.yaml",
    text: `owners:
  ⟦team-sync⟧: { title: Sync and backup }
`,
  },
  "colliding-id": inPipeline(`track:
  states: { Done: released, ⟦done⟧: fixing }
`),
  "unknown-reference": inCategory(`    owner: ⟦team-sinc⟧
`),
  "escalation-cycle": inTaxonomy(`owners:
  team-a: { title: A, escalate_to: ⟦team-b⟧ }
  team-b: { title: B, escalate_to: team-a }
`),
  "undeliverable-metric": {
    ...inCategory(`    signals: [⟦crashs⟧]
`),
    beside: `  crashes:
    kind: telemetry
    files: crashes.csv
    map: { at: date, value: count, metric: { constant: crashes }, metric_kind: { constant: count } }
`,
  },
  "no-telemetry": inCategory(`    signals: [⟦search_seconds⟧]
`),
  "no-feedback": {
    file: "pipeline.yaml",
    whole: true,
    text: `${schemaLine("pipeline.yaml")}
name: notes
⟦sources⟧:
  releases: { kind: releases, files: releases.csv, map: { version: version, at: date } }
`,
  },
  "unknown-field": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: date, text: answer, ⟦stars⟧: score }
`),
  "unmapped-field": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    ⟦map⟧: { id: id, at: date }
`),
  "bad-mapping": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: { from: date, ⟦constant⟧: 2026-01-31 }, text: answer }
`),
  "misplaced-reading": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: date, text: { from: answer, ⟦format⟧: epoch } }
`),
  "bad-record-path": inPipeline(`  widget:
    kind: survey
    files: widget.jsonl
    map: { id: id, at: date, text: { path: ⟦"answers[one].text"⟧ } }
`),
  "bad-rating-scale": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: date, text: answer, rating: { from: stars, scale: ⟦5-1⟧ } }
`),
  "bad-time-format": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: { from: date, format: ⟦DD.MM.YYYY⟧ }, text: answer }
`),
  "unknown-format": inPipeline(`  widget:
    kind: survey
    files: ⟦exports/*⟧
    map: { id: id, at: date, text: answer }
`),
  "unfitting-key": inPipeline(`  widget:
    kind: survey
    files: widget.parquet
    ⟦encoding⟧: windows-1252
    map: { id: id, at: date, text: answer }
`),
  "personal-field": inPipeline(`  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: date, text: answer, status: ⟦customer_email⟧ }
`),
  "no-matching-file": inFiles(
    `help-desk:
kind: tickets
files: ⟦tickets-*.csv⟧
map: { id: id, at: date, text: Body }
`,
    { unmatched: ["tickets-*.csv"], files: [] },
  ),
  "unreadable-file": inFiles(
    `help-desk:
kind: tickets
files: ⟦tickets.csv⟧
map: { id: id, at: date, text: Body }
`,
    seenFile({
      problem:
        'byte 0xFC in line 12 isn\'t UTF-8; the file looks like windows-1252: add "encoding: windows-1252"',
    }),
  ),
  "empty-file": inFiles(
    `help-desk:
kind: tickets
files: ⟦tickets.csv⟧
map: { id: id, at: date, text: Body }
`,
    seenFile({ records: 0 }),
  ),
  "missing-column": inFiles(
    `help-desk:
kind: tickets
files: tickets.csv
map: { id: id, at: date, text: ⟦body⟧ }
`,
    seenFile(),
  ),
  "unseen-key": inFiles(
    `help-desk:
kind: tickets
files: tickets.jsonl
map: { id: id, at: date, text: Body, author: ⟦requester⟧ }
`,
    seenFile({ file: "tickets.jsonl", isTable: false }),
  ),
  "refused-records": inFiles(
    `help-desk:
kind: tickets
files: tickets.csv
map: { id: id, at: ⟦date⟧, text: Body }
`,
    {
      ...seenFile(),
      judged: {
        refused: [
          {
            problem: "3 of 3 records are set aside: bad time in at",
            cure: 'Its values look like "dd.MM.yyyy HH:mm".',
            field: "at",
          },
        ],
        doubts: [],
      },
    },
  ),
  "doubtful-records": inFiles(
    `⟦help-desk⟧:
kind: tickets
files: tickets.csv
map: { id: id, at: date, text: Body }
`,
    {
      ...seenFile(),
      judged: { refused: [], doubts: ["2 of 3 records share their id with a different record"] },
    },
  ),
  "impossible-thresholds": inPipeline(`identity: { merge_above: 2, distinct_below: ⟦3⟧ }
`),
  "short-retention": inPipeline(`retention: { curated: ⟦90d⟧ }
`),
  "money-in-other-currency": inPipeline(`currency: EUR
roi: { ticket_cost: ⟦6 USD⟧ }
`),
  "ambiguous-trigger": inPipeline(`jobs:
  ⟦loop⟧: { every: 1h, cron: 0 0 * * * ? }
`),
  "idle-key": inPipeline(`jobs:
  loop: { every: 1h, ⟦at_most_every⟧: 5m }
`),
  "idle-exception": inPipeline(`identity: { except: [⟦gusset⟧] }
`),
  "slow-loop": inPipeline(`jobs:
  loop: { every: ⟦1d⟧ }
`),
  "loop-overtakes-itself": inPipeline(`jobs:
  loop: { every: ⟦30m⟧ }
`),
  "ambiguous-model": inPipeline(`⟦model⟧: { endpoint: gpt, service: system.ai.gpt }
`),
  "unused-model-key": inPipeline(`budget: { ⟦model_calls_per_run⟧: 500, databricks_per_month: 400 USD }
`),
  // put together here, so that no scan takes this file for one that holds a key
  "plain-secret": inPipeline(`# staging: ⟦${["dapi", "0123456789abcdef".repeat(2)].join("")}⟧
currency: EUR
`),
  "bad-rule": inPipeline(`route:
  rules:
    - ⟦sync⟧ team-sync
`),
  "shadowed-rule": inPipeline(`route:
  rules:
    - ⟦category:sync-stops,platform:ios team-sync⟧
    - area:sync team-sync
`),
  "duplicate-rule": inPipeline(`route:
  rules:
    - ⟦area:sync team-sync⟧
    - kind:defect team-sync
    - area:sync team-sync
`),
  "idle-rule": inPipeline(`route:
  rules:
    - ⟦kind:praise team-sync⟧
`),
  "empty-area": inTaxonomy(`area: ⟦search⟧
title: Search
owner: team-sync
`),
  "no-examples": inTaxonomy(`area: search
owner: team-sync
categories:
  ⟦search-slow⟧:
    title: Search is slow
    kind: defect
    severity: low
    definition: Results take long to appear.
`),
  "contradicting-example": inLabelled(`labelled:
  - { text: ⟦It no longer syncs⟧, category: null }
`),
  "unowned-category": inTaxonomy(`area: search
categories:
  ⟦search-slow⟧:
    title: Search is slow
    kind: defect
    severity: low
    definition: Results take long to appear.
    examples: [search takes ages]
`),
  "unknown-placeholder": inTaxonomy(`macros:
  search-restart:
    text:
      en: "You wrote: ⟦{qoute}⟧. We are on it."
`),
  "missing-placeholder": inTaxonomy(`prompts:
  classify:
    version: 1
    ⟦text⟧: "Which of {categories} is meant?"
`),
  "missing-language": inTaxonomy(`macros:
  search-restart:
    ⟦text⟧:
      de: Wir sind dran.
`),
  "idle-gate": inGates(`gates:
  accuracy: { at_least: ⟦0%⟧ }
`),
  "idle-sentiment": inLabelled(`labelled:
  - text: I love the new search.
    category: null
    sentiment: ⟦positive⟧
`),
  "unmeasurable-gate": inGates(`gates:
  ⟦accuracy⟧: { at_least: 70% }
`),
  "role-reads-raw": inPipeline(`roles:
  analyst: { reads: ⟦raw⟧ }
`),
  "role-sees-personal": inPipeline(`roles:
  support: { reads: curated, personal: ⟦true⟧ }
`),
  "fixed-role": inPipeline(`roles:
  support: { ⟦like⟧: analyst }
`),
  "unreadable-view": inPipeline(`roles:
  auditor: { reads: serving, like: support, only: [support_queue, ⟦roi⟧] }
`),
  "role-reads-nothing": inPipeline(`roles:
  ⟦agents-brazil⟧: { reads: serving, like: executive, regions: [BR] }
`),
  "people-read-raw": inPipeline(`targets:
  dev:
    mode: development
    catalog: insights_dev
    groups: { analyst: ⟦data-team⟧, pipeline: data-team }
`),
  "shared-catalog": twoTargets(
    "{ mode: development, default: true, catalog: insights }",
    "{ mode: production, catalog: ⟦insights⟧, run_as: insight-pipeline }",
  ),
  "personal-production": twoTargets(
    "{ mode: development, default: true, catalog: insights_dev }",
    "{ mode: production, catalog: insights, run_as: insight-pipeline, personal: ⟦true⟧ }",
  ),
  "open-root-path": inOneTarget("root_path: ⟦/Workspace/Shared/pipelines⟧"),
  "reserved-tag": inOneTarget("tags: { ⟦fixloop⟧: notes }"),
  "no-default-target": inPipeline(`⟦targets⟧:
  dev: { mode: development, catalog: insights_dev }
  prod: { mode: production, catalog: insights, run_as: insight-pipeline }
`),
  "several-default-targets": twoTargets(
    "{ mode: development, default: true, catalog: insights_dev }",
    "{ mode: production, ⟦default⟧: true, catalog: insights, run_as: insight-pipeline }",
  ),
  "shared-signing-key": inPipeline(`promotion:
  signers:
    release-bot: 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
    release-manager: ⟦MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=⟧
`),
  "missing-run-as": inPipeline(`targets:
  ⟦prod⟧: { mode: production, catalog: insights }
`),
  "bad-moment": inTest(`stages: route
as_of: ⟦2026-05-01⟧
count: { curated.outbox: 0 }`),
  "repeated-test": {
    file: "tests/route.yaml",
    text: `tests:
  - { name: a refund waits, stages: route, count: { curated.outbox: 0 } }
  - { name: ⟦a refund waits⟧, stages: route, count: { curated.outbox: 1 } }
`,
  },
  "idle-test": {
    file: "tests/route.yaml",
    text: `tests:
  - { name: ⟦a refund waits for a person⟧, stages: route }
`,
  },
  "stage-order": inTest(`stages: ⟦[route, cluster]⟧
count: { curated.outbox: 0 }`),
  "idle-records": inTest(`stages: route
⟦records⟧: { play-store: [{ id: r1 }] }
count: { curated.outbox: 0 }`),
  "unknown-table": inTest(`stages: route
count: { ⟦curated.outbocks⟧: 0 }`),
  "filled-table": inTest(`stages: route
rows: { ⟦curated.owner⟧: [] }
count: { curated.outbox: 0 }`),
  "unknown-column": inTest(`stages: route
contains: { curated.outbox: [{ ⟦satus⟧: waiting }] }`),
  "ambiguous-check": inPipeline(`checks:
  ⟦where-from⟧: { table: curated.feedback_event, not_null: [platform], unique: [event_id] }
`),
  "unchecked-table": inPipeline(`checks:
  owners: { table: ⟦curated.owner⟧, not_null: [title] }
`),
  "uncheckable-column": inPipeline(`checks:
  fresh: { table: curated.feedback_event, fresh: 26h, column: ⟦channel⟧ }
`),
  "bad-check-rule": inPipeline(`checks:
  stars: { table: curated.feedback_event, rule: "rating >= 1 and ⟦raing⟧ <= 5" }
`),
  "quarantine-table": inPipeline(`checks:
  owned: { table: curated.assignment, not_null: [owner], severity: ⟦quarantine⟧ }
`),
  "quarantine-kind": inPipeline(`checks:
  twice: { table: curated.feedback_event, unique: [locale], severity: ⟦quarantine⟧ }
`),
  "quarantine-reference": inPipeline(`checks:
  named: { table: curated.feedback_event, references: { event_id: ⟦curated.enrichment.event_id⟧ }, severity: quarantine }
`),
  "missing-key-column": inTest(`stages: route
rows: { raw.release: [⟦{ version: 5.0.0 }⟧] }
count: { curated.outbox: 0 }`),
  "bad-test-value": inTest(`stages: route
contains: { curated.outbox: [{ created_at: ⟦yesterday⟧ }] }`),
};

const marks = /[⟦⟧]/g;

/** What a page shows of an example: its own lines, without the marks; nothing where they are too many to read. */
export const shownPart = ({ text }: DiagnosticExample): string =>
  text.length > 5000 ? "" : text.replaceAll(marks, "");

export interface ExampleFiles {
  /** The sound project with the mistake in it. */
  readonly files: ReadonlyMap<string, string>;
  /** What was seen of the files of its sources. */
  readonly seen: readonly SeenSource[];
  readonly file: string;
  /** Offsets of the reported place: [start, end). */
  readonly start: number;
  readonly end: number;
}

export function exampleFiles(code: Code): ExampleFiles {
  const { file, text, whole, beside = "", seen } = diagnosticExamples[code];
  const files = new Map(Object.entries(sound).map(([name, body]) => [name, `${schemaLine(name)}\n${body}`]));
  files.set("pipeline.yaml", `${files.get("pipeline.yaml") ?? ""}${beside}`);
  const marked = whole ? text : `${files.get(file) ?? `${schemaLine(file)}\n`}${text}`;
  if (code === "no-pipeline") files.delete(file);
  else files.set(file, marked.replaceAll(marks, ""));
  const start = Math.max(0, marked.indexOf("⟦"));
  const sources = seen === undefined ? [] : [{ source: "help-desk", ...seen }];
  return { files, seen: sources, file, start, end: Math.max(start, marked.indexOf("⟧") - 1) };
}
