import { expect, test } from "vitest";
import type { JsonObject } from "../support/loopback/json.ts";
import { faults } from "../support/loopback/faults.ts";
import { checksHeld } from "../../src/ledger/runAssertions.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { render } from "../../src/sql/sql.ts";
import { isFinding } from "../../src/workspace/runJob.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { connected, failureOf } from "./connected.ts";

const chain: JsonObject = {
  name: "loop",
  tags: { product: "kite-notes" },
  parameters: [
    { name: "catalog", default: "insights" },
    { name: "as_of", default: "{{job.start_time.iso_datetime}}" },
  ],
  tasks: [
    { task_key: "ingest" },
    { task_key: "route", depends_on: [{ task_key: "ingest" }] },
    { task_key: "track", depends_on: [{ task_key: "route" }] },
  ],
};

/** Looks until the run is finished, and gives the states of its tasks as they were seen, without repetitions. */
async function seen(workspace: Workspace, runId: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let look = 0; look < 50; look += 1) {
    const run = await workspace.jobs.run(runId);
    const line = `${run.state}: ${run.tasks.map((task) => task.state).join(" ")}`;
    if (lines.at(-1) !== line) lines.push(line);
    if (run.finished) return lines;
  }
  throw new Error("the run never finished");
}

test("a job has its tasks in order, its parameters and its tags", async () => {
  const { loopback, workspace } = await connected();
  const jobId = loopback.jobs.create({ ...chain, run_as: { service_principal_name: "sp-1" } }).toString();
  expect(await workspace.jobs.get(jobId)).toEqual({
    id: jobId,
    name: "loop",
    taskKeys: ["ingest", "route", "track"],
    parameters: { catalog: "insights", as_of: "{{job.start_time.iso_datetime}}" },
    runAs: "sp-1",
    tags: { product: "kite-notes" },
  });
});

test("a job that doesn't exist is undefined, though the service answers 400", async () => {
  const { workspace } = await connected();
  expect(await workspace.jobs.get("7000000000000000009")).toBeUndefined();
});

test("a job and a run of more than a hundred tasks come whole", async () => {
  const { loopback, workspace } = await connected();
  const tasks = Array.from({ length: 250 }, (_, index) => ({ task_key: `t${index}` }));
  const jobId = loopback.jobs.create({ name: "many", tasks }).toString();
  expect((await workspace.jobs.get(jobId))?.taskKeys).toHaveLength(250);
  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "t" });
  expect((await workspace.jobs.run(runId)).tasks.map((task) => task.key)).toEqual(
    tasks.map((task) => task.task_key),
  );
});

test("a run starts slowly and goes through its tasks in order", async () => {
  const { loopback, workspace } = await connected({ pendingPolls: 2 });
  const jobId = loopback.jobs.create(chain).toString();
  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "t" });
  expect(await seen(workspace, runId)).toEqual([
    "pending: pending blocked blocked",
    "running: running blocked blocked",
    "running: succeeded running blocked",
    "running: succeeded succeeded running",
    "succeeded: succeeded succeeded succeeded",
  ]);
});

test("a lost answer starts nothing twice", async () => {
  const { loopback, workspace } = await connected();
  const jobId = loopback.jobs.create(chain).toString();
  loopback.fail({ path: "/api/2.2/jobs/run-now", times: 3, does: faults.resetAfter });
  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "run-2026-01-01" });
  expect([...loopback.jobs.runs.keys()].map(String)).toEqual([runId]);
});

test("parameters arrive, and so does the choice of tasks", async () => {
  const parameters: unknown[] = [];
  const { loopback, workspace } = await connected({
    runTask: (task) => {
      parameters.push([task.key, task.parameters]);
      return Promise.resolve({});
    },
  });
  const jobId = loopback.jobs.create(chain).toString();
  const runId = await workspace.jobs.start({
    jobId,
    idempotencyToken: "t",
    only: ["route"],
    parameters: { as_of: "2026-01-02T00:00:00Z" },
  });
  expect(await seen(workspace, runId)).toContain("succeeded: excluded succeeded excluded");
  expect(parameters).toEqual([["route", { catalog: "insights", as_of: "2026-01-02T00:00:00Z" }]]);
  expect((await workspace.jobs.run(runId)).parameters["as_of"]).toBe("2026-01-02T00:00:00Z");
});

test("a task that fails gives error and trace, and those behind it don't run", async () => {
  const { loopback, workspace } = await connected({
    runTask: (task) =>
      Promise.resolve(task.key === "route" ? { error: "[DIVIDE_BY_ZERO] no", trace: "line 1\nline 2" } : {}),
  });
  const jobId = loopback.jobs.create(chain).toString();
  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "t" });
  expect((await seen(workspace, runId)).at(-1)).toBe("failed: succeeded failed upstream_failed");
  const run = await workspace.jobs.run(runId);
  expect(run.message).toContain("Task route failed");
  const failed = run.tasks.find((task) => task.state === "failed");
  expect(await workspace.jobs.output(failed?.runId ?? "")).toEqual({
    error: "[DIVIDE_BY_ZERO] no",
    trace: "line 1\nline 2",
    result: undefined,
  });
});

test("a task is retried as often as it says, and the last attempt is what counts", async () => {
  const { loopback, workspace } = await connected({
    runTask: (task) => Promise.resolve(task.attempt < 2 ? { error: "again" } : { result: "done" }),
  });
  const jobId = loopback.jobs.create({ name: "j", tasks: [{ task_key: "one", max_retries: 2 }] }).toString();
  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "t" });
  await seen(workspace, runId);
  const [task] = (await workspace.jobs.run(runId)).tasks;
  expect(task).toMatchObject({ key: "one", state: "succeeded", attempt: 2 });
  expect((await workspace.jobs.output(task?.runId ?? "")).result).toBe("done");
});

test("a condition decides which way a run goes", async () => {
  const { loopback, workspace } = await connected();
  const jobId = loopback.jobs
    .create({
      name: "j",
      parameters: [{ name: "run", default: "" }],
      tasks: [
        { task_key: "given", condition_task: { op: "NOT_EQUAL", left: "{{job.parameters.run}}", right: "" } },
        { task_key: "old", depends_on: [{ task_key: "given", outcome: "true" }] },
        { task_key: "new", depends_on: [{ task_key: "given", outcome: "false" }] },
        { task_key: "end", run_if: "ALL_DONE", depends_on: [{ task_key: "old" }, { task_key: "new" }] },
      ],
    })
    .toString();
  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "t" });
  expect((await seen(workspace, runId)).at(-1)).toBe("succeeded: succeeded excluded succeeded succeeded");
});

test("a run that isn't seen yet is waited for; one that never was is an error", async () => {
  const { loopback, workspace, waits } = await connected({ eventual: /runs\/get/ });
  const jobId = loopback.jobs.create(chain).toString();
  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "t" });
  expect((await workspace.jobs.run(runId)).runId).toBe(runId);
  expect(waits).toEqual([500]);
  expect(await failureOf(workspace.jobs.run("7000000000000000009"))).toMatchObject({
    code: "INVALID_PARAMETER_VALUE",
    missing: true,
  });
});

test("a canceled run ends canceled", async () => {
  const { loopback, workspace } = await connected({ pendingPolls: 100 });
  const jobId = loopback.jobs.create(chain).toString();
  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "t" });
  await workspace.jobs.cancel(runId);
  expect(await workspace.jobs.run(runId)).toMatchObject({ state: "canceled", finished: true });
});

test("the newest runs come first, across pages", async () => {
  const { loopback, workspace } = await connected();
  const jobId = loopback.jobs.create(chain).toString();
  const started: string[] = [];
  for (let run = 0; run < 30; run += 1) {
    started.push(await workspace.jobs.start({ jobId, idempotencyToken: `t${run}` }));
  }
  const recent = await workspace.jobs.recentRuns(jobId, 28);
  expect(recent.map((run) => run.runId)).toEqual(started.toReversed().slice(0, 28));
  expect(recent.every((run) => run.tasks.length === 0)).toBe(true);
});

test("what is no id is refused before it is sent", async () => {
  const { loopback, workspace } = await connected();
  await expect(workspace.jobs.start({ jobId: "1; 2", idempotencyToken: "t" })).rejects.toThrow("not an id");
  expect(loopback.requests).toEqual([]);
});

test("a check of severity error is a finding by the message of its assertion, another error is none", () => {
  const [, raised = ""] =
    /'([^']*see check_result[^']*)'/.exec(render(checksHeld("ingest", databricks), "fixloop")) ?? [];
  const failed = (error: string): boolean =>
    isFinding([{ task: "ingest", state: "failed", error, pageUrl: undefined }]);
  expect(raised).not.toBe("");
  expect([failed(raised), failed("The SQL warehouse can't be reached.")]).toEqual([true, false]);
});
