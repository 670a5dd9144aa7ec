import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { snapshotPath } from "../../src/local/snapshotPath.ts";
import { referenceFolder } from "../support/referenceProject.ts";

const fixloop = path.resolve(import.meta.dirname, "..", "..", "bin", "fixloop.cjs");
let folder: string;

beforeAll(async () => {
  folder = referenceFolder("pipes");
  mkdirSync(path.join(folder, ".fixloop"));
  const database = await Database.open(snapshotPath(path.join(folder, ".fixloop", "kite-notes.duckdb")));
  database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a line of bash in which `fixloop` is the command of this checkout; `${PIPESTATUS[0]}` is its exit code. */
function bash(line: string): SpawnSyncReturns<string> {
  return spawnSync("bash", ["-c", `fixloop() { "$NODE" "$FIXLOOP" "$@"; }\n${line}`], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE: process.execPath, FIXLOOP: fixloop },
  });
}

// more than a pipe holds (64 KiB), so that the writer is still writing when its reader has gone
const rows = "SELECT range AS number, md5(CAST(range AS VARCHAR)) AS hash FROM range(3000)";

describe("a command whose reader stops early", () => {
  test.each(["csv", "json", "human"])("ends quietly, as if all of its %s had been read", (format) => {
    const { stdout, stderr } = bash(
      `fixloop query --format ${format} "${rows}" | head -1; echo "exit code \${PIPESTATUS[0]}"`,
    );
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(stdout).toMatch(/\nexit code 0\n$/);
  });

  test("keeps the exit code of what it found", () => {
    const { stdout, stderr } = bash(
      'mkdir -p broken; echo "nonsense: true" > broken/pipeline.yaml; fixloop check --project broken --format json | true; echo "exit code ${PIPESTATUS[0]}"',
    );
    expect([stderr, stdout]).toEqual(["", "exit code 1\n"]);
  });

  test("ends quietly too where stderr goes into the same pipe", () => {
    const { stdout } = bash(
      `fixloop query --format csv "${rows}" 2>&1 | head -1; echo "exit code \${PIPESTATUS[0]}"`,
    );
    expect(stdout).toMatch(/^[^\n]+\nexit code 0\n$/);
  });
});

test("output that can't be written is exit code 2 and one sentence", () => {
  const { stdout, stderr } = bash('fixloop show > /dev/full; echo "exit code $?"');
  expect(stderr).toBe("error: The output can't be written: no space left on device.\n");
  expect(stdout).toBe("exit code 2\n");
});
