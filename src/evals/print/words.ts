import type { GateResult } from "../report.ts";

/** `75.2 %`. One decimal: the counts next to it say the rest, and the interval says how little the second would mean. */
export const percent = (basisPoints: number | null): string =>
  basisPoints === null ? "–" : `${(basisPoints / 100).toFixed(1)} %`;

/** `70.1–79.6 %`. */
export const interval = (lowBp: number | null, highBp: number | null): string =>
  lowBp === null || highBp === null ? "–" : `${(lowBp / 100).toFixed(1)}–${percent(highBp)}`;

/** `at least 65 %`: as it was written. */
export const threshold = ({ direction, thresholdBp }: GateResult): string =>
  `${direction.replace("_", " ")} ${thresholdBp / 100} %`;

export const counts = (hits: number, examples: number): string => `${hits} of ${examples}`;

/** What came of a gate, in a sentence: the figure, how sure it is, and what was wanted. */
export function gateSentence(gate: GateResult): string {
  if (gate.status === "not_measured") return `${gate.id} is not measured. ${gate.missing ?? ""}`;
  const whose = gate.metric === "category_recall" && gate.category !== null ? ` (${gate.category})` : "";
  const sureness = `${interval(gate.lowBp, gate.highBp)}, ${counts(gate.hits, gate.examples)} texts`;
  const below =
    gate.categoriesBelow.length === 0
      ? ""
      : ` Below it: ${gate.categoriesBelow.slice(0, 20).join(", ")}${more(gate.categoriesBelow.length - 20)}.`;
  return `${gate.id}${whose} is ${percent(gate.figureBp)} (${sureness}), and the gate wants ${threshold(gate)}.${below}`;
}

const more = (count: number): string => (count > 0 ? ` and ${count} more` : "");
