import type { Stance } from "../../contract/vocabulary.ts";
import type { StanceModel } from "./stance.ts";
import written from "./stanceModel.json" with { type: "json" };

const { cues, weights, calibration } = written as unknown as {
  readonly cues: readonly (readonly [string, string, string])[];
  readonly weights: readonly (readonly [string, number, number, number, number])[];
  readonly calibration: readonly (readonly [Stance, number, number, boolean])[];
};

/** The model that every project starts from: what `bench/stance/train.ts` wrote. */
export const compiledStance: StanceModel = {
  cues: cues.map(([term, language, cue]) => ({ term, language, cue })),
  weights: weights.map(([feature, complains, confirms, asks, mentions]) => ({
    feature,
    complains,
    confirms_fixed: confirms,
    asks,
    mentions,
  })),
  calibration: calibration.map(([stance, margin, confidenceBp, isCertain]) => ({
    stance,
    margin,
    confidenceBp,
    isCertain,
  })),
};
