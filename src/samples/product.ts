import { Calendar } from "./calendar.ts";

export const platforms = ["android", "ios", "web"] as const;
export type Platform = (typeof platforms)[number];

export const platformShares: Readonly<Record<Platform, number>> = { android: 0.44, ios: 0.36, web: 0.2 };

/** Age of a release, in days, at which half of the users of a platform run it. */
const halfAdoptionDays: Readonly<Record<Platform, number>> = { android: 7, ios: 5, web: 1 };

export interface Release {
  readonly version: string;
  readonly kind: "client" | "server";
  /** Day of the world it came out; below 0 before its start. */
  readonly day: number;
  readonly notes: string;
  /** Age in days at which half of the users of a platform run it, where it is not the usual one. */
  readonly halfAdoptionDays?: number;
  /** Day on which it was taken back: those who have it leave it within three days. */
  readonly withdrawnOn?: number;
  /** False for a change that no list of releases names. */
  readonly listed?: false;
}

/** Releases over a world of 200 days; other lengths stretch it. 4.10.0 sorts before 4.9.0 as text, on purpose. */
const releaseCalendar: readonly (readonly [version: string, day: number, notes: string])[] = [
  ["4.5.0", -64, "Folders in colour."],
  ["4.6.0", -26, "Faster start. Bug fixes and improvements."],
  ["4.7.0", 9, "New icons. Bug fixes and improvements."],
  ["4.8.0", 28, "New sync engine: notes travel faster between your devices."],
  ["4.8.2", 37, "Bug fixes and improvements."],
  ["4.9.0", 48, "Export rewritten, page breaks are kept."],
  ["4.9.1", 63, "Sync resumes after an update. Bug fixes."],
  ["4.10.0", 77, "New checkout with saved cards."],
  ["4.11.0", 92, "PDF export: blank pages corrected. Bug fixes."],
  ["4.11.1", 104, "Checkout: declined cards corrected."],
  ["4.12.0", 118, "Tags in the side bar."],
  ["4.13.0", 136, "Plans page redesigned."],
  ["4.14.0", 153, "Bug fixes and improvements."],
  ["4.15.0", 172, "New camera with document scan."],
  ["srv-2026.01", 16, "Storage moved to new servers."],
  ["srv-2026.04", 112, "Push gateway replaced."],
  ["srv-2026.05", 127, "Push gateway: lost messages are sent again."],
  ["srv-2026.06", 160, "Search index compressed."],
];

const calendarDays = 200;

export function releasesOf(days: number): readonly Release[] {
  return releaseCalendar.map(([version, day, notes]) => ({
    version,
    kind: version.startsWith("srv-") ? "server" : "client",
    day: day < 0 ? day : Math.floor((day * days) / calendarDays),
    notes,
  }));
}

export interface VersionShare {
  readonly version: string;
  /** Place among the client releases, oldest first. */
  readonly index: number;
  readonly share: number;
}

/**
 * Which versions the users of a platform run on a day. A release of age a days is run by a^2/(a^2+h^2) of those who
 * have not moved on to a newer one, h being the half-adoption time; two percent never update.
 */
export function versionShares(
  clientReleases: readonly Release[],
  platform: Platform,
  day: number,
): readonly VersionShare[] {
  const shares: VersionShare[] = [];
  let rest = 1;
  for (let index = clientReleases.length - 1; index >= 0; index--) {
    const release = clientReleases[index];
    if (release === undefined || release.day > day) continue;
    const { halfAdoptionDays: half = halfAdoptionDays[platform], withdrawnOn = Infinity } = release;
    const age = Math.min(day, withdrawnOn) - release.day + 0.5;
    const left = day < withdrawnOn ? 1 : Math.max(0, 1 - (day - withdrawnOn + 1) / 4);
    const adopted = index === 0 ? rest : (left * (rest * 0.98 * age * age)) / (age * age + half * half);
    rest -= adopted;
    if (adopted >= 0.004) shares.push({ version: release.version, index, share: adopted });
  }
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  return shares.map(({ version, index, share }) => ({ version, index, share: share / total }));
}

/** Active users of the whole product on a day: slow growth and quiet weekends, or the traffic given. */
export function activeUsers(
  calendar: Calendar,
  day: number,
  scale: number,
  trafficOn?: (day: number) => number,
): number {
  if (trafficOn !== undefined) return 9000 * scale * trafficOn(day);
  const weekend = [0, 6].includes(calendar.weekday(day)) ? 0.82 : 1;
  return 9000 * scale * weekend * (1 + (0.25 * day) / calendarDays);
}
