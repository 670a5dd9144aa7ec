import type { Gate } from "../spec/project.ts";
import type { ShareEstimate } from "./wilson.ts";

/**
 * What was measured and what the gates say of it. Whole numbers (basis points, counts), nulls instead of gaps and a fixed
 * order: the same project gives the same bytes, so that a signed record can hold it. No text of a customer is in it.
 */
export interface EvalReport {
  readonly reportVersion: 1;
  /** As in `bundle/manifest.json` and in the rows of a run. */
  readonly taxonomyVersion: string;
  /** Hash of everything that the classifier is taught with, labelled texts included. */
  readonly classifierVersion: string;
  readonly folds: number;
  /** Labelled texts that were asked about, each once: all of them, and those of no category. */
  readonly labelled: number;
  readonly labelledOfNone: number;
  readonly minConfidenceBp: number;
  /** Whether nothing blocks. True too where no gate is written. */
  readonly passed: boolean;
  /** The gates of the spec, in the order of `gateMetrics`. */
  readonly gates: readonly GateResult[];
  /** The same figures without thresholds, whether or not the spec has a gate for them. */
  readonly figures: readonly Figure[];
  /** Mean of the categories' recalls, each counting the same; null where no text of a category is labelled. */
  readonly macroRecallBp: number | null;
  /** Expected calibration error over ten bins of confidence, and the part of it where confidence promises too much. */
  readonly calibrationErrorBp: number | null;
  readonly overconfidenceBp: number | null;
  /** By code; null, for texts whose language no one wrote, comes last. */
  readonly languages: readonly LanguageFigures[];
  /** By name. */
  readonly categories: readonly CategoryFigures[];
  /** Wrong suggestions by label and suggestion: those accepted most often first, then those made most often. */
  readonly confusions: readonly Confusion[];
}

export const figureNames = [
  "accuracy",
  "accepted_precision",
  "accepted_share",
  "out_of_taxonomy_accepted",
] as const;

export interface Figure extends ShareEstimate {
  readonly id: (typeof figureNames)[number];
}

export interface GateResult extends ShareEstimate {
  readonly id: Gate["id"];
  readonly metric: Gate["metric"];
  /** Of `recall_of` its category, of `category_recall` the one with the lowest recall: the figure is its. */
  readonly category: string | null;
  readonly direction: Gate["direction"];
  readonly thresholdBp: number;
  readonly minExamples: number;
  /** Decided on the figure itself, not on its interval. Not measured: figure and interval are null. */
  readonly status: "passed" | "failed" | "not_measured";
  /** Whether it stops a deployment: it failed, or it was not measured and the spec wants it to be. */
  readonly blocks: boolean;
  /** Of `category_recall`: the categories under the floor, lowest first. */
  readonly categoriesBelow: readonly string[];
  /** What is missing for it to be measured. */
  readonly missing: string | null;
}

export interface LanguageFigures {
  /** ISO 639-1. */
  readonly language: string | null;
  /** Of its labelled texts of a category: share whose suggestion is right, however sure. */
  readonly accuracy: ShareEstimate;
}

export interface CategoryFigures {
  readonly category: string;
  /** Of its labelled texts: share that is suggested this category. `examples` is its support. */
  readonly recall: ShareEstimate;
  /** Of the accepted suggestions of this category: share that is right. */
  readonly precision: ShareEstimate;
}

export interface Confusion {
  /** The label; null for a text of no category. */
  readonly labelled: string | null;
  /** Null where nothing was suggested. */
  readonly suggested: string | null;
  readonly texts: number;
  /** How many of them were sure enough to be accepted. */
  readonly accepted: number;
}
