import { catalogue } from "../../src/stages/catalogue.ts";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixloop } from "../support/fixloop.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const gatesLine = "# yaml-language-server: $schema=../schemas/gates.schema.json\n";
const referenceGates = readFileSync(path.join(root, "evals", "gates.yaml"), "utf8");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-eval-"));
  for (const part of ["pipeline.yaml", "taxonomy", "evals"])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
});
beforeEach(() => writeGates(referenceGates));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeGates(text: string): void {
  writeFileSync(path.join(folder, "evals", "gates.yaml"), text);
}

describe("exit codes", () => {
  test("0 where every gate holds", async () => {
    const { code, stdout, stderr } = await fixloop(folder, "eval");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("Passed: 5 of 5 gates.");
    expect(stderr).toBe("");
  });

  test("1 where one fails, which is named with its figure, its interval and what was wanted", async () => {
    writeGates(`${gatesLine}gates:\n  accuracy: { at_least: 99% }\n  accepted_share: { at_least: 1% }\n`);
    const { code, stdout } = await fixloop(folder, "eval", "--gates-only");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^accuracy is \d\d\.\d % \(\d\d\.\d–\d\d\.\d %, \d+ of \d+ texts\), and the gate wants at least 99 %\.$/m,
    );
    expect(stdout).toMatch(/^FAILED: 1 of 2 gates \(accuracy\)\./m);
  });

  test("1 where one can't be measured, unless the spec lets it pass", async () => {
    const gates = (rest: string): string =>
      `${gatesLine}gates:\n  accuracy: { at_least: 50%, min_examples: 1000${rest} }\n`;
    writeGates(gates(""));
    const failed = await fixloop(folder, "eval");
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain(
      "accuracy is not measured. It needs 1000 labelled texts of a category, and there are 318.",
    );
    writeGates(gates(", not_measured: pass"));
    expect((await fixloop(folder, "eval")).code).toBe(0);
  });

  test("1 where the spec has errors, which are printed", async () => {
    writeGates(`${gatesLine}gates:\n  accuracy: { at_least: 50 }\n`);
    const { code, stdout, stderr } = await fixloop(folder, "eval");
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("out-of-range");
  });

  test("2 where there is no project", async () => {
    const { code, stderr } = await fixloop(folder, "eval", "--project", "nowhere");
    expect(code).toBe(2);
    expect(stderr).toContain("There is no pipeline.yaml");
  });

  test("2 for a format that doesn't exist", async () => {
    expect((await fixloop(folder, "eval", "--format", "xml")).code).toBe(2);
  });
});

test("without gates nothing fails, and that is said", async () => {
  rmSync(path.join(folder, "evals", "gates.yaml"));
  const { code, stdout } = await fixloop(folder, "eval");
  expect(code).toBe(0);
  expect(stdout).toContain("There are no gates");
  expect(stdout).toMatch(/^accuracy +\d\d\.\d % .* no gate$/m);
});

describe("formats", () => {
  const { project } = loadProject(readProjectFiles(root), catalogue);
  const texts = project?.labelled.map(({ text }) => text) ?? [];

  test("none prints a labelled text, and neither does the cache", async () => {
    const printed = await Promise.all(
      ["human", "json", "junit"].map(
        async (format) => (await fixloop(folder, "eval", "--format", format)).stdout,
      ),
    );
    const cache = path.join(folder, ".fixloop", "cache");
    const kept = readdirSync(cache)
      .filter((name) => name.startsWith("evals-"))
      .map((name) => readFileSync(path.join(cache, name), "utf8"));
    expect(kept.length).toBeGreaterThan(0);
    expect(texts.length).toBeGreaterThan(300);
    for (const text of texts)
      for (const one of [...printed, ...kept]) expect(one.includes(text), text).toBe(false);
  });

  test("JSON is the report, and with --gates-only its gates", async () => {
    const whole = JSON.parse((await fixloop(folder, "eval", "--format", "json")).stdout) as Record<
      string,
      unknown
    >;
    expect(whole).toMatchObject({ reportVersion: 1, passed: true, labelled: 371, folds: 5 });
    expect(whole["categories"]).toHaveLength(36);
    const short = JSON.parse(
      (await fixloop(folder, "eval", "--format", "json", "--gates-only")).stdout,
    ) as Record<string, unknown>;
    expect(short["gates"]).toEqual(whole["gates"]);
    expect(Object.keys(short)).not.toContain("categories");
  });

  test("JUnit has a test case for every gate", async () => {
    const { stdout } = await fixloop(folder, "eval", "--format", "junit");
    expect([...stdout.matchAll(/<testcase name="([^"]+)"/g)].map(([, name]) => name)).toEqual([
      "accuracy",
      "accepted_precision",
      "accepted_share",
      "out_of_taxonomy_accepted",
      "category_recall",
    ]);
  });

  test("what comes from the cache is what was measured", async () => {
    const first = await fixloop(folder, "eval", "--format", "json");
    rmSync(path.join(folder, ".fixloop"), { recursive: true });
    expect(await fixloop(folder, "eval", "--format", "json")).toEqual(first);
  });
});

test("a cache that can't be written costs time, and nothing else", async () => {
  rmSync(path.join(folder, ".fixloop"), { recursive: true, force: true });
  mkdirSync(path.join(folder, ".fixloop"));
  // A file where the folder belongs: refused to every user, root too.
  writeFileSync(path.join(folder, ".fixloop", "cache"), "");
  const { code, stderr } = await fixloop(folder, "eval");
  expect(code).toBe(0);
  expect(stderr).toBe("note: .fixloop/cache can't be written, so the next evaluation starts from scratch.\n");
  expect(existsSync(path.join(folder, ".fixloop", "cache"))).toBe(true);
  rmSync(path.join(folder, ".fixloop"), { recursive: true });
});
