import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..", "..");
const npm = (cwd: string, ...words: string[]): string =>
  execFileSync("npm", words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

describe("the packed and installed package, in an empty folder", () => {
  let folder: string;
  const fixloop = (
    ...words: string[]
  ): ReturnType<typeof spawnSync> & { readonly stdout: string; readonly stderr: string } =>
    spawnSync(
      process.execPath,
      [path.join(folder, "node_modules", "fixloop", "bin", "fixloop.cjs"), ...words],
      { cwd: folder, encoding: "utf8" },
    );

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fixloop-package-"));
    const packed = JSON.parse(npm(root, "pack", "--json", "--pack-destination", folder)) as readonly {
      readonly filename: string;
    }[];
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
    npm(
      folder,
      "install",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      path.join(folder, packed[0]?.filename ?? ""),
    );
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("ships compiled code and its licence, and no TypeScript sources or tests", () => {
    const installed = path.join(folder, "node_modules", "fixloop");
    expect(readFileSync(path.join(installed, "LICENSE"), "utf8")).toContain("Apache License");
    expect(existsSync(path.join(installed, "dist", "cli", "main.js"))).toBe(true);
    expect(existsSync(path.join(installed, "src"))).toBe(false);
    expect(existsSync(path.join(installed, "test"))).toBe(false);
  });

  test("needs no SQL parser: lineage was computed before it was packed", () => {
    const installed = path.join(folder, "node_modules");
    expect(existsSync(path.join(installed, "fixloop", "dist", "lineage", "builtIn.json"))).toBe(true);
    expect(existsSync(path.join(installed, "fixloop", "dist", "lineage", "analysis"))).toBe(false);
    expect(existsSync(path.join(installed, "@polyglot-sql"))).toBe(false);
  });

  test("carries every page that a message, a help text or the README names", () => {
    const installed = path.join(folder, "node_modules", "fixloop");
    const source = path.join(root, "src");
    const named = [
      path.join(root, "README.md"),
      ...readdirSync(source, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
        .map((file) => path.join(source, file)),
    ].flatMap(
      (file) => readFileSync(file, "utf8").match(/(?<![\w/])docs\/[\w-]+\/[\w-]+\.(?:md|png)/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((page) => !existsSync(path.join(installed, page)))).toEqual([]);
  });

  test("says what it can do", () => {
    const { status, stdout } = fixloop("--help");
    expect(status).toBe(0);
    for (const command of ["init", "check", "compile", "run", "show", "query", "explain"])
      expect(stdout).toMatch(new RegExp(`^  ${command}`, "m"));
  });

  test("makes a project, checks it, runs the whole loop on it and answers questions about it", () => {
    expect(fixloop("init", "demo").status).toBe(0);
    expect(fixloop("check", "--project", "demo").status).toBe(0);
    const run = fixloop("run", "--project", "demo", "--report", "report.html");
    expect(run.stderr).toContain("measure");
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("pieces of feedback");
    expect(readFileSync(path.join(folder, "report.html"), "utf8")).toContain("<!doctype html>");
    const query = fixloop(
      "query",
      "--project",
      "demo",
      "--format",
      "json",
      "SELECT count(*) AS issues FROM fixloop_curated.issue",
    );
    const [counted] = JSON.parse(query.stdout) as readonly { readonly issues: number }[];
    expect(counted?.issues).toBeGreaterThan(3);
    const explained = fixloop(
      "explain",
      "--project",
      "demo",
      "serving.roi.ticket_cost",
      "product=kite-notes",
    );
    expect(explained.stderr).not.toContain("error");
    expect(explained.stdout).toContain("rows behind it · curated.setting");
  }, 120_000);

  test("compiles the bundle, and finds it fresh", () => {
    const compiled = fixloop("compile", "--project", "demo");
    expect(compiled.stderr).toContain("written");
    expect(compiled.status).toBe(0);
    expect(fixloop("compile", "--check", "--project", "demo").status).toBe(0);
    expect(readFileSync(path.join(folder, "demo", "docs", "reference", "lineage.md"), "utf8")).toContain(
      "### curated.issue",
    );
  }, 60_000);

  test("won't write into a folder that holds something", () => {
    const again = fixloop("init", "demo");
    expect(again.status).toBe(2);
    expect(again.stderr).toContain("demo is not empty");
  });
});

describe("an older Node", () => {
  test("is told which version is needed and how to get it, before anything else is read", () => {
    const script = path.join(root, "bin", "fixloop.cjs");
    const pretend = `Object.defineProperty(process.versions, "node", { value: "20.20.2" }); process.argv[2] = "run"; require(${JSON.stringify(script)});`;
    const { status, stderr, stdout } = spawnSync(process.execPath, ["--eval", pretend], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("fixloop needs Node 22.12 or newer; this is Node 20.20.2.");
    expect(stderr).toContain("npm ci && npm start");
    // no package is named that isn't ours, and fixloop is in no registry
    expect(stderr).toContain("install Node 22.12 or newer from https://nodejs.org/en/download");
    expect(stderr).not.toMatch(/npx|npm (?:install|exec)/);
  });
});
