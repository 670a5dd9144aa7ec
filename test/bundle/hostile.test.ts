import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { buildPlan } from "../../src/pipeline/plan.ts";
import type { Project } from "../../src/spec/project.ts";
import { category, smallProject, source } from "../support/project.ts";

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
        contract: { freshHours: 1, minRecordsPerDay: undefined, requiredKeys: [text] },
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

const emit = (project: Project): ReadonlyMap<string, string> => emitBundle(project, buildPlan(project));
const code = (files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...files].filter(
      ([path]) =>
        path.startsWith("bundle/sql/") || path.startsWith("notebooks-gen/") || path.endsWith(".yml"),
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
  const target = {
    id: "prod",
    mode: "production",
    isDefault: true,
    catalog: "insights",
    host: undefined,
    warehouseId: undefined,
    runAs: undefined,
    groups: {},
    notify: [],
  } as const;
  const roles = [{ id: "analyst", title: "Analyst", reads: "serving", seesPersonal: false }] as const;

  test.each(
    hostileTexts
      .filter((text) => !/\$\{|\{\{/.test(text))
      .map((text) => [JSON.stringify(text), text] as const),
  )("%s as a group comes back from YAML as it was", (_name, text) => {
    const files = emit(smallProject({ roles, targets: [{ ...target, groups: { analyst: text } }] }));
    const yaml = parse(files.get("databricks.yml") ?? "") as {
      targets: { prod: { resources: { schemas: { serving: { grants: unknown } } }; permissions: unknown } };
    };
    expect(yaml.targets.prod.resources.schemas.serving.grants).toEqual([
      { principal: text, privileges: ["SELECT", "USE_SCHEMA"] },
    ]);
    expect(yaml.targets.prod.permissions).toEqual([{ level: "CAN_VIEW", group_name: text }]);
  });

  test.each(["${workspace.host}", "{{job.id}}"])(
    "%s as a group is refused: the bundle CLI or the job would substitute it",
    (text) => {
      expect(() =>
        emit(smallProject({ roles, targets: [{ ...target, groups: { analyst: text } }] })),
      ).toThrow("would be substituted");
    },
  );
});
