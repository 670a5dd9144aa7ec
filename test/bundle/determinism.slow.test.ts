import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compileCommand } from "../../src/cli/compile.ts";

const project = join(import.meta.dirname, "project");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fixloop-compile-"));
  await cp(project, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function compile(
  check: boolean,
  where = folder,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = "";
  let err = "";
  const code = await compileCommand({
    folder: where,
    check,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

test("compiling twice writes nothing the second time, and --check is content", async () => {
  expect((await compile(false)).code).toBe(0);
  const second = await compile(false);
  expect(second.out).toBe("");
  expect(second.err).toMatch(/^0 written, 0 deleted, \d+ unchanged[.]\n$/m);
  expect(await compile(true)).toMatchObject({ code: 0, out: "" });
});

test("--check names a changed, a missing and a surplus file, writes nothing and fails", async () => {
  await compile(false);
  await writeFile(join(folder, "bundle/sql/run/close-loop.sql"), "-- edited by hand\n");
  await rm(join(folder, "notebooks-gen/land.py"));
  await rm(join(folder, "notebooks-gen/fixloop_runtime/job.py"));
  await writeFile(join(folder, "notebooks-gen/fixloop_runtime/old.py"), "# of another version\n");
  await writeFile(join(folder, "bundle/resources/old.job.yml"), "resources: {}\n");
  const checked = await compile(true);
  expect(checked.code).toBe(1);
  expect(checked.out).toBe(
    "changed bundle/sql/run/close-loop.sql\nmissing notebooks-gen/fixloop_runtime/job.py\nmissing notebooks-gen/land.py\nsurplus bundle/resources/old.job.yml\nsurplus notebooks-gen/fixloop_runtime/old.py\n",
  );
  expect(await readFile(join(folder, "bundle/sql/run/close-loop.sql"), "utf8")).toBe("-- edited by hand\n");
  expect((await compile(false)).out).toBe(
    "wrote bundle/sql/run/close-loop.sql\nwrote notebooks-gen/fixloop_runtime/job.py\nwrote notebooks-gen/land.py\ndeleted bundle/resources/old.job.yml\ndeleted notebooks-gen/fixloop_runtime/old.py\n",
  );
  expect((await compile(true)).code).toBe(0);
});

test("reference pages that an earlier version wrote into docs/ are deleted, and other pages there are left alone", async () => {
  await compile(false);
  for (const page of ["spec-reference.md", "diagnostics.md", "lineage.md", "ours.md"])
    await writeFile(join(folder, "docs", page), "# of an earlier version\n");
  expect((await compile(true)).out).toBe(
    "surplus docs/diagnostics.md\nsurplus docs/lineage.md\nsurplus docs/spec-reference.md\n",
  );
  expect((await compile(false)).out).toBe(
    "deleted docs/diagnostics.md\ndeleted docs/lineage.md\ndeleted docs/spec-reference.md\n",
  );
  expect(await readFile(join(folder, "docs", "ours.md"), "utf8")).toBe("# of an earlier version\n");
  expect(await readFile(join(folder, "docs/reference/lineage.md"), "utf8")).toContain("# ");
});

test("a folder without pipeline.yaml is no project: exit code 2", async () => {
  const { code, err } = await compile(false, join(folder, "taxonomy"));
  expect(code).toBe(2);
  expect(err).toMatch(/^error: /);
});

test("a project with errors writes nothing: exit code 1", async () => {
  await writeFile(join(folder, "pipeline.yaml"), "name: [\n");
  expect((await compile(false)).code).toBe(1);
  expect((await compile(false)).out).toBe("");
});

test("a link that leads out of the project is refused: exit code 2", async () => {
  const outside = await mkdtemp(join(tmpdir(), "fixloop-outside-"));
  try {
    await mkdir(join(outside, "sql"));
    await symlink(outside, join(folder, "bundle"));
    const { code, err } = await compile(false);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: bundle: is a symbolic link that leads out of the project\n$/m);
  } finally {
    await rm(outside, { recursive: true, force: true });
  }
});

test("another folder, locale and time zone give the same bytes", async () => {
  const script = `
    const { readProjectFiles, loadProject } = await import(process.argv[1] + "/src/spec/load.ts");
    const { compiledFiles } = await import(process.argv[1] + "/src/cli/compile.ts");
    const { catalogue } = await import(process.argv[1] + "/src/stages/catalogue.ts");
    const { planOf } = await import(process.argv[1] + "/test/support/planOf.ts");
    const { readRuntimeFiles } = await import(process.argv[1] + "/src/cli/runtimeFiles.ts");
    const { createHash } = await import("node:crypto");
    const { project } = loadProject(readProjectFiles(process.argv[2]), catalogue);
    const hash = createHash("sha256");
    for (const [path, text] of compiledFiles(planOf(project), readRuntimeFiles())) hash.update(path).update("\\0").update(text).update("\\0");
    process.stdout.write(hash.digest("hex") + " " + new Date(0).getHours() + " " + (1234.5).toLocaleString());
  `;
  const run = (where: string, environment: Readonly<Record<string, string>>): readonly string[] => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", script, join(import.meta.dirname, "..", ".."), where],
      { encoding: "utf8", cwd: where, env: { ...process.env, ...environment } },
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    return stdout.split(" ");
  };
  const [here, ...zone] = run(project, { TZ: "UTC", LC_ALL: "C" });
  const [there, ...otherZone] = run(folder, {
    TZ: "Asia/Kathmandu",
    LC_ALL: "tr_TR.UTF-8",
    LANG: "tr_TR.UTF-8",
  });
  expect(there).toBe(here);
  // the environments really differed
  expect(otherZone).not.toEqual(zone);
});
