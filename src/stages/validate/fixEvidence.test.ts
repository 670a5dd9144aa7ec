import { afterEach, expect, test } from "vitest";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { issue, replaceRows } from "../../../test/support/upstreamRows.ts";

let db: StageDatabase;
afterEach(() => db.close());

async function open(asOf: string): Promise<void> {
  db = await StageDatabase.open(smallProject(), { asOf: `2026-${asOf}T12:00:00Z` });
}

/** Votes of one day: of the issue's own category and of all others, by default on the version with the defect. */
const votes = (
  date: string,
  own: number,
  others: number,
  version = "2.0.0",
  channel = "reviews",
): readonly Readonly<Record<string, unknown>>[] =>
  [
    { category: "sync-stops", voters: own },
    { category: "billing", voters: others },
  ].map((row) => ({
    product: "notes",
    channel,
    version,
    platform: "-",
    event_date: `2026-${date}`,
    events: row.voters,
    ...row,
  }));

const fix = (row: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  issue_id: "i1",
  fix_position: 1,
  ticket_key: "T-1",
  fix_version: "2.10.0",
  fix_version_key: "000000002.000000010.000000000",
  released_at: "2026-03-10 08:00:00",
  scope: "version",
  ...row,
});
const onTheServer = (released_at: string): Readonly<Record<string, unknown>> =>
  fix({ fix_version: null, fix_version_key: null, scope: "date", released_at });

/** date, observed / exposure against reference_observed / reference_exposure of a channel, all cumulative. */
async function evidence(channel = "reviews", position = 1): Promise<readonly string[]> {
  await db.stage("validate");
  const rows = await db.rows(`SELECT * FROM fixloop_curated.fix_evidence
WHERE channel = '${channel}' AND fix_position = ${position} ORDER BY event_date`);
  return rows.map(
    (row) =>
      `${String(row["event_date"]).slice(5)} ${[row["observed"], row["exposure"]].map(Number).join("/")} against ${[row["reference_observed"], row["reference_exposure"]].map(Number).join("/")}`,
  );
}

test("those who have the fix are compared with those who had the defect before, and with those who still have it", async () => {
  await open("03-12");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: "2.0.0", onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [fix()]);
  await db.insert("curated.daily_count", [
    ...votes("03-02", 5, 20),
    ...votes("03-10", 4, 15),
    ...votes("03-10", 1, 10, "2.10.0"),
    ...votes("03-11", 2, 5),
    ...votes("03-11", 0, 30, "2.11.0"),
  ]);
  expect(await evidence()).toEqual(["03-10 1/10 against 9/35", "03-11 1/40 against 11/40"]);
});

test("what names no version, or one from before the defect, is on no side of a fix that came with a version", async () => {
  await open("03-11");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: "2.0.0", onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [fix()]);
  await db.insert("curated.daily_count", [
    ...votes("03-02", 5, 20),
    ...votes("03-02", 7, 7, "-"),
    ...votes("03-10", 9, 9, "1.9.0"),
    ...votes("03-10", 1, 10, "2.10.0"),
  ]);
  expect(await evidence()).toEqual(["03-10 1/10 against 5/20"]);
});

test("a fix on the server counts from its first whole day, for every version and for feedback without one", async () => {
  await open("03-12");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: null, onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [onTheServer("2026-03-10 08:00:00")]);
  await db.insert("curated.daily_count", [
    ...votes("03-02", 5, 20, "-"),
    ...votes("03-10", 4, 15),
    ...votes("03-11", 1, 12),
    ...votes("03-11", 1, 8, "-"),
  ]);
  expect(await evidence()).toEqual(["03-10 0/0 against 5/20", "03-11 2/20 against 5/20"]);
});

test("a fix that came out at midnight counts from that day", async () => {
  await open("03-11");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: null, onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [onTheServer("2026-03-10 00:00:00")]);
  await db.insert("curated.daily_count", [...votes("03-02", 5, 20), ...votes("03-10", 1, 12)]);
  expect(await evidence()).toEqual(["03-10 1/12 against 5/20"]);
});

test("surveys count as reviews and e-mails as tickets; other products and the day that is not over do not count", async () => {
  await open("03-11");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: null, onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [onTheServer("2026-03-10 00:00:00")]);
  await db.insert("curated.daily_count", [
    ...votes("03-02", 5, 20, "2.0.0", "survey"),
    ...votes("03-10", 1, 12),
    ...votes("03-10", 2, 3, "2.0.0", "email"),
    ...votes("03-11", 9, 9),
    ...votes("03-10", 50, 50).map((row) => ({ ...row, product: "other" })),
  ]);
  expect(await evidence("reviews")).toEqual(["03-10 1/12 against 5/20"]);
  expect(await evidence("tickets")).toEqual(["03-10 2/3 against 0/0"]);
});

test("a second fix is compared with what was before the first, and ends the watch of the first", async () => {
  await open("03-22");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: null, onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [
    onTheServer("2026-03-10 00:00:00"),
    { ...onTheServer("2026-03-20 00:00:00"), fix_position: 2 },
  ]);
  await db.insert("curated.daily_count", [
    ...votes("03-02", 5, 20),
    ...votes("03-12", 1, 12),
    ...votes("03-21", 2, 30),
  ]);
  expect(await evidence("reviews", 2)).toEqual(["03-20 0/0 against 5/20", "03-21 2/30 against 5/20"]);
  expect((await evidence("reviews", 1)).at(-1)).toBe("03-19 1/12 against 5/20");
});

const point = (
  date: string,
  value: number,
  exposure: number,
  version: string | null = "2.0.0",
): Readonly<Record<string, unknown>> => ({
  point_id: `${date} ${version}`,
  source: "telemetry",
  product: "notes",
  metric: "sync_errors",
  metric_kind: "count",
  measured_at: `2026-${date} 00:00:00`,
  measured_date: `2026-${date}`,
  version,
  area: "sync",
  value: String(value),
  exposure: String(exposure),
});
const signal = {
  issue_id: "i1",
  metric: "sync_errors",
  area: "sync",
  link_rank: 1,
  effect_milli: 3000,
  effect_low_milli: 2000,
  effect_high_milli: 4000,
  log_likelihood_ratio_milli: 9000,
  explained_bp: 9000,
};

test("the accepted signal of rank 1 is compared over its own exposure; one that is a level, or not accepted, is not", async () => {
  await open("03-11");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: "2.0.0", onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [fix()]);
  await db.insert("raw.telemetry_point", [
    point("02-10", 10, 1000, "1.0.0"),
    point("03-02", 40, 1000),
    point("03-03", 60, 1000),
    point("03-10", 2, 500, "2.10.0"),
  ]);
  await db.insert("curated.issue_signal", [{ ...signal, accepted: true }]);
  expect(await evidence("telemetry")).toEqual(["03-10 2/500 against 100/2000"]);
  expect(
    await db.rows(
      "SELECT background_low_milli, background_high_milli, has_signature FROM fixloop_curated.fix_evidence WHERE channel = 'telemetry'",
    ),
  ).toEqual([
    // 10 of 1000 before, 100 of 2000 since: 20 %. Scatter: (1600 + 3600) / 50 - 100 = 4 over one day: 10 -+ sqrt(4 * 10), + sqrt(4 * 11)
    { background_low_milli: 74n, background_high_milli: 333n, has_signature: true },
  ]);
  await db.database.run("UPDATE fixloop_raw.telemetry_point SET metric_kind = 'gauge'");
  expect(await evidence("telemetry")).toEqual(["03-10 0/0 against 0/0"]);
  await replaceRows(db, "curated.issue_signal", [{ ...signal, accepted: false }]);
  expect(await evidence("telemetry")).toEqual([]);
});

test("a metric that hardly rose at the onset has no signature: it abstains", async () => {
  await open("03-11");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: "2.0.0", onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [fix()]);
  await db.insert("curated.issue_signal", [{ ...signal, accepted: true }]);
  await db.insert("raw.telemetry_point", [
    point("02-10", 40, 1000, "1.0.0"),
    point("03-02", 50, 1000),
    point("03-10", 2, 500, "2.10.0"),
  ]);
  await evidence("telemetry");
  expect(
    await db.rows("SELECT has_signature FROM fixloop_curated.fix_evidence WHERE channel = 'telemetry'"),
  ).toEqual([{ has_signature: false }]);
});

test("one other category that doubles with the release moves the sum, not the median of five", async () => {
  await open("03-11");
  await db.insert("curated.issue", [
    issue({ issue_id: "i1", scope_version: null, onset_date: "2026-03-01" }),
  ]);
  await db.insert("curated.fix", [onTheServer("2026-03-10 00:00:00")]);
  const topic = (category: string, date: string, voters: number): Readonly<Record<string, unknown>> => ({
    product: "notes",
    category,
    channel: "reviews",
    version: "-",
    platform: "-",
    event_date: `2026-${date}`,
    events: voters,
    voters,
  });
  const topics = ["a", "b", "c", "d", "e"];
  await db.insert("curated.daily_count", [
    ...topics.map((category) => topic(category, "03-02", 20)),
    ...topics.map((category) => topic(category, "03-10", category === "e" ? 200 : 10)),
  ]);
  await evidence();
  // sum: 240 against 100; median ratio: 10.5 / 20.5, so 51.2195 against 100
  expect(
    await db.rows(
      "SELECT exposure, exposure_low, exposure_high FROM fixloop_curated.fix_evidence WHERE channel = 'reviews'",
    ),
  ).toEqual([{ exposure: "240.0000", exposure_low: "51.2195", exposure_high: "240.0000" }]);
});

test("an issue of some platforms is compared on those alone, its signal too", async () => {
  await open("03-14");
  await db.insert("curated.issue", [issue({ issue_id: "i1" })]);
  await db.insert("curated.fix", [fix()]);
  await db.insert("curated.issue_platform", [
    { issue_id: "i1", platform: "ios", complaints: 9, other_votes: 90, expected_milli: 1000, in_scope: true },
    {
      issue_id: "i1",
      platform: "web",
      complaints: 1,
      other_votes: 90,
      expected_milli: 1000,
      in_scope: false,
    },
  ]);
  const on = (platform: string, rows: readonly Readonly<Record<string, unknown>>[]) =>
    rows.map((row) => ({ ...row, platform }));
  await db.insert("curated.daily_count", [
    ...on("ios", votes("03-05", 8, 20)),
    ...on("web", votes("03-05", 1, 40)),
    ...on("ios", votes("03-12", 2, 10, "2.10.0")),
    ...on("web", votes("03-12", 0, 30, "2.10.0")),
    ...on("-", votes("03-12", 5, 50, "2.10.0")),
  ]);
  await db.insert("curated.issue_signal", [
    {
      issue_id: "i1",
      metric: "sync_errors",
      area: "sync",
      link_rank: 1,
      effect_milli: 4000,
      effect_low_milli: 3000,
      effect_high_milli: 5000,
      log_likelihood_ratio_milli: 20_000,
      explained_bp: 9000,
      accepted: true,
    },
  ]);
  await db.insert(
    "raw.telemetry_point",
    (
      [
        ["iOS", 4],
        ["web", 70],
        [null, 1],
      ] as const
    ).map(([platform, value]) => ({
      point_id: `p-${platform ?? "none"}`,
      source: "telemetry",
      product: "notes",
      metric: "sync_errors",
      metric_kind: "count",
      measured_at: "2026-03-12 00:00:00",
      measured_date: "2026-03-12",
      version: "2.10.0",
      platform,
      area: "sync",
      value: String(value),
      exposure: "100",
    })),
  );
  await db.stage("validate");
  expect(
    await db.rows(`SELECT channel, CAST(observed AS INTEGER) AS observed, CAST(exposure AS INTEGER) AS exposure,
  CAST(reference_observed AS INTEGER) AS before, CAST(reference_exposure AS INTEGER) AS exposure_before
FROM fixloop_curated.fix_evidence WHERE event_date = DATE '2026-03-12' AND channel <> 'tickets' ORDER BY channel`),
  ).toEqual([
    { channel: "reviews", observed: 2, exposure: 10, before: 8, exposure_before: 20 },
    { channel: "telemetry", observed: 5, exposure: 200, before: 0, exposure_before: 0 },
  ]);
});
