import { planOf } from "../support/planOf.ts";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compileCommand } from "../../src/cli/compile.ts";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { checkFiles, writeFiles, type Emission } from "../../src/emit/files.ts";
import { type Plan } from "../../src/plan/plan.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { jobsOf, targetsOf } from "./resources.ts";

const golden = join(import.meta.dirname, "golden");

function emitted(folder: string): ReadonlyMap<string, string> {
  const { project, diagnostics } = loadProject(readProjectFiles(folder), catalogue);
  // the small project names models, so that their endpoints are in the golden
  expect(diagnostics.filter(({ code }) => code !== "unused-model-key")).toEqual([]);
  if (project === undefined) throw new Error(`${folder} has errors`);
  return emitBundle(withoutCodeVersion(planOf(project)), readRuntimeFiles());
}

/** The version of the code changes with every statement; the golden files shall not. */
function withoutCodeVersion(plan: Plan): Plan {
  const codeVersion = "0.0.0+golden";
  return {
    ...plan,
    codeVersion,
    seeds: plan.seeds.map((seed) =>
      seed.table === "curated.setting"
        ? { ...seed, rows: seed.rows.map((row) => ({ ...row, code_version: codeVersion })) }
        : seed,
    ),
  };
}

test("the small project's bundle is the one in test/bundle/golden (UPDATE_GOLDEN=1 rewrites it)", async () => {
  const files = emitted(join(import.meta.dirname, "project"));
  // SQL and notebooks are the same for every project and lie in the repository's own bundle; the manifest hashes them
  const own = new Map(
    [...files].filter(
      ([path]) =>
        !path.startsWith("bundle/sql/") &&
        !path.startsWith("notebooks-gen/") &&
        path !== "bundle/manifest.json",
    ),
  );
  const emission: Emission = { folder: golden, files: own, owned: ["bundle/", "databricks.yml"] };
  if (process.env["UPDATE_GOLDEN"] === "1") {
    await mkdir(golden, { recursive: true });
    await writeFiles(emission);
  }
  const { changed, missing, surplus } = await checkFiles(emission);
  expect({ changed, missing, surplus }).toEqual({ changed: [], missing: [], surplus: [] });
});

test("every task waits only for tasks of its job, and every file it names is emitted, in every target", () => {
  const files = emitted(join(import.meta.dirname, "project"));
  const named = new Set<string>();
  for (const { tasks } of Object.values(jobsOf(files))) {
    const seen = new Set<string>();
    for (const task of tasks) {
      expect(task.depends_on?.map(({ task_key }) => task_key).filter((key) => !seen.has(key)) ?? []).toEqual(
        [],
      );
      expect(seen.has(task.task_key)).toBe(false);
      seen.add(task.task_key);
      const file = task.sql_task?.file.path ?? task.notebook_task?.notebook_path;
      if (file === undefined) continue;
      for (const target of targetsOf(files))
        named.add(join("bundle/resources", file.replace("${bundle.target}", target)));
      // files that the notebook itself runs
      for (const value of Object.values(task.notebook_task?.base_parameters ?? {}))
        if (value.endsWith(".sql")) named.add(value.replace("${workspace.file_path}/", ""));
    }
  }
  // the steps of a stage stand in its file, and in one each for reading
  const isStep = (path: string): boolean => /^bundle\/sql\/(?!00-setup)\d\d-[a-z]+\/(?!00-stage)/.test(path);
  const runnable = [...files.keys()].filter(
    (path) => (path.endsWith(".sql") && !isStep(path)) || /^notebooks-gen\/[^/]+\.py$/.test(path),
  );
  expect([...named].toSorted()).toEqual(runnable.toSorted());
});

test("every Python module that a notebook or module imports from the package is emitted, and no other", () => {
  const files = emitted(join(import.meta.dirname, "project"));
  const python = [...files].filter(([path]) => path.endsWith(".py"));
  const imported = new Set(
    python.flatMap(([, text]) => [
      ...[...text.matchAll(/^ *from fixloop_runtime import (\w+)$/gm)].map(([, name]) => name),
      ...[...text.matchAll(/^ *from fixloop_runtime\.(\w+) import /gm)].map(([, name]) => name),
    ]),
  );
  expect(
    [...imported, "__init__"].map((name) => `notebooks-gen/fixloop_runtime/${name}.py`).toSorted(),
  ).toEqual(python.map(([path]) => path).filter((path) => path.startsWith("notebooks-gen/fixloop_runtime/")));
});

test("SQL, notebooks and dashboards are the same for every project, but for the checks that it declares", async () => {
  const files = emitted(join(import.meta.dirname, "project"));
  const reference = emitted(join(import.meta.dirname, "..", ".."));
  const shared = (all: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
    new Map(
      [...all]
        .filter(([path]) => /^(bundle\/(sql|dashboards)|notebooks-gen)\//.test(path))
        .map(([path, text]) => [path, withoutReads(withoutAuthored(text))]),
    );
  expect([...reference].filter(([, text]) => text !== withoutAuthored(text)).map(([path]) => path)).toEqual([
    "bundle/sql/03-normalize/00-stage.sql",
    "bundle/sql/06-route/00-stage.sql",
  ]);
  expect(shared(files)).toEqual(shared(reference));
});

test("the manifest holds the hash of every other file, every version, the targets and what is made from what", async () => {
  const files = emitted(join(import.meta.dirname, "project"));
  const manifest = JSON.parse(files.get("bundle/manifest.json") ?? "") as {
    readonly targets: readonly string[];
    readonly files: Readonly<Record<string, string>>;
    readonly lineage: Readonly<
      Record<string, { readonly writes: string; readonly reads: readonly string[] }>
    >;
  };
  expect(Object.keys(manifest.files)).toEqual(
    [...files.keys()].filter((path) => path !== "bundle/manifest.json").toSorted(),
  );
  expect(manifest.targets).toEqual(["dev", "prod"]);
  expect(manifest).toMatchObject({
    project: "tiny-loop",
    code_version: "0.0.0+golden",
    taxonomy_version: expect.stringMatching(/^[0-9a-f]{12}$/) as unknown,
    prompt_version: expect.stringMatching(/^[0-9a-f]{12}$/) as unknown,
  });
  expect(manifest.lineage["ingest_feedback_payload"]?.writes).toBe("raw.feedback_payload");
  expect(manifest.lineage["ingest_feedback_payload"]?.reads).toContain("raw.landing_record");
  expect(manifest.lineage["serving.stage_health"]?.reads).toContain("curated.stage_run");
});

test("the repository's own generated files are what its project compiles to", async () => {
  let stale = "";
  const code = await compileCommand({
    folder: join(import.meta.dirname, "..", ".."),
    check: true,
    stdout: { write: (text) => (stale += text) },
    stderr: { write: () => true },
  });
  expect({ code, stale }).toEqual({ code: 0, stale: "" });
});

/** The text of a file without its authored checks: each is an arm of the statement that records what checks found. */
const withoutAuthored = (text: string): string =>
  text.replaceAll(
    /\n {2}UNION ALL\n {2}SELECT\n {4}'authored\.(?:(?!\n {2}\) AS failing\n)[\s\S])*\n {2}\) AS failing(?=\n)/g,
    "",
  );

/** Without the line of its header that lists what it reads. */
const withoutReads = (text: string): string => text.replace(/-- Reads:[\s\S]*?(?=-- Writes:)/, "");
