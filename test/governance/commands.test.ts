import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixloop } from "../support/fixloop.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

test("the tables of docs/reference/governance.md are what the command prints for the reference project", async () => {
  const { stdout, code } = await fixloop(root, "grants", "docs", "--project", root);
  expect(code).toBe(0);
  const page = readFileSync(path.join(root, "docs", "reference", "governance.md"), "utf8");
  const printed = /<!-- printed by: fixloop grants docs -->\n\n([\s\S]*)\n<!-- end -->/.exec(page)?.[1];
  // to mend it: put what `fixloop grants docs` prints between the two comments
  expect(printed).toBe(stdout);
});

describe("grants", () => {
  test("shows the matrix by role, and by principal of a target", async () => {
    const byRole = await fixloop(root, "grants", "show", "--project", root, "--format", "json");
    expect(JSON.parse(byRole.stdout)).toContainEqual({
      role: "executive",
      securable: { kind: "view", name: "serving.roi" },
      privileges: ["SELECT"],
      grantedBy: "set-up",
      reason: "The contract names it as a reader.",
    });
    const ofProd = await fixloop(root, "grants", "show", "--project", root, "-t", "prod", "--format", "json");
    expect(JSON.parse(ofProd.stdout)).toContainEqual({
      principal: "leadership",
      securable: { kind: "view", name: "serving.roi" },
      privileges: ["SELECT"],
      grantedBy: "set-up",
      roles: ["executive"],
    });
    const human = await fixloop(root, "grants", "show", "--project", root);
    expect(human.stdout).toMatch(/view serving\.roi .*SELECT/);
  });

  test.each([
    [["grants", "revoke"], "It is one of: show, diff, docs."],
    [["grants", "show", "-t", "moon"], "There is no target moon"],
    [["grants", "diff", "-t", "moon"], "There is no target moon"],
  ])("%j says what is wrong and exits with 2", async (words, message) => {
    const { code, stderr } = await fixloop(root, ...words, "--project", root);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("erase", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fixloop-erase-command-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const erase = (...words: readonly string[]) =>
    fixloop(folder, "erase", "--project", root, "--db", path.join(folder, "none.duckdb"), ...words);

  test.each<[string, readonly string[], string]>([
    ["no customer", [], "erase needs the customer."],
    ["another id to confirm", ["--customer", "a", "--confirm", "b"], "nothing was erased"],
    ["no local run", ["--customer", "a"], "There is no local run to erase from."],
    ["a target that is not confirmed", ["-t", "prod", "--customer", "a"], "nothing was requested"],
  ])("%s: says so and exits with 2", async (_, words, message) => {
    const { code, stdout, stderr } = await erase(...words);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });
});
