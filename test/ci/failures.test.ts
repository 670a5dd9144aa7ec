import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(tmpdir(), "fixloop-failures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of reports with these texts. */
function failuresOf(...reports: readonly string[]): string {
  const files = reports.map((report, place) => {
    const file = path.join(folder, String(place));
    writeFileSync(file, report);
    return file;
  });
  const program = path.join(root, ".ci", "failures.mjs");
  return spawnSync(process.execPath, [program, ...files], { cwd: root, encoding: "utf8" }).stdout;
}

test("every test that failed has a line, with its file and the first line of its message", () => {
  const name = path.join(root, "test", "a.test.ts");
  const report = {
    testResults: [
      {
        name,
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "holds" },
          { status: "failed", fullName: "breaks", failureMessages: ["expected 1 to be 2\n    at line"] },
        ],
      },
      { name, status: "failed", message: "no such module\nmore", assertionResults: [] },
      { name, status: "passed", assertionResults: [{ status: "passed", fullName: "holds" }] },
    ],
  };
  expect(failuresOf(JSON.stringify(report))).toBe(
    "FAILED test/a.test.ts > breaks: expected 1 to be 2\nFAILED test/a.test.ts: no such module\n",
  );
});

test("what the engine suite says failed is said again, and nothing where all passed or no report is", () => {
  expect(
    failuresOf("FAILED hurting: a table\n       detail\n311 passed, 1 failed\n", "311 passed, 0 failed\n"),
  ).toBe("FAILED hurting: a table\n");
  expect(failuresOf("")).toBe("");
});
