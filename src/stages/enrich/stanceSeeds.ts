import type { SeedTable } from "../../contract/seed.ts";
import type { StanceModel } from "../../classifier/stance/stance.ts";

/** The seed tables of a model of stances. */
export function stanceSeeds({ cues, weights, calibration }: StanceModel): readonly SeedTable[] {
  return [
    { table: "curated.stance_cue", rows: cues.map(({ term, language, cue }) => ({ term, language, cue })) },
    {
      table: "curated.stance_weight",
      rows: weights.map(({ feature, complains, confirms_fixed, asks, mentions }) => ({
        feature,
        complains,
        confirms_fixed,
        asks,
        mentions,
      })),
    },
    {
      table: "curated.stance_calibration",
      rows: calibration.map(({ stance, margin, confidenceBp, isCertain }, place) => {
        const next = calibration[place + 1];
        return {
          stance,
          margin,
          margin_below: next?.stance === stance ? next.margin : null,
          confidence_bp: confidenceBp,
          is_certain: isCertain,
        };
      }),
    },
  ];
}
