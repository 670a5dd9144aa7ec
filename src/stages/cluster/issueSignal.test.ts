import { afterEach, expect, test } from "vitest";
import { ClusterDatabase, type Feedback } from "../../../test/support/clusterDatabase.ts";

let database: ClusterDatabase | undefined;
afterEach(() => {
  database?.close();
  database = undefined;
});

const days = 80;
const platforms = ["ios", "android"] as const;
/** Share of users on version 2, in twentieths: it comes on day 40 and has everyone after twenty days. */
const onNew = (day: number): number => Math.max(0, Math.min(20, day - 39));
const cells = Array.from({ length: days }, (_, day) => day).flatMap((day) =>
  platforms
    .flatMap((platform) => [
      { day, platform, version: "1", share: 20 - onNew(day) },
      { day, platform, version: "2", share: onNew(day) },
    ])
    .filter(({ share }) => share > 0),
);

/** Fifty crashes a week more, in version 2 on ios alone. */
async function crashOnNewIos(
  options: { readonly signals?: readonly string[] } = {},
): Promise<ClusterDatabase> {
  const opened = await ClusterDatabase.open(days, options);
  database = opened;
  const rows: Feedback[] = [];
  for (const { day, platform, version, share } of cells) {
    const add = (category: string | null, name: string, count: number): void => {
      for (let place = 0; place < count; place++)
        rows.push({ id: `${name}/${day}/${platform}/${version}/${place}`, day, category, platform, version });
    };
    add(null, "other", Math.ceil(share / 2));
    if (share >= 10 && day % 2 === 0) add("crash", "quiet", 1);
    if (version === "2" && platform === "ios") add("crash", "more", Math.ceil(share / 3));
  }
  await opened.feedback(rows);
  await opened.activeUsers(cells.map(({ share, ...cell }) => ({ ...cell, users: 50 * share })));
  return opened;
}

const wiggle = (day: number): number => 1 + ((day * 7) % 5) / 50;
const signals = async (of: ClusterDatabase): Promise<readonly Record<string, unknown>[]> =>
  of.rows(
    "SELECT metric, area, link_rank, accepted, effect_milli, effect_low_milli, effect_high_milli, explained_bp FROM fixloop_curated.issue_signal ORDER BY link_rank",
  );

test("the metric that rises where the complaints are is accepted, with an effect whose interval holds the truth", async () => {
  const opened = await crashOnNewIos();
  await opened.metric(
    cells.flatMap(({ day, platform, version, share }) => {
      const exposure = 1000 * share;
      const bad = version === "2" && platform === "ios";
      const row = { day, platform, version, exposure };
      return [
        { ...row, metric: "sync_errors", area: "sync", value: exposure * 0.02 * wiggle(day) * (bad ? 4 : 1) },
        {
          ...row,
          metric: "sync_latency",
          area: "sync",
          kind: "gauge" as const,
          value: 300 * wiggle(day + 2),
        },
      ];
    }),
  );
  await opened.run();
  const rows = await signals(opened);
  expect(rows[0]).toMatchObject({ metric: "sync_errors", area: "sync", link_rank: 1, accepted: true });
  // Fourfold on one of two platforms of version 2: the geometric mean over its cells is twofold.
  expect(Number(rows[0]?.["effect_low_milli"])).toBeGreaterThan(1000);
  expect(Number(rows[0]?.["effect_low_milli"])).toBeLessThan(2000);
  expect(Number(rows[0]?.["effect_high_milli"])).toBeGreaterThan(2000);
  expect(rows.slice(1).filter(({ accepted }) => accepted === true)).toEqual([]);
});

test("a metric that moved in the same weeks for everybody is not accepted", async () => {
  const opened = await crashOnNewIos();
  await opened.metric(
    cells.map(({ day, platform, version, share }) => ({
      day,
      platform,
      version,
      exposure: 1000 * share,
      metric: "sync_errors",
      area: "sync",
      value: 1000 * share * 0.02 * wiggle(day) * (day >= 45 && day < 70 ? 4 : 1),
    })),
  );
  await opened.run();
  expect((await signals(opened)).filter(({ accepted }) => accepted === true)).toEqual([]);
});

test("a metric that a release shifted by a fifth is no signature, however well it fits", async () => {
  const opened = await crashOnNewIos();
  await opened.metric(
    cells.map(({ day, platform, version, share }) => ({
      day,
      platform,
      version,
      exposure: 1000 * share,
      metric: "sync_errors",
      area: "sync",
      value: 1000 * share * 0.05 * wiggle(day) * (version === "2" && platform === "ios" ? 1.2 : 1),
    })),
  );
  await opened.run();
  expect((await signals(opened)).filter(({ accepted }) => accepted === true)).toEqual([]);
});

test("of two metrics that move alike only the one of the own area is accepted, whatever the category names", async () => {
  const both = cells.flatMap(({ day, platform, version, share }) =>
    ["billing", "sync"].map((area) => ({
      day,
      platform,
      version,
      exposure: 1000 * share,
      metric: "error_count",
      area,
      value: 1000 * share * 0.02 * wiggle(day) * (version === "2" && platform === "ios" ? 4 : 1),
    })),
  );
  for (const named of [[], ["error_count"]]) {
    const opened = await crashOnNewIos({ signals: named });
    await opened.metric(both);
    await opened.run();
    expect((await signals(opened)).map(({ area, accepted }) => [area, accepted])).toEqual([
      ["sync", true],
      ["billing", false],
    ]);
    opened.close();
  }
});

test("a named metric that only another area measures is shown and not accepted, without an area it is", async () => {
  for (const area of ["billing", null]) {
    const opened = await crashOnNewIos({ signals: ["error_count"] });
    await opened.metric(
      cells.map(({ day, platform, version, share }) => ({
        day,
        platform,
        version,
        exposure: 1000 * share,
        metric: "error_count",
        area,
        value: 1000 * share * 0.02 * wiggle(day) * (version === "2" && platform === "ios" ? 4 : 1),
      })),
    );
    await opened.run();
    expect((await signals(opened)).map((row) => [row["area"], row["accepted"]])).toEqual([
      [area ?? "-", area === null],
    ]);
    opened.close();
  }
});

test("a metric without versions is held against complaints of all versions by platform and week", async () => {
  const opened = await crashOnNewIos();
  const perPlatform = Array.from({ length: days }, (_, day) =>
    platforms.map((platform) => ({ day, platform })),
  ).flat();
  await opened.metric(
    perPlatform.map(({ day, platform }) => ({
      day,
      platform,
      version: null,
      exposure: 20_000,
      metric: "gateway_errors",
      area: "sync",
      value: 400 * wiggle(day) * (platform === "ios" ? 1 + (3 * onNew(day)) / 20 : 1),
    })),
  );
  await opened.run();
  expect((await signals(opened))[0]).toMatchObject({ metric: "gateway_errors", accepted: true });
});
