import { readFileSync } from "node:fs";
import path from "node:path";
import { globSync } from "tinyglobby";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..", "..");

/** Lines that keep a test from running, or keep it from counting. */
function skips(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(
      (line) =>
        /\b(?:describe|suite|test|it)\b(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|only|fails)\b/.test(line) ||
        /\b(?:xdescribe|xtest|xit)\(|\b(?:context|task|ctx)\.skip\(|\(\{[^})]*\bskip\b[^)]*\}\) =>/.test(
          line,
        ) ||
        /\b(?:skip|todo|only|fails): true\b/.test(line),
    );
}

test("no test is skipped but by the one function for data that is absent", () => {
  const files = globSync(["src/**/*.ts", "test/**/*.ts", "bench/**/*.ts"], { cwd: root }).filter(
    (file) => file !== "test/support/nothingSkipped.test.ts",
  );
  expect(files.length).toBeGreaterThan(300);
  expect(
    files.flatMap((file) => skips(readFileSync(path.join(root, file), "utf8")).map((line) => [file, line])),
  ).toEqual([["test/support/sharedData.ts", "const where = present ? describe : describe.skip;"]]);
});

test.each([
  'test.skip("a", () => {})',
  "describe.skipIf(slow)('a', () => {})",
  "describe.runIf(there)('a', () => {})",
  "test.concurrent.only('a', () => {})",
  "it.todo('a')",
  "xtest('a', () => {})",
  "test('a', (context) => context.skip())",
  "test('a', ({ skip }) => skip())",
  "test('a', { skip: true }, () => {})",
])("%s is noticed", (line) => {
  expect(skips(line)).toEqual([line]);
});

test("what only sounds like it is not", () => {
  expect(skips('entry.skip -= 1;\nrole.only ?? []\nexpect(said).toContain("skipped");')).toEqual([]);
});
