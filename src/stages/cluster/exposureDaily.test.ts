import { afterEach, beforeEach, expect, test } from "vitest";
import { ClusterDatabase } from "../../../test/support/clusterDatabase.ts";

let database: ClusterDatabase;
beforeEach(async () => {
  database = await ClusterDatabase.open(30);
});
afterEach(() => database.close());

const exposures = async (): Promise<readonly string[]> =>
  (
    await database.rows<
      Record<string, unknown>
    >(`SELECT version, platform, CAST(event_date AS VARCHAR) AS day, CAST(exposure AS INTEGER) AS exposure, basis
FROM fixloop_curated.exposure_daily ORDER BY event_date, version, platform`)
  ).map(
    ({ version, platform, day, exposure, basis }) =>
      `${String(day)} ${String(version)} ${String(platform)} ${String(exposure)} ${String(basis)}`,
  );

test("without usage the feedback itself is the exposure, versions or not", async () => {
  await database.feedback([
    { id: "a", day: 0, category: "crash", version: "5.1" },
    { id: "b", day: 0, category: null, version: "5.1", platform: "ios" },
    { id: "c", day: 0, category: "loved" },
  ]);
  await database.run();
  expect(await exposures()).toEqual([
    "2025-01-01 - - 1 feedback",
    "2025-01-01 5.1 - 1 feedback",
    "2025-01-01 5.1 ios 1 feedback",
  ]);
});

test("usage that names versions is the exposure of its product, summed over regions, and feedback is not", async () => {
  await database.feedback([{ id: "a", day: 0, category: "crash", version: "4.0" }]);
  await database.activeUsers([
    { day: 0, version: "5.1", platform: "iOS", users: 200 },
    { day: 0, version: "5.1", platform: "ios", users: 40 },
  ]);
  await database.run();
  expect(await exposures()).toEqual(["2025-01-01 5.1 ios 240 active_users"]);
});

test("usage without versions cannot say who has a release: feedback is the exposure", async () => {
  await database.feedback([{ id: "a", day: 0, category: "crash", version: "5.1" }]);
  await database.activeUsers([{ day: 0, version: null, users: 5000 }]);
  await database.run();
  expect(await exposures()).toEqual(["2025-01-01 5.1 - 1 feedback"]);
});

test("a missing day takes the day before it; a gap of weeks is carried for seven days; a version that ended is not", async () => {
  await database.activeUsers([
    { day: 0, version: "5.0", users: 50 },
    { day: 0, version: "5.1", users: 100 },
    { day: 2, version: "5.1", users: 120 },
    { day: 20, version: "5.1", users: 130 },
  ]);
  await database.run();
  expect(await exposures()).toEqual([
    "2025-01-01 5.0 - 50 active_users",
    "2025-01-01 5.1 - 100 active_users",
    "2025-01-02 5.1 - 100 active_users",
    ...[3, 4, 5, 6, 7, 8, 9, 10].map(
      (day) => `2025-01-${String(day).padStart(2, "0")} 5.1 - 120 active_users`,
    ),
    "2025-01-21 5.1 - 130 active_users",
  ]);
});

test("usage that is delivered later than feedback is carried up to the newest feedback", async () => {
  await database.activeUsers([{ day: 3, version: "5.1", users: 100 }]);
  await database.feedback([{ id: "a", day: 5, category: "crash", version: "5.1" }]);
  await database.run();
  expect(await exposures()).toEqual([
    "2025-01-04 5.1 - 100 active_users",
    "2025-01-05 5.1 - 100 active_users",
    "2025-01-06 5.1 - 100 active_users",
  ]);
});

test("feedback with a wrong clock, after the moment of the run, carries no usage", async () => {
  await database.activeUsers([{ day: 3, version: "5.1", users: 100 }]);
  await database.feedback([
    { id: "a", day: 4, category: "crash", version: "5.1" },
    { id: "b", day: 60_000, category: "crash", version: "5.1" },
  ]);
  await database.run();
  expect(await exposures()).toEqual([
    "2025-01-04 5.1 - 100 active_users",
    "2025-01-05 5.1 - 100 active_users",
  ]);
});

test("a day of usage that its column can't hold is the largest that it holds", async () => {
  await database.activeUsers([
    { day: 3, version: "5.1", platform: "ios", users: 99_999_999_999_999 },
    { day: 3, version: "5.1", platform: "iOS", users: 99_999_999_999_998 },
  ]);
  await database.run();
  expect(
    await database.rows("SELECT CAST(exposure AS VARCHAR) AS exposure FROM fixloop_curated.exposure_daily"),
  ).toEqual([{ exposure: "99999999999999.9999" }]);
});
