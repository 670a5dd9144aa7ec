import { planOf } from "../support/planOf.ts";
import { expect, test } from "vitest";
import { everySqlFile, sqlFiles } from "../../src/databricks/sqlFiles.ts";
import { stageStatements } from "../../src/plan/plan.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { render } from "../../src/sql/sql.ts";
import { wrapped } from "../../src/sql/wrapped.ts";
import { smallProject } from "../support/project.ts";

const plan = planOf(smallProject());
const files = sqlFiles(plan);
const statements = (text: string): readonly string[] =>
  text
    .split(/;\n/)
    .map((statement) => statement.replaceAll(/^--.*$/gm, "").trim())
    .filter((statement) => statement !== "");

const taskOf = (name: string) => {
  const tasks = files.stages.find(({ stage }) => stage === name)?.tasks ?? [];
  return tasks.flatMap((task) => ("text" in task ? [task] : []));
};

test("the file of a stage keeps the lease and asserts it, its run and its token, before its window and at its end", () => {
  for (const { stage } of files.stages) {
    const [file, ...others] = taskOf(stage);
    expect(others, stage).toEqual([]);
    const [, renew, held, runIsOpen, window] = statements(file?.text ?? "");
    expect(renew, stage).toMatch(
      /^UPDATE fixloop_curated\.writer_lease\nSET expires_at = .*\nWHERE holder = \{\{run\}\}$/,
    );
    expect(held, stage).toMatch(/^SELECT assert_true\(held,/);
    expect(runIsOpen, stage).toMatch(/^SELECT assert_true\(.*job = '(loop|audit|retention)'.*fencing_token/s);
    // the window of ingest is written when its run is opened, since its files are landed before
    if (stage !== "ingest") expect(window, stage).toMatch(/^MERGE INTO fixloop_curated\.stage_run/);
    expect(statements(file?.text ?? "").at(-1), stage).toMatch(/^SELECT assert_true\(held,/);
  }
  expect(statements(files.run.open.loop.text).at(-1)).toMatch(
    /^MERGE INTO fixloop_curated\.stage_run[^]*stage = 'ingest'/,
  );
  expect(files.run.open.audit.text).not.toContain("MERGE INTO fixloop_curated.stage_run");
});

test("a job opens its run only where the set-up of its deployment is in force", () => {
  for (const open of Object.values(files.run.open)) {
    const [, inForce, run] = statements(open.text);
    expect(inForce).toMatch(
      /^SELECT assert_true\([^]*setup_in_force WHERE setup_version = \{\{setup\}\}\) = 1,/,
    );
    expect(run).toMatch(/^MERGE INTO fixloop_curated\.pipeline_run/);
  }
});

test("the last task of a job finishes the run where its stages have finished, releases the lease and fails where the run is open", () => {
  const [, finish, release, ended] = statements(files.run.close.loop.text);
  expect(finish).toMatch(
    /^MERGE INTO fixloop_curated\.pipeline_run[^]*lease\.holder = \{\{run\}\}[^]*count\(\*\) = 9/,
  );
  expect(release).toMatch(/^UPDATE fixloop_curated\.writer_lease SET holder = NULL/);
  expect(ended).toMatch(/^SELECT assert_true\(.*opened_by = \{\{run\}\}.*\{\{stop_after\}\} <> 'nothing'/s);
});

test("the file of a stage holds the statements of its steps, in their order, and none is lost", () => {
  for (const { stage, steps } of files.stages) {
    const inSteps = steps.flatMap(({ text }) => statements(text).slice(1));
    const inTask = statements(taskOf(stage)[0]?.text ?? "");
    expect(
      inTask.filter((statement) => inSteps.includes(statement)),
      stage,
    ).toEqual(inSteps);
    const planned = [...plan.stages, ...plan.maintenance].find(({ name }) => name === stage);
    expect(inSteps.length, stage).toBe(planned?.steps.filter(({ kind }) => kind !== "effect").length);
  }
});

test("the file of a stage takes the time after each step and check, and writes all times before it ends", () => {
  for (const { stage } of files.stages) {
    const planned = [...plan.stages, ...plan.maintenance].find(({ name }) => name === stage);
    if (planned === undefined) throw new Error(stage);
    const inFile = statements(taskOf(stage)[0]?.text ?? "");
    const idOf = new Map(
      stageStatements(planned, databricks).flatMap((each) =>
        "kind" in each
          ? []
          : [[statements(`${wrapped(render(each.sql, plan.schemaPrefix))};\n`)[0], each.id] as const],
      ),
    );
    const order = inFile.flatMap((statement): readonly string[] => {
      const noted = /named_struct\(\s*'step', '([^']+)',\s*'step_position', (\d+)/.exec(statement);
      if (noted !== null) return [`${noted[2]} ${noted[1]}`];
      if (statement.includes("inline(step_ends)")) return ["times"];
      const id = idOf.get(statement);
      return id === undefined ? [] : [id];
    });
    const [begin = "", ...rest] = stageStatements(planned, databricks).map(({ id }) => id);
    const end = rest.pop() ?? "";
    const isEffect = (id: string): boolean =>
      planned.steps.some((step) => step.id === id && step.kind === "effect");
    expect(order, stage).toEqual([
      ...(stage === "ingest" ? [] : [begin]),
      "0 begin",
      ...rest.flatMap((id, index) => (isEffect(id) ? [] : [id, `${index + 1} ${id}`])),
      "times",
      end,
    ]);
  }
});

test("an effect is a task of its own, before the statements of its stage", () => {
  const ingest = files.stages.find(({ stage }) => stage === "ingest");
  expect(ingest?.tasks.map(({ taskKey }) => taskKey)).toEqual(["ingest_land", "ingest"]);
});

test("no two files of the plan have one path", () => {
  const paths = everySqlFile(files).map(({ path }) => path);
  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
});
