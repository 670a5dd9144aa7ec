import { expect, test } from "vitest";
import { followRun, startJob, stageOfTask, tasksUpTo } from "./runJob.ts";
import type { Job, JobRun, JobStart, TaskRun } from "./workspace.ts";

const stages = ["ingest", "normalize", "enrich", "validate", "measure"];
const job: Job = {
  id: "1",
  name: "loop",
  taskKeys: ["lease", "ingest_land", "ingest", "normalize", "enrich", "fix_validation", "measure", "close"],
  parameters: {},
  runAs: undefined,
  tags: {},
};

test("up to a stage runs everything but later stages: the last task gives the lease back", () => {
  expect(tasksUpTo(job, stages, "normalize")).toEqual([
    "lease",
    "ingest_land",
    "ingest",
    "normalize",
    "close",
  ]);
  expect(tasksUpTo(job, stages, "validate")).toContain("fix_validation");
  expect(tasksUpTo(job, stages, "validate")).not.toContain("measure");
});

test("a task belongs to the stage that its key begins with", () => {
  expect(["ingest_land", "fix_validation", "lease"].map((key) => stageOfTask(key, stages))).toEqual([
    "ingest",
    "validate",
    undefined,
  ]);
});

test("a token is short enough for the service, and the same for one intent of one job alone", async () => {
  const tokens: string[] = [];
  const jobs = { start: async ({ idempotencyToken }: JobStart) => (tokens.push(idempotencyToken), "7") };
  for (const [jobId, intent] of [
    ["1", "a"],
    ["1", "a"],
    ["2", "a"],
    ["1", "b"],
  ] as const)
    await startJob({ jobs: jobs as never }, { jobId, intent }, {});
  expect(new Set(tokens).size).toBe(3);
  expect(tokens[0]).toBe(tokens[1]);
  expect(tokens.every((token) => token.length <= 64)).toBe(true);
});

const task = (key: string, state: TaskRun["state"]): TaskRun => ({
  key,
  runId: `${key}-run`,
  state,
  finished: state === "succeeded" || state === "failed" || state === "upstream_failed",
  message: "",
  attempt: 0,
  dependsOn: [],
  startedAt: undefined,
  endedAt: undefined,
  pageUrl: `https://workspace.test/${key}`,
});
const run = (state: JobRun["state"], ...tasks: readonly TaskRun[]): JobRun => ({
  runId: "9",
  jobId: "1",
  name: "loop",
  state,
  finished: state !== "running" && state !== "pending",
  message: "a task failed",
  startedAt: undefined,
  endedAt: undefined,
  pageUrl: undefined,
  parameters: {},
  tasks,
});

test("following tells every change of a task once, and of a failure the tasks that failed by themselves", async () => {
  const looks = [
    run("pending", task("a", "pending"), task("b", "blocked")),
    run("running", task("a", "running"), task("b", "blocked")),
    run("running", task("a", "running"), task("b", "blocked")),
    run("failed", task("a", "failed"), task("b", "upstream_failed")),
  ];
  const told: string[] = [];
  const waits: number[] = [];
  const followed = await followRun(
    { jobs: { run: async () => looks.shift(), output: async () => ({ error: "[X] broken" }) } as never },
    "9",
    {
      call: {},
      onTask: ({ key, state }) => told.push(`${key} ${state}`),
      sleep: async (milliseconds) => void waits.push(milliseconds),
    },
  );
  expect(told).toEqual(["a pending", "b blocked", "a running", "a failed", "b upstream_failed"]);
  expect(waits.length).toBe(3);
  expect(followed.failures).toEqual([
    { task: "a", state: "failed", error: "[X] broken", pageUrl: "https://workspace.test/a" },
  ]);
});

test("an aborted signal ends the following with its reason, and asks for nothing more", async () => {
  const controller = new AbortController();
  let looks = 0;
  const jobs = { run: async () => ((looks += 1), run("running", task("a", "running"))) };
  const following = followRun({ jobs: jobs as never }, "9", {
    call: { signal: controller.signal },
    sleep: async () => controller.abort(new Error("enough")),
  });
  await expect(following).rejects.toThrow("enough");
  expect(looks).toBe(1);
});

test("stages are told in the order of the loop, whatever order the service lists their tasks in", async () => {
  const done = (key: string, ...dependsOn: readonly string[]): TaskRun => ({
    ...task(key, "succeeded"),
    dependsOn,
  });
  const ofTheService: JobRun = {
    runId: "7",
    jobId: "1",
    name: "loop",
    parameters: {},
    state: "succeeded",
    finished: true,
    message: "",
    startedAt: undefined,
    endedAt: undefined,
    pageUrl: undefined,
    tasks: [
      done("cluster", "enrich"),
      done("enrich", "normalize"),
      done("finish_run", "cluster"),
      done("ingest"),
      done("normalize", "ingest", "a_task_of_another_run"),
    ],
  };
  const told: string[] = [];
  const followed = await followRun({ jobs: { run: async () => ofTheService } as never }, "7", {
    call: {},
    onTask: ({ key }) => told.push(key),
  });
  expect(told).toEqual(["ingest", "normalize", "enrich", "cluster", "finish_run"]);
  expect(followed.run.tasks.map(({ key }) => key)).toEqual(told);
});
