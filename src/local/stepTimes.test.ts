import { afterEach, beforeEach, expect, test } from "vitest";
import { planOf } from "../../test/support/planOf.ts";
import { smallProject } from "../../test/support/project.ts";
import { Database } from "./database.ts";
import { openLocalRun, runLocalStage, type RunOptions } from "./run.ts";

const plan = planOf(smallProject());
const noon = Date.UTC(2026, 2, 1, 12);
let database: Database;
let options: RunOptions;
/** Seconds after noon. Every statement takes one, as its caller looks at the clock before and after it. */
let clock: number;
beforeEach(async () => {
  database = await Database.open(":memory:");
  clock = 0;
  options = {
    plan,
    database,
    folder: ".",
    asOf: "2026-03-01T00:00:00Z",
    now: () => new Date(noon + 1000 * clock),
    onStatement: () => (clock += 1),
  };
  await openLocalRun(options);
  clock = 0;
});
afterEach(() => database.close());

async function run(stageName: string, changes: Partial<RunOptions> = {}): Promise<void> {
  const stage = plan.stages.find(({ name }) => name === stageName);
  if (stage === undefined) throw new Error(stageName);
  await runLocalStage({ ...options, ...changes }, stage);
}

const recorded = (): Promise<readonly object[]> =>
  database.rows(
    "SELECT step_position AS place, step, strftime(started_at, '%H:%M:%S') AS started, strftime(finished_at, '%H:%M:%S') AS finished FROM fixloop_curated.step_run ORDER BY stage, step_position",
  );

test("a stage leaves the times of its steps and its checks, without those of its window and its end", async () => {
  await run("enrich");
  expect(await recorded()).toEqual([
    { place: 1, step: "enrich.text_score", started: "12:00:01", finished: "12:00:02" },
    { place: 2, step: "enrich.point", started: "12:00:02", finished: "12:00:03" },
    { place: 3, step: "enrich.enrichment", started: "12:00:03", finished: "12:00:04" },
    { place: 4, step: "enrich.checks", started: "12:00:04", finished: "12:00:05" },
  ]);
});

test("a stage that stops in the middle leaves no times of that attempt, and the next one all of them", async () => {
  const stopped = run("track", {
    onStatement: (id) => {
      if (id === "track.checks") throw new Error("the machine is gone");
    },
  });
  await expect(stopped).rejects.toThrow("the machine is gone");
  expect(await recorded()).toEqual([]);
  clock = 600;
  await run("track");
  expect(await recorded()).toEqual([
    { place: 1, step: "track.fix", started: "12:10:01", finished: "12:10:02" },
    { place: 2, step: "track.checks", started: "12:10:02", finished: "12:10:03" },
  ]);
});

test("a stage that is killed between the times and its end replaces them when it starts again", async () => {
  const killed = run("track", {
    onStatement: (id) => {
      if (id === "track.end") throw new Error("the machine is gone");
    },
  });
  await expect(killed).rejects.toThrow("the machine is gone");
  expect((await recorded()).length).toBe(2);
  clock = 600;
  await run("track");
  expect(await recorded()).toEqual([
    { place: 1, step: "track.fix", started: "12:10:01", finished: "12:10:02" },
    { place: 2, step: "track.checks", started: "12:10:02", finished: "12:10:03" },
  ]);
});
