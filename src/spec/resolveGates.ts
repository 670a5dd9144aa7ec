import { gateMetrics, type Gate } from "./project.ts";
import { readShare } from "./quantities.ts";
import type { GatesSpec } from "./schema/gates.ts";

type Gates = GatesSpec["gates"];
type WrittenGate = NonNullable<Gates["accuracy"] | Gates["out_of_taxonomy_accepted"]>;

/** Gates in the order of `gateMetrics`, whatever that of the file; floors of single categories by name. */
export function resolveGates(gates: Gates): readonly Gate[] {
  return gateMetrics.flatMap((metric): readonly Gate[] => {
    if (metric === "recall_of") {
      return Object.entries(gates.recall_of ?? {})
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([category, gate]) => resolveGate(metric, gate, category));
    }
    const gate = gates[metric];
    return gate === undefined ? [] : [resolveGate(metric, gate, undefined)];
  });
}

function resolveGate(metric: Gate["metric"], gate: WrittenGate, category: string | undefined): Gate {
  const [direction, share] =
    "at_most" in gate ? (["at_most", gate.at_most] as const) : (["at_least", gate.at_least] as const);
  return {
    id: category === undefined ? metric : `${metric}.${category}`,
    metric,
    category,
    direction,
    thresholdBp: Math.round(readShare(share) * 10_000),
    minExamples: gate.min_examples,
    failsUnmeasured: gate.not_measured === "fail",
  };
}
