import { expect, test } from "vitest";
import { parse } from "yaml";
import { canonicalYaml } from "./yaml.ts";

test("keys keep their order, and what is empty is left out", () => {
  expect(
    canonicalYaml({ b: 1, a: { x: undefined, list: [], map: {} }, c: [{ k: "v", gone: undefined }] }),
  ).toBe("b: 1\nc:\n  - k: v\n");
});

test("a string that some reader could take for something else is quoted, and comes back as it was", () => {
  const hostile = [
    "yes",
    "NO",
    "null",
    "~",
    "1e3",
    "012",
    "1:30",
    "2026-01-01",
    "a: b",
    "# c",
    " x",
    "x ",
    "é",
    "*a",
    "&a",
    "!a",
    "@a",
    "%a",
    "- a",
    "{a}",
    "[a]",
    "'",
    '"',
    "\\",
    "\n",
    "\0",
    "\u2028",
    "\u202e",
    "😀",
    "key:",
    "y",
    "=",
    "<<",
  ];
  const text = canonicalYaml({ hostile });
  expect(parse(text)).toEqual({ hostile });
  expect(parse(text, { version: "1.1" })).toEqual({ hostile });
  for (const line of text.trim().split("\n").slice(1)) expect(line).toMatch(/^ {2}- ".*"$/);
});

test("a hostile key comes back as it was", () => {
  const value = { "a: b\n": { "#": 1, "": 2, yes: 3, "1": 4 } };
  expect(parse(canonicalYaml(value))).toEqual(value);
});

test("equal parts are written out each time, and long strings stay on one line", () => {
  const part = { name: "word ".repeat(60).trim() };
  const text = canonicalYaml({ one: part, two: part });
  expect(text).not.toMatch(/[&*]/);
  expect(text.split("\n")).toHaveLength(5);
});

test("an empty string, a fraction or NaN is a bug of ours", () => {
  expect(() => canonicalYaml({ a: "" })).toThrow("empty string");
  expect(() => canonicalYaml({ a: 0.5 })).toThrow("safe integer");
});

test("several lines of plain text stand as a block, and come back as they were", () => {
  const statement = "SELECT 'a: b' AS x -- # no comment\n  FROM `c`.d\n\nWHERE e > 0";
  const text = canonicalYaml({ query: statement });
  expect(text).toBe("query: |-\n  SELECT 'a: b' AS x -- # no comment\n    FROM `c`.d\n\n  WHERE e > 0\n");
  for (const lines of [
    statement,
    " a\nb",
    "a\nb\n",
    "a \nb",
    "a\n\tb",
    "a\r\nb",
    "é\nb",
    "\na",
    "a\n\n\nb",
    "---\na",
    "a\n...",
  ])
    expect(parse(canonicalYaml({ lines, after: 1 }))).toEqual({ lines, after: 1 });
});

test("comments stand above their key and behind its value, and change nothing that is read", () => {
  const value = { categories: { sync: { kind: "defect", examples: ["a # b"] }, kind: "not this one" } };
  const text = canonicalYaml(
    value,
    [],
    new Map([
      ["categories.sync", { above: ["12 texts", "uncertain"] }],
      ["categories.sync.kind", { behind: "uncertain" }],
    ]),
  );
  expect(text).toBe(`categories:
  # 12 texts
  # uncertain
  sync:
    kind: defect # uncertain
    examples:
      - "a # b"
  kind: not this one
`);
  expect(parse(text)).toEqual(value);
  expect(() => canonicalYaml({ a: 1 }, [], new Map([["a", { behind: "x\nb: 2" }]]))).toThrow(
    "one line of ASCII",
  );
});
