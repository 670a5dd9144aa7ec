import { afterEach, expect, test } from "vitest";
import { ClusterDatabase, type Feedback } from "../../../test/support/clusterDatabase.ts";

let database: ClusterDatabase | undefined;
afterEach(() => {
  database?.close();
  database = undefined;
});

const days = 80;
const platforms = ["ios", "android", "web"] as const;
/** Share of users on version 2, in twentieths: it comes on day 40 and has everyone after twenty days. */
const onNew = (day: number): number => Math.max(0, Math.min(20, day - 39));
const cells = Array.from({ length: days }, (_, day) => day).flatMap((day) =>
  platforms.flatMap((platform) =>
    [
      { day, platform, version: "1", share: 20 - onNew(day) },
      { day, platform, version: "2", share: onNew(day) },
    ].filter(({ share }) => share > 0),
  ),
);

/** Crashes in version 2 on some platforms, a few everywhere, and other feedback. */
async function scopeOf(affected: readonly string[], perDay = 7): Promise<readonly Record<string, unknown>[]> {
  const opened = await ClusterDatabase.open(days);
  database = opened;
  const rows: Feedback[] = [];
  for (const { day, platform, version, share } of cells) {
    const add = (category: string | null, name: string, count: number): void => {
      for (let place = 0; place < count; place++)
        rows.push({ id: `${name}/${day}/${platform}/${version}/${place}`, day, category, platform, version });
    };
    add(null, "other", Math.ceil(share / 2));
    if (share >= 10 && day % 4 === 0) add("crash", "quiet", 1);
    if (version === "2" && affected.includes(platform))
      add("crash", "more", Math.ceil((share * perDay) / 20));
  }
  await opened.feedback(rows);
  await opened.activeUsers(cells.map(({ share, ...cell }) => ({ ...cell, users: 50 * share })));
  await opened.run();
  return opened.rows("SELECT platform, in_scope FROM fixloop_curated.issue_platform ORDER BY platform");
}

test.each([[["ios"]], [["android", "web"]]])("a defect of %s is limited to them", async (affected) => {
  expect(await scopeOf(affected)).toEqual([
    { platform: "android", in_scope: affected.includes("android") },
    { platform: "ios", in_scope: affected.includes("ios") },
    { platform: "web", in_scope: affected.includes("web") },
  ]);
});

test("a defect of all platforms is limited to none", async () => {
  expect((await scopeOf(platforms)).map(({ in_scope }) => in_scope)).toEqual([true, true, true]);
});
