import { expect, test } from "vitest";
import { bigint, boolean, date, decimal, list, number, optional, text, timestamp } from "./column.ts";

test("both engines' texts of one value are read as the same value", () => {
  expect(timestamp.parse("2026-03-31T12:00:00.000Z", "at")).toBe("2026-03-31 12:00:00");
  expect(timestamp.parse("2026-03-31 12:00:00", "at")).toBe("2026-03-31 12:00:00");
  expect(timestamp.parse("2026-03-31T12:00:00.250Z", "at")).toBe("2026-03-31 12:00:00.25");
  expect(timestamp.parse("2026-03-31 12:00:00.25", "at")).toBe("2026-03-31 12:00:00.25");
  expect(number.parse("1.5E-4", "n")).toBe(number.parse("0.00015", "n"));
});

test("digits beyond 2^53 and trailing zeros of money are kept", () => {
  expect(bigint.parse("9007199254740993", "n")).toBe(9007199254740993n);
  expect(decimal.parse("12345678901234567.10", "n")).toBe("12345678901234567.10");
});

test("arrays, booleans and missing values are read", () => {
  expect(list.parse('["a","b"]', "l")).toEqual(["a", "b"]);
  expect([boolean.parse("true", "b"), boolean.parse("false", "b")]).toEqual([true, false]);
  expect(optional(number).parse(null, "n")).toBeNull();
});

test.each([
  [number, "many"],
  [bigint, "1.5"],
  [boolean, "1"],
  [date, "31.3.2026"],
  [timestamp, "2026-03-31"],
  [text, null],
  [list, "a"],
] as const)("a text that is no value of its column is named: %#", (column, value) => {
  expect(() => column.parse(value, "issues.events")).toThrow(
    `reading: issues.events is ${JSON.stringify(value)}, which is not a ${column.type}`,
  );
});

test("a column that is not there is no missing value", () => {
  expect(() => optional(number).parse(undefined, "issues.events")).toThrow("issues.events");
});
