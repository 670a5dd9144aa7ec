import { expect, test } from "vitest";
import { contradictionOf } from "./decidedPairs.ts";
import type { DecisionInForce } from "./decidable.ts";

/** `ab=` is the same, `ab/` distinct. */
const decisions = (text: string): readonly DecisionInForce[] =>
  text
    .split(" ")
    .filter((word) => word !== "")
    .map(([one = "", other = "", sign = ""]) => ({
      kind: "customer_link",
      id: one + other,
      pair: [one, other],
      verb: sign === "=" ? "same" : "distinct",
      category: null,
      stance: null,
      decidedAt: "2025-01-01T00:00:00.000Z",
    }));

test.each([
  ["distinct", "", ""],
  ["distinct", "ab=", ""],
  ["distinct", "ac= cb=", "ac cb"],
  ["distinct", "ac= cd= db=", "ac cd db"],
  ["distinct", "ac= cb/", ""],
  ["distinct", "ac= ad= db= cb=", "ac cb"],
  ["same", "", ""],
  ["same", "ab/", ""],
  ["same", "ac= cb/", "bc"],
  ["same", "ac= bd= cd/", "cd"],
  ["same", "ac= bd/", ""],
  ["same", "cd/ ac=", ""],
])("%s of a and b against %j contradicts %j", (verb, others, expected) => {
  const sorted = decisions(others).map(
    (one) => ({ ...one, pair: [...(one.pair ?? [])].toSorted() }) as unknown as DecisionInForce,
  );
  const found = contradictionOf(["a", "b"], verb, sorted).map(({ pair }) => (pair ?? []).join(""));
  expect(found.toSorted()).toEqual(
    expected
      .split(" ")
      .filter((word) => word !== "")
      .map((pair) => [...pair].toSorted().join(""))
      .toSorted(),
  );
});
