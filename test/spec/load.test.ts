import { builtInRiskWords } from "../../src/spec/riskWords/builtIn.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadProject, ProjectNotFound, readProjectFiles } from "../../src/spec/load.ts";
import { editorSchemas, jsonSchema, type JsonSchema } from "../../src/spec/schema/editorSchemas.ts";
import { specReference } from "../../src/spec/specReference.ts";
import { diagnosticsReference } from "../../src/spec/diagnosticsReference.ts";
import { codes } from "../../src/spec/messages.ts";
import { identityPolicy } from "../support/project.ts";
import { loadYaml, soundPipeline, soundTaxonomy, told, yamlFiles } from "../support/yamlProject.ts";
import { promised, thirtyMistakes } from "./thirtyMistakes.ts";

const repository = join(import.meta.dirname, "..", "..");

test("a file with thirty and more different mistakes tells each at its line, in one pass", () => {
  const { project, diagnostics } = loadProject(
    new Map([...yamlFiles(), ["pipeline.yaml", thirtyMistakes]]),
    catalogue,
  );
  expect(project).toBeUndefined();
  expect(diagnostics.map(({ span, code }) => `${span.start.line} ${code}`).toSorted()).toEqual(promised);
  expect(new Set(diagnostics.map(({ code }) => code)).size).toBe(diagnostics.length);
  expect(diagnostics.length).toBeGreaterThanOrEqual(30);
});

test("a project of a few lines gets every default", () => {
  const { project, diagnostics } = loadYaml();
  expect(diagnostics).toEqual([]);
  expect(project).toMatchObject({
    name: "notes",
    products: [{ id: "notes", title: "Notes" }],
    schemaPrefix: "fixloop",
    currency: "EUR",
    sources: [
      {
        id: "play-store",
        kind: "reviews",
        product: "notes",
        files: ["reviews.csv"],
        format: "csv",
        map: {
          id: { kind: "key", key: "id" },
          at: { kind: "key", key: "date" },
          text: { kind: "key", key: "body" },
        },
        contract: {
          freshHours: undefined,
          minRecordsPerDay: undefined,
          requiredKeys: ["id", "date", "body"],
          allowedReasons: [],
        },
      },
    ],
    identity: identityPolicy(),
    enrichment: { minConfidence: 0.65, defaultLanguage: "und" },
    clustering: { standingMinEvents: 20, pageEvidence: 1000, watchEvidence: 50, spikeEvidence: 8000 },
    tracking: {
      states: [
        { status: "Open", state: "triaged" },
        { status: "In Progress", state: "fixing" },
        { status: "Done", state: "released" },
        { status: "Won't fix", state: "wont_fix" },
      ],
    },
    validation: { watchDays: 60, minDays: 7, falseFixedRate: 0.05 },
    slas: { triageHours: 4, assignHours: 8, runMinutes: 60 },
    budgets: { modelCallsPerRun: 0, modelMoneyPerMonth: 0 },
    roi: { ticketCost: 6, churnShare: 0.05 },
    retention: { rawDays: 90, curatedDays: 730 },
    targets: [],
    taxonomy: {
      areas: [{ id: "sync", title: "Sync", owner: "team-sync", conversionStep: 0 }],
      owners: [{ id: "team-sync", title: "Sync team", escalation: undefined, destination: "team-sync" }],
      macros: [],
      prompts: [],
    },
    labelled: [],
    gates: [],
  });
  expect(
    project?.roles.filter(({ reads, seesPersonal }) => reads === "raw" || seesPersonal).map(({ id }) => id),
  ).toEqual(["pipeline"]);
  expect(project?.routing).toMatchObject({ rules: [], tracker: "tracker", blockReleaseFrom: "high" });
});

test("what is written is what the project holds", () => {
  const { project, diagnostics } = loadYaml({
    "pipeline.yaml": `${soundPipeline}  jira:
    kind: tracker
    files: [a.parquet, b.parquet]
    map: { key: k, at: t, status: s, area: { constant: sync } }
    fresh: 2d
    min_per_day: 3
    require: [k]
route:
  rules:
    - "*  team-sync"
    - category:sync-*, platform:iOS 17  team-lead
  risk_words: { legal: [lawyer] }
validate: { watch: 2w, after: 3d, false_fixed: 0.01 }
sla: { triage: 1d, assign: 2h, run: 2h }
roi: { ticket_cost: 6.50 EUR, churn: 5.1% }
targets:
  dev: { mode: development, catalog: dev, groups: { analyst: people } }
`,
    "taxonomy/more.yaml": "owners:\n  team-lead: { notify: '#leads' }\n",
    "taxonomy/slow.yaml":
      "area: speed\nowner: team-lead\nconversion: 20%\ncategories:\n  sync-slow: { title: Slow, kind: question, severity: low, definition: d, examples: [e] }\n",
    "evals/a.yaml":
      'labelled:\n  - { text: "it hangs", category: sync-slow, language: en }\n  - { text: hello, category: null }\n',
  });
  expect(diagnostics).toEqual([]);
  expect(project?.sources.map(({ id }) => id)).toEqual(["jira", "play-store"]);
  expect(project?.sources[0]).toEqual({
    id: "jira",
    kind: "tracker",
    product: "notes",
    files: ["a.parquet", "b.parquet"],
    format: "parquet",
    localOffsets: [],
    repeatedColumns: false,
    marks: {},
    map: {
      key: { kind: "key", key: "k" },
      at: { kind: "key", key: "t" },
      status: { kind: "key", key: "s" },
      area: { kind: "constant", value: "sync" },
    },
    contract: { freshHours: 48, minRecordsPerDay: 3, requiredKeys: ["k"], allowedReasons: [] },
  });
  expect(project?.routing.tracker).toBe("jira");
  const any = {
    area: undefined,
    category: undefined,
    kind: undefined,
    severity: undefined,
    product: undefined,
    platform: undefined,
    segment: undefined,
  };
  expect(project?.routing.rules).toEqual([
    { ...any, text: "*  team-sync", owner: "team-sync" },
    {
      ...any,
      text: "category:sync-*, platform:iOS 17  team-lead",
      category: "sync-slow",
      platform: "iOS 17",
      owner: "team-lead",
    },
    {
      ...any,
      text: "category:sync-*, platform:iOS 17  team-lead",
      category: "sync-stops",
      platform: "iOS 17",
      owner: "team-lead",
    },
  ]);
  expect(project?.routing.riskWords.filter(({ riskClass }) => riskClass === "legal")).toEqual([
    ...builtInRiskWords("legal").map((word) => ({ word, riskClass: "legal" })),
    { word: "lawyer", riskClass: "legal" },
  ]);
  expect(project?.validation).toEqual({ watchDays: 14, minDays: 3, falseFixedRate: 0.01 });
  expect(project?.slas).toEqual({ triageHours: 24, assignHours: 2, runMinutes: 120 });
  expect(project?.roi).toEqual({ ticketCost: 6.5, churnShare: 0.051 });
  expect(project?.targets[0]).toMatchObject({
    id: "dev",
    isDefault: true,
    runAs: undefined,
    groups: { analyst: "people" },
    notify: [],
  });
  expect(project?.labelled).toEqual([
    { text: "it hangs", category: "sync-slow", language: "en" },
    { text: "hello", category: undefined, language: undefined },
  ]);
});

test("the project can't be changed", () => {
  const { project } = loadYaml();
  expect(() => {
    Object.assign(project?.taxonomy.categories ?? [], { 0: undefined });
  }).toThrow(TypeError);
});

test("neither the order of the files nor where something is written changes the project or the diagnostics", () => {
  const taxonomy = soundTaxonomy.split("owners:");
  const files = yamlFiles({
    "taxonomy/a.yaml": `owners:${taxonomy[1]}`,
    "taxonomy/sync.yaml": taxonomy[0] ?? "",
    "taxonomy/z.yaml": "area: search\nownr: team-sync\ncategories: {}\n",
    "evals/a.yaml": "labelled:\n  - { text: a, category: no }\n",
  });
  const turned = new Map([...files].toReversed());
  expect(loadProject(turned, catalogue)).toEqual(loadProject(files, catalogue));
  expect(loadProject(files, catalogue).diagnostics).toHaveLength(3);
  const split = new Map(
    [...files].filter(([file]) => !file.endsWith("z.yaml") && !file.startsWith("evals/")),
  );
  expect(loadProject(split, catalogue)).toEqual(loadYaml());
});

test("a hostile text is kept as it is written", () => {
  const texts = [
    `quotes ' " \` and \\ backslashes`,
    "a\nnewline\r\nand a tab\t",
    "${HOME} {{job.id}} %(x)s #{y}",
    "'; DROP TABLE curated.issue; --",
    "</script><script>alert(1)</script>",
    "\u202Eright to left\u2066 \u200F",
    "nul \0 bell \u0007 escape \u001B[31m",
    "👩‍👩‍👧 ｆｕｌｌ ﷽ e\u0301",
    "\u2028line\u2029paragraph\u0085next",
    "__proto__ constructor null ~ yes 0x1F",
  ];
  const categories = texts.map(
    (text, index) =>
      `  c-${index}: { title: ${JSON.stringify(text)}, kind: defect, severity: low, definition: ${JSON.stringify(text)}, examples: [${JSON.stringify(text)}] }`,
  );
  const { project, diagnostics } = loadYaml({
    "taxonomy/hostile.yaml": `area: hostile\nowner: team-sync\ncategories:\n${categories.join("\n")}\n`,
    "pipeline.yaml": `${soundPipeline}  odd: { kind: survey, files: ${JSON.stringify("a'b${x}\u202E*.csv")}, map: { id: ${JSON.stringify(texts[3])}, at: ${JSON.stringify(texts[0])}, text: ${JSON.stringify(texts[7])} } }\n`,
  });
  expect(diagnostics).toEqual([]);
  expect(
    project?.taxonomy.categories
      .filter(({ area }) => area === "hostile")
      .map(({ title, definition, examples }) => [title, definition, ...examples]),
  ).toEqual(texts.map((text) => [text, text, text]));
  expect(project?.sources[0]?.contract.requiredKeys).toEqual([texts[3], texts[0], texts[7]]);
});

test("six hundred categories load", () => {
  const areas = Array.from({ length: 30 }, (_, area): [string, string] => [
    `taxonomy/area-${area}.yaml`,
    `area: area-${area}\nowner: team-sync\ncategories:\n${Array.from({ length: 20 }, (__, index) => `  c-${area}-${index}:\n    title: T\n    kind: defect\n    severity: low\n    definition: D\n    examples: [${Array.from({ length: 8 }, (___, example) => `text ${area} ${index} ${example}`).join(", ")}]\n`).join("")}`,
  ]);
  const { project, diagnostics } = loadYaml(Object.fromEntries(areas));
  expect(diagnostics).toEqual([]);
  expect(project?.taxonomy.categories).toHaveLength(601);
});

describe("files of a project", () => {
  test("the reference project has no errors", () => {
    const { project, diagnostics } = loadProject(readProjectFiles(repository), catalogue);
    expect(diagnostics.map(told)).toEqual([]);
    expect(project?.name).toBe("kite-notes");
  });
  test("a folder without pipeline.yaml is no project", () => {
    expect(() => readProjectFiles(join(repository, "src"))).toThrow(ProjectNotFound);
    expect(() => readProjectFiles(join(repository, "nowhere"))).toThrow(
      /There is no pipeline.yaml in .*nowhere/,
    );
  });
});

describe("JSON schemas for editors", () => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const accepts = Object.fromEntries(
    (["pipeline", "taxonomy", "labelled", "gates", "tests"] as const).map((format) => [
      format,
      ajv.compile(jsonSchema(format)),
    ]),
  );
  const formatOf = (file: string): string =>
    file.startsWith("tests/")
      ? "tests"
      : file.startsWith("taxonomy/")
        ? "taxonomy"
        : file === "evals/gates.yaml"
          ? "gates"
          : file.startsWith("evals/")
            ? "labelled"
            : "pipeline";

  test("they take what the loader takes: the reference project", () => {
    for (const [file, text] of readProjectFiles(repository)) {
      const validate = accepts[formatOf(file)];
      expect(validate?.(parse(text)), `${file}: ${ajv.errorsText(validate?.errors ?? null)}`).toBe(true);
    }
  });
  test("they take what the loader takes: small projects", () => {
    for (const [file, text] of yamlFiles()) expect(accepts[formatOf(file)]?.(parse(text))).toBe(true);
  });
  test("they refuse what has thirty mistakes", () => {
    expect(accepts["pipeline"]?.(parse(thirtyMistakes, { uniqueKeys: false }))).toBe(false);
  });
  test("they know the fields of each kind of source", () => {
    const source = { kind: "releases", files: "a.csv", map: { version: "v", at: "t" } };
    expect(accepts["pipeline"]?.({ name: "n", sources: { a: source } })).toBe(true);
    expect(accepts["pipeline"]?.({ name: "n", sources: { a: { ...source, map: { version: "v" } } } })).toBe(
      false,
    );
    expect(
      accepts["pipeline"]?.({ name: "n", sources: { a: { ...source, map: { ...source.map, text: "b" } } } }),
    ).toBe(false);
  });
  test("every key has a description", () => {
    const silent: string[] = [];
    const look = (schema: JsonSchema, path: string): void => {
      for (const [key, child] of Object.entries(schema.properties ?? {})) {
        if (child.description === undefined) silent.push(`${path}.${key}`);
        look(child, `${path}.${key}`);
      }
      if (typeof schema.additionalProperties === "object") look(schema.additionalProperties, `${path}.*`);
      if (schema.items) look(schema.items, `${path}[]`);
      for (const option of schema.anyOf ?? []) look(option, path);
    };
    for (const format of ["pipeline", "taxonomy", "labelled", "gates"] as const)
      look(jsonSchema(format), format);
    expect(silent).toEqual([]);
  });
  test("what is committed is what the schemas give", () => {
    for (const [file, text] of Object.entries(editorSchemas()))
      expect(readFileSync(join(repository, file), "utf8"), file).toBe(text);
    expect(readFileSync(join(repository, "docs/reference/spec-reference.md"), "utf8")).toBe(specReference());
    expect(readFileSync(join(repository, "docs/reference/diagnostics.md"), "utf8")).toBe(
      diagnosticsReference(catalogue),
    );
  });
  test("the page of diagnostics has a section for every code", () => {
    const page = diagnosticsReference(catalogue);
    for (const code of codes) expect(page).toMatch(new RegExp(`^## ${code}$`, "m"));
  });
});
