import { describe, expect, test } from "vitest";
import { estimateShare } from "./wilson.ts";

// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
describe("Wilson's interval gives the published values", () => {
  test.each([
    [81, 263, 2553, 3662],
    [15, 148, 624, 1605],
    [0, 20, 0, 1611],
    [1, 29, 61, 1718],
  ])("%i of %i", (hits, examples, lowBp, highBp) => {
    expect(estimateShare(hits, examples)).toMatchObject({ lowBp, highBp });
  });
});

test("a share of nothing is unknown, not zero", () => {
  expect(estimateShare(0, 0)).toEqual({ hits: 0, examples: 0, figureBp: null, lowBp: null, highBp: null });
});

test("the figure is rounded to whole basis points, halves up", () => {
  expect(estimateShare(2, 3).figureBp).toBe(6667);
  expect(estimateShare(1, 3).figureBp).toBe(3333);
  expect(estimateShare(1, 20_000).figureBp).toBe(1);
  expect(estimateShare(7, 7)).toMatchObject({ figureBp: 10_000, highBp: 10_000 });
});

test("the interval always holds the figure, within the possible", () => {
  for (const examples of [1, 2, 3, 7, 20, 318]) {
    for (let hits = 0; hits <= examples; hits += 1) {
      const { figureBp, lowBp, highBp } = estimateShare(hits, examples);
      expect(lowBp).toBeGreaterThanOrEqual(0);
      expect(lowBp).toBeLessThanOrEqual(figureBp ?? -1);
      expect(highBp).toBeGreaterThanOrEqual(figureBp ?? 10_001);
      expect(highBp).toBeLessThanOrEqual(10_000);
    }
  }
});
