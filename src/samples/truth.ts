import type { DefectFate } from "./story.ts";

/** What really happened in a world. The pipeline never reads it. */
export interface Truth {
  readonly seed: number;
  readonly days: number;
  readonly scale: number;
  readonly from: string;
  readonly to: string;
  readonly defects: readonly DefectTruth[];
  readonly brigade: {
    readonly category: string;
    readonly from: string;
    readonly days: number;
    readonly reviews: number;
  };
  readonly question: {
    readonly category: string;
    readonly asked: number;
    readonly article: string;
    readonly macro: string;
  };
  /** Distinct records that were delivered, by source. */
  readonly records: Readonly<Record<string, number>>;
  /** Distinct records by what is behind them. */
  readonly origins: Readonly<Record<string, number>>;
  /** Lines by way: first, late, again (a redelivery), edited. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** Lines that belong into quarantine. */
  readonly malformed: readonly { readonly source: string; readonly reason: string }[];
  /** Statements by habit, where the world has them. */
  readonly habits?: Readonly<Record<string, number>>;
}

export interface DefectTruth {
  readonly id: string;
  readonly category: string;
  readonly area: string;
  readonly fate: DefectFate;
  readonly metric: string;
  readonly platforms: readonly string[];
  readonly onsetVersion: string;
  readonly onsetOn: string | null;
  /** Null where there isn't one. */
  readonly fixVersion: string | null;
  readonly fixOn: string | null;
  readonly relapseVersion: string | null;
  readonly relapseOn: string | null;
  /** Distinct records that complain of it. */
  readonly complaints: number;
  /** Keys in the tracker; the first is the one that was worked on. */
  readonly tickets: readonly string[];
}
