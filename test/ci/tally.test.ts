import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const program = path.resolve(import.meta.dirname, "..", "..", ".ci", "tally.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "fixloop-tally-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Passed, failed and skipped tests of a suite that ended with an exit code and left a report. */
function tally(exitCode: number, report?: string): string {
  const file = path.join(folder, "report");
  if (report !== undefined) writeFileSync(file, report);
  const words = report === undefined ? [] : [file];
  return spawnSync(process.execPath, [program, String(exitCode), ...words], { encoding: "utf8" }).stdout;
}

const file = (status: string, ...results: readonly string[]): object => ({
  status,
  assertionResults: results.map((result) => ({ status: result })),
});
const vitest = (...files: readonly object[]): string => JSON.stringify({ testResults: files });

test("tests are counted over all files", () => {
  expect(tally(0, vitest(file("passed", "passed", "skipped"), file("passed", "passed", "pending")))).toBe(
    "2 0 2\n",
  );
});

test("what did not run since a set-up failed counts as failed, and so does a file that can't be read", () => {
  expect(tally(1, vitest(file("failed", "skipped", "skipped"), file("failed")))).toBe("0 3 0\n");
});

test("the engines say themselves how many checks they made", () => {
  expect(tally(1, "FAILED a\n311 passed, 2 failed\n")).toBe("311 2 0\n");
});

test("a suite that ended badly has failed, whatever it wrote before", () => {
  expect(tally(1, vitest(file("passed", "passed")))).toBe("1 1 0\n");
  expect(tally(137, "no counts")).toBe("0 1 0\n");
  expect(tally(0, "no counts")).toBe("0 1 0\n");
});

test("a check without tests of its own counts as one", () => {
  expect([tally(0), tally(2)]).toEqual(["1 0 0\n", "0 1 0\n"]);
});
