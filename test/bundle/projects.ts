import { planOf } from "../support/planOf.ts";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { formatHuman, hasErrors } from "../../src/spec/diagnostics.ts";
import { loadProject } from "../../src/spec/load.ts";
import { schemaLine } from "../../src/spec/modeline.ts";

/** Authored files of a project: path → text. */
export type AuthoredFiles = ReadonlyMap<string, string>;

const file = (path: string, body: string): readonly [string, string] => [
  path,
  `${schemaLine(path)}\n${body}`,
];

/** One source, one category, one target, and everything else as it is by default. */
export const smallestProject: AuthoredFiles = new Map([
  file(
    "pipeline.yaml",
    `name: one
sources:
  reviews: { kind: reviews, files: reviews.jsonl, map: { id: id, at: at, text: text } }
targets:
  only: { mode: development, catalog: one }
`,
  ),
  file(
    "taxonomy/all.yaml",
    `area: all
owner: everybody
categories:
  anything:
    { title: Anything, kind: defect, severity: low, definition: Whatever is wrong., examples: [it is broken] }
owners:
  everybody: { title: Everybody }
`,
  ),
]);

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Forty sources and six hundred categories in thirty areas; every way to start a job, to bind a model and to be told. */
export const largeProject: AuthoredFiles = new Map([
  file(
    "pipeline.yaml",
    `name: all-of-it
products: [app, web, kiosk]
currency: USD
sources:
${numbers(40)
  .map((number) => {
    const kind = ["reviews", "tickets", "survey", "email"][number % 4] ?? "reviews";
    const product = ["app", "web", "kiosk"][number % 3] ?? "app";
    return `  source-${number}: { kind: ${kind}, product: ${product}, files: in/${number}/*.jsonl, map: { id: id, at: at, text: text }, fresh: ${number}h }`;
  })
  .join("\n")}
sla: { triage: 1d, assign: 2d, run: 3h }
jobs:
  loop: { files: true, at_most_every: 30m, stalled_after: 26h }
  audit: { cron: 0 15 3 L * ?, timezone: America/New_York }
  retention: { cron: 0 30 2 ? * MON-FRI, timezone: Asia/Kathmandu }
model:
  azure_openai:
    base: https://models.openai.azure.com/
    deployment: gpt-small
    api_version: 2024-10-21
    requests_per_minute: 60
    tokens_per_minute: 90000
  cost_per_1k_calls: 2.50 USD
budget: { model_calls_per_run: 5000, model_per_month: 900 USD, databricks_per_month: 1200 USD }
targets:
  personal: { mode: development, default: true, personal: true, catalog: scratch, model: { endpoint: shared-gpt } }
  dev: { mode: development, catalog: all_dev, paused: false, root_path: /Workspace/Applications/Insight }
  staging:
    mode: production
    catalog: all_staging
    run_as: 11111111-2222-4333-8444-555555555555
    performance: performance_optimized
    paused: true
    root_path: /Workspace/Applications/Insight
    groups: { analyst: analysts, platform: platform, executive: leaders }
    notify: [platform@example.org]
    webhooks: [01234567-89ab-cdef-0123-456789abcdef]
    tags: { cost-center: "4711", team: insight }
    model: { service: system.ai.gpt-5 }
  prod:
    mode: production
    catalog: all_of_it
    run_as: 66666666-7777-4888-9999-aaaaaaaaaaaa
    warehouse: 00000000abcdef00
    groups: { analyst: analysts, reviewer: reviewers, support: agents, product: managers, executive: leaders, platform: platform, steward: stewards, pipeline: pipelines }
    notify: [platform@example.org, on-call@example.org]
    webhooks: [01234567-89ab-cdef-0123-456789abcdef, 11234567-89ab-cdef-0123-456789abcdef, 21234567-89ab-cdef-0123-456789abcdef]
    tags: { cost-center: "4711", team: insight }
`,
  ),
  ...numbers(30).map((area) =>
    file(
      `taxonomy/area-${area}.yaml`,
      `area: area-${area}
owner: team-${area}
categories:
${numbers(20)
  .map(
    (number) =>
      `  category-${area}-${number}: { title: Complaint ${area}.${number}, kind: defect, severity: low, definition: What number ${number} of area ${area} means., examples: [part ${area} fails in way ${number}] }`,
  )
  .join("\n")}
owners:
  team-${area}: { title: Team ${area} }
`,
    ),
  ),
]);

/** Names that YAML, SQL, a shell or the CLI could take for something else, wherever the spec lets people choose them. */
export const hostileProject: AuthoredFiles = new Map([
  file(
    "pipeline.yaml",
    `name: "null"
products: { "on": "'; DROP TABLE x; --", "no": "\${workspace.host} {{job.id}}" }
schema_prefix: select
sources:
  "true": { kind: reviews, product: "on", files: "in/\${var.catalog} {{x}}/*.jsonl", map: { id: "\${id}", at: "{{at}}", text: "'; --" } }
sla: { triage: 2h, assign: 3h, run: 7m }
jobs: { loop: { tables: [in-put.arrived, other-catalog.some_schema.t] }, audit: { cron: "0 0 4 1 * ?" } }
model: { endpoint: null.model-1 }
roles:
  "off": { title: "# not a comment", reads: serving }
targets:
  "null": { mode: development, default: true, catalog: in-sights_DEV, tags: { "yes": "no" } }
  "yes":
    mode: production
    catalog: _0
    run_as: "O’Neil-123"
    groups:
      analyst: "- yes: no # on"
      reviewer: "; DROP SCHEMA select_raw CASCADE --"
      support: "~"
      platform: "Größe 😀 & <b>"
      "off": "!!binary x"
      executive: "1e3"
    notify: [a+b@example.org, "%x|y&z;@example.org"]
    tags: { "0x10": "1_000", "a:b=c": "= + -", "null": "null" }
  "0":
    mode: production
    catalog: Zero
    run_as: somebody@example.org
    warehouse: "0000000000000000"
    root_path: "/Workspace/My Team/a.b"
    groups: { analyst: "null", platform: "null" }
`.replace('  "0":\n', "  z0:\n"),
  ),
  file(
    "taxonomy/null.yaml",
    `area: "null"
title: "' \\" \` \\\\ \${spark.driver.memory} {{catalog}}"
owner: "y"
categories:
  "false":
    title: "/* \\u2028 \\ufeff \\0"
    kind: defect
    severity: low
    definition: "'; DROP TABLE fixloop_raw.landing; --"
    examples: ["=SUM(A1)", "</script><script>"]
owners:
  "y": { title: "~" }
`,
  ),
]);

export const bundleProjects: Readonly<Record<string, AuthoredFiles>> = {
  smallest: smallestProject,
  large: largeProject,
  hostile: hostileProject,
};

/** The bundle that authored files compile to; they must be without a mistake. */
export function emittedBundle(files: AuthoredFiles): ReadonlyMap<string, string> {
  const { project, diagnostics } = loadProject(files, catalogue);
  if (project === undefined || hasErrors(diagnostics))
    throw new Error(formatHuman(diagnostics, files, { color: false }));
  return emitBundle(planOf(project), readRuntimeFiles());
}
