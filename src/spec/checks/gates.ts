import type { Authored, SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { readShare } from "../quantities.ts";
import type { Intact } from "../shape.ts";
import type { GatesSpec } from "../schema/gates.ts";
import { keyPlace, valuePlace, type Path } from "../yamlFile.ts";
import { unknownReference } from "./references.ts";

/** Gates of categories that no one wrote, gates that nothing can fail, and gates that nothing labelled can measure. */
export const gateCheck: SpecCheck = (authored) =>
  authored.gates.flatMap((part) => {
    const { recall_of: recallOf = {}, ...shares } = part.intact.gates ?? {};
    const labelled = labelledCounts(authored);
    const told = (
      path: Path,
      gate: IntactGate | undefined,
      found: number,
      of: string,
    ): readonly Diagnostic[] => {
      const never = idle(part, path, gate);
      return never.length > 0 || labelled.incomplete ? never : unmeasurable(part, path, gate, found, of);
    };
    const inside = [...labelled.byCategory.values()].reduce((sum, count) => sum + count, 0);
    return [
      ...told(["gates", "accuracy"], shares.accuracy, inside, "of a category"),
      ...told(["gates", "accepted_precision"], shares.accepted_precision, inside + labelled.ofNone, ""),
      ...told(["gates", "accepted_share"], shares.accepted_share, inside, "of a category"),
      ...told(
        ["gates", "out_of_taxonomy_accepted"],
        shares.out_of_taxonomy_accepted,
        labelled.ofNone,
        "of no category (category: null)",
      ),
      ...told(
        ["gates", "category_recall"],
        shares.category_recall,
        Math.max(0, ...labelled.byCategory.values()),
        "of one category",
      ),
      ...Object.entries(recallOf).flatMap(([category, gate]) => {
        const path = ["gates", "recall_of", category];
        const unknown = unknownReference(authored, "category", category, keyPlace(part.yaml, path));
        if (unknown.length > 0) return unknown;
        return told(path, gate, labelled.byCategory.get(category) ?? 0, "of the category");
      }),
    ];
  });

type GatesPart = Authored["gates"][number];
type IntactGate = NonNullable<Intact<GatesSpec["gates"]["accuracy"]>> & {
  readonly at_most?: string | number | undefined;
};

function idle({ yaml }: GatesPart, path: Path, gate: IntactGate | undefined): readonly Diagnostic[] {
  const written = gate?.at_least ?? gate?.at_most;
  if (written === undefined) return [];
  const key = gate?.at_least === undefined ? "at_most" : "at_least";
  if (readShare(written) !== (key === "at_least" ? 0 : 1)) return [];
  return [diagnostic("idle-gate", valuePlace(yaml, [...path, key]), { gate: nameOf(path) })];
}

function unmeasurable(
  { yaml }: GatesPart,
  path: Path,
  gate: IntactGate | undefined,
  found: number,
  of: string,
): readonly Diagnostic[] {
  const needed = gate?.min_examples;
  if (needed === undefined || found >= needed) return [];
  const texts = `labelled text${needed === 1 ? "" : "s"}${of === "" ? "" : ` ${of}`}`;
  const words = { gate: nameOf(path), needed, texts, found };
  return [diagnostic("unmeasurable-gate", keyPlace(yaml, path), words)];
}

/** `recall_of.sync-slow`: as `fixloop eval` calls it. */
const nameOf = (path: Path): string => quoted(path.slice(1).join("."));

/** How many texts are labelled. An upper bound of what can be measured: the same text counts twice here. */
function labelledCounts({ labelled }: Authored): {
  readonly byCategory: ReadonlyMap<string, number>;
  readonly ofNone: number;
  /** Whether the parser stumbled over a file, so that some may have been lost. */
  readonly incomplete: boolean;
} {
  const byCategory = new Map<string, number>();
  let ofNone = 0;
  for (const item of labelled.flatMap(({ intact }) => intact.labelled ?? [])) {
    if (item?.category === null) ofNone += 1;
    else if (item?.category !== undefined)
      byCategory.set(item.category, (byCategory.get(item.category) ?? 0) + 1);
  }
  return { byCategory, ofNone, incomplete: labelled.some(({ yaml }) => yaml.broken) };
}
