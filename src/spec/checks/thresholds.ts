import type { SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { durationPatterns, readDays, readMoney } from "../quantities.ts";
import { nodeAt, valuePlace, type Path } from "../yamlFile.ts";

/** Days before a detection that it compares with (docs/explanation/statistics.md): they must still be there. */
export const detectionHorizonDays = 42;

/** Numbers that contradict each other, and money in another currency. */
export const thresholdCheck: SpecCheck = ({ pipeline }) => {
  if (!pipeline) return [];
  const { yaml, intact } = pipeline;
  const found: Diagnostic[] = [];
  /** Points at the first of the two that is written; the other may be a default. */
  const ordered = (lower: Path, upper: Path, relation: "below" | "at most"): void => {
    const [low, high] = [lower, upper].map((path) => numberAt(intact, path));
    if (!low || !high || (relation === "below" ? low.number < high.number : low.number <= high.number))
      return;
    const path = nodeAt(yaml, lower) ? lower : upper;
    const words = {
      lower: lower.join("."),
      lowerValue: low.text,
      relation,
      upper: upper.join("."),
      upperValue: high.text,
    };
    const notes =
      path === lower && nodeAt(yaml, upper)
        ? [{ message: "the other one", place: valuePlace(yaml, upper) }]
        : [];
    found.push(diagnostic("impossible-thresholds", valuePlace(yaml, path), words, { notes }));
  };
  ordered(["identity", "distinct_below"], ["identity", "merge_above"], "below");
  ordered(["cluster", "watch_evidence"], ["cluster", "page_evidence"], "at most");
  ordered(["validate", "after"], ["validate", "watch"], "at most");

  const watch = numberAt(intact, ["validate", "watch"]);
  const kept = numberAt(intact, ["retention", "curated"]);
  if (watch && kept && kept.number < watch.number + detectionHorizonDays) {
    const path = nodeAt(yaml, ["retention", "curated"]) ? ["retention", "curated"] : ["validate", "watch"];
    const words = { kept: kept.number, needed: watch.number + detectionHorizonDays };
    found.push(diagnostic("short-retention", valuePlace(yaml, path), words));
  } else {
    // every payload has its event, and what is cleared would come back from a payload that is still there
    ordered(["retention", "raw"], ["retention", "curated"], "at most");
    ordered(["retention", "raw"], ["retention", "personal"], "at most");
    ordered(["retention", "personal"], ["retention", "curated"], "at most");
  }
  for (const path of [
    ["budget", "model_per_month"],
    ["roi", "ticket_cost"],
  ] as const) {
    const written = valueAt(intact, path);
    const money = typeof written === "string" ? readMoney(written) : undefined;
    if (
      money?.currency !== undefined &&
      intact.currency !== undefined &&
      money.currency !== intact.currency
    ) {
      const notes = nodeAt(yaml, ["currency"])
        ? [{ message: "the currency", place: valuePlace(yaml, ["currency"]) }]
        : [];
      const words = { value: quoted(written), currency: intact.currency };
      found.push(diagnostic("money-in-other-currency", valuePlace(yaml, path), words, { notes }));
    }
  }
  return found;
};

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce(
    (inner: unknown, step) => (inner as Readonly<Record<string, unknown>> | undefined)?.[step],
    value,
  );

/** A number, or a duration in days, with how it reads; undefined where it was wrong or is missing. */
function numberAt(
  value: unknown,
  path: Path,
): { readonly number: number; readonly text: string } | undefined {
  const found = valueAt(value, path);
  if (typeof found === "number") return { number: found, text: String(found) };
  return typeof found === "string" && durationPatterns.days.test(found)
    ? { number: readDays(found), text: found }
    : undefined;
}
