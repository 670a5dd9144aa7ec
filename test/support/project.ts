import { builtInIdentityRules } from "../../src/spec/identityRules.ts";
import type { Category, Project, Source, Target } from "../../src/spec/project.ts";

/** A small project as the loader would give it, for tests of a stage alone. Override what the test is about. */
export function smallProject(overrides: Partial<Project> = {}): Project {
  return {
    name: "small",
    products: [{ id: "notes", title: "Notes" }],
    uuid: "00000000-0000-8000-8000-000000000001",
    schemaPrefix: "fixloop",
    currency: "EUR",
    sources: [],
    identity: identityPolicy(),
    enrichment: { minConfidence: 0.5, defaultLanguage: "en" },
    clustering: { standingMinEvents: 20, pageEvidence: 1000, watchEvidence: 50, spikeEvidence: 8000 },
    routing: { rules: [], tracker: "tracker", blockReleaseFrom: "high", riskWords: [] },
    tracking: {
      states: [
        { status: "open", state: "triaged" },
        { status: "in progress", state: "fixing" },
        { status: "done", state: "released" },
        { status: "wontfix", state: "wont_fix" },
      ],
    },
    validation: { watchDays: 60, minDays: 7, falseFixedRate: 0.05 },
    slas: { triageHours: 4, assignHours: 8, runMinutes: 60 },
    jobs: {
      loop: { kind: "every", minutes: 120 },
      stalledAfterMinutes: 240,
      audit: { kind: "cron", expression: "0 0 4 1 * ?", timezone: "UTC" },
      retention: { kind: "cron", expression: "0 0 5 ? * SUN", timezone: "UTC" },
    },
    prices: { date: undefined, dollars: {} },
    budgets: { modelCallsPerRun: 0, modelMoneyPerMonth: 0, databricksDollarsPerMonth: undefined },
    roi: { ticketCost: 6, churnShare: 0.05 },
    retention: { rawDays: 90, curatedDays: 730, personalDays: 730 },
    checks: [],
    roles: [],
    targets: [],
    promotion: { signers: [] },
    taxonomy: {
      areas: [{ id: "sync", title: "Sync", owner: "team-sync", conversionStep: 0.2 }],
      categories: [category({ id: "sync-stops", area: "sync" })],
      owners: [{ id: "team-sync", title: "Sync team", escalation: undefined, destination: "sync-channel" }],
      macros: [],
      prompts: [],
    },
    labelled: [],
    gates: [],
    ...overrides,
  };
}

/** The policy of a project that says nothing about identity. */
export function identityPolicy(overrides: Partial<Project["identity"]> = {}): Project["identity"] {
  return {
    mergeAbove: 6,
    distinctBelow: -2,
    rules: builtInIdentityRules.map((rule) => ({ ...rule, isBuiltIn: true })),
    ...overrides,
  };
}

export function category(overrides: Partial<Category> & Pick<Category, "id" | "area">): Category {
  return {
    title: overrides.id,
    kind: "defect",
    severity: "high",
    riskClass: "none",
    definition: `Complaints about ${overrides.id}.`,
    boundary: undefined,
    examples: [],
    counterExamples: [],
    signals: [],
    owner: undefined,
    macro: undefined,
    ...overrides,
  };
}

export function source(overrides: Partial<Source> & Pick<Source, "id" | "kind" | "files" | "map">): Source {
  return {
    product: "notes",
    format: "jsonl",
    encoding: undefined,
    delimiter: undefined,
    records: undefined,
    localOffsets: [],
    repeatedColumns: false,
    marks: {},
    contract: { freshHours: undefined, minRecordsPerDay: undefined, requiredKeys: [], allowedReasons: [] },
    ...overrides,
  };
}

export function target(overrides: Partial<Target> = {}): Target {
  return {
    id: "prod",
    mode: "production",
    isDefault: true,
    catalog: "insights",
    isPersonal: false,
    host: undefined,
    warehouse: undefined,
    runAs: undefined,
    groups: {},
    notify: [],
    webhooks: [],
    rootPath: undefined,
    performance: "standard",
    paused: undefined,
    tags: {},
    model: undefined,
    ...overrides,
  };
}
