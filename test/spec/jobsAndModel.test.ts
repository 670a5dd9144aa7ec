import { describe, expect, test } from "vitest";
import { secretsIn } from "../../src/spec/secrets.ts";
import type { Project } from "../../src/spec/project.ts";
import { loadYaml, soundPipeline, soundTaxonomy, told } from "../support/yamlProject.ts";

const load = (text: string): ReturnType<typeof loadYaml> =>
  loadYaml({ "pipeline.yaml": `${soundPipeline}${text}` });
const project = (text: string): Project => {
  const { project: found, diagnostics } = load(text);
  if (found === undefined) throw new Error(diagnostics.map(told).join("\n"));
  return found;
};
const codes = (text: string): readonly string[] => load(text).diagnostics.map(({ code }) => code);

describe("when the loop runs", () => {
  test("by default every half of sla.triage, at least hourly, and it is stalled after that and two runs", () => {
    expect(project("").jobs).toMatchObject({
      loop: { kind: "every", minutes: 120 },
      stalledAfterMinutes: 240,
    });
    expect(project("sla: { triage: 1h, run: 30m }").jobs).toMatchObject({
      loop: { kind: "every", minutes: 60 },
      stalledAfterMinutes: 120,
    });
    expect(project("sla: { triage: 5h }").jobs.loop).toEqual({ kind: "every", minutes: 120 });
  });

  test.each([
    ["{ every: 90m }", { kind: "every", minutes: 90 }],
    [
      "{ cron: '0  0 6 * * ?', timezone: Europe/Berlin }",
      { kind: "cron", expression: "0 0 6 * * ?", timezone: "Europe/Berlin" },
    ],
    ["{ files: true }", { kind: "files", atMostEveryMinutes: 15 }],
    [
      "{ tables: [a.b, c.d.e], at_most_every: 1h }",
      { kind: "tables", tables: ["a.b", "c.d.e"], atMostEveryMinutes: 60 },
    ],
  ])("%s", (text, expected) => {
    expect(project(`jobs: { loop: ${text} }`).jobs.loop).toEqual(expected);
  });

  test("what has no interval is stalled after what is written, or only by runs that don't end", () => {
    expect(project("jobs: { loop: { files: true } }").jobs.stalledAfterMinutes).toBeUndefined();
    expect(project("jobs: { loop: { files: true, stalled_after: 26h } }").jobs.stalledAfterMinutes).toBe(
      1560,
    );
  });

  test("audit and retention have times of their own", () => {
    expect(project("jobs: { audit: { cron: 0 0 3 ? * MON, timezone: UTC } }").jobs).toMatchObject({
      audit: { expression: "0 0 3 ? * MON" },
      retention: { kind: "cron", expression: "0 0 5 * * ?", timezone: "UTC" },
    });
  });

  test.each([
    ["{}", ["ambiguous-trigger"]],
    ["{ files: false }", ["ambiguous-trigger"]],
    ["{ every: 1h, tables: [a.b] }", ["ambiguous-trigger"]],
    ["{ every: 1h, files: false }", []],
    ["{ files: true, timezone: UTC }", ["idle-key"]],
    ["{ cron: 0 0 * * * ?, at_most_every: 1h }", ["idle-key"]],
    ["{ every: 5h }", ["slow-loop"]],
    ["{ every: 4h }", []],
    ["{ every: 59m }", ["loop-overtakes-itself"]],
    ["{ tables: [landed] }", ["bad-databricks-name"]],
    ["{ tables: ['a.b; DROP'] }", ["bad-databricks-name"]],
    ["{ cron: '@daily' }", ["bad-cron"]],
  ])("%s is told as %j", (text, expected) => {
    expect(codes(`jobs: { loop: ${text} }`)).toEqual(expected);
  });
});

describe("the model", () => {
  test("is none, or exactly one of three", () => {
    expect(
      project("targets: { dev: { mode: development, catalog: dev } }").targets[0]?.model,
    ).toBeUndefined();
    const model = (text: string): unknown =>
      project(`model: ${text}\ntargets: { dev: { mode: development, catalog: dev } }`).targets[0]?.model;
    expect(model("{ endpoint: gpt, cost_per_1k_calls: 2.5 }")).toEqual({
      binding: { kind: "endpoint", name: "gpt" },
      costPerThousandCalls: 2.5,
    });
    expect(model("{ service: system.ai.gpt-5 }")).toEqual({
      binding: { kind: "service", name: "system.ai.gpt-5" },
      costPerThousandCalls: undefined,
    });
    expect(
      model(
        "{ azure_openai: { base: 'https://m.openai.azure.com/', deployment: gpt, api_version: 2024-10-21 } }",
      ),
    ).toEqual({
      binding: {
        kind: "azure_openai",
        base: "https://m.openai.azure.com",
        deployment: "gpt",
        apiVersion: "2024-10-21",
        model: "gpt",
        secretKey: "azure-openai-key",
        requestsPerMinute: 300,
        tokensPerMinute: undefined,
      },
      costPerThousandCalls: undefined,
    });
  });

  test("a target has its own in place of the project's, at the project's cost where it names none", () => {
    const { targets } = project(`model: { endpoint: gpt, cost_per_1k_calls: 2 EUR }
targets:
  dev: { mode: development, default: true, catalog: dev, model: { endpoint: small } }
  prod: { mode: production, catalog: prod, run_as: sp, model: { service: a.b.c, cost_per_1k_calls: 9 EUR } }
`);
    expect(targets.map(({ model }) => model)).toEqual([
      { binding: { kind: "endpoint", name: "small" }, costPerThousandCalls: 2 },
      { binding: { kind: "service", name: "a.b.c" }, costPerThousandCalls: 9 },
    ]);
  });

  test.each([
    ["{}", ["ambiguous-model"]],
    ["{ cost_per_1k_calls: 2 }", ["ambiguous-model"]],
    ["{ endpoint: a, service: b.c.d }", ["ambiguous-model"]],
    ["{ endpoint: 'a b' }", ["bad-databricks-name"]],
    ['{ endpoint: "a\'b" }', ["bad-databricks-name"]],
    ["{ service: gpt }", ["bad-databricks-name"]],
    ["{ endpoint: a, cost_per_1k_calls: 2 USD }", ["money-in-other-currency"]],
    ["{ endpoint: a, api_key: x }", ["unknown-key"]],
  ])("%s is told as %j", (text, expected) => {
    expect(codes(`model: ${text}`)).toEqual(expected);
    expect(codes(`targets: { dev: { mode: development, catalog: dev, model: ${text} } }`)).toEqual(expected);
  });

  test("and what it may cost are told to have no effect yet, each key once, while an alert watches Databricks", () => {
    const { diagnostics, project: loaded } = load(`model: { endpoint: gpt }
targets:
  dev: { mode: development, default: true, catalog: dev, model: { endpoint: small } }
  prod: { mode: production, catalog: prod, run_as: sp }
budget: { model_calls_per_run: 10, model_per_month: 5 EUR, databricks_per_month: 400 USD }
`);
    expect(loaded).toBeDefined();
    expect(diagnostics.map(({ severity, message }) => [severity, message])).toEqual(
      ["model", "targets.dev.model", "budget.model_calls_per_run", "budget.model_per_month"].map((key) => [
        "warning",
        `${key} has no effect on a run: nothing asks a model yet.`,
      ]),
    );
    expect(codes("budget: { databricks_per_month: 400 USD }")).toEqual([]);
  });

  test("a prompt is told to have no effect yet, once it can be sent", () => {
    const prompt = (text: string): string =>
      `${soundTaxonomy}prompts: { classify: { version: 1, text: '${text}' } }\n`;
    const reported = (text: string): readonly string[] =>
      loadYaml({ "taxonomy/sync.yaml": prompt(text) }).diagnostics.map(
        ({ code, message }) => `${code}: ${message}`,
      );
    expect(reported("{categories} {text}")).toEqual([
      "unused-model-key: prompts.classify has no effect on a run: nothing asks a model yet.",
    ]);
    expect(reported("{text}").map((line) => line.split(":")[0])).toEqual(["missing-placeholder"]);
  });

  test("a key in the place of its name is told without being repeated", () => {
    const key = "0123456789abcdef0123456789abcdef";
    const { diagnostics } = load(
      `model: { azure_openai: { base: 'https://m.openai.azure.com', deployment: gpt, api_version: 2024-10-21, secret: '${key}' } }`,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["unused-model-key", "plain-secret"]);
    expect(JSON.stringify(diagnostics.map(({ message }) => message))).not.toContain(key);
    for (const name of ["azure-openai-key", "key-of-2026.v2", "deadbeef"])
      expect(secretsIn(`secret: ${name}`), name).toEqual([]);
  });
});

describe("targets", () => {
  const codesOfTarget = (text: string): readonly string[] =>
    codes(`targets: { dev: { mode: development, catalog: dev, ${text} } }`);

  test.each([
    ["personal: true", []],
    ["root_path: /Workspace/Applications/My Team", []],
    ["root_path: /Workspace/shared", ["open-root-path"]],
    ["root_path: '/Workspace/${workspace.host}'", ["bad-path"]],
    ["root_path: /Workspace/a/../Shared", ["bad-path"]],
    ["webhooks: [a]", ["bad-destination"]],
    [
      `webhooks: [${[0, 1, 2, 3].map((digit) => `${digit}1234567-89ab-cdef-0123-456789abcdef`).join(", ")}]`,
      ["too-many"],
    ],
    ["tags: { Dev: me }", ["reserved-tag"]],
    ["tags: { team: '${x}' }", ["bad-tag"]],
    ["run_as: '{{job.id}}'", ["bad-databricks-name"]],
    ["groups: { analyst: 'a${b}' }", ["bad-databricks-name"]],
    ['groups: { analyst: "a\\u202eb" }', ["bad-databricks-name"]],
    ["notify: ['${a}@b.cd']", ["bad-email"]],
    ["performance: fast", ["bad-choice"]],
  ])("%s is told as %j", (text, expected) => expect(codesOfTarget(text)).toEqual(expected));

  test("a warehouse is named by its id or its name; a uuid is one", () => {
    const warehouse = (written: string) =>
      project(`targets: { me: { mode: development, catalog: c, warehouse: ${written} } }\n`).targets[0]
        ?.warehouse;
    expect(warehouse("0a1b2c3d4e5f6071")).toEqual({ by: "id", value: "0a1b2c3d4e5f6071" });
    expect(warehouse("Shared EU (small)")).toEqual({ by: "name", value: "Shared EU (small)" });
    for (const wrong of [
      "0A1B2C3D4E5F6071",
      "0a1b2c3d4e5f607",
      "/sql/1.0/warehouses/0a1b2c3d4e5f6071",
      "'a${b}'",
      "' a'",
    ])
      expect(
        codes(`targets: { me: { mode: development, catalog: c, warehouse: ${wrong} } }\n`),
        wrong,
      ).toEqual(["bad-warehouse"]);
    expect(project("uuid: 0190163d-8694-739b-aea5-966c26f8ad91\n").uuid).toBe(
      "0190163d-8694-739b-aea5-966c26f8ad91",
    );
    expect(codes("uuid: notes\n")).toEqual(["bad-uuid"]);
  });

  test("without a line, the only personal target is the default", () => {
    const isDefault = project(`targets:
  dev: { mode: development, catalog: dev }
  me: { mode: development, personal: true, catalog: mine }
`).targets.map((one) => [one.id, one.isDefault]);
    expect(isDefault).toEqual([
      ["dev", false],
      ["me", true],
    ]);
  });

  test("a personal target shares the name of its catalog's beginning with another, not the catalog", () => {
    expect(
      codes(`targets:
  me: { mode: development, default: true, personal: true, catalog: insights }
  prod: { mode: production, catalog: insights, run_as: sp }
`),
    ).toEqual([]);
    expect(
      codes(`targets:
  me: { mode: development, default: true, personal: true, catalog: insights }
  us: { mode: development, personal: true, catalog: Insights }
`),
    ).toEqual(["shared-catalog"]);
  });

  test("a budget for Databricks is in dollars, whatever the currency of the project", () => {
    expect(project("budget: { databricks_per_month: 300 USD }").budgets.databricksDollarsPerMonth).toBe(300);
    expect(codes("budget: { databricks_per_month: 300 EUR }")).toEqual(["bad-money"]);
    expect(codes("budget: { databricks_per_month: 300.50 USD }")).toEqual(["bad-money"]);
  });
});
