import type { Calendar } from "./calendar.ts";
import type { Region } from "./language.ts";
import type { Platform, Release } from "./product.ts";
import { platforms } from "./product.ts";
import { Random } from "./random.ts";

/** What became of a defect: the truth that validation is measured against. */
export const defectFates = ["fixed", "no_effect", "regressed", "open", "fixed_on_server"] as const;
export type DefectFate = (typeof defectFates)[number];

export interface DefectPlan {
  readonly category: string;
  readonly fate: DefectFate;
  readonly onset: string;
  readonly fix: string | undefined;
  /** The version in which it came back. */
  readonly relapse: string | undefined;
  readonly platforms: readonly Platform[];
  /** Daily complaints, at scale 1, if every user of the platforms ran an affected version. */
  readonly complaintsPerDay: number;
  readonly metric: string;
  readonly area: string;
  /** By how much the metric's rate grows where the defect is in force. */
  readonly factor: number;
  /** Regions it is felt in; all where absent. */
  readonly regions?: readonly Region[];
  /** Share of the complaints that the fix leaves, where it leaves some; all for a fate of `no_effect`. */
  readonly remaining?: number;
  /** What the tracker knows of it: null for nothing, absent for what it knows of each defect of the samples. */
  readonly ticket?: TicketPlan | null;
}

/** The main ticket of a defect. */
export interface TicketPlan {
  /** Whether it names the feedback that it came from, or only describes the defect. */
  readonly link: "feedback" | "words";
  /** Days after the onset, below 0 before it. A ticket that names feedback waits for it. */
  readonly openedAfter: number;
  readonly summary: string;
  /** Whether it says which version has the fix. */
  readonly namesVersion: boolean;
  /** Days from its completion to the release of the fix. */
  readonly doneBefore: number;
  /** Days from the return of the defect until it is opened again; undefined for never. */
  readonly reopenedAfter: number | undefined;
  readonly hasDuplicate: boolean;
}

/** The story that the committed samples tell. */
export const canonicalDefects: readonly DefectPlan[] = [
  {
    category: "sync-stops-after-update",
    fate: "fixed",
    onset: "4.8.0",
    fix: "4.9.1",
    relapse: undefined,
    platforms: ["android", "ios"],
    complaintsPerDay: 7,
    metric: "sync_errors",
    area: "sync",
    factor: 5,
  },
  {
    category: "pdf-export-blank",
    fate: "no_effect",
    onset: "4.9.0",
    fix: "4.11.0",
    relapse: undefined,
    platforms,
    complaintsPerDay: 2,
    metric: "export_failures",
    area: "export",
    factor: 4,
  },
  {
    category: "checkout-fails",
    fate: "regressed",
    onset: "4.10.0",
    fix: "4.11.1",
    relapse: "4.13.0",
    platforms,
    complaintsPerDay: 5,
    metric: "payment_failures",
    area: "billing",
    factor: 4,
  },
  {
    category: "reminder-missing",
    fate: "fixed_on_server",
    onset: "srv-2026.04",
    fix: "srv-2026.05",
    relapse: undefined,
    platforms: ["android", "ios"],
    complaintsPerDay: 9,
    metric: "push_failures",
    area: "notifications",
    factor: 6,
  },
  {
    category: "photo-attach-crash",
    fate: "open",
    onset: "4.15.0",
    fix: undefined,
    relapse: undefined,
    platforms: ["android"],
    complaintsPerDay: 6,
    metric: "crashes",
    area: "media",
    factor: 5,
  },
];

/** Defects of a random world: the same fates in other categories, on other platforms, of another size. */
export function drawDefects(seed: number): readonly DefectPlan[] {
  const random = Random.of(seed, "defects");
  const signals = random.shuffle([
    ...canonicalDefects.map(({ category, metric, area }) => ({ category, metric, area })),
    { category: "login-fails", metric: "login_failures", area: "account" },
    { category: "search-misses-notes", metric: "search_empty_results", area: "search" },
    { category: "app-wont-start", metric: "crashes", area: "app-shell" },
  ]);
  const scopes: readonly (readonly Platform[])[] = [platforms, ["android", "ios"], ["android"], ["ios"]];
  return canonicalDefects.map(({ fate, onset, fix, relapse, ...canonical }, position): DefectPlan => {
    const { category, metric, area } = signals[position] ?? canonical;
    const scope = random.pick(scopes);
    return {
      category,
      metric,
      area,
      fate,
      onset,
      fix,
      relapse,
      platforms: scope,
      complaintsPerDay: random.integer(4, 9),
      factor: random.integer(3, 6),
    };
  });
}

/**
 * How much of a defect users of a version feel on a day: 0 to 1. What names a version of the server holds for all users from
 * the day on which it came, anything else for the versions from it on.
 */
export function intensityOf({
  plan,
  versionIndex,
  day,
  clientReleases,
  serverReleases,
}: {
  readonly plan: Pick<DefectPlan, "onset" | "fix" | "relapse" | "fate" | "remaining">;
  readonly versionIndex: number;
  readonly day: number;
  readonly clientReleases: readonly Release[];
  readonly serverReleases: readonly Release[];
}): number {
  const has = (version: string | undefined): boolean => {
    if (version === undefined) return false;
    const places = version.startsWith("srv-") ? serverReleases : clientReleases;
    const place = places.findIndex((release) => release.version === version);
    if (place < 0) return false;
    return places === serverReleases ? day >= (places[place]?.day ?? Infinity) : versionIndex >= place;
  };
  if (!has(plan.onset)) return 0;
  if (!has(plan.fix) || has(plan.relapse)) return 1;
  return plan.fate === "no_effect" || plan.fate === "open" ? 1 : (plan.remaining ?? 0);
}

/** Many alike reviews in three days because of a price change; no defect is behind them. */
export const brigade = {
  category: "price-too-high",
  day: 143,
  days: 3,
  reviews: 160,
  texts: {
    en: [
      "Price doubled overnight! Boycott Kite Notes until they take it back. {tag}",
      "They doubled the price overnight. Boycott Kite Notes!!! {tag}",
      "Doubled the price overnight, shame. Boycott until they take it back {tag}",
      "1 star because the price was doubled overnight. Join the boycott {tag}",
    ],
    de: [
      "Preis über Nacht verdoppelt! Boykottiert Kite Notes, bis sie es zurücknehmen. {tag}",
      "Über Nacht den Preis verdoppelt, Boykott!!! {tag}",
    ],
    es: [
      "¡Duplicaron el precio de la noche a la mañana! Boicot a Kite Notes. {tag}",
      "Precio duplicado de un día para otro, boicot hasta que rectifiquen {tag}",
    ],
  },
  tags: ["#KeepNotesFree", "#keepnotesfree", "#KeepNotesFree ✊", "#BoycottKite", ""],
} as const;

/** One question, asked by very many. */
export const question = {
  category: "move-notes-to-new-phone",
  asked: 200,
  article: "KB-104",
  macro: "move-to-new-phone",
} as const;

/** Daily complaints of every category without a defect behind them, at scale 1. */
export const backgroundPerDay: Readonly<Record<string, number>> = {
  "sync-stops-after-update": 0.25,
  "sync-slow": 0.5,
  "sync-conflict-copies": 0.35,
  "editor-lag": 0.5,
  "formatting-lost": 0.4,
  "note-text-lost": 0.3,
  "tables-in-notes": 0.6,
  "search-misses-notes": 0.35,
  "search-slow": 0.3,
  "search-in-attachments": 0.3,
  "photo-attach-crash": 0.2,
  "photo-quality-reduced": 0.4,
  "voice-memo-silent": 0.35,
  "reminder-missing": 0.35,
  "notifications-too-many": 0.5,
  "repeat-reminder-how-to": 0.4,
  "login-fails": 0.5,
  "password-mail-missing": 0.45,
  "close-account": 0.25,
  "data-protection-request": 0.12,
  "safety-concern": 0.06,
  "support-no-answer": 0.5,
  "checkout-fails": 0.35,
  "charged-twice": 0.3,
  "refund-request": 0.45,
  "price-too-high": 0.8,
  "cancel-plan-how-to": 0.45,
  "invoice-how-to": 0.4,
  "pdf-export-blank": 0.25,
  "export-formats": 0.4,
  "import-fails": 0.35,
  "app-wont-start": 0.35,
  "battery-drain": 0.4,
  "dark-mode": 0.5,
  praise: 3.6,
};

/** Remarks a day that say nothing about the product. */
export const smallTalkPerDay = 0.9;

/** Days on which a metric moves without anyone complaining: not every anomaly is someone's problem. */
export const quietAnomalies = [
  { metric: "search_latency_ms", from: 54, days: 5, factor: 2.2 },
  { metric: "login_failures", from: 99, days: 3, factor: 2.5 },
] as const;

/** A day of a story written for 200 days, in a world of another length. */
export const storyDay = (calendar: Calendar, day: number): number => Math.floor((day * calendar.days) / 200);
