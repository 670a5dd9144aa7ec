import { seededRandom } from "../../src/proposals/random.ts";

/**
 * Simulated fixes with known truth, for validate: each world is a product with one defect, its fix, and everything
 * else that people write. Counts are gamma-Poisson; days share shocks, categories and the metric have their own.
 */
export interface FixScenario {
  /** Rate of complaints of those who have the fix, over the rate before; the metric's likewise. */
  readonly complaintsLeft: number;
  readonly metricLeft: number;
  readonly scope: "version" | "date";
  /** Complaints a day and channel while everybody has the defect. */
  readonly complaintsPerDay: number;
  /** Share of those that are there without the defect. */
  readonly backgroundShare: number;
  /** From the release on, for this many days: how many people use the product, and how many of them write. */
  readonly lull: { readonly days: number; readonly traffic: number; readonly propensity: number } | undefined;
  /** Everything was this much higher until the release. */
  readonly seasonBefore: number;
  /** Days after the release on which the complaints return; undefined for never. */
  readonly returnsAfter: number | undefined;
  /** Rate after the return, over that before the fix, and the days until it has risen to that. */
  readonly returnsTo: number;
  readonly returnsWithin: number;
  /** Whether only the metric returns, and nobody complains. */
  readonly returnsUnheard: boolean;
  /** What the release does to all other feedback of those who have it: above 1 it brings another defect, below 1 it heals one. */
  readonly otherFeedbackAfter: number;
  readonly telemetry: boolean;
}

export const trueFix: FixScenario = {
  complaintsLeft: 0.05,
  metricLeft: 0.03,
  scope: "version",
  complaintsPerDay: 3,
  backgroundShare: 0.1,
  lull: undefined,
  seasonBefore: 1,
  returnsAfter: undefined,
  returnsTo: 1,
  returnsWithin: 0,
  returnsUnheard: false,
  otherFeedbackAfter: 1,
  telemetry: true,
};

const noEffect: FixScenario = { ...trueFix, complaintsLeft: 1, metricLeft: 1 };

/** The scenarios of section 2 of the statistics, and some more. */
export const fixScenarios = {
  "true fix": trueFix,
  "true fix, no telemetry": { ...trueFix, telemetry: false },
  "true fix on the server": { ...trueFix, scope: "date" },
  "true fix, background 40 %": { ...trueFix, backgroundShare: 0.4 },
  "true fix, low volume": { ...trueFix, complaintsPerDay: 0.25 },
  "true fix, lull": { ...trueFix, lull: { days: 20, traffic: 0.4, propensity: 1 } },
  "true fix, other feedback up": { ...trueFix, otherFeedbackAfter: 1.5 },
  partial: { ...trueFix, complaintsLeft: 0.6, metricLeft: 0.6 },
  "partial, no telemetry": { ...trueFix, complaintsLeft: 0.6, telemetry: false },
  "partial, background 40 %": { ...trueFix, complaintsLeft: 0.6, metricLeft: 0.6, backgroundShare: 0.4 },
  "no effect": noEffect,
  "no effect, no telemetry": { ...noEffect, telemetry: false },
  "traffic lull": { ...noEffect, lull: { days: 30, traffic: 0.3, propensity: 1 } },
  "propensity lull": { ...noEffect, lull: { days: 30, traffic: 1, propensity: 0.3 } },
  "server fix and lull": { ...noEffect, scope: "date", lull: { days: 30, traffic: 0.3, propensity: 0.7 } },
  "season end": { ...noEffect, scope: "date", seasonBefore: 1.8 },
  "traffic lull, no telemetry": {
    ...noEffect,
    telemetry: false,
    lull: { days: 30, traffic: 0.3, propensity: 1 },
  },
  "propensity lull, no telemetry": {
    ...noEffect,
    telemetry: false,
    lull: { days: 30, traffic: 1, propensity: 0.3 },
  },
  "server fix and lull, no telemetry": {
    ...noEffect,
    telemetry: false,
    scope: "date",
    lull: { days: 30, traffic: 0.3, propensity: 0.7 },
  },
  "season end, no telemetry": { ...noEffect, telemetry: false, scope: "date", seasonBefore: 1.8 },
  "telemetry masked": { ...noEffect, metricLeft: 0.03 },
  "users gave up": { ...noEffect, complaintsLeft: 0.05 },
  "no effect, other feedback up": { ...noEffect, otherFeedbackAfter: 2, telemetry: false },
  "partial, other feedback up": {
    ...trueFix,
    complaintsLeft: 0.6,
    otherFeedbackAfter: 1.5,
    telemetry: false,
  },
  "no effect, server fix, other feedback down": { ...noEffect, scope: "date", otherFeedbackAfter: 0.6 },
  "true fix, other feedback down": { ...trueFix, otherFeedbackAfter: 0.6, telemetry: false },
  "true fix, returns": { ...trueFix, returnsAfter: 28 },
} as const satisfies Record<string, FixScenario>;

export type FixScenarioName = keyof typeof fixScenarios;
type Rows = readonly Readonly<Record<string, unknown>>[];

/** Rows of the tables that validate reads, for some worlds of one scenario. */
export interface FixWorlds {
  readonly issue: Rows;
  readonly fix: Rows;
  readonly issueSignal: Rows;
  readonly dailyCount: Rows;
  readonly telemetryPoint: Rows;
}

export const onsetDay = 28;
export const fixDay = 63;
/** The day after the last simulated one: `as_of` for a watch of 60 days. */
export const lastDay = fixDay + 62;

/** Day 0 is 2025-01-01. */
export const dateOf = (day: number): string =>
  new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10);

const weekday = [1, 1.05, 1.05, 1, 0.95, 0.8, 0.8];
/** Shares of the other categories; the last is feedback without one. */
const otherShares = [0.2, 0.15, 0.12, 0.1, 0.09, 0.08, 0.06, 0.2] as const;
const versions = ["1.9.0", "1.10.0", "1.11.0"] as const;

export function simulateFixes(
  scenario: FixScenario,
  worlds: number,
  seed: number,
  days: number = lastDay,
): FixWorlds {
  const random = seededRandom(seed);
  const issue = [];
  const fix = [];
  const issueSignal = [];
  const dailyCount: Record<string, unknown>[] = [];
  const telemetryPoint = [];
  for (let world = 0; world < worlds; world++) {
    const product = `product-${seed}-${world}`;
    const issueId = `issue-${seed}-${world}`;
    const volume = scenario.complaintsPerDay * Math.exp(0.5 * normal(random));
    const other = 15 + 60 * random();
    const noise = (cv: number): number => gamma(1 / (cv * cv), random) * cv * cv;
    issue.push(issueRow(issueId, product));
    fix.push({
      issue_id: issueId,
      fix_position: 1,
      ticket_key: `T-${world}`,
      fix_version: scenario.scope === "version" ? versions[2] : null,
      fix_version_key: scenario.scope === "version" ? "000000001.000000011.000000000" : null,
      released_at: `${dateOf(fixDay)} 00:00:00`,
      scope: scenario.scope,
    });
    if (scenario.telemetry) {
      issueSignal.push({
        issue_id: issueId,
        metric: "sync_errors",
        area: "sync",
        link_rank: 1,
        effect_milli: 4000,
        effect_low_milli: 3000,
        effect_high_milli: 5000,
        log_likelihood_ratio_milli: 20_000,
        explained_bp: 9000,
        accepted: true,
      });
    }
    for (let day = 0; day < days; day++) {
      const released = day >= fixDay;
      const inLull = released && scenario.lull !== undefined && day < fixDay + scenario.lull.days;
      const traffic = (weekday[day % 7] ?? 1) * (inLull ? (scenario.lull?.traffic ?? 1) : 1) * noise(0.05);
      const propensity =
        (inLull ? (scenario.lull?.propensity ?? 1) : 1) * (released ? 1 : scenario.seasonBefore) * noise(0.1);
      const ownShock = noise(0.15);
      const otherShocks = otherShares.map(() => noise(0.15));
      const newest = 1 - Math.exp(-(day - fixDay) / 10);
      const bad = day < onsetDay ? 0 : 1 - Math.exp(-(day - onsetDay) / 10);
      const shares =
        released && scenario.scope === "version"
          ? [(1 - newest) * (1 - bad), (1 - newest) * bad, newest]
          : [1 - bad, bad, 0];
      for (const [place, share] of shares.entries()) {
        const version = versions[place] ?? "";
        if (share <= 0) continue;
        const treated = scenario.scope === "version" ? place === 2 : released && place === 1;
        const back = risen(scenario, day);
        const left = (rate: number, returning: number = back): number =>
          place === 0 ? 0 : treated ? rate + Math.max(0, scenario.returnsTo - rate) * returning : 1;
        const { backgroundShare } = scenario;
        for (const channel of ["reviews", "tickets"]) {
          const people = traffic * propensity * share;
          const own = poisson(
            people *
              volume *
              ownShock *
              (backgroundShare +
                (1 - backgroundShare) * left(scenario.complaintsLeft, scenario.returnsUnheard ? 0 : back)),
            random,
          );
          if (own > 0) dailyCount.push(count(product, "sync-stops", channel, version, day, own));
          const { otherFeedbackAfter } = scenario;
          const steady = Math.min(1, otherFeedbackAfter);
          for (const [topic, topicShare] of otherShares.entries()) {
            const votes = poisson(people * other * topicShare * steady * (otherShocks[topic] ?? 1), random);
            if (votes > 0)
              dailyCount.push(
                count(
                  product,
                  topic === otherShares.length - 1 ? "-" : `topic-${topic}`,
                  channel,
                  version,
                  day,
                  votes,
                ),
              );
          }
          const brought = treated ? Math.max(0, otherFeedbackAfter - 1) : Math.max(0, 1 - otherFeedbackAfter);
          const others = poisson(people * other * brought, random);
          if (others > 0) dailyCount.push(count(product, "other-defect", channel, version, day, others));
        }
        if (scenario.telemetry) {
          const exposure = Math.round(40_000 * traffic * share);
          const value = Math.min(
            exposure,
            poisson(exposure * 0.004 * noise(0.1) * (1 + 3 * left(scenario.metricLeft)), random),
          );
          telemetryPoint.push({
            point_id: `${product}-${version}-${day}`,
            source: "telemetry",
            product,
            metric: "sync_errors",
            metric_kind: "count",
            measured_at: `${dateOf(day)} 00:00:00`,
            measured_date: dateOf(day),
            version,
            area: "sync",
            value: String(value),
            exposure: String(exposure),
          });
        }
      }
    }
  }
  return { issue, fix, issueSignal, dailyCount, telemetryPoint };
}

/** How far a return has risen by a day, 0 to 1. */
function risen({ returnsAfter, returnsWithin }: FixScenario, day: number): number {
  if (returnsAfter === undefined) return 0;
  const since = day - fixDay - returnsAfter;
  return since < 0 ? 0 : Math.min(1, (since + 1) / Math.max(1, returnsWithin));
}

function issueRow(issueId: string, product: string): Readonly<Record<string, unknown>> {
  return {
    issue_id: issueId,
    product,
    category: "sync-stops",
    area: "sync",
    kind: "defect",
    severity: "high",
    origin: "release",
    founding_event_id: `event-${issueId}`,
    scope_version: versions[1],
    onset_date: dateOf(onsetDay),
    detected_at: `${dateOf(onsetDay + 7)} 00:00:00`,
    alarm_log_e_milli: 9000,
    events: 100,
    customers: 90,
    revenue_at_risk: "0",
    last_event_at: `${dateOf(fixDay)} 00:00:00`,
    priority: 1,
  };
}

const count = (
  product: string,
  category: string,
  channel: string,
  version: string,
  day: number,
  votes: number,
) => ({
  product,
  category,
  channel,
  version,
  platform: "-",
  event_date: dateOf(day),
  events: votes,
  voters: votes,
});

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Marsaglia and Tsang (2000), for a shape above 1. */
function gamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Knuth's product for small means, the rounded normal for large ones. */
function poisson(mean: number, random: () => number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let hits = 0;
  while (product > limit) {
    product *= random();
    hits++;
  }
  return hits;
}
