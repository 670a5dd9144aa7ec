import { expect, test } from "vitest";
import { rowDifference } from "./difference.ts";

test("rows in another order are the same rows, and two alike are two", () => {
  const a = { id: "a" };
  const b = { id: "b" };
  expect(rowDifference([a, b, b], [b, a, b])).toEqual({ missing: [], changed: [], surplus: [] });
  expect(rowDifference([a, b], [b, a, b]).surplus).toEqual([b]);
});

test("a vague row does not take the one that only an exact row can meet", () => {
  const vague = { kind: "x" };
  const exact = { kind: "x", id: "1" };
  const found = [
    { kind: "x", id: "1" },
    { kind: "x", id: "2" },
  ];
  expect(rowDifference([vague, exact], found)).toEqual({ missing: [], changed: [], surplus: [] });
});

test("a row that agrees in half of its columns is the expected one with other values; with fewer it is another", () => {
  const found = [{ id: "1", state: "open", owner: "a" }];
  expect(rowDifference([{ id: "1", state: "closed" }], found).changed).toEqual([
    { expected: { id: "1", state: "closed" }, found: found[0], columns: ["state"] },
  ]);
  expect(rowDifference([{ id: "2", state: "closed", owner: "a" }], found)).toMatchObject({
    missing: [{ id: "2" }],
    changed: [],
    surplus: [{ id: "1" }],
  });
});

test("null is a value like any other", () => {
  expect(rowDifference([{ owner: null }], [{ owner: null }]).missing).toEqual([]);
  expect(rowDifference([{ owner: null }], [{ owner: "" }]).missing).toEqual([{ owner: null }]);
});
