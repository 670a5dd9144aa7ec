import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stanceCues, labelledStatements } from "./corpus.ts";
import { calibrationOf, taughtWeights, examplesOf, readElsewhere } from "./folds.ts";

/**
 * Writes `src/classifier/stance/stanceModel.json`: cues, weights and calibration, from `cues/` and `texts/`. The weights
 * are taught all texts; how sure they are is measured on each text by weights that were taught none of its group.
 *
 *   npx node bench/stance/train.ts
 */
const cues = stanceCues(join(import.meta.dirname, "cues"));
const statements = labelledStatements(join(import.meta.dirname, "texts"));
const weights = taughtWeights(examplesOf(statements, cues));
const calibration = calibrationOf(readElsewhere(statements, cues), cues);
const line = (values: readonly unknown[]): string => `  ${JSON.stringify(values)}`;
const rows = (name: string, lines: readonly string[]): string => ` "${name}": [\n${lines.join(",\n")}\n ]`;
writeFileSync(
  new URL("../../src/classifier/stance/stanceModel.json", import.meta.url),
  `{\n${[
    rows(
      "cues",
      cues.map(({ term, language, cue }) => line([term, language, cue])),
    ),
    rows(
      "weights",
      weights.map((weight) =>
        line([weight.feature, weight.complains, weight.confirms_fixed, weight.asks, weight.mentions]),
      ),
    ),
    rows(
      "calibration",
      calibration.map((row) => line([row.stance, row.margin, row.confidenceBp, row.isCertain])),
    ),
  ].join(",\n")}\n}\n`,
);
process.stdout.write(
  `${cues.length} cues, ${weights.length} weights, ${calibration.length} rows of calibration\n`,
);
