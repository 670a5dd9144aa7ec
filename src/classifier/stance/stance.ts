import { stances, type Stance } from "../../contract/vocabulary.ts";
import { askedMark, cueLookup, stanceFeatures, type ClauseEvidence } from "./features.ts";
import { cueNames, type StanceCue } from "./cues.ts";

/** The weight of a feature for each stance, in thousandths. */
export interface StanceWeight extends Readonly<Record<Stance, number>> {
  readonly feature: string;
}

/** How often a stance is right that leads by a margin or more, up to the margin of the next row. */
export interface StanceCalibration {
  readonly stance: Stance;
  /** Thousandths, from 0. */
  readonly margin: number;
  readonly confidenceBp: number;
  /** Believed without a person, also where words and stars contradict each other; a confirmation only then. */
  readonly isCertain: boolean;
}

/** What is compiled into seed tables. */
export interface StanceModel {
  readonly cues: readonly StanceCue[];
  readonly weights: readonly StanceWeight[];
  readonly calibration: readonly StanceCalibration[];
}

/** How a clause is read. */
export interface ClauseStance {
  readonly stance: Stance;
  /** The stance with the next best score. */
  readonly rival: Stance;
  readonly confidenceBp: number;
  /** Uncertain whether it complains or confirms: it neither votes nor confirms until a person has decided. */
  readonly isInDoubt: boolean;
  /**
   * No word of it speaks against a complaint, and none is sure of one: `it goes boom since the update, please fix`. It
   * complains where it is about a category that something is wrong about, which is what its other words say.
   */
  readonly isPlain: boolean;
}

/** Confidence below which a complaint that may as well confirm a fix is not believed. */
export const doubtfulComplaintBp = 7_000;
/** Confidence below which what is in doubt is more likely something else: it decides where nothing clearer is said. */
export const unlikelyBp = 6_000;
/**
 * So many clauses that complain outweigh one that is in doubt, and twice as many one that confirms a fix for certain: a long
 * report says what works beside what doesn't (`it works again after a restart`).
 */
export const manyComplaints = 3;
/** Confidence below which a complaint that may as well mention decides nothing beside a certain confirmation: `Great job.` */
export const faintComplaintBp = 8_000;
/** Confidence below which a mention that may as well complain is taken for a complaint. */
export const doubtfulMentionBp = 7_000;

/** Words that please: with few stars they are meant the other way round, or the stars are a mistake. */
export const pleasing = ["@praise", "@fixed", "@thanks", "@sarcasm"] as const;

/** Cues that neither tell of a fix nor turn a complaint into something else. */
export const plainCues = [
  "@constantly",
  "@context",
  "@update",
  "@since",
  "@please",
  "@repair",
  "@number",
  "@now",
  "@blame",
  "@failure",
  "@problem",
  "@unable",
  "@worse",
  "@still",
] as const;

export type ReadClause = (evidence: ClauseEvidence) => ClauseStance;

/** The same sums as `stanceOf` takes in SQL, to the last digit: for previews and figures that need no run. */
export function clauseReader(model: StanceModel): ReadClause {
  const lookup = cueLookup(model.cues);
  const weights = new Map(model.weights.map((weight) => [weight.feature, weight]));
  return (evidence) => readFeatures(stanceFeatures(evidence, lookup), weights, model.calibration);
}

export function readFeatures(
  features: readonly string[],
  weights: ReadonlyMap<string, StanceWeight>,
  calibration: readonly StanceCalibration[],
): ClauseStance {
  const ranked = stances
    .map((stance) => ({
      stance,
      score: features.reduce((sum, feature) => sum + (weights.get(feature)?.[stance] ?? 0), 0),
    }))
    // a stable sort: of equal scores the first in `stances` wins
    .toSorted((left, right) => right.score - left.score);
  const [best, second] = ranked;
  const margin = best!.score - second!.score;
  const { confidenceBp, isCertain } = calibration.findLast(
    (row) => row.stance === best!.stance && row.margin <= margin,
  )!;
  const has = (feature: string): boolean => features.includes(feature);
  const isMeantOtherwise = has("@low") && pleasing.some(has);
  let stance = best!.stance;
  let isInDoubt = false;
  if (stance === "confirms_fixed") isInDoubt = !isCertain || isMeantOtherwise;
  else if (stance === "mentions") {
    isInDoubt = isMeantOtherwise;
    if (!isInDoubt && second!.stance === "complains" && confidenceBp < doubtfulMentionBp)
      stance = "complains";
  } else if (stance === "complains" && second!.stance === "confirms_fixed")
    isInDoubt = confidenceBp < doubtfulComplaintBp || (isMeantOtherwise && !isCertain);
  return {
    stance,
    rival: stance === best!.stance ? second!.stance : best!.stance,
    confidenceBp,
    isInDoubt,
    isPlain:
      (stance === "mentions" ? !isInDoubt && !has("@high") && !has(askedMark) : isInDoubt) &&
      isPlain(features),
  };
}

/** Whether all cues among the features are plain. */
function isPlain(features: readonly string[]): boolean {
  return features.every(
    (feature) =>
      !cueNames.some((name) => feature === `@${name}`) || plainCues.some((plain) => plain === feature),
  );
}

/**
 * The stance of a point by its clauses in their order. What is said last about whether it works decides: `it crashed,
 * now it is fixed` confirms, `it was fixed, now it crashes` complains; `it crashes. Tested with Firefox.` complains, too,
 * since that it confirms is unlikely, as it is beside many complaints; `it no longer crashes. Great job.` confirms, since
 * nothing in the last clause says that it complains. Else it asks where a clause asks, and mentions where none does.
 */
export function pointStance(clauses: readonly ClauseStance[]): ClauseStance {
  const [first] = clauses;
  if (first === undefined) throw new Error("a point has one clause at least");
  const saysWhetherItWorks = ({ stance }: ClauseStance): boolean =>
    stance === "complains" || stance === "confirms_fixed";
  const complaints = clauses.filter(({ stance, isInDoubt }) => stance === "complains" && !isInDoubt).length;
  const isUnlikely = ({ stance, isInDoubt, confidenceBp }: ClauseStance): boolean =>
    isInDoubt
      ? confidenceBp < unlikelyBp || complaints >= manyComplaints
      : stance === "confirms_fixed" && complaints >= 2 * manyComplaints;
  const isConfirmed = clauses.some(
    (clause) => clause.stance === "confirms_fixed" && !clause.isInDoubt && !isUnlikely(clause),
  );
  const isFaint = ({ stance, rival, confidenceBp, isInDoubt }: ClauseStance): boolean =>
    isConfirmed &&
    stance === "complains" &&
    !isInDoubt &&
    rival === "mentions" &&
    confidenceBp < faintComplaintBp;
  return (
    clauses.findLast((clause) => saysWhetherItWorks(clause) && !isUnlikely(clause) && !isFaint(clause)) ??
    clauses.findLast(saysWhetherItWorks) ??
    clauses.findLast(({ isInDoubt }) => isInDoubt) ??
    clauses.findLast(({ stance }) => stance === "asks") ??
    clauses.at(-1)!
  );
}
