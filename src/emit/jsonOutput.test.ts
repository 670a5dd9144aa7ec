import { expect, test } from "vitest";
import { jsonOutput } from "./jsonOutput.ts";

test("an integer that a number holds exactly is a number, any other the text of its digits", () => {
  expect(
    jsonOutput({
      exact: 9007199254740991n,
      negative: -9007199254740991n,
      beyond: 9007199254740992n,
      run: 9223372036854775807n,
      nested: [{ huge: -170141183460469231731687303715884105728n }],
    }),
  ).toBe(`{
  "exact": 9007199254740991,
  "negative": -9007199254740991,
  "beyond": "9007199254740992",
  "run": "9223372036854775807",
  "nested": [
    {
      "huge": "-170141183460469231731687303715884105728"
    }
  ]
}
`);
});

test("a number that JSON has no word for is text instead of null", () => {
  expect(jsonOutput([0.1, -0.5, Number.NaN, Number.POSITIVE_INFINITY, null])).toBe(
    '[\n  0.1,\n  -0.5,\n  "NaN",\n  "Infinity",\n  null\n]\n',
  );
});

test("what could act on a terminal is escaped, and reads back as it was", () => {
  const text = "\u001b[31m \u009b \u202e \u200b \ud800";
  expect(jsonOutput(text)).toBe('"\\u001b[31m \\u009b \\u202e \\u200b \\ud800"\n');
  expect(JSON.parse(jsonOutput(text))).toBe(text);
});

test("indents nothing where one line is wanted", () => {
  expect(jsonOutput({ a: [1n] }, { indent: 0 })).toBe('{"a":[1]}\n');
});
