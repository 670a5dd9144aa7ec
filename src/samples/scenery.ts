import type { Locale } from "./language.ts";
import type { Platform, Release } from "./product.ts";
import type { DefectPlan } from "./story.ts";

/** Many complaints of one category without a defect behind them. */
export interface Wave {
  readonly kind: "price" | "season" | "outage";
  readonly category: string;
  /** First day of the world on which it is felt. */
  readonly day: number;
  readonly days: number;
  /** Complaints over all its days, at scale 1. */
  readonly complaints: number;
}

/** A metric that moves where and while a defect would be in force, without a complaint. */
export type MetricShift = Omit<DefectPlan, "category" | "complaintsPerDay">;

/** What the instrumentation counts. */
export interface Metric {
  readonly name: string;
  readonly area: string;
  readonly kind: "count" | "gauge";
  /** Share of requests that fail, or milliseconds. */
  readonly level: number;
  readonly requestsPerUser: number;
}

/** A text that is written on a day as it is. */
export interface PlantedText {
  readonly day: number;
  readonly text: string;
  readonly language: Locale["language"];
}

/** Work in the tracker that no defect of the world is behind. */
export interface UnrelatedTicket {
  readonly component: string;
  readonly summary: string;
  readonly day: number;
  readonly doneOn: number;
}

/**
 * Everything around the defects of a world that differs from the story of the committed samples: when releases come out,
 * how many people use the product and where, and what is said without a defect.
 */
export interface Scenery {
  /** Client releases from the oldest version to the newest, and those of the server in any order. */
  readonly releases: readonly Release[];
  /** Users and feedback of a day, 1 for an ordinary one: growth, week, holidays. */
  readonly trafficOn: (day: number) => number;
  /** Shares add up to 1. */
  readonly locales: readonly Locale[];
  /** Shares add up to 1. */
  readonly platformShares: Readonly<Record<Platform, number>>;
  readonly waves: readonly Wave[];
  /** Days of the world, and reviews at scale 1. */
  readonly brigade: { readonly day: number; readonly days: number; readonly reviews: number };
  /** Beside those of the samples. */
  readonly metrics: readonly Metric[];
  readonly shifts: readonly MetricShift[];
  readonly anomalies: readonly {
    readonly metric: string;
    readonly from: number;
    readonly days: number;
    readonly factor: number;
  }[];
  readonly planted: readonly PlantedText[];
  readonly unrelatedTickets: readonly UnrelatedTicket[];
}

/** Complaints of a wave on a day, at scale 1: a price wave fades, a season rises and falls. */
export function complaintsOf(wave: Wave, day: number): number {
  const since = day - wave.day;
  if (since < 0 || since >= wave.days) return 0;
  if (wave.kind === "outage") return wave.complaints / wave.days;
  const half = (wave.days + 1) / 2;
  // a triangle over the days, with its top in the middle or on the first
  const height = wave.kind === "season" ? half - Math.abs(since + 1 - half) : wave.days - since;
  const total = wave.kind === "season" ? half * half : (wave.days * (wave.days + 1)) / 2;
  return (wave.complaints * height) / total;
}
