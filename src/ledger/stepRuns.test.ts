import { afterEach, beforeEach, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import { measuredTimes, type StepTime } from "../local/stepTimes.ts";
import { duckdb } from "../sql/duckdb.ts";
import { beginStage, endStage } from "./ledger.ts";
import { recordSteps } from "./stepRuns.ts";
import { tables } from "../stages/tables.ts";

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-03-01T00:00:00Z" });
});
afterEach(() => db.close());

const track = () => {
  const stage = db.plan.stages.find(({ name }) => name === "track");
  if (stage === undefined) throw new Error("there is no stage track");
  return stage;
};
const begin = (): Promise<void> => db.execute(beginStage(track(), 6, duckdb));
const end = (): Promise<void> => db.execute(endStage(track(), tables, duckdb));
/** Steps one after the other from 10:00:00, each with the seconds that it took. */
const times = (seconds: Readonly<Record<string, number>>): readonly StepTime[] => {
  let clock = Date.UTC(2026, 2, 1, 10);
  return Object.entries(seconds).map(([step, took], index) => {
    const startedAt = new Date(clock);
    clock += 1000 * took;
    return { step, position: index + 1, startedAt, finishedAt: new Date(clock) };
  });
};
const record = (seconds: Readonly<Record<string, number>>): Promise<void> =>
  db.execute(recordSteps("track", measuredTimes(times(seconds))));
const recorded = (): Promise<readonly object[]> =>
  db.rows(
    "SELECT concat_ws(' ', run_id, stage, step_position, step, strftime(started_at, '%H:%M:%S.%g'), strftime(finished_at, '%H:%M:%S.%g')) AS line FROM fixloop_curated.step_run ORDER BY run_id, stage, step_position",
  );

test("each step of a stage gets a row with its place and its times", async () => {
  await begin();
  await record({ "track.fix": 1.5, "track.checks": 0.25 });
  expect(await recorded()).toEqual([
    { line: "1 track 1 track.fix 10:00:00.000 10:00:01.500" },
    { line: "1 track 2 track.checks 10:00:01.500 10:00:01.750" },
  ]);
});

test("a stage that starts again replaces its rows, and those of steps that are there no more go", async () => {
  await begin();
  await record({ "track.old": 1, "track.fix": 1 });
  await db.execute(recordSteps("route", measuredTimes(times({ "route.outbox": 9 }))));
  await begin();
  await record({ "track.fix": 3 });
  expect(await recorded()).toEqual([{ line: "1 track 1 track.fix 10:00:00.000 10:00:03.000" }]);
});

test("rows of other stages and runs stay", async () => {
  await db.insert("curated.step_run", [
    {
      run_id: 0,
      stage: "track",
      step: "track.fix",
      step_position: 1,
      started_at: "2026-02-01",
      finished_at: "2026-02-01",
    },
    {
      run_id: 1,
      stage: "route",
      step: "route.ticket",
      step_position: 1,
      started_at: "2026-02-01",
      finished_at: "2026-02-01",
    },
  ]);
  await begin();
  await record({ "track.fix": 1 });
  expect((await recorded()).length).toBe(3);
});

test("once the stage has ended the statement leaves what it found", async () => {
  await begin();
  await record({ "track.fix": 1 });
  await end();
  const before = await recorded();
  await record({ "track.fix": 7, "track.other": 1 });
  expect(await recorded()).toEqual(before);
});
