import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { copyReference } from "../support/referenceProject.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
let folder: string;
let hooks: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-loading-"));
  copyReference(folder);
  hooks = path.join(folder, "hooks.mjs");
  writeFileSync(
    hooks,
    `import { registerHooks } from "node:module";
import { writeFileSync } from "node:fs";
const loaded = new Set();
registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
process.on("exit", () => writeFileSync(process.env.LOADED, [...loaded].join("\\n")));
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The packages and the files of src/ that a command loads, in a process of its own. */
function loadedBy(...words: readonly string[]): readonly string[] {
  const list = path.join(folder, "loaded.txt");
  const { stderr } = spawnSync(
    process.execPath,
    ["--import", hooks, path.join(root, "bin", "fixloop.cjs"), ...words],
    { cwd: folder, encoding: "utf8", env: { ...process.env, LOADED: list } },
  );
  expect(stderr).not.toContain("Error");
  const urls = readFileSync(list, "utf8").split("\n");
  return [
    ...new Set(
      urls.flatMap((url) => {
        const [, own] = /\/src\/(.*)$/.exec(url) ?? [];
        const [, foreign] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
        return foreign ?? own ?? [];
      }),
    ),
  ].toSorted();
}

const heavy = new Set([
  "@duckdb/node-api",
  "@polyglot-sql/sdk",
  "@databricks/sdk-experimental",
  "listr2",
  "openai",
  "zod",
  "yaml",
  "cli-table3",
]);

/** What every command needs to name a fault of its database or of its words: no more than words. */
const light = new Set(["local/databaseFault.ts", "local/snapshotPath.ts", "spec/nearest.ts"]);

test("help and version load the command line alone", () => {
  for (const words of [["--help"], ["--version"], ["run", "--help"]]) {
    const loaded = loadedBy(...words);
    expect(loaded, words.join(" ")).toContain("commander");
    expect(
      loaded.filter((name) => heavy.has(name)),
      words.join(" "),
    ).toEqual([]);
    expect(
      loaded.filter(
        (name) =>
          /^(?:spec|stages|plan|local|workspace)\//.test(name) &&
          name !== "plan/packageVersion.ts" &&
          !light.has(name),
      ),
      words.join(" "),
    ).toEqual([]);
  }
});

/** What opens files of text; Parquet alone needs the database, which is loaded for it. */
const readers =
  /^local\/(?:seenSources|sourceFiles|sourceRecords|csv|decode|encodingGuess|fileBytes|fileKind|jsonDocument|landedRecord|textLines|unreadableFile)\.ts$/;

test("check loads the spec and the readers of text, no database, workspace or progress, and trains nothing", () => {
  const loaded = loadedBy("check");
  expect(loaded).toContain("yaml");
  expect(
    loaded.filter((name) =>
      ["@duckdb/node-api", "@databricks/sdk-experimental", "listr2", "openai", "cli-table3"].includes(name),
    ),
  ).toEqual([]);
  expect(
    loaded.filter(
      (name) => /^(?:local|report|samples)\//.test(name) && !light.has(name) && !readers.test(name),
    ),
  ).toEqual([]);
  expect(existsSync(path.join(folder, ".fixloop", "cache"))).toBe(false);
});

test("compile loads no database", () => {
  expect(
    loadedBy("compile", "--check").filter((name) =>
      ["@duckdb/node-api", "@databricks/sdk-experimental"].includes(name),
    ),
  ).toEqual([]);
});

test("every command is found and has a handler", async () => {
  for (const { name, load } of commands) expect(await load(), name).toBeTypeOf("function");
});
