import { describe, expect, test } from "vitest";
import { loadYaml, told, type YamlTexts } from "../support/yamlProject.ts";

const labelled = (count: number, category = "sync-stops"): string =>
  Array.from(
    { length: count },
    (_, index) => `  - { text: ${category} ${index}, category: ${category} }\n`,
  ).join("");
const project = (gates: string, labels = `${labelled(20)}${labelled(20, "null")}`): YamlTexts => ({
  "evals/gates.yaml": `gates:\n${gates}`,
  "evals/labelled.yaml": `labelled:\n${labels || "  []"}`,
});
const codesOf = (texts: YamlTexts): readonly string[] => loadYaml(texts).diagnostics.map(told);

test("a gate is its threshold in basis points, with defaults, in one order", () => {
  const { project: loaded, diagnostics } = loadYaml(
    project(
      `  recall_of:
    sync-stops: { at_least: 0.5 }
  category_recall: { at_least: 12.5%, min_examples: 3 }
  out_of_taxonomy_accepted: { at_most: 5.1%, not_measured: pass }
  accuracy: { at_least: 60% }
`,
    ),
  );
  expect(diagnostics).toEqual([]);
  const atLeast = { direction: "at_least", category: undefined, failsUnmeasured: true } as const;
  expect(loaded?.gates).toEqual([
    { ...atLeast, id: "accuracy", metric: "accuracy", thresholdBp: 6000, minExamples: 20 },
    {
      id: "out_of_taxonomy_accepted",
      metric: "out_of_taxonomy_accepted",
      category: undefined,
      direction: "at_most",
      thresholdBp: 510,
      minExamples: 20,
      failsUnmeasured: false,
    },
    { ...atLeast, id: "category_recall", metric: "category_recall", thresholdBp: 1250, minExamples: 3 },
    {
      ...atLeast,
      id: "recall_of.sync-stops",
      metric: "recall_of",
      category: "sync-stops",
      thresholdBp: 5000,
      minExamples: 5,
    },
  ]);
});

test("without a file there are no gates", () => {
  expect(loadYaml().project?.gates).toEqual([]);
});

test("gates.yml is read too, and other files of evals/ hold labelled texts", () => {
  expect(loadYaml({ "evals/gates.yml": "gates: {}\n" }).diagnostics).toEqual([]);
  expect(codesOf({ "evals/more/gates.yaml": "gates: {}\n" })).toContain(
    "evals/more/gates.yaml:2:1 unknown-key",
  );
});

describe("mistakes", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "a threshold in the wrong direction",
      "  accuracy: { at_most: 60% }\n",
      ["evals/gates.yaml:3:15 unknown-key"],
    ],
    ["a figure that nobody measures", "  f1: { at_least: 60% }\n", ["evals/gates.yaml:3:3 unknown-key"]],
    [
      "a threshold without its sign",
      "  accuracy: { at_least: 60 }\n",
      ["evals/gates.yaml:3:25 out-of-range"],
    ],
    ["a threshold above all", "  accuracy: { at_least: 101% }\n", ["evals/gates.yaml:3:25 bad-share"]],
    ["no threshold", "  accuracy: { min_examples: 3 }\n", ["evals/gates.yaml:3:3 missing-key"]],
    [
      "half a text",
      "  accuracy: { at_least: 60%, min_examples: 2.5 }\n",
      ["evals/gates.yaml:3:44 wrong-type"],
    ],
    ["no text", "  accuracy: { at_least: 60%, min_examples: 0 }\n", ["evals/gates.yaml:3:44 out-of-range"]],
    [
      "another outcome",
      "  accuracy: { at_least: 60%, not_measured: skip }\n",
      ["evals/gates.yaml:3:44 bad-choice"],
    ],
    [
      "a category that nobody wrote",
      "  recall_of: { sync-stop: { at_least: 60% } }\n",
      ["evals/gates.yaml:3:16 unknown-reference"],
    ],
    [
      "no highest share",
      "  out_of_taxonomy_accepted: { at_most: 100% }\n",
      ["evals/gates.yaml:3:40 idle-gate"],
    ],
    [
      "no lowest share, as a number",
      "  category_recall: { at_least: 0 }\n",
      ["evals/gates.yaml:3:32 idle-gate"],
    ],
  ])("%s", (_, gates, expected) => {
    expect(codesOf(project(gates))).toEqual(expected);
  });

  test("a gate that is in two files is told once", () => {
    const gates = "gates:\n  accuracy: { at_least: 60% }\n";
    const both = { ...project(""), "evals/gates.yaml": gates, "evals/gates.yml": gates };
    expect(codesOf(both)).toEqual(["evals/gates.yml:3:3 duplicate-id"]);
  });
});

describe("gates that too few labelled texts can measure", () => {
  test.each<[string, string, string, string]>([
    [
      "accuracy",
      "  accuracy: { at_least: 60% }\n",
      labelled(19) + labelled(20, "null"),
      "labelled texts of a category, and there are 19",
    ],
    [
      "accepted_precision",
      "  accepted_precision: { at_least: 60% }\n",
      labelled(9) + labelled(9, "null"),
      "labelled texts, and there are 18",
    ],
    [
      "accepted_share",
      "  accepted_share: { at_least: 60%, min_examples: 1 }\n",
      labelled(9, "null"),
      "1 labelled text of a category, and there are 0",
    ],
    [
      "out_of_taxonomy_accepted",
      "  out_of_taxonomy_accepted: { at_most: 6% }\n",
      labelled(20),
      "labelled texts of no category (category: null), and there are 0",
    ],
    [
      "category_recall",
      "  category_recall: { at_least: 60% }\n",
      labelled(4),
      "5 labelled texts of one category, and there are 4",
    ],
    [
      "recall_of.sync-stops",
      "  recall_of: { sync-stops: { at_least: 6% } }\n",
      labelled(4),
      "5 labelled texts of the category, and there are 4",
    ],
  ])("%s", (gate, text, labels, message) => {
    const { diagnostics } = loadYaml(project(text, labels));
    expect(diagnostics.map(({ code }) => code)).toEqual(["unmeasurable-gate"]);
    expect(diagnostics[0]?.message).toContain(`Gate "${gate}" needs `);
    expect(diagnostics[0]?.message).toContain(message);
  });

  test("are not complained of where a file can't be read, and texts may have been lost", () => {
    expect(
      codesOf({
        ...project("  accuracy: { at_least: 60% }\n"),
        "evals/labelled.yaml": 'labelled: [ "\n',
      }).filter((one) => one.endsWith("unmeasurable-gate")),
    ).toEqual([]);
  });
});
