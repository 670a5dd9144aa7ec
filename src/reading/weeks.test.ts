import { expect, test } from "vitest";
import { weeksBetween } from "./weeks.ts";

test("weeks run from Monday to Monday, the first and the last included", () => {
  expect(weeksBetween("2026-01-01", "2026-01-12")).toEqual(["2025-12-29", "2026-01-05", "2026-01-12"]);
  expect(weeksBetween("2026-01-04", "2026-01-04")).toEqual(["2025-12-29"]);
  expect(weeksBetween("2026-01-05", "2026-01-11")).toEqual(["2026-01-05"]);
});

test("without feedback there are none", () => {
  expect(weeksBetween(null, null)).toEqual([]);
});
