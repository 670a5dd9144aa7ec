import { planOf } from "../support/planOf.ts";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { describe, expect, test } from "vitest";
import { bundleFile } from "../../src/databricks/bundleFile.ts";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { askModelFile } from "../../src/databricks/model.ts";
import { canonicalYaml } from "../../src/emit/yaml.ts";
import { defaultRoles } from "../../src/spec/defaults.ts";
import { loadProject } from "../../src/spec/load.ts";
import type { Project, Target } from "../../src/spec/project.ts";
import { category, smallProject, source, target } from "../support/project.ts";
import { resourcesOf, targetOf } from "./resources.ts";

const hostileTexts = [
  `it's "quoted" and \`ticked\``,
  "back\\slash \\n \\' \\\\",
  "two\nlines\r\nand\ta tab",
  "${spark.driver.memory} ${workspace.host} {{catalog}} {{job.id}}",
  "'; DROP TABLE fixloop_raw.landing; --",
  "/* open comment",
  "</script><script>alert(1)</script>",
  "\u202egnp.exe \u2066isolated\u2069 \u200f",
  "😀👩‍👩‍👧 日本語 \u2028 \u2029 \ufeff",
  "null\0character",
  "- yes: no # on",
  "1e3",
  "~",
  "=SUM(A1)",
];

/** A project that says the text wherever a person may write what they like. */
function saying(text: string): Project {
  return smallProject({
    products: [{ id: "notes", title: text }],
    sources: [
      source({
        id: "reviews",
        kind: "reviews",
        files: [`in/${text}.jsonl`],
        map: {
          id: { kind: "key", key: text },
          at: { kind: "key", key: "at" },
          text: { kind: "constant", value: text },
        },
        contract: { freshHours: 1, minRecordsPerDay: undefined, requiredKeys: [text], allowedReasons: [] },
      }),
    ],
    taxonomy: {
      areas: [{ id: "sync", title: text, owner: "team-sync", conversionStep: 0 }],
      categories: [
        category({
          id: "sync-stops",
          area: "sync",
          title: text,
          definition: text,
          examples: [text],
          boundary: text,
        }),
      ],
      owners: [{ id: "team-sync", title: text, escalation: undefined, destination: text }],
      macros: [{ id: "hello", riskClass: "none", article: undefined, bodies: { en: text } }],
      prompts: [{ id: "classify", version: 1, body: text }],
    },
  });
}

const emit = (project: Project): ReadonlyMap<string, string> =>
  emitBundle(planOf(project), readRuntimeFiles());
const code = (files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...files].filter(
      ([path]) =>
        /^(bundle\/(sql|governance|dashboards)|notebooks-gen)\//.test(path) || path.endsWith(".yml"),
    ),
  );

describe.each(hostileTexts.map((text) => [JSON.stringify(text), text] as const))(
  "%s as every text of the project",
  (_name, text) => {
    const files = emit(saying(text));

    test("changes no byte of SQL, Python and YAML", () => {
      expect(code(files)).toEqual(code(emit(saying("harmless"))));
    });

    test("comes back from the seed files as it was", () => {
      const seeded = lines(files.get("bundle/seeds/curated.category.jsonl"))[0];
      expect(seeded).toMatchObject({ category: "sync-stops", title: text, definition: text });
      const { sources } = JSON.parse(files.get("bundle/land/sources.json") ?? "") as {
        sources: readonly { files: readonly string[] }[];
      };
      expect(sources[0]?.files).toEqual([`in/${text}.jsonl`]);
    });

    test("stands in no file as an invisible or reversing character", () => {
      for (const content of files.values())
        expect(content).not.toMatch(/[\0\u200f\u2028\u2029\u202e\u2066\ufeff]/);
    });
  },
);

const lines = (text: string | undefined): readonly Record<string, unknown>[] =>
  (text ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("names that reach bundle resources", () => {
  const named = (texts: readonly string[]): readonly (readonly [string, string])[] =>
    texts.map((text) => [JSON.stringify(text), text]);
  const prod = (overrides: Partial<Target>): Project =>
    smallProject({ roles: defaultRoles, targets: [target({ id: "prod", ...overrides })] });
  /** Where the names of a target stand: `databricks.yml` alone. */
  const written = (overrides: Partial<Target>): ReadonlyMap<string, string> =>
    new Map([["databricks.yml", canonicalYaml(bundleFile(planOf(prod(overrides)), () => "0"))]]);
  const plain = hostileTexts.filter((text) => !/\$\{|\{\{/.test(text));

  test.each(named(plain))("%s as a group comes back from YAML as it was", (_name, text) => {
    const files = written({ groups: { analyst: text, platform: `${text}!` } });
    expect(targetOf(files, "prod")["permissions"]).toEqual([{ level: "CAN_MANAGE", group_name: `${text}!` }]);
    const { schemas, jobs } = resourcesOf(files, "prod");
    expect(schemas?.["serving"]?.["grants"]).toContainEqual({
      principal: text,
      privileges: expect.arrayContaining(["USE_SCHEMA"]) as unknown,
    });
    expect(jobs?.["loop"]?.["permissions"]).toEqual([{ level: "CAN_VIEW", group_name: text }]);
  });

  test.each(named(plain))("%s as a tag, an address and a deployment comes back as it was", (_name, text) => {
    const files = written({
      tags: { [text]: text },
      notify: [text],
      webhooks: [text],
      model: {
        binding: {
          kind: "azure_openai",
          base: text,
          deployment: text,
          apiVersion: text,
          model: text,
          secretKey: text,
          requestsPerMinute: 1,
          tokensPerMinute: undefined,
        },
        costPerThousandCalls: undefined,
      },
    });
    expect(targetOf(files, "prod")["presets"]).toEqual({ tags: { [text]: text } });
    const { jobs, model_serving_endpoints: endpoints } = resourcesOf(files, "prod");
    expect(jobs?.["loop"]).toMatchObject({
      email_notifications: { on_failure: [text] },
      webhook_notifications: { on_failure: [{ id: text }] },
    });
    expect(endpoints?.["model"]).toMatchObject({
      config: { served_entities: [{ external_model: { openai_config: { openai_deployment_name: text } } }] },
    });
  });

  test("names of people and services reach no SQL that targets share", () => {
    const sql = (overrides: Partial<Target>): ReadonlyMap<string, string> =>
      new Map([...emit(prod(overrides))].filter(([path]) => path.startsWith("bundle/sql/")));
    const names = { runAs: "a b", groups: { analyst: "c d" }, notify: ["e@f.gh"], catalog: "i-j" };
    expect(sql({ ...names, tags: { k: "l" } })).toEqual(sql({}));
  });

  test.each(["${workspace.host}", "{{job.id}}"])(
    "%s is refused wherever it would stand: the bundle CLI or the job would substitute it",
    (text) => {
      for (const overrides of [
        { groups: { analyst: text } },
        { runAs: text },
        { catalog: text },
        { notify: [text] },
        { webhooks: [text] },
        { tags: { team: text } },
        { tags: { [text]: "a" } },
        { rootPath: `/Workspace/${text}` },
        { host: text },
        { warehouse: { by: "name", value: text } },
      ] as const)
        expect(() => written(overrides), JSON.stringify(overrides)).toThrow("would be substituted");
    },
  );

  test.each(["a'b", "a b", "a;b", "a`b", "a\nb", "${x}", "{{x}}"])(
    "%j is no endpoint: it would stand in SQL",
    (name) => {
      const asking = target({
        model: { binding: { kind: "endpoint", name }, costPerThousandCalls: undefined },
      });
      expect(() => askModelFile(planOf(smallProject()), asking)).toThrow("isn't an endpoint");
    },
  );

  test.each(named(hostileTexts))(
    "%s as a group is refused by the spec, or can be deployed",
    (_name, text) => {
      const group = principalOf(text);
      if (group === undefined) return;
      expect(() => emit(prod({ groups: { analyst: group } }))).not.toThrow();
    },
  );
});

/** The text where the spec takes it as a principal: what it refuses reaches no file. */
function principalOf(text: string): string | undefined {
  const files = new Map([
    [
      "pipeline.yaml",
      `name: x\nsources: {}\ntargets: { dev: { mode: development, catalog: x, groups: { analyst: ${JSON.stringify(text)} } } }\n`,
    ],
  ]);
  return loadProject(files, catalogue).project?.targets[0]?.groups["analyst"];
}
