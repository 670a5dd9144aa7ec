import { describe, expect, test } from "vitest";
import { smallProject } from "../../../test/support/project.ts";
import { evaluateGates } from "../evaluate.ts";
import type { EvalReport } from "../report.ts";
import { estimateShare } from "../wilson.ts";
import { formatHuman } from "./human.ts";

const report: EvalReport = {
  reportVersion: 1,
  taxonomyVersion: "0123456789ab",
  classifierVersion: "ba9876543210",
  folds: 5,
  labelled: 30,
  labelledOfNone: 10,
  minConfidenceBp: 5000,
  passed: false,
  gates: [
    {
      id: "category_recall",
      metric: "category_recall",
      category: "slow",
      direction: "at_least",
      thresholdBp: 2500,
      minExamples: 5,
      ...estimateShare(1, 8),
      status: "failed",
      blocks: true,
      categoriesBelow: ["slow"],
      missing: null,
    },
  ],
  figures: [{ id: "accuracy", ...estimateShare(9, 16) }],
  macroRecallBp: 5625,
  calibrationErrorBp: 1000,
  overconfidenceBp: 0,
  languages: [
    { language: "de", accuracy: estimateShare(1, 8) },
    { language: null, accuracy: estimateShare(8, 8) },
  ],
  categories: [
    { category: "fine", recall: estimateShare(8, 8), precision: estimateShare(8, 9) },
    { category: "silent", recall: estimateShare(0, 0), precision: estimateShare(0, 1) },
    { category: "slow", recall: estimateShare(1, 8), precision: estimateShare(0, 0) },
  ],
  confusions: [
    { labelled: null, suggested: "fine", texts: 2, accepted: 1 },
    { labelled: "slow", suggested: null, texts: 7, accepted: 0 },
  ],
};

test("gates come first, then what is weak, then the verdict", () => {
  expect(formatHuman(report, { gatesOnly: false })).toBe(`\
30 labelled texts, 10 of them without a category, each classified by a model that was not trained on it (5 folds).
Taxonomy 0123456789ab, classifier ba9876543210.

gate                             figure   95 % interval   texts     threshold
category_recall (lowest: slow)   12.5 %   2.2–47.1 %      1 of 8    at least 25 %   FAILED
accuracy                         56.3 %   33.2–76.9 %     9 of 16   –               no gate

category_recall (slow) is 12.5 % (2.2–47.1 %, 1 of 8 texts), and the gate wants at least 25 %. Below it: slow.

language        accuracy   95 % interval   texts
de              12.5 %     2.2–47.1 %      1 of 8
(not written)   100.0 %    67.6–100.0 %    8 of 8

weakest categories   recall   95 % interval   texts    right of accepted
slow                 12.5 %   2.2–47.1 %      1 of 8   0 of 0
No labelled text: silent.

most confused: labelled   suggested   texts   accepted
(no category)             fine        2       1
slow                      (nothing)   7       0

FAILED: 1 of 1 gates (category_recall). Nothing is deployed or promoted until they pass.
`);
});

test("with gatesOnly nothing else is said", () => {
  const printed = formatHuman(report, { gatesOnly: true });
  expect(printed).toContain("category_recall (lowest: slow)");
  expect(printed).not.toMatch(/accuracy|weakest|confused|silent/);
});

describe("names that a cache file or a program made up", () => {
  test("can't act on a terminal", () => {
    const hostile = "a\u001B[31m\u202Eb\nc";
    const printed = formatHuman(
      {
        ...report,
        gates: report.gates.map((gate) => ({
          ...gate,
          id: hostile,
          category: hostile,
          categoriesBelow: [hostile],
        })),
        categories: [{ category: hostile, recall: estimateShare(0, 3), precision: estimateShare(0, 0) }],
        confusions: [{ labelled: hostile, suggested: hostile, texts: 1, accepted: 1 }],
      },
      { gatesOnly: false },
    );
    expect(printed).not.toMatch(/[\u001B\u202E]/);
    expect(printed.split("\n").some((line) => line.startsWith("c"))).toBe(false);
  });
});

test("a project without labelled texts says so", () => {
  expect(formatHuman(evaluateGates(smallProject()), { gatesOnly: false })).toContain(
    "There are no labelled texts: nothing can be measured.",
  );
});
