import { afterEach, expect, test } from "vitest";
import { ClusterDatabase, type Feedback } from "../../../test/support/clusterDatabase.ts";
import {
  complaintWorld,
  type ComplaintWorld,
  type WorldOptions,
} from "../../../test/support/complaintWorld.ts";
import { belongs, simulatedAlarms } from "../../../test/support/simulatedAlarms.ts";
import { gainsOf, logEValueOf } from "../../statistics/logEValue.ts";
import { stepUp } from "./stepUp.ts";

let database: ClusterDatabase | undefined;
afterEach(() => {
  database?.close();
  database = undefined;
});

const each = (
  days: number,
  perDay: number,
  rest: (day: number, place: number) => Omit<Feedback, "id">,
  from = 0,
): readonly Feedback[] =>
  Array.from({ length: days }, (_, day) =>
    Array.from({ length: perDay }, (__, place) => place).map((place) => {
      const row = rest(from + day, place);
      return { id: `${row.category}-${row.version}-${row.day}-${place}`, ...row };
    }),
  ).flat();

test("the evidence of a release is the formula over its days, worked out beside the SQL", async () => {
  // Version 1 alone for 30 days: 2 crashes a day and 8 other pieces of feedback, 1000 users. Then version 2 takes all
  // users at once, with 8 crashes a day.
  database = await ClusterDatabase.open(40);
  await database.feedback([
    ...each(30, 2, (day) => ({ day, category: "crash", version: "1" })),
    ...each(40, 8, (day) => ({ day, category: null, version: day < 30 ? "1" : "2" })),
    ...each(10, 8, (day) => ({ day, category: "crash", version: "2" }), 30),
  ]);
  await database.activeUsers(
    Array.from({ length: 40 }, (_, day) => ({ day, version: day < 30 ? "1" : "2", users: 1000 })),
  );
  await database.run();

  // Reference: 28 days, 56 crashes, 28 000 users. Drift: too few topics for a median, and all other feedback comes in
  // at its usual rate, so 1. Overdispersion: constant days, so the floor of 1.
  const logE = (days: number): number =>
    logEValueOf(
      gainsOf(
        {
          hits: 8 * days,
          exposure: 1000 * days,
          referenceHits: 56,
          referenceExposure: 28_000,
          overdispersion: 1,
        },
        stepUp,
      ),
    );
  const alarmDay = [1, 2, 3, 4, 5].find((days) => logE(days) >= Math.log(1000));
  expect(alarmDay).toBe(3);
  expect(
    await database.rows(`SELECT origin, version, CAST(onset_date AS VARCHAR) AS onset, CAST(alarm_date AS VARCHAR) AS alarm, CAST(end_date AS VARCHAR) AS until, level, log_e_milli, observed, expected_milli
FROM fixloop_curated.detection WHERE origin = 'release'`),
  ).toEqual([
    {
      origin: "release",
      version: "2",
      onset: "2025-01-31",
      alarm: "2025-02-02",
      until: "2025-02-09",
      level: "page",
      log_e_milli: BigInt(Math.round(1000 * logE(10))),
      observed: 80n,
      expected_milli: 20_000n,
    },
  ]);
});

test("a spike has the day its rise began as onset, without any version", async () => {
  database = await ClusterDatabase.open(60);
  await database.feedback([
    ...each(60, 1, (day) => ({ day, category: "crash" })),
    ...each(60, 9, (day) => ({ day, category: null })),
    ...each(
      6,
      9,
      (day) => ({ day, category: "crash", platform: "ios", customer: `more-${day}-`, version: "x" }),
      45,
    ).map((row, place) => ({ ...row, customer: `more-${place}` })),
  ]);
  await database.run();
  expect(
    await database.rows(
      "SELECT category, origin, version, CAST(onset_date AS VARCHAR) AS onset, level, observed FROM fixloop_curated.detection",
    ),
  ).toEqual([
    { category: "crash", origin: "spike", version: null, onset: "2025-02-15", level: "page", observed: 60n },
  ]);
});

test("a day that is not over says nothing yet", async () => {
  database = await ClusterDatabase.open(45);
  await database.feedback([
    ...each(46, 1, (day) => ({ day, category: "crash" })),
    ...each(46, 9, (day) => ({ day, category: null })),
    ...each(1, 40, (day) => ({ day, category: "crash", version: "x" }), 45),
  ]);
  await database.run();
  expect(await database.rows("SELECT * FROM fixloop_curated.detection")).toEqual([]);
  await database.runAsOf(46);
  expect(
    await database.rows("SELECT CAST(alarm_date AS VARCHAR) AS alarm FROM fixloop_curated.detection"),
  ).toEqual([{ alarm: "2025-02-15" }]);
});

test("more complaints about everything is a busy week and no alarm", async () => {
  database = await ClusterDatabase.open(60);
  const topics = ["crash", "sync-stops", "lost-notes", "login-fails", "slow-start", "export-fails"];
  await database.feedback(
    topics.flatMap((category) => [
      ...each(60, 2, (day) => ({ day, category })),
      ...each(10, 8, (day) => ({ day, category, version: "x" }), 45),
    ]),
  );
  await database.activeUsers(Array.from({ length: 60 }, (_, day) => ({ day, version: "x", users: 1000 })));
  await database.run();
  expect(await database.rows("SELECT * FROM fixloop_curated.detection")).toEqual([]);
});

test("praise that doubles is no alarm; a liked-less design is a spike of its own kind", async () => {
  database = await ClusterDatabase.open(60);
  await database.feedback([
    ...each(60, 1, (day) => ({ day, category: "loved" })),
    ...each(60, 1, (day) => ({ day, category: "new-design" })),
    ...each(60, 20, (day) => ({ day, category: null })),
    ...each(10, 12, (day) => ({ day, category: "loved", version: "x" }), 45),
    ...each(10, 12, (day) => ({ day, category: "new-design", version: "x" }), 45),
  ]);
  await database.run();
  expect(await database.rows("SELECT category, origin, level FROM fixloop_curated.detection")).toEqual([
    { category: "new-design", origin: "spike", level: "page" },
  ]);
});

const worldsOf = (
  seeds: readonly number[],
  defects: WorldOptions["defects"] = [],
): ReadonlyMap<string, ComplaintWorld> =>
  new Map(seeds.map((seed) => [`world-${seed}`, complaintWorld({ seed, days: 240, topics: 12, defects })]));

test("ten quiet simulated products of 240 days: no release pages, and spikes stay near one a product-year", async () => {
  const { alarms } = await simulatedAlarms(worldsOf([301, 302, 303, 304, 305, 306, 307, 308, 309, 310]));
  const pages = alarms.filter(({ level }) => level === "page");
  expect(pages.filter(({ origin }) => origin === "release").length).toBeLessThanOrEqual(1);
  expect(pages.filter(({ origin }) => origin === "spike").length).toBeLessThanOrEqual(7);
});

test("defects that quadruple complaints of a version are paged within days and blamed on that version", async () => {
  const worlds = worldsOf(
    [321, 322, 323, 324],
    Array.from({ length: 3 }, () => ({ scope: "version" as const, factors: [4] })),
  );
  const { alarms } = await simulatedAlarms(worlds);
  let tested = 0;
  for (const [product, world] of worlds) {
    for (const defect of world.defects.filter(({ complaints }) => complaints > 500)) {
      tested++;
      const first = alarms.find(
        (alarm) =>
          alarm.product === product &&
          alarm.level === "page" &&
          alarm.origin === "release" &&
          belongs(alarm, defect),
      );
      expect(first?.version).toBe(world.versions[defect.onsetVersion]?.version);
      expect((first?.alarmDay ?? Infinity) - defect.onsetDay).toBeLessThanOrEqual(9);
    }
  }
  expect(tested).toBeGreaterThanOrEqual(4);
});
