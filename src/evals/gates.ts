import type { Gate } from "../spec/project.ts";
import type { Metrics } from "./metrics.ts";
import type { CategoryFigures, GateResult } from "./report.ts";
import { estimateShare, type ShareEstimate } from "./wilson.ts";

/** Holds figures against a gate. Pure. */
export function judge(gate: Gate, metrics: Metrics): GateResult {
  const { metric, category } = gate;
  if (metric === "category_recall") return judgeFloor(gate, metrics.categories);
  const share =
    metric === "recall_of"
      ? metrics.categories.find((one) => one.category === category)?.recall
      : metrics.figures.find(({ id }) => id === metric);
  return judgeShare(gate, {
    share: share ?? estimateShare(0, 0),
    counted: whatItCounts[metric],
    category: category ?? null,
  });
}

const whatItCounts = {
  accuracy: "labelled texts of a category",
  accepted_precision: "accepted suggestions",
  accepted_share: "labelled texts of a category",
  out_of_taxonomy_accepted: "labelled texts of no category",
  recall_of: "labelled texts of the category",
} as const;

interface Judged {
  readonly share: ShareEstimate;
  /** What its examples are, for people. */
  readonly counted: string;
  readonly category: string | null;
}

function judgeShare(gate: Gate, { share, counted, category }: Judged): GateResult {
  if (share.examples < gate.minExamples) {
    const missing = `It needs ${gate.minExamples} ${counted}, and there are ${share.examples}.`;
    return { ...notMeasured(gate, missing), category, hits: share.hits, examples: share.examples };
  }
  const passed = keeps(gate, share);
  return {
    ...written(gate),
    category,
    hits: share.hits,
    examples: share.examples,
    figureBp: share.figureBp,
    lowBp: share.lowBp,
    highBp: share.highBp,
    status: passed ? "passed" : "failed",
    blocks: !passed,
    categoriesBelow: [],
    missing: null,
  };
}

/** The lowest recall decides. Categories with too few texts are left out: a single one would be 0 or 100 %. */
function judgeFloor(gate: Gate, categories: readonly CategoryFigures[]): GateResult {
  const measured = categories
    .filter(({ recall }) => recall.examples >= gate.minExamples)
    .toSorted(lowestRecallFirst);
  const [worst] = measured;
  if (worst === undefined) {
    const most = Math.max(0, ...categories.map(({ recall }) => recall.examples));
    return notMeasured(
      gate,
      `It needs ${gate.minExamples} labelled texts of one category, and none has more than ${most}.`,
    );
  }
  return {
    ...judgeShare(gate, { share: worst.recall, counted: whatItCounts.recall_of, category: worst.category }),
    categoriesBelow: measured.filter(({ recall }) => !keeps(gate, recall)).map(({ category }) => category),
  };
}

/** The lowest recall first; of equal ones that with the most texts, then by name. Exact: counts are multiplied crosswise. */
export function lowestRecallFirst(left: CategoryFigures, right: CategoryFigures): number {
  return (
    left.recall.hits * right.recall.examples - right.recall.hits * left.recall.examples ||
    right.recall.examples - left.recall.examples ||
    (left.category < right.category ? -1 : 1)
  );
}

/** Exact: whole numbers, so that no rounding lifts a figure over a threshold that it misses. */
function keeps({ direction, thresholdBp }: Gate, { hits, examples }: ShareEstimate): boolean {
  const over = hits * 10_000 - thresholdBp * examples;
  return direction === "at_least" ? over >= 0 : over <= 0;
}

function notMeasured(gate: Gate, missing: string): GateResult {
  return {
    ...written(gate),
    category: null,
    hits: 0,
    examples: 0,
    figureBp: null,
    lowBp: null,
    highBp: null,
    status: "not_measured",
    blocks: gate.failsUnmeasured,
    categoriesBelow: [],
    missing,
  };
}

/** What the spec says of a gate, as the result repeats it. */
function written(
  gate: Gate,
): Pick<GateResult, "id" | "metric" | "direction" | "thresholdBp" | "minExamples"> {
  const { id, metric, direction, thresholdBp, minExamples } = gate;
  return { id, metric, direction, thresholdBp, minExamples };
}
