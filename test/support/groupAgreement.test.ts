import { expect, test } from "vitest";
import { groupAgreement } from "./groupAgreement.ts";

test("the same groups under other names agree wholly", () => {
  const { nmi, ami, ari, groups } = groupAgreement(["a", "a", "b", "b", "c"], [2, 2, 0, 0, 1]);
  expect(groups).toBe(3);
  for (const figure of [nmi, ami, ari]) expect(figure).toBeCloseTo(1, 12);
});

test("figures are those of scikit-learn 1.9.1", () => {
  const { nmi, ami, ari } = groupAgreement([0, 0, 0, 1, 1, 1, 2, 2, 2, 2], [0, 0, 1, 1, 1, 2, 2, 2, 2, 0]);
  expect([nmi, ami, ari].map((figure) => figure.toFixed(10))).toEqual([
    "0.4427012833",
    "0.2372887777",
    "0.2045454545",
  ]);
});
