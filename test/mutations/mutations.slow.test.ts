import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mutations, type Mutation } from "./mutations.ts";

/**
 * Makes each mistake in a copy of the sources and runs the check that is there to catch it. What a check is worth is what
 * it fails on: one that passes with the mistake in place fails here.
 */
const root = path.resolve(import.meta.dirname, "..", "..");
const run = promisify(execFile);
const parts = [
  "src",
  "test",
  "bench",
  "samples",
  "taxonomy",
  "evals",
  "schemas",
  "pipeline.yaml",
  "package.json",
  "vitest.config.ts",
  "tsconfig.json",
];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-mutations-"));
  for (const part of parts) cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the check said, and whether it passed. */
async function check({ caughtBy }: Mutation): Promise<{ readonly passed: boolean; readonly said: string }> {
  const modules = path.join(folder, "node_modules");
  const vitest = path.join(modules, "vitest", "vitest.mjs");
  const command =
    caughtBy === "types"
      ? [path.join(modules, "typescript", "bin", "tsc"), "-p", "tsconfig.json"]
      : [vitest, "run", caughtBy.test, ...(caughtBy.named === "" ? [] : ["-t", caughtBy.named])];
  try {
    const { stdout } = await run(process.execPath, command, { cwd: folder, encoding: "utf8" });
    return { passed: true, said: stdout };
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return { passed: false, said: `${stdout}${stderr}` };
  }
}

test.each(mutations.map((mutation) => [mutation.mistake, mutation] as const))(
  "%s is caught",
  async (_mistake, mutation) => {
    const file = path.join(folder, mutation.file);
    const text = readFileSync(file, "utf8");
    expect(text.split(mutation.find), `the edit of ${mutation.file} applies at one place`).toHaveLength(2);
    writeFileSync(
      file,
      text.replace(mutation.find, () => mutation.replace),
    );
    try {
      const { passed, said } = await check(mutation);
      expect(passed, `nothing caught it: ${said}`).toBe(false);
      // a check that could not run has caught nothing
      expect(said).toMatch(mutation.caughtBy === "types" ? /error TS/ : /AssertionError|SqlError|Error:/);
      expect(said).not.toMatch(/No test files found|Cannot find module|SyntaxError/);
    } finally {
      writeFileSync(file, text);
    }
  },
);
