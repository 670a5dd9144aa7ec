import { Calendar } from "../../src/samples/calendar.ts";
import { outageCategories } from "../../src/samples/habits/words/habitWords.ts";
import { languages, locales, regions, type Language, type Region } from "../../src/samples/language.ts";
import {
  platforms,
  platformShares,
  versionShares,
  type Platform,
  type Release,
} from "../../src/samples/product.ts";
import { Random } from "../../src/samples/random.ts";
import type { Metric, MetricShift, PlantedText, Scenery, Wave } from "../../src/samples/scenery.ts";
import {
  backgroundPerDay,
  intensityOf,
  question,
  smallTalkPerDay,
  type DefectFate,
  type DefectPlan,
  type TicketPlan,
} from "../../src/samples/story.ts";
import type { WorldOptions } from "../../src/samples/streamWorld.ts";
import { defectSummaries, unrelatedSummaries } from "./drawnTickets.ts";
import { riskSentences } from "./riskSentences.ts";

/** What becomes of a defect. A lull is a fix without effect that nine quiet days follow. */
export const fixKinds = [
  "true_fix",
  "server_fix",
  "partial",
  "no_effect",
  "lull",
  "regressed",
  "no_fix",
  "unticketed",
] as const;
export type FixKind = (typeof fixKinds)[number];

/** Whom a defect reaches: users of a version, of a version on one platform, everyone from a day on, one region, or everyone
 * from a day on that no release explains. */
export const gatings = ["version", "platform", "server", "region", "spike"] as const;
export type Gating = (typeof gatings)[number];

export const riskKinds = [
  "legal",
  "refund",
  "account_closure",
  "safety",
  "self_harm",
  "public_reply",
] as const;
export type RiskKind = (typeof riskKinds)[number];

/** A defect of a drawn world. Days are those of the world. */
export interface DrawnDefect {
  readonly plan: DefectPlan;
  readonly kind: FixKind;
  readonly gating: Gating;
  readonly onsetDay: number;
  readonly fixDay: number | undefined;
  readonly relapseDay: number | undefined;
  /** Complaints over its life that were meant. */
  readonly volume: number;
  /** Complaints of the category where all have the defect, over those of a world without it. */
  readonly step: number;
  /** A metric that moves with its onset though it has nothing to do with it: in its own area, in another, or none. */
  readonly decoy: "own_area" | "other_area" | undefined;
}

/** Days on which many complain without a defect, from the day before on. */
export interface DrawnWave {
  readonly cause: "brigade" | "price" | "season" | "outage" | "campaign";
  readonly category: string;
  readonly from: number;
  readonly to: number;
}

export interface DrawnRisk extends PlantedText {
  readonly risk: RiskKind;
}

export interface WorldDraw {
  readonly seed: number;
  /** Pieces of feedback that it should have, about. */
  readonly items: number;
  /** What becomes of its defects, if not all of `fixKinds`. */
  readonly kinds?: readonly FixKind[] | undefined;
}

/** A world to be made with `writeWorld`, and what is true of it beyond what that returns. */
export interface DrawnWorld {
  readonly options: WorldOptions & { readonly scenery: Scenery };
  readonly defects: readonly DrawnDefect[];
  readonly waves: readonly DrawnWave[];
  readonly risks: readonly DrawnRisk[];
}

/** Metric and area that a category's defect shows in, and the team that owns it. */
const categories: readonly (readonly [category: string, area: string, metric: string])[] = [
  ["sync-stops-after-update", "sync", "sync_errors"],
  ["sync-slow", "sync", "sync_timeouts"],
  ["sync-conflict-copies", "sync", "sync_conflicts"],
  ["editor-lag", "editor", "slow_keystrokes"],
  ["formatting-lost", "editor", "save_failures"],
  ["note-text-lost", "editor", "save_failures"],
  ["search-misses-notes", "search", "search_empty_results"],
  ["search-slow", "search", "search_timeouts"],
  ["photo-attach-crash", "media", "crashes"],
  ["voice-memo-silent", "media", "recording_failures"],
  ["reminder-missing", "notifications", "push_failures"],
  ["login-fails", "account", "login_failures"],
  ["checkout-fails", "billing", "payment_failures"],
  ["pdf-export-blank", "export", "export_failures"],
  ["import-fails", "export", "import_failures"],
  ["app-wont-start", "app-shell", "crashes"],
  ["battery-drain", "app-shell", "background_overruns"],
];

/** Metrics beside those of the samples. */
const metrics: readonly Metric[] = [
  { name: "sync_timeouts", area: "sync", kind: "count", level: 0.01, requestsPerUser: 8 },
  { name: "sync_conflicts", area: "sync", kind: "count", level: 0.004, requestsPerUser: 6 },
  { name: "slow_keystrokes", area: "editor", kind: "count", level: 0.02, requestsPerUser: 4 },
  { name: "save_failures", area: "editor", kind: "count", level: 0.003, requestsPerUser: 6 },
  { name: "search_timeouts", area: "search", kind: "count", level: 0.01, requestsPerUser: 1.2 },
  { name: "recording_failures", area: "media", kind: "count", level: 0.01, requestsPerUser: 0.3 },
  { name: "import_failures", area: "export", kind: "count", level: 0.03, requestsPerUser: 0.2 },
  { name: "background_overruns", area: "app-shell", kind: "count", level: 0.02, requestsPerUser: 2 },
];
const metricAreas = [
  ...new Map(categories.map(([, area, metric]) => [`${area} ${metric}`, { area, metric }])).values(),
];

const selfHarm: Readonly<Record<Language, string>> = {
  en: "I don't want to be alive any more, these notes are all I leave behind.",
  de: "Ich will nicht mehr leben, das hier sind meine letzten Zeilen.",
  fr: "Je pense au suicide tous les jours, personne ne m'écoute.",
  es: "No quiero seguir viviendo, pienso en hacerme daño.",
  pt: "Não quero mais viver, penso em me machucar.",
  ja: "もう生きていたくないです。消えてしまいたい。",
};

/** Days that a world needs after an onset, so that its fix can be judged. */
const roomAfter: Readonly<Record<FixKind, number>> = {
  true_fix: 80,
  server_fix: 80,
  partial: 80,
  no_effect: 80,
  lull: 80,
  regressed: 150,
  no_fix: 50,
  unticketed: 80,
};
const lullDays = 9;

/**
 * A world of its own for each seed: 240 to 420 days with about so many pieces of feedback, its own releases, traffic,
 * languages and platforms, 8 to 12 defects with the fates of `fixKinds`, and waves without a defect.
 */
export function drawWorld({ seed, items, kinds = fixKinds }: WorldDraw): DrawnWorld {
  const random = Random.of(seed, "drawn world");
  const days = random.integer(240, 420);
  const calendar = new Calendar(`2025-0${random.integer(1, 6)}-1${random.integer(0, 9)}`, days);
  const clientReleases = drawReleases(Random.of(seed, "drawn releases"), days);
  const server = new ServerReleases(calendar);
  for (let day = random.integer(5, 40); day < days; day += random.integer(25, 60)) server.add(day, true);

  const drawn = drawDefects({
    random: Random.of(seed, "drawn defects"),
    days,
    clientReleases,
    server,
    kinds,
  });
  const serverReleases = server.releases();
  const shares = normalised(platforms.map((platform) => platformShares[platform] * random.factor(0.6)));
  const sharesOf = Object.fromEntries(
    platforms.map((platform, place) => [platform, shares[place] ?? 0]),
  ) as Record<Platform, number>;
  const localeShares = normalised(locales.map(({ share }) => share * random.factor(0.8)));
  const trafficOn = drawTraffic(random, calendar, drawn);

  const taken = new Set(drawn.map(({ category }) => category));
  const free = categories.map(([category]) => category).filter((category) => !taken.has(category));
  const { waves, truths } = drawWaves(random, days, free);
  const brigade = {
    day: random.integer(20, days - 20),
    days: random.integer(2, 4),
    reviews: random.integer(80, 240),
  };
  const brigadeTruth: DrawnWave = {
    cause: "brigade",
    category: "price-too-high",
    from: brigade.day,
    to: brigade.day + brigade.days,
  };

  const volumes = limited(
    drawn.map(() => logUniform(random, 15, 1500)),
    items * 0.45,
  );
  const perDay =
    Object.values(backgroundPerDay).reduce((sum, rate) => sum + rate, smallTalkPerDay) + habitsPerDay;
  const waved = waves.reduce((sum, { complaints }) => sum + complaints, brigade.reviews + question.asked);
  const spoken = volumes.reduce((sum, volume) => sum + volume * echo, 0);
  const scale = (items - spoken) / (days * perDay + waved);

  const scope = { clientReleases, serverReleases, sharesOf, trafficOn, days };
  const defects = drawn.map((one, place): DrawnDefect => {
    const { category, area, metric, factor, onset, fix, relapse, ...rest } = one;
    const plan: DefectPlan = {
      category,
      area,
      metric,
      factor,
      onset: onset.version,
      fix: fix?.version,
      relapse: relapse?.version,
      fate: fates[one.kind],
      platforms: one.platforms,
      complaintsPerDay: 0,
      ticket: one.ticket,
      ...(one.regions === undefined ? {} : { regions: one.regions }),
      ...(one.kind === "partial" ? { remaining: 0.6 } : {}),
    };
    const volume = volumes[place] ?? 0;
    const { kind, gating, decoy } = rest;
    const complaintsPerDay = volume / (scale * personDays(plan, scope));
    return {
      plan: { ...plan, complaintsPerDay },
      step: 1 + complaintsPerDay / (backgroundPerDay[category] ?? 1),
      kind,
      gating,
      decoy,
      onsetDay: onset.day,
      fixDay: fix?.day,
      relapseDay: relapse?.day,
      volume,
    };
  });

  const risks = drawRisks(random, days);
  return {
    options: {
      seed,
      days,
      scale,
      start: calendar.date(0),
      defects: defects.map(({ plan }) => plan),
      numbersFrom: 0,
      habits: true,
      scenery: {
        releases: [...clientReleases, ...serverReleases],
        trafficOn,
        locales: locales.map((locale, place) => ({ ...locale, share: localeShares[place] ?? 0 })),
        platformShares: sharesOf,
        waves,
        brigade,
        metrics,
        shifts: drawn.flatMap(({ shift }) => (shift === undefined ? [] : [shift])),
        anomalies: Array.from({ length: 5 }, () => ({
          metric: random.pick(metricAreas).metric,
          from: random.integer(20, days - 20),
          days: random.integer(1, 6),
          factor: 1.5 + 2 * random.next(),
        })),
        planted: risks,
        unrelatedTickets: drawUnrelated(random, days, defects),
      },
    },
    defects,
    waves: [...truths, brigadeTruth],
    risks,
  };
}

/** What habits say a day beside the base, at scale 1, and pieces of feedback that come of one complaint. */
const habitsPerDay = 5;
const echo = 1.3;

const fates: Readonly<Record<FixKind, DefectFate>> = {
  true_fix: "fixed",
  server_fix: "fixed_on_server",
  partial: "fixed",
  no_effect: "no_effect",
  lull: "no_effect",
  regressed: "regressed",
  no_fix: "open",
  unticketed: "fixed",
};

/** Evenly distributed on a logarithmic scale, by the square roots and products that every machine rounds alike. */
function logUniform(random: Random, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let bit = 0; bit < 12; bit++) {
    const middle = Math.sqrt(from * to);
    if (random.chance(0.5)) from = middle;
    else to = middle;
  }
  return from;
}

/** Halves the largest until all together are no more than the limit. */
function limited(numbers: readonly number[], limit: number): readonly number[] {
  const rest = [...numbers];
  while (rest.reduce((sum, number) => sum + number, 0) > limit) {
    const largest = rest.indexOf(Math.max(...rest));
    rest[largest] = (rest[largest] ?? 0) / 2;
  }
  return rest;
}

function normalised(numbers: readonly number[]): readonly number[] {
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return numbers.map((number) => number / total);
}

/** Client releases from the oldest version on: hotfixes, two on one day, slow roll-outs, one that is withdrawn. */
function drawReleases(random: Random, days: number): readonly Release[] {
  const major = random.integer(2, 9);
  let minor = random.integer(4, 8);
  const releases: Release[] = [];
  const add = (version: string, day: number, notes: string, more: Partial<Release> = {}): void =>
    void releases.push({ version, kind: "client", day, notes, ...more });
  const withdrawn = random.chance(0.6) ? random.integer(3, 9) : undefined;
  let day = -random.integer(60, 90);
  for (let number = 0; day < days; number++) {
    const slow = day >= 0 && random.chance(0.5);
    const pace = slow ? { halfAdoptionDays: Math.round(logUniform(random, 3, 25)) } : {};
    const isWithdrawn = number === withdrawn && day > 0;
    const withdrawal = isWithdrawn ? { withdrawnOn: day + random.integer(2, 5) } : {};
    add(`${major}.${minor}.0`, day, random.pick(notes), { ...pace, ...withdrawal });
    const next = day + random.integer(9, 27);
    const isSameDay = random.chance(0.12);
    if (isWithdrawn || isSameDay || random.chance(0.35)) {
      const after = isWithdrawn ? (withdrawal.withdrawnOn ?? day) + 1 : day + random.integer(2, 7);
      add(`${major}.${minor}.1`, isSameDay ? next : after, "Bug fixes.", {
        halfAdoptionDays: random.integer(2, 5),
      });
    }
    minor += 1;
    day = next;
  }
  return releases.filter((release) => release.day < days);
}

const notes = [
  "Bug fixes and improvements.",
  "New design of the side bar.",
  "Faster start. Bug fixes.",
  "Under the hood changes.",
  "New widgets.",
  "Support for larger screens.",
] as const;

/** What changes on the server, numbered in the order in which it is asked for. */
class ServerReleases {
  readonly #calendar: Calendar;
  readonly #releases: Release[] = [];

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  add(day: number, isListed: boolean): Release {
    const number = String(this.#releases.length + 1).padStart(2, "0");
    const release: Release = {
      version: `srv-${this.#calendar.date(day).slice(0, 4)}.${number}`,
      kind: "server",
      day,
      notes: "Changes on the server.",
      ...(isListed ? {} : { listed: false }),
    };
    this.#releases.push(release);
    return release;
  }

  releases(): readonly Release[] {
    return this.#releases.toSorted((left, right) => left.day - right.day);
  }
}

interface DrawnPlan {
  readonly category: string;
  readonly area: string;
  readonly metric: string;
  readonly factor: number;
  readonly kind: FixKind;
  readonly gating: Gating;
  readonly platforms: readonly Platform[];
  readonly regions: readonly Region[] | undefined;
  readonly onset: Release;
  readonly fix: Release | undefined;
  readonly relapse: Release | undefined;
  readonly ticket: TicketPlan | null;
  readonly decoy: DrawnDefect["decoy"];
  readonly shift: MetricShift | undefined;
}

/** 8 to 12 defects, each of another category, the kinds as even as their number allows. */
function drawDefects(given: {
  readonly random: Random;
  readonly days: number;
  readonly clientReleases: readonly Release[];
  readonly server: ServerReleases;
  readonly kinds: readonly FixKind[];
}): readonly DrawnPlan[] {
  const { random } = given;
  // one category stays free for the outage that habits tell of
  const spared = random.pick(outageCategories);
  const chosen = random
    .shuffle(categories.filter(([category]) => category !== spared))
    .slice(0, random.integer(8, 12));
  const kinds: FixKind[] = [];
  while (kinds.length < chosen.length) kinds.push(...random.shuffle(given.kinds));
  return chosen.map(([category, area, metric], place) => {
    const kind = kinds[place] ?? "true_fix";
    const gating = random.weighted<Gating>([
      ["version", 0.4],
      ["platform", 0.25],
      ["server", 0.15],
      ["region", 0.1],
      ["spike", 0.1],
    ]);
    const times = drawTimes({ ...given, kind, gating });
    const isSeen = random.chance(0.6);
    const decoyed = !isSeen && random.chance(0.5);
    const decoy = decoyed ? (random.chance(0.4) ? "own_area" : "other_area") : undefined;
    const elsewhere = random.pick(
      metricAreas.filter((one) => (one.area === area) === (decoy === "own_area")),
    );
    const scoped = gating === "platform" ? [random.pick(platforms)] : platforms;
    return {
      category,
      area,
      metric: isSeen ? metric : "",
      factor: Math.round(logUniform(random, 1.8, 6) * 10) / 10,
      kind,
      gating,
      platforms: scoped,
      regions: gating === "region" ? [random.pick(regions)] : undefined,
      ...times,
      ticket: drawTicket({ random, category, kind, ...times }),
      decoy,
      shift:
        decoy === undefined
          ? undefined
          : {
              ...elsewhere,
              fate: "open",
              onset: times.onset.version,
              fix: undefined,
              relapse: undefined,
              platforms,
              factor: Math.round(logUniform(random, 1.5, 4) * 10) / 10,
            },
    };
  });
}

/** Releases with which a defect begins, ends and returns. */
function drawTimes(given: {
  readonly random: Random;
  readonly days: number;
  readonly clientReleases: readonly Release[];
  readonly server: ServerReleases;
  readonly kind: FixKind;
  readonly gating: Gating;
}): Pick<DrawnPlan, "onset" | "fix" | "relapse"> {
  const { random, days, clientReleases, server, kind, gating } = given;
  const lasting = clientReleases.filter(({ withdrawnOn }) => withdrawnOn === undefined);
  const isDated = gating === "server" || gating === "region" || gating === "spike";
  const isFixedOnServer = kind === "server_fix" || (isDated && random.chance(0.6));
  const returnsLate = random.chance(0.6);
  const latest = days - roomAfter[kind];
  const clientFrom = (day: number): Release | undefined => lasting.find((release) => release.day >= day);
  for (;;) {
    const asked = random.integer(32, latest);
    const version = isDated ? undefined : clientFrom(asked);
    const day = version?.day ?? asked;
    if (day > latest + 10 || (!isDated && version === undefined)) continue;
    const fixFrom = day + random.integer(14, 45);
    const fixDay = kind === "no_fix" ? undefined : isFixedOnServer ? fixFrom : clientFrom(fixFrom)?.day;
    if (kind !== "no_fix" && (fixDay === undefined || fixDay > days - 22)) continue;
    const fixVersion = kind === "no_fix" || isFixedOnServer ? undefined : clientFrom(fixFrom);
    const returnFrom = (fixDay ?? day) + random.integer(30, 110);
    const later = lasting.filter((release) => release.day > (fixDay ?? days));
    const second = later[1];
    const backWith = isFixedOnServer ? undefined : returnsLate ? clientFrom(returnFrom) : second;
    const relapseDay =
      kind !== "regressed" ? undefined : isFixedOnServer ? returnFrom : (backWith?.day ?? Infinity);
    if (relapseDay !== undefined && relapseDay > days - 25) continue;
    return {
      onset: version ?? server.add(day, gating === "server"),
      fix: fixDay === undefined ? undefined : (fixVersion ?? server.add(fixDay, true)),
      relapse: relapseDay === undefined ? undefined : (backWith ?? server.add(relapseDay, false)),
    };
  }
}

function drawTicket({
  random,
  category,
  kind,
  onset,
  fix,
  relapse,
}: {
  readonly random: Random;
  readonly category: string;
  readonly kind: FixKind;
} & Pick<DrawnPlan, "onset" | "fix" | "relapse">): TicketPlan | null {
  const isUnknown = kind === "unticketed" || (kind === "no_fix" && random.chance(0.5));
  const link = random.chance(0.5) ? "feedback" : "words";
  const early = link === "words" && random.chance(0.2);
  const openedAfter = early ? -random.integer(1, 4) : random.integer(0, 40);
  const latest = fix === undefined ? 40 : Math.max(0, fix.day - onset.day - 4);
  const ticket: TicketPlan = {
    link,
    openedAfter: Math.min(openedAfter, latest),
    summary: random.pick(defectSummaries[category] ?? [category]),
    namesVersion: random.chance(0.9),
    doneBefore: fix?.kind === "client" ? random.integer(0, 5) : 0,
    reopenedAfter: relapse !== undefined && random.chance(0.5) ? random.integer(3, 14) : undefined,
    hasDuplicate: random.chance(0.35),
  };
  return isUnknown ? null : ticket;
}

/** Growth, the week, holidays, a season of the whole product, and the lulls after fixes that did nothing. */
function drawTraffic(
  random: Random,
  calendar: Calendar,
  drawn: readonly DrawnPlan[],
): (day: number) => number {
  const { days } = calendar;
  const growth = -0.2 + 1.1 * random.next();
  const weekend = 0.55 + 0.6 * random.next();
  const rest = (7 - 2 * weekend) / 5;
  const holiday = { from: random.integer(10, days - 20), days: random.integer(8, 16) };
  const season = {
    from: random.integer(0, days - 60),
    half: random.integer(15, 30),
    top: 0.5 * random.next(),
  };
  const lulls = drawn.flatMap(({ kind, fix }) => (kind === "lull" && fix !== undefined ? [fix.day] : []));
  return (day) => {
    const isWeekend = [0, 6].includes(calendar.weekday(day));
    const away = Math.abs(day - season.from - season.half) / season.half;
    const inSeason = away < 1 ? 1 + season.top * (1 - away) : 1;
    const onHoliday = day >= holiday.from && day < holiday.from + holiday.days ? 0.75 : 1;
    const inLull = lulls.some((from) => day >= from && day < from + lullDays) ? 0.4 : 1;
    return (1 + growth * (day / days - 0.5)) * (isWeekend ? weekend : rest) * inSeason * onHoliday * inLull;
  };
}

/** A price wave, two seasons and an outage, all in categories without a defect, and those that habits bring. */
function drawWaves(
  random: Random,
  days: number,
  free: readonly string[],
): { readonly waves: readonly Wave[]; readonly truths: readonly DrawnWave[] } {
  const [first = "support-no-answer", second = "support-no-answer"] = random.shuffle(free);
  const seasonal = random.pick(["invoice-how-to", "password-mail-missing", "charged-twice", first]);
  const waves: readonly Wave[] = [
    {
      kind: "price",
      category: "price-too-high",
      day: random.integer(15, days - 30),
      days: random.integer(8, 18),
      complaints: random.integer(40, 140),
    },
    {
      kind: "season",
      category: seasonal,
      day: random.integer(10, days - 60),
      days: random.integer(30, 55),
      complaints: random.integer(30, 90),
    },
    {
      kind: "outage",
      category: second,
      day: random.integer(40, days - 10),
      days: 1,
      complaints: random.integer(15, 60),
    },
  ];
  const storyDay = (day: number): number => Math.floor((day * days) / 200);
  // what habits bring, on the days of their own story
  const ofHabits: readonly DrawnWave[] = [
    ...outageCategories.map((category): DrawnWave => ({
      cause: "outage",
      category,
      from: storyDay(70),
      to: storyDay(70) + 1,
    })),
    {
      cause: "campaign",
      category: "notifications-too-many",
      from: storyDay(90),
      to: storyDay(90) + 3,
    },
    { cause: "campaign", category: "price-too-high", from: storyDay(158), to: storyDay(158) + 3 },
  ];
  return {
    waves,
    truths: [
      ...waves.map(({ kind, category, day, days: length }): DrawnWave => ({
        cause: kind,
        category,
        from: day,
        to: day + length,
      })),
      ...ofHabits,
    ],
  };
}

/** Ordinary days of all users that a defect is worth: complaints over its life for one a day where all have it. */
function personDays(
  plan: DefectPlan,
  given: {
    readonly clientReleases: readonly Release[];
    readonly serverReleases: readonly Release[];
    readonly sharesOf: Readonly<Record<Platform, number>>;
    readonly trafficOn: (day: number) => number;
    readonly days: number;
  },
): number {
  const scope = plan.platforms.reduce((sum, platform) => sum + given.sharesOf[platform], 0);
  let total = 0;
  for (let day = 0; day < given.days; day++) {
    for (const platform of plan.platforms) {
      for (const { index, share } of versionShares(given.clientReleases, platform, day)) {
        const intensity = intensityOf({ plan, versionIndex: index, day, ...given });
        total += (given.trafficOn(day) * intensity * share * given.sharesOf[platform]) / scope;
      }
    }
  }
  return Math.max(total, 1);
}

/** A text of each kind of risk in each language, on any day. */
function drawRisks(random: Random, days: number): readonly DrawnRisk[] {
  return riskKinds.flatMap((risk) =>
    languages.map((language): DrawnRisk => {
      const text = risk === "self_harm" ? selfHarm[language] : riskSentences[language]?.[risk];
      return { risk, language, text: text ?? "", day: random.integer(5, days - 5) };
    }),
  );
}

/** One to three tickets about the same area around each defect, and some elsewhere. */
function drawUnrelated(
  random: Random,
  days: number,
  defects: readonly DrawnDefect[],
): Scenery["unrelatedTickets"] {
  const near = defects.flatMap(({ plan, onsetDay }) =>
    random
      .shuffle(unrelatedSummaries[plan.area] ?? [])
      .slice(0, random.integer(1, 3))
      .map((summary) => ({
        component: plan.area,
        summary,
        day: Math.max(0, onsetDay + random.integer(-10, 40)),
      })),
  );
  const elsewhere = Array.from({ length: 8 }, () => {
    const [component, summaries] = random.pick(Object.entries(unrelatedSummaries));
    return { component, summary: random.pick(summaries), day: random.integer(0, days - 1) };
  });
  return [...near, ...elsewhere].map((ticket) => ({ ...ticket, doneOn: ticket.day + random.integer(5, 40) }));
}
