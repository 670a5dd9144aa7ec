import { afterEach, expect, test } from "vitest";
import {
  dateOf,
  fixDay,
  lastDay,
  onsetDay,
  simulateFixes,
  trueFix,
  type FixScenario,
} from "../../../test/support/fixWorld.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { release, trackerEvent } from "../../../test/support/upstreamRows.ts";

let db: StageDatabase;
afterEach(() => db.close());

const worlds = 4;
const quiet: FixScenario = { ...trueFix, telemetry: false };

/** Worlds whose fix no ticket names, among other releases; their stages track and validate are run. */
async function untold(
  scenario: FixScenario,
  options: { readonly seed: number; readonly stopped?: number; readonly releasedOn?: number },
): Promise<StageDatabase> {
  db = await StageDatabase.open(smallProject(), { asOf: `${dateOf(lastDay)}T00:00:00Z` });
  const simulated = simulateFixes(scenario, worlds, options.seed);
  await db.insert("curated.issue", simulated.issue);
  const { stopped } = options;
  await db.insert(
    "curated.daily_count",
    simulated.dailyCount.filter(
      ({ category, event_date }) =>
        stopped === undefined || category !== "sync-stops" || String(event_date) < dateOf(stopped),
    ),
  );
  await db.insert(
    "raw.release",
    simulated.issue.flatMap(({ product }) =>
      (
        [
          ["1.10.0", onsetDay, "client"],
          ["srv-7", onsetDay + 15, "server"],
          ["1.11.0", options.releasedOn ?? fixDay, "client"],
          ["srv-8", fixDay + 20, "server"],
        ] as const
      ).map(([version, day, release_kind]) =>
        release({
          release_id: `${String(product)} ${version}`,
          product,
          version,
          release_kind,
          released_at: `${dateOf(day)} 00:00:00`,
        }),
      ),
    ),
  );
  await db.stage("track");
  await db.stage("validate");
  return db;
}

const fixes = async (): Promise<readonly Record<string, unknown>[]> =>
  db.rows("SELECT claimed_by, ticket_key, fix_version FROM fixloop_curated.fix ORDER BY issue_id");

test("a release with which complaints drop is an apparent fix, judged like one that a ticket names", async () => {
  await untold(quiet, { seed: 21 });
  expect(await fixes()).toEqual(
    Array.from({ length: worlds }, () => ({
      claimed_by: "evidence",
      ticket_key: "-",
      fix_version: "1.11.0",
    })),
  );
  expect(
    await db.rows(
      "SELECT verdict, state FROM fixloop_curated.validation JOIN fixloop_curated.issue_status USING (issue_id)",
    ),
  ).toEqual(Array.from({ length: worlds }, () => ({ verdict: "fixed", state: "resolved" })));
});

test("the second release after the onset needs ln 6 more evidence than one that a ticket names", async () => {
  await untold(quiet, { seed: 22 });
  // after the onset: srv-7, 1.11.0
  expect(await db.rows("SELECT DISTINCT choice_milli FROM fixloop_curated.fix")).toEqual([
    { choice_milli: BigInt(Math.round(1000 * Math.log(2 * 3))) },
  ]);
});

test("where complaints go on, no release is a fix, and no failure is held against it", async () => {
  await untold({ ...quiet, complaintsLeft: 1 }, { seed: 23 });
  expect(
    await db.rows("SELECT verdict FROM fixloop_curated.validation WHERE verdict <> 'inconclusive'"),
  ).toEqual([]);
  expect(await db.rows("SELECT DISTINCT state FROM fixloop_curated.issue_status")).toEqual([
    { state: "detected" },
  ]);
});

test("complaints that ended by themselves, on all versions, before a version came out are not its work", async () => {
  await untold({ ...quiet, complaintsLeft: 1 }, { seed: 24, stopped: fixDay - 5 });
  expect((await fixes()).filter(({ fix_version }) => fix_version === "1.11.0")).toEqual([]);
});

test("the claim of a ticket wins", async () => {
  await untold(quiet, { seed: 25 });
  const issues = await db.rows<{ issue_id: string; product: string }>(
    "SELECT issue_id, product FROM fixloop_curated.issue ORDER BY issue_id LIMIT 1",
  );
  const issue_id = issues[0]?.issue_id ?? "";
  const product = issues[0]?.product ?? "";
  await db.insert("curated.issue_ticket", [
    { issue_id, ticket_key: "T-1", link_reason: "area_time_text", similarity_bp: 9000, leads: true },
  ]);
  await db.insert("raw.tracker_event", [
    trackerEvent({
      ticket_key: "T-1",
      product,
      changed_at: `${dateOf(fixDay + 20)} 12:00:00`,
      to_status: "Done",
    }),
  ]);
  await db.stage("track");
  expect((await fixes()).map(({ claimed_by, ticket_key }) => [claimed_by, ticket_key])).toEqual([
    ["ticket", "T-1"],
    ...Array.from({ length: worlds - 1 }, () => ["evidence", "-"]),
  ]);
});
