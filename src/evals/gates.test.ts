import { describe, expect, test } from "vitest";
import type { Gate } from "../spec/project.ts";
import { judge } from "./gates.ts";
import { metricsOf, type Metrics } from "./metrics.ts";
import type { Prediction } from "./predictions.ts";

const gate = (overrides: Partial<Gate> = {}): Gate => ({
  id: "accuracy",
  metric: "accuracy",
  category: undefined,
  direction: "at_least",
  thresholdBp: 6000,
  minExamples: 1,
  failsUnmeasured: true,
  ...overrides,
});

/** `right` of `texts` texts of a category are suggested it, the others another one; all are accepted. */
const answers = (category: string, right: number, texts: number): readonly Prediction[] =>
  Array.from({ length: texts }, (_, index) => ({
    category,
    language: null,
    suggested: index < right ? category : `not-${category}`,
    confidenceBp: 9000,
  }));
const metrics = (...predictions: readonly (readonly Prediction[])[]): Metrics => {
  const all = predictions.flat();
  return metricsOf(all, [...new Set(all.flatMap(({ category }) => category ?? []))], 5000);
};

describe("a share", () => {
  test("that is the threshold keeps it", () => {
    expect(judge(gate(), metrics(answers("slow", 6, 10)))).toMatchObject({
      status: "passed",
      blocks: false,
      figureBp: 6000,
      hits: 6,
      examples: 10,
    });
  });
  test("under the threshold fails, even where the figure rounds to it", () => {
    // 23999 of 40000 is 59.9975 %, shown as 60.0 %.
    expect(judge(gate(), metrics(answers("slow", 23_999, 40_000)))).toMatchObject({
      status: "failed",
      blocks: true,
      figureBp: 6000,
    });
  });
  test("with a highest value fails above it", () => {
    const most = gate({
      id: "out_of_taxonomy_accepted",
      metric: "out_of_taxonomy_accepted",
      direction: "at_most",
      thresholdBp: 2500,
    });
    const outside = (accepted: number): Metrics =>
      metrics(
        Array.from({ length: 4 }, (_, index) => ({
          category: null,
          language: null,
          suggested: "slow",
          confidenceBp: index < accepted ? 5000 : 4999,
        })),
      );
    expect(judge(most, outside(1)).status).toBe("passed");
    expect(judge(most, outside(2))).toMatchObject({ status: "failed", blocks: true, figureBp: 5000 });
  });
});

describe("too few texts", () => {
  const few = metrics(answers("slow", 3, 3));
  test("are not measured, say what is missing, and block where the spec is silent", () => {
    expect(judge(gate({ minExamples: 20 }), few)).toMatchObject({
      status: "not_measured",
      blocks: true,
      figureBp: null,
      lowBp: null,
      highBp: null,
      examples: 3,
      missing: "It needs 20 labelled texts of a category, and there are 3.",
    });
  });
  test("pass where the spec says so", () => {
    expect(judge(gate({ minExamples: 20, failsUnmeasured: false }), few)).toMatchObject({
      status: "not_measured",
      blocks: false,
    });
  });
  test("are enough where there are just as many as wanted", () => {
    expect(judge(gate({ minExamples: 3 }), few).status).toBe("passed");
  });
});

describe("a floor for every category", () => {
  const floor = gate({ id: "category_recall", metric: "category_recall", thresholdBp: 3000, minExamples: 5 });
  test("is decided by the lowest, and names all that are under it", () => {
    const result = judge(
      floor,
      metrics(answers("fine", 9, 10), answers("weak", 2, 10), answers("worse", 1, 8), answers("rare", 0, 4)),
    );
    expect(result).toMatchObject({
      status: "failed",
      category: "worse",
      figureBp: 1250,
      hits: 1,
      examples: 8,
      categoriesBelow: ["worse", "weak"],
    });
  });
  test("of equal ones shows that with the most texts", () => {
    expect(judge(floor, metrics(answers("a", 3, 6), answers("b", 5, 10))).category).toBe("b");
  });
  test("can't be measured where no category has enough", () => {
    expect(judge(floor, metrics(answers("rare", 4, 4)))).toMatchObject({
      status: "not_measured",
      category: null,
      blocks: true,
      missing: "It needs 5 labelled texts of one category, and none has more than 4.",
    });
  });
});

describe("a floor for one category", () => {
  const floor = gate({
    id: "recall_of.worse",
    metric: "recall_of",
    category: "worse",
    thresholdBp: 5000,
    minExamples: 5,
  });
  test("looks at that category alone", () => {
    const both = metrics(answers("worse", 2, 5), answers("fine", 5, 5));
    expect(judge(floor, both)).toMatchObject({ status: "failed", category: "worse", figureBp: 4000 });
    expect(judge({ ...floor, category: "fine" }, both).status).toBe("passed");
  });
  test("counts as not measured where nothing of it is labelled", () => {
    expect(judge(floor, metrics(answers("fine", 5, 5)))).toMatchObject({
      status: "not_measured",
      category: "worse",
      missing: "It needs 5 labelled texts of the category, and there are 0.",
    });
  });
});
