import type { Calendar } from "./calendar.ts";
import { csvLine } from "./csv.ts";
import type { Region } from "./language.ts";
import { locales, regions } from "./language.ts";
import type { Platform, Release } from "./product.ts";
import { activeUsers, platforms, platformShares, versionShares } from "./product.ts";
import { Random } from "./random.ts";
import type { Metric, Scenery } from "./scenery.ts";
import type { DefectPlan } from "./story.ts";
import { intensityOf, quietAnomalies, storyDay } from "./story.ts";

const metrics: readonly Metric[] = [
  { name: "sync_errors", area: "sync", kind: "count", level: 0.006, requestsPerUser: 12 },
  { name: "export_failures", area: "export", kind: "count", level: 0.02, requestsPerUser: 0.4 },
  { name: "payment_failures", area: "billing", kind: "count", level: 0.04, requestsPerUser: 0.12 },
  { name: "crashes", area: "media", kind: "count", level: 0.003, requestsPerUser: 2 },
  { name: "crashes", area: "app-shell", kind: "count", level: 0.002, requestsPerUser: 4 },
  { name: "login_failures", area: "account", kind: "count", level: 0.015, requestsPerUser: 0.5 },
  { name: "push_failures", area: "notifications", kind: "count", level: 0.008, requestsPerUser: 3 },
  { name: "search_empty_results", area: "search", kind: "count", level: 0.06, requestsPerUser: 1.2 },
  { name: "search_latency_ms", area: "search", kind: "gauge", level: 180, requestsPerUser: 1.2 },
];

export const metricNames: readonly string[] = [...new Set(metrics.map(({ name }) => name))];

export const telemetryColumns = [
  "date",
  "version",
  "platform",
  "region",
  "area",
  "metric",
  "kind",
  "value",
  "exposure",
] as const;
export const usageColumns = ["date", "version", "platform", "locale", "users"] as const;

export interface TelemetrySetting {
  readonly seed: number;
  readonly scale: number;
  readonly calendar: Calendar;
  readonly clientReleases: readonly Release[];
  readonly serverReleases: readonly Release[];
  readonly defects: readonly DefectPlan[];
  /** Where absent, that of the committed samples. */
  readonly scenery?: Scenery | undefined;
}

/** Users below which a version, platform and region is not reported, at scale 1. */
const smallestCell = 25;

/** What the instrumentation of the product reports for a day. */
export function telemetryOf(setting: TelemetrySetting, day: number): string {
  const { seed, scale, calendar, clientReleases, scenery } = setting;
  const random = Random.of(seed, "telemetry", day);
  const users = activeUsers(calendar, day, scale, scenery?.trafficOn);
  const shareOf = scenery?.platformShares ?? platformShares;
  const counted = [...metrics, ...(scenery?.metrics ?? [])];
  // The collector of one region was down for a day.
  const silent = day === storyDay(calendar, 88) ? "APAC" : undefined;
  const lines: string[] = [];
  for (const platform of platforms) {
    for (const { version, index, share } of versionShares(clientReleases, platform, day)) {
      for (const region of regions) {
        if (region === silent) continue;
        const regionShare = (scenery?.locales ?? locales)
          .filter((locale) => locale.region === region)
          .reduce((sum, locale) => sum + locale.share, 0);
        const cell = users * shareOf[platform] * share * regionShare;
        if (cell < smallestCell * scale) continue;
        for (const metric of counted) {
          const level =
            metric.level *
            factorOf({ setting, metric, platform, region, versionIndex: index, day }) *
            random.factor(0.12);
          const exposure = random.poisson(cell * metric.requestsPerUser);
          const value =
            metric.kind === "gauge" ? level.toFixed(1) : Math.min(exposure, random.poisson(exposure * level));
          lines.push(
            csvLine([
              calendar.date(day),
              version,
              platform,
              region,
              metric.area,
              metric.name,
              metric.kind,
              value,
              exposure,
            ]),
          );
        }
      }
    }
  }
  return lines.join("");
}

function factorOf({
  setting,
  metric,
  platform,
  region,
  versionIndex,
  day,
}: {
  readonly setting: TelemetrySetting;
  readonly metric: Metric;
  readonly platform: Platform;
  readonly region: Region;
  readonly versionIndex: number;
  readonly day: number;
}): number {
  let factor = 1;
  for (const plan of [...setting.defects, ...(setting.scenery?.shifts ?? [])]) {
    const touches =
      plan.metric === metric.name &&
      plan.area === metric.area &&
      plan.platforms.includes(platform) &&
      (plan.regions?.includes(region) ?? true);
    if (touches) factor *= 1 + (plan.factor - 1) * intensityOf({ plan, versionIndex, day, ...setting });
  }
  const usual = quietAnomalies.map((anomaly) => ({
    ...anomaly,
    from: storyDay(setting.calendar, anomaly.from),
  }));
  for (const { from, ...anomaly } of setting.scenery?.anomalies ?? usual) {
    if (anomaly.metric === metric.name && day >= from && day < from + anomaly.days) factor *= anomaly.factor;
  }
  return factor;
}

/** Active users of a day by version, platform and locale. */
export function usageOf(setting: TelemetrySetting, day: number): string {
  const { seed, scale, calendar, clientReleases, scenery } = setting;
  const random = Random.of(seed, "usage", day);
  const users = activeUsers(calendar, day, scale, scenery?.trafficOn);
  const shareOf = scenery?.platformShares ?? platformShares;
  const lines: string[] = [];
  for (const platform of platforms) {
    for (const { version, share } of versionShares(clientReleases, platform, day)) {
      for (const locale of scenery?.locales ?? locales) {
        const count = random.poisson(users * shareOf[platform] * share * locale.share);
        if (count > 0) lines.push(csvLine([calendar.date(day), version, platform, locale.id, count]));
      }
    }
  }
  return lines.join("");
}
