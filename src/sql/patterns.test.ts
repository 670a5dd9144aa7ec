import { expect, test } from "vitest";
import { patternLines } from "./patterns.ts";

test("a long pattern is cut before alternatives and groups", () => {
  const words = Array.from({ length: 40 }, (_, index) => `word${index}`).join("|");
  const lines = patternLines(words);
  expect(lines.join("")).toBe(words);
  expect(lines.slice(1).every((line) => line.startsWith("|"))).toBe(true);
});

test("a long class is cut between characters: no escape and no pair of halves is torn apart", () => {
  const characters = Array.from({ length: 60 }, (_, index) =>
    index % 3 === 0 ? `\\x{${(0x1f600 + index).toString(16)}}` : index % 3 === 1 ? "😀" : "\\.",
  );
  const pattern = `[${characters.join("")}]`;
  const lines = patternLines(pattern);
  expect(lines.join("")).toBe(pattern);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  const whole = /^(?:\\x\{[0-9a-f]+\}|\\\.|😀|\[|\])+$/u;
  expect(lines.filter((line) => !whole.test(line))).toEqual([]);
});
