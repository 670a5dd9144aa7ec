import { planOf } from "../support/planOf.ts";
import { expect, test } from "vitest";
import { everySqlFile, sqlFiles } from "../../src/databricks/sqlFiles.ts";
import { smallProject } from "../support/project.ts";

const plan = planOf(smallProject());
const files = sqlFiles(plan);
const statements = (text: string): readonly string[] =>
  text
    .split(/;\n/)
    .map((statement) => statement.replaceAll(/^--.*$/gm, "").trim())
    .filter((statement) => statement !== "");

test("every stage begins by keeping the lease and asserting it, and only then with its window", () => {
  for (const { stage, begin } of files.stages) {
    const [, renew, held, runIsOpen, window] = statements(begin.text);
    expect(renew, stage).toMatch(
      /^UPDATE fixloop_curated\.writer_lease\nSET expires_at = .*\nWHERE holder = :run$/,
    );
    expect(held, stage).toMatch(/^SELECT assert_true\(held,/);
    expect(runIsOpen, stage).toMatch(/^SELECT assert_true\(.*job = '(loop|audit|retention)'/s);
    expect(window, stage).toMatch(/^MERGE INTO fixloop_curated\.stage_run/);
  }
});

test("a run is marked finished only by whoever holds the lease", () => {
  const [, held, finish] = statements(files.run.finish.text);
  expect(held).toMatch(/^SELECT assert_true\(held,/);
  expect(finish).toMatch(/^UPDATE fixloop_curated\.pipeline_run/);
});

test("statements that share a task are one file, in their order, and none is lost", () => {
  const retention = files.stages.find(({ stage }) => stage === "retention");
  expect(retention?.steps.map(({ taskKey }) => taskKey)).toEqual([
    "retention_erasure_find",
    "retention_erasure_remove",
    "retention_erasure_close",
    "retention_past_retention",
    "retention_purge_history",
  ]);
  const inFiles = retention?.steps.flatMap((step) => ("text" in step ? statements(step.text).slice(1) : []));
  const stage = plan.maintenance.find(({ name }) => name === "retention");
  expect(inFiles?.length).toBe(stage?.steps.length);
});

test("no two files of the plan have one path, and no two tasks of a stage one key", () => {
  const paths = everySqlFile(files).map(({ path }) => path);
  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  for (const { steps, begin, finish } of files.stages) {
    const keys = [begin, ...steps, finish].map(({ taskKey }) => taskKey);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  }
});
