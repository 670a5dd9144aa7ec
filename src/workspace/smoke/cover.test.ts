import { expect, test } from "vitest";
import { coveringSet } from "./cover.ts";

const candidate = (name: string, ...features: readonly string[]) => ({ name, features: new Set(features) });

test("few candidates show what all of them do, in the order in which they were given", () => {
  const chosen = coveringSet(
    [candidate("a", "x"), candidate("b", "y", "z"), candidate("c", "x", "w", "v"), candidate("d", "z")],
    new Set(),
  );
  expect(chosen.map(({ name }) => name)).toEqual(["b", "c"]);
});

test("what is covered already needs nobody, and of equals the first is taken", () => {
  const chosen = coveringSet([candidate("a", "x"), candidate("b", "y"), candidate("c", "y")], new Set(["x"]));
  expect(chosen.map(({ name }) => name)).toEqual(["b"]);
  expect(coveringSet([], new Set())).toEqual([]);
});
