import { expect, test } from "vitest";
import { jsonText, parseJson } from "./json.ts";

test("integers that a number can't hold become their digits", () => {
  expect(parseJson('{"run_id": 9223372036854775807, "list": [-9007199254740993, 9007199254740991]}')).toEqual(
    {
      run_id: "9223372036854775807",
      list: ["-9007199254740993", 9007199254740991],
    },
  );
});

test("other numbers stay numbers, and text that looks like one stays text", () => {
  expect(parseJson('[1.5, 1e300, 0.1, -0, 123456789012345678901.5, "9007199254740993"]')).toEqual([
    1.5,
    1e300,
    0.1,
    -0,
    Number("123456789012345678901.5"),
    "9007199254740993",
  ]);
});

test("a bigint is written as the number it is", () => {
  expect(jsonText({ job_id: 9223372036854775807n, only: undefined, tasks: ["a", 1, null, true] })).toBe(
    '{"job_id":9223372036854775807,"tasks":["a",1,null,true]}',
  );
});

test("what isn't JSON throws", () => {
  expect(() => parseJson("<html>")).toThrow(SyntaxError);
});
