import { afterEach, expect, test } from "vitest";
import { returned } from "./returnWatch.ts";
import { gainsOf, logEValueOf } from "../../statistics/logEValue.ts";
import { beginStage, openRun } from "../../ledger/ledger.ts";
import { duckdb } from "../../sql/duckdb.ts";
import {
  dateOf,
  fixDay,
  simulateFixes,
  trueFix,
  type FixScenario,
  type FixWorlds,
} from "../../../test/support/fixWorld.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";

let db: StageDatabase | undefined;
afterEach(() => {
  db?.close();
  db = undefined;
});

/** A database with the worlds' issues and fixes, and no feedback yet. */
async function opened(worlds: FixWorlds): Promise<StageDatabase> {
  const stage = await StageDatabase.open(smallProject(), { asOf: "2025-01-01T00:00:00Z" });
  db = stage;
  await stage.insert("curated.issue", worlds.issue);
  await stage.insert("curated.fix", worlds.fix);
  await stage.insert("curated.issue_signal", worlds.issueSignal);
  return stage;
}

/** Delivers what was said before a day and was not delivered yet, and judges the fixes in a run of that day. */
async function runOn(
  stage: StageDatabase,
  worlds: FixWorlds,
  { day, since = 0, run }: { readonly day: number; readonly since?: number; readonly run: number },
): Promise<void> {
  const isDue = (date: unknown): boolean => String(date) < dateOf(day) && String(date) >= dateOf(since);
  await stage.database.run("UPDATE fixloop_curated.pipeline_run SET status = 'finished'");
  await stage.execute(openRun(duckdb), `${dateOf(day)}T00:00:00Z`);
  const rows = (all: readonly Readonly<Record<string, unknown>>[], date: string) =>
    all.filter((row) => isDue(row[date])).map((row) => ({ ...row, run_id: run }));
  await stage.insert("curated.daily_count", rows(worlds.dailyCount, "event_date"));
  await stage.insert("raw.telemetry_point", rows(worlds.telemetryPoint, "measured_date"));
  await judge(stage);
}

async function judge(stage: StageDatabase): Promise<void> {
  await stage.execute(beginStage({ name: "validate" }, 7, duckdb));
  await stage.stage("validate");
  await stage.database.run("UPDATE fixloop_curated.stage_run SET status = 'finished'");
}

const watch = async (stage: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  stage.rows("SELECT * EXCLUDE (run_id) FROM fixloop_curated.return_watch ORDER BY ALL");
const verdicts = async (stage: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  stage.rows(`SELECT verdict, CAST(recurrence_date - DATE '${dateOf(fixDay)}' AS INTEGER) AS returned_after
FROM fixloop_curated.validation ORDER BY issue_id`);

const quiet: FixScenario = { ...trueFix, telemetry: false };

test("a return is found half a year after the release, long after the time for a first verdict", async () => {
  const worlds = simulateFixes({ ...quiet, returnsAfter: 180 }, 3, 5, fixDay + 240);
  const stage = await opened(worlds);
  await runOn(stage, worlds, { day: fixDay + 240, run: 2 });
  for (const { verdict, returned_after } of await verdicts(stage)) {
    expect(verdict).toBe("regressed");
    expect(returned_after).toBeGreaterThanOrEqual(180);
    expect(returned_after).toBeLessThan(215);
  }
});

test("a fix that holds is watched on, and says how soon a return would be noticed", async () => {
  const worlds = simulateFixes(quiet, 3, 6, fixDay + 240);
  const stage = await opened(worlds);
  await runOn(stage, worlds, { day: fixDay + 240, run: 2 });
  expect(await verdicts(stage)).toEqual(
    Array.from({ length: 3 }, () => ({ verdict: "fixed", returned_after: null })),
  );
  const notice = await stage.rows<{ notice_days: number }>(
    "SELECT notice_days FROM fixloop_curated.validation ORDER BY issue_id",
  );
  for (const { notice_days } of notice) {
    expect(notice_days).toBeGreaterThan(2);
    expect(notice_days).toBeLessThan(40);
  }
});

test("a metric that moves again brings nothing back as long as nobody complains", async () => {
  const worlds = simulateFixes({ ...trueFix, returnsAfter: 40, returnsUnheard: true }, 3, 7, fixDay + 120);
  const stage = await opened(worlds);
  await runOn(stage, worlds, { day: fixDay + 120, run: 2 });
  expect(await verdicts(stage)).toEqual(
    Array.from({ length: 3 }, () => ({ verdict: "fixed", returned_after: null })),
  );
});

test("one run over all days, and a run every five days, keep the same sums and find the same returns", async () => {
  const worlds = simulateFixes({ ...trueFix, returnsAfter: 70 }, 2, 8, fixDay + 110);
  const once = await opened(worlds);
  await runOn(once, worlds, { day: fixDay + 110, run: 2 });
  const expected = [await watch(once), await verdicts(once)];
  once.close();

  const often = await opened(worlds);
  let since = 0;
  let run = 2;
  for (let day = fixDay + 20; day <= fixDay + 110; day += 5) {
    await runOn(often, worlds, { day, since, run: run++ });
    since = day;
  }
  expect([await watch(often), await verdicts(often)]).toEqual(expected);
  expect(expected[1]).toEqual(Array(2).fill(expect.objectContaining({ verdict: "regressed" })));
});

test("feedback that comes late about a kept day lets the watch begin again, with the sums of all days", async () => {
  const worlds = simulateFixes(quiet, 1, 9, fixDay + 90);
  const late = worlds.dailyCount.filter(
    ({ event_date, category }) => event_date === dateOf(fixDay + 40) && category === "topic-0",
  );
  expect(late.length).toBeGreaterThan(0);
  const punctual = { ...worlds, dailyCount: worlds.dailyCount.filter((row) => !late.includes(row)) };

  const once = await opened(worlds);
  await runOn(once, worlds, { day: fixDay + 90, run: 2 });
  const expected = await watch(once);
  once.close();

  const stage = await opened(worlds);
  await runOn(stage, punctual, { day: fixDay + 80, run: 2 });
  await runOn(
    stage,
    { ...punctual, dailyCount: [...punctual.dailyCount] },
    {
      day: fixDay + 90,
      since: fixDay + 80,
      run: 3,
    },
  );
  expect(await watch(stage)).not.toEqual(expected);
  await stage.insert(
    "curated.daily_count",
    late.map((row) => ({ ...row, run_id: 4 })),
  );
  await stage.database.run("UPDATE fixloop_curated.pipeline_run SET status = 'finished'");
  await stage.execute(openRun(duckdb), `${dateOf(fixDay + 90)}T00:00:00Z`);
  await judge(stage);
  expect(await watch(stage)).toEqual(expected);
});

test("the sums are those of the formula, with the reference of the day on which the fix held", async () => {
  const worlds = simulateFixes(quiet, 1, 10, fixDay + 60);
  const stage = await opened(worlds);
  await runOn(stage, worlds, { day: fixDay + 60, run: 2 });
  const [{ decided_date, settled_date } = {}] = await watch(stage);
  const reference = await stage.rows(`SELECT channel, CAST(reference_observed AS DOUBLE) AS hits,
  CAST(reference_exposure AS DOUBLE) AS exposure, CAST(exposure_high / exposure AS DOUBLE) AS correction,
  overdispersion_milli / 1000 AS overdispersion, background_high_milli / 1000 AS background
FROM fixloop_curated.fix_evidence WHERE event_date = DATE '${String(decided_date)}' AND has_signature`);
  const days =
    await stage.rows(`SELECT channel, CAST(observed_day AS DOUBLE) AS hits, CAST(exposure_day AS DOUBLE) AS exposure
FROM fixloop_curated.fix_evidence
WHERE event_date > DATE '${String(decided_date)}' AND event_date <= DATE '${String(settled_date)}'`);
  const sums = returned.alternativesMilli.map(() => 0);
  for (const day of days) {
    const of = reference.find(({ channel }) => channel === day["channel"]);
    if (of === undefined) continue;
    const gains = gainsOf(
      {
        hits: Number(day["hits"]),
        exposure: Number(day["exposure"]) * Number(of["correction"]),
        referenceHits: Number(of["hits"]),
        referenceExposure: Number(of["exposure"]),
        overdispersion: Number(of["overdispersion"]),
        background: Number(of["background"]),
      },
      returned,
    );
    for (const [place, gain] of gains.entries()) sums[place] = (sums[place] ?? 0) + gain;
  }
  const kept = (await watch(stage)).map((row) => Number(row["voice_sum_micro"]) / 1e6);
  for (const [place, sum] of sums.entries()) expect(kept[place]).toBeCloseTo(sum, 3);
  expect(logEValueOf(sums)).toBeLessThan(0);
});
