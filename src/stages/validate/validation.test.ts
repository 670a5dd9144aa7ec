import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fell, stayed } from "./firstVerdict.ts";
import { gainsOf, logEValueOf, type Hypotheses } from "../../statistics/logEValue.ts";
import {
  dateOf,
  fixDay,
  fixScenarios,
  lastDay,
  simulateFixes,
  type FixScenarioName,
} from "../../../test/support/fixWorld.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { issue, replaceRows } from "../../../test/support/upstreamRows.ts";

describe("one fix by hand", () => {
  let db: StageDatabase;
  beforeAll(async () => {
    db = await StageDatabase.open(smallProject(), { asOf: "2026-03-20T00:00:00Z" });
    await db.insert("curated.issue", [
      issue({ issue_id: "i1", scope_version: null, onset_date: "2026-02-08" }),
    ]);
    await db.insert("curated.fix", [
      {
        issue_id: "i1",
        fix_position: 1,
        ticket_key: "T-1",
        released_at: "2026-03-10 00:00:00",
        scope: "date",
      },
    ]);
  });
  afterAll(() => db.close());

  /** The same votes every day: 10 complaints among 100 others before the fix, `own` among 50 after it. */
  async function judge(own: number): Promise<Readonly<Record<string, unknown>>> {
    const day = (
      date: string,
      complaints: number,
      others: number,
    ): readonly Readonly<Record<string, unknown>>[] =>
      [
        { category: "sync-stops", voters: complaints },
        { category: "-", voters: others },
      ].map((row) => ({
        product: "notes",
        channel: "tickets",
        version: "-",
        platform: "-",
        event_date: date,
        events: row.voters,
        ...row,
      }));
    await replaceRows(db, "curated.daily_count", [
      ...Array.from({ length: 20 }, (_, index) =>
        day(`2026-02-${String(9 + index).padStart(2, "0")}`, 10, 100),
      ).flat(),
      ...Array.from({ length: 10 }, (_, index) => day(`2026-03-${10 + index}`, own, 50)).flat(),
    ]);
    await db.stage("validate");
    return (await db.rows("SELECT * FROM fixloop_curated.validation"))[0] ?? {};
  }

  /** Reference: 20 days with 10 of 100. Overdispersion is at its floor 1 + 200 / 2000. */
  const logE = (hits: number, exposure: number, hypotheses: Hypotheses): bigint =>
    BigInt(
      Math.round(
        1000 *
          logEValueOf(
            gainsOf(
              { hits, exposure, referenceHits: 200, referenceExposure: 2000, overdispersion: 1.1 },
              hypotheses,
            ),
          ),
      ),
    );

  test("complaints that stopped are a fix from the seventh day on, with the evidence of that day", async () => {
    // eight looks, 10 to 17 March: exposure 400, so 40 complaints were to be expected
    const voice = logE(0, 400, fell);
    expect(voice).toBeGreaterThan(2996n);
    expect(await judge(0)).toMatchObject({
      verdict: "fixed",
      decided_date: "2026-03-17",
      reason: "evidence_for_fix",
      observed: 0n,
      expected_milli: 40_000n,
      rate_ratio_milli: 0n,
      voice_log_e_milli: voice,
      telemetry_log_e_milli: null,
      recurrence_date: null,
    });
  });

  test("complaints that go on at the old rate are no fix, though their number halved", async () => {
    // evidence of the single channel and of voice agree: the better costs ln 2 once
    expect(await judge(5)).toMatchObject({
      verdict: "not_fixed",
      decided_date: "2026-03-17",
      reason: "evidence_against_fix",
      observed: 40n,
      expected_milli: 40_000n,
      rate_ratio_milli: 1000n,
      failure_log_e_milli: logE(40, 400, stayed) - 693n,
    });
  });

  test("complaints at four tenths of the old rate are neither, with the evidence of the newest day", async () => {
    expect(await judge(2)).toMatchObject({
      verdict: "inconclusive",
      decided_date: null,
      reason: "not_yet_clear",
      observed: 20n,
      expected_milli: 50_000n,
      rate_ratio_milli: 400n,
    });
  });

  test("running it again changes nothing", async () => {
    await judge(0);
    const tables = ["fix_evidence", "validation", "issue_event", "issue_status"];
    const all = async (): Promise<unknown> =>
      Promise.all(tables.map((name) => db.rows(`SELECT * FROM fixloop_curated.${name} ORDER BY ALL`)));
    const first = await all();
    await db.stage("validate");
    expect(await all()).toEqual(first);
  });
});

describe("simulated fixes with known truth", () => {
  const worlds = 3;
  const names = Object.keys(fixScenarios) as FixScenarioName[];
  let db: StageDatabase;
  beforeAll(async () => {
    db = await StageDatabase.open(smallProject(), { asOf: `${dateOf(lastDay)}T00:00:00Z` });
    for (const [position, name] of names.entries()) {
      const simulated = simulateFixes(fixScenarios[name], worlds, position + 1);
      await db.insert("curated.issue", simulated.issue);
      await db.insert("curated.fix", simulated.fix);
      await db.insert("curated.issue_signal", simulated.issueSignal);
      await db.insert("curated.daily_count", simulated.dailyCount);
      await db.insert("raw.telemetry_point", simulated.telemetryPoint);
    }
    await db.stage("validate");
  }, 300_000);
  afterAll(() => db.close());

  async function verdicts(name: FixScenarioName): Promise<readonly string[]> {
    const seed = names.indexOf(name) + 1;
    return (
      await db.rows<{ verdict: string }>(
        `SELECT verdict FROM fixloop_curated.validation WHERE issue_id LIKE 'issue-${seed}-%' ORDER BY issue_id`,
      )
    ).map((row) => row.verdict);
  }

  test.each([
    "true fix",
    "true fix, no telemetry",
    "true fix on the server",
    "true fix, lull",
    "true fix, other feedback up",
  ] as const)("%s is recognised", async (name) => {
    expect(await verdicts(name)).toEqual(Array<string>(worlds).fill("fixed"));
  });

  test.each([
    "no effect",
    "traffic lull",
    "propensity lull",
    "server fix and lull",
    "season end",
    "telemetry masked",
  ] as const)("%s is recognised as no fix", async (name) => {
    expect(await verdicts(name)).toEqual(Array<string>(worlds).fill("not_fixed"));
  });

  test.each([
    "partial",
    "partial, no telemetry",
    "partial, background 40 %",
    "no effect, no telemetry",
    "traffic lull, no telemetry",
    "propensity lull, no telemetry",
    "server fix and lull, no telemetry",
    "season end, no telemetry",
    "no effect, other feedback up",
    "partial, other feedback up",
    "no effect, server fix, other feedback down",
  ] as const)("%s is never called fixed", async (name) => {
    for (const verdict of await verdicts(name)) expect(["not_fixed", "inconclusive"]).toContain(verdict);
  });

  test("where complaints stopped and the signal is still bad, neither is said, for that reason", async () => {
    const seed = names.indexOf("users gave up") + 1;
    expect(
      await db.rows(
        `SELECT verdict, reason FROM fixloop_curated.validation WHERE issue_id LIKE 'issue-${seed}-%'`,
      ),
    ).toEqual(
      Array.from({ length: worlds }, () => ({ verdict: "inconclusive", reason: "telemetry_still_bad" })),
    );
  });

  test.each(["true fix, low volume", "true fix, background 40 %", "true fix, other feedback down"] as const)(
    "%s is never called a failure",
    async (name) => {
      for (const verdict of await verdicts(name)) expect(["fixed", "inconclusive"]).toContain(verdict);
    },
  );

  test("complaints that return after a fix held are noticed after their return and not before", async () => {
    expect(await verdicts("true fix, returns")).toEqual(Array<string>(worlds).fill("regressed"));
    const seed = names.indexOf("true fix, returns") + 1;
    const rows = await db.rows<{
      days: number;
    }>(`SELECT CAST(recurrence_date - DATE '${dateOf(fixDay + 28)}' AS INTEGER) AS days
FROM fixloop_curated.validation WHERE issue_id LIKE 'issue-${seed}-%'`);
    const delays = rows.map(({ days }) => days).toSorted((left, right) => left - right);
    expect(delays[0]).toBeGreaterThanOrEqual(0);
    expect(delays[1]).toBeLessThanOrEqual(14);
    expect(delays[2]).toBeLessThanOrEqual(28);
  });

  test("every check of the stage holds", async () => {
    expect(await db.rows("SELECT check_id FROM fixloop_curated.check_result WHERE failing_rows > 0")).toEqual(
      [],
    );
  });
});

test("before the days that the spec asks for, any fix is too early; with hardly any complaints, there are too few", async () => {
  for (const [name, days, reason] of [
    ["true fix", fixDay + 5, "too_early"],
    ["true fix, low volume", fixDay + 12, "too_few_complaints"],
  ] as const) {
    const db = await StageDatabase.open(smallProject(), { asOf: `${dateOf(days)}T00:00:00Z` });
    const simulated = simulateFixes(fixScenarios[name], 2, 7, days);
    await db.insert("curated.issue", simulated.issue);
    await db.insert("curated.fix", simulated.fix);
    await db.insert("curated.daily_count", simulated.dailyCount);
    await db.stage("validate");
    expect(await db.rows("SELECT verdict, reason FROM fixloop_curated.validation")).toEqual([
      { verdict: "inconclusive", reason },
      { verdict: "inconclusive", reason },
    ]);
    db.close();
  }
});

test("a verdict stays on the day it was reached, whenever the loop runs", async () => {
  const decided: unknown[] = [];
  for (const days of [fixDay + 25, fixDay + 45, lastDay]) {
    const db = await StageDatabase.open(smallProject(), { asOf: `${dateOf(days)}T00:00:00Z` });
    const simulated = simulateFixes(fixScenarios["true fix"], 3, 11);
    await db.insert("curated.issue", simulated.issue);
    await db.insert("curated.fix", simulated.fix);
    await db.insert("curated.issue_signal", simulated.issueSignal);
    await db.insert("curated.daily_count", simulated.dailyCount);
    await db.insert("raw.telemetry_point", simulated.telemetryPoint);
    await db.stage("validate");
    decided.push(
      await db.rows(
        "SELECT issue_id, verdict, decided_date, voice_log_e_milli, telemetry_log_e_milli FROM fixloop_curated.validation ORDER BY issue_id",
      ),
    );
    db.close();
  }
  expect(decided[0]).toHaveLength(3);
  expect(decided[1]).toEqual(decided[0]);
  expect(decided[2]).toEqual(decided[0]);
});

test("an alarm of the category after the fix held is a return: with a version that has the fix, or raised for two weeks", async () => {
  const alarm = (
    product: string,
    origin: string,
    version: string | null,
    lasts: number,
  ): Readonly<Record<string, unknown>> => ({
    detection_id: `${product} ${origin}`,
    product,
    category: "sync-stops",
    origin,
    version,
    onset_date: dateOf(fixDay + 40),
    alarm_date: dateOf(fixDay + 43),
    end_date: dateOf(fixDay + 40 + lasts),
    level: "page",
    log_e_milli: 9000,
    observed: 20,
    expected_milli: 2000,
  });
  const db = await StageDatabase.open(smallProject(), { asOf: `${dateOf(lastDay)}T00:00:00Z` });
  const simulated = simulateFixes(fixScenarios["true fix"], 5, 31);
  const [fixed = "", older = "", wave = "", long = ""] = simulated.issue.map(({ product }) =>
    String(product),
  );
  await db.insert("curated.issue", simulated.issue);
  await db.insert("curated.fix", simulated.fix);
  await db.insert("curated.daily_count", simulated.dailyCount);
  await db.insert("curated.detection", [
    alarm(fixed, "release", "1.11.0", 5),
    alarm(older, "release", "1.10.0", 5),
    alarm(wave, "spike", null, 6),
    alarm(long, "spike", null, 20),
  ]);
  await db.stage("validate");
  expect(
    (
      await db.rows(`SELECT verdict, CAST(recurrence_date AS VARCHAR) AS returned
FROM fixloop_curated.validation JOIN fixloop_curated.issue USING (issue_id) ORDER BY product`)
    ).map((row) => Object.values(row)),
  ).toEqual([
    ["regressed", dateOf(fixDay + 43)],
    ["fixed", null],
    ["fixed", null],
    ["regressed", dateOf(fixDay + 54)],
    ["fixed", null],
  ]);
  db.close();
});
