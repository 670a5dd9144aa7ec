import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ExitCode } from "../../src/cli/command.ts";
import { main } from "../../src/cli/main.ts";
import { Loopback } from "../support/loopback/loopback.ts";
import type { RunTask } from "../support/loopback/services/jobs.ts";
import type { RunSql } from "../support/loopback/services/statements.ts";
import { yamlFiles, soundPipeline } from "../support/yamlProject.ts";
import { doctorSql, temporaryFolder } from "../workspace/doctorWorkspace.ts";
import { scratchSql } from "../workspace/scratchSql.ts";

interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

function projectFolder(): string {
  const folder = temporaryFolder();
  const targets = `targets:
  dev: { mode: development, default: true, catalog: insights_dev, warehouse: feedfeedfeedfeed, groups: { analyst: analysts } }
`;
  for (const [name, text] of yamlFiles({ "pipeline.yaml": soundPipeline + targets })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

async function doctor(
  folder: string,
  env: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const code = await main(["doctor", ...words], {
    cwd: folder,
    stdout: { write: (text) => (stdout += text), columns: 120 },
    stderr: { write: (text) => (stderr += text) },
    env: { PATH: "/nonexistent", ...env },
    now: () => new Date(),
    sleep: async () => undefined,
  });
  process.exitCode = 0;
  return { code, stdout, stderr };
}

async function workspace(sql: RunSql, runTask?: RunTask): Promise<Loopback> {
  const loopback = await Loopback.start({ sql, ...(runTask === undefined ? {} : { runTask }) });
  onTestFinished(() => loopback.close());
  loopback.warehouses.add("feedfeedfeedfeed", {});
  loopback.catalog.add("catalogs", "insights_dev", { owner: loopback.identities.me.userName });
  return loopback;
}

test("what lacks makes it end with 1, as text and as JSON", async () => {
  const folder = projectFolder();
  const loopback = await workspace(doctorSql());
  const human = await doctor(folder, loopback.env, "-t", "dev");
  expect(human.code).toBe(1);
  expect(human.stdout).toContain("fail     groups ");
  expect(human.stdout).toContain("x there is no group analysts in this workspace");
  expect(human.stdout).toContain("    $ databricks version --output json");
  expect(human.stderr).toBe("");
  const json = await doctor(folder, loopback.env, "-t", "dev", "--format", "json");
  expect(json.code).toBe(1);
  const parsed = JSON.parse(json.stdout) as {
    doctorVersion: number;
    reached: boolean;
    checks: { id: string; result: string }[];
  };
  expect([parsed.doctorVersion, parsed.reached]).toEqual([1, true]);
  expect(parsed.checks.filter(({ result }) => result === "fail").map(({ id }) => id)).toEqual([
    "cli",
    "groups",
  ]);
});

test("a workspace that can't be reached makes it end with 2", async () => {
  const gone = await Loopback.start();
  await gone.close();
  const { code, stdout } = await doctor(projectFolder(), gone.env, "-t", "dev");
  expect(code).toBe(2);
  expect(stdout).toContain("The workspace can't be reached.");
});

test("an unknown target, and a deadline that is none", async () => {
  const folder = projectFolder();
  const loopback = await workspace(doctorSql());
  expect(await doctor(folder, {}, "-t", "prod")).toMatchObject({
    code: 2,
    stderr: "error: There is no target prod; there are dev.\n",
  });
  expect(await doctor(folder, loopback.env, "-t", "dev", "--smoke", "--deadline", "soon")).toMatchObject({
    code: 2,
    stderr:
      "error: --deadline soon isn't a valid number of minutes.\n  help: Write a whole number from 1 to 999.\n",
  });
});

test("--smoke writes a report without names, and says what ran", async () => {
  const folder = projectFolder();
  const scratch = await scratchSql();
  const loopback = await workspace(scratch.sql, scratch.runTask);
  scratch.loopback = loopback;
  const { code, stdout, stderr } = await doctor(folder, loopback.env, "-t", "dev", "--smoke");
  expect(stdout).toContain("Everything that it created is deleted.");
  expect(stdout).toMatch(/^ok {4}merge_sync +\d+ ok/m);
  expect(code).toBe(0);
  expect(stderr).toContain("fixloop-smoke-dev.json holds the results without names or data");
  const report = readFileSync(path.join(folder, "fixloop-smoke-dev.json"), "utf8");
  expect(report).not.toMatch(/insights_dev|tester@example|127\.0\.0\.1|analysts|sync-stops/);
  expect(JSON.parse(report)).toMatchObject({ reportVersion: 1, passed: true, cleanup: { state: "done" } });
  expect(loopback.catalog.names("schemas")).toEqual([]);
});

test("--smoke without the right to make anything ends with 1 and still writes what it learned", async () => {
  const folder = projectFolder();
  const loopback = await workspace(doctorSql());
  loopback.fail({
    method: "POST",
    path: "/api/2.1/unity-catalog/schemas",
    does: {
      kind: "answer",
      status: 403,
      body: { error_code: "PERMISSION_DENIED", message: "no CREATE SCHEMA" },
    },
  });
  const { code, stdout } = await doctor(folder, loopback.env, "-t", "dev", "--smoke");
  expect(code).toBe(1);
  expect(stdout).toContain(
    "schema.raw: PERMISSION_DENIED: POST /api/2.1/unity-catalog/schemas: no CREATE SCHEMA",
  );
  expect(existsSync(path.join(folder, "fixloop-smoke-dev.json"))).toBe(true);
});
