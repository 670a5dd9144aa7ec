import path from "node:path";
import { describe, expect, test } from "vitest";
import { fixloop } from "../support/fixloop.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

describe("a word of the command line that isn't known exits with 2, and says what was probably meant", () => {
  test.each([
    ["chekc", 'There is no command "chekc". Did you mean "check"?'],
    ["help chekc", 'There is no command "chekc". Did you mean "check"?'],
    ["chekc --help", 'There is no command "chekc". Did you mean "check"?'],
    ["frobnicate", 'There is no command "frobnicate".'],
    ["run --jbo audit", "Unknown option '--jbo'. Did you mean \"--job\"?"],
    ["--versoin", "Unknown option '--versoin'. Did you mean \"--version\"?"],
    ["run --job adit", '--job doesn\'t take "adit". Did you mean "audit"?'],
    ["run --stage clustr", '--stage doesn\'t take "clustr". Did you mean "cluster"?'],
    ["status --format jsno", '--format doesn\'t take "jsno". Did you mean "json"?'],
    ["grants shwo", 'grants doesn\'t take "shwo". Did you mean "show"?'],
    [
      "grants show -t porod",
      'There is no target porod; there are personal, dev, staging, prod. Did you mean "prod"?',
    ],
    [
      "grants diff -t porod",
      'There is no target porod; there are personal, dev, staging, prod. Did you mean "prod"?',
    ],
    [
      "destroy -t porod",
      'There is no target porod; there are personal, dev, staging, prod. Did you mean "prod"?',
    ],
    [
      "plan --cost -t porod",
      'There is no target porod; there are personal, dev, staging, prod. Did you mean "prod"?',
    ],
    [
      "erase --customer x -t porod",
      'There is no target porod; there are personal, dev, staging, prod. Did you mean "prod"?',
    ],
    ["show clster", 'There is no stage, step, table, view or preset "clster". Did you mean "cluster"?'],
    [
      "show issue_overview",
      'There is no stage, step, table, view or preset "issue_overview". Did you mean "measure.issue_overview" or "serving.issue_overview"?',
    ],
    ["check surplus", "Too many arguments for 'check'. Expected 0 arguments but got 1: surplus."],
    ["run -t", "Option '-t, --target <target>' argument missing."],
  ])("%s", async (line, sentence) => {
    const { code, stdout, stderr } = await fixloop(root, ...line.split(" "));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n", 1)).toEqual([`error: ${sentence}`]);
  });
});

test("the default target is the one of every command that always works on a target", async () => {
  const { code, stderr } = await fixloop(root, "destroy");
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^error: destroy deletes the jobs, schemas, tables and files of kite-notes\/personal /,
  );
  expect(stderr).toContain("fixloop destroy -t personal --confirm kite-notes/personal");
});
