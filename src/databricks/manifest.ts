import { createHash } from "node:crypto";
import type { Plan } from "../pipeline/plan.ts";
import { packageVersion } from "../pipeline/version.ts";
import type { PlanFiles } from "./sqlFiles.ts";

/** `bundle/manifest.json`: what was tested in one target is byte for byte what runs in another. */
export function manifest(plan: Plan, files: ReadonlyMap<string, string>, planFiles: PlanFiles): string {
  const steps = planFiles.stages.flatMap(({ steps: tasks }) => tasks);
  const content = {
    manifest_version: 1,
    fixloop_version: packageVersion,
    code_version: plan.codeVersion,
    taxonomy_version: plan.taxonomyVersion,
    // which tables each table is made from, by the step that writes it
    lineage: sorted(
      steps.flatMap((step): [string, unknown][] =>
        step.writes.map((table) => [
          step.taskKey,
          {
            writes: table,
            reads: "reads" in step ? step.reads.toSorted() : [],
            ...("path" in step ? { file: step.path } : {}),
          },
        ]),
      ),
    ),
    files: sorted(
      [...files].map(([path, text]): [string, string] => [
        path,
        createHash("sha256").update(text).digest("hex"),
      ]),
    ),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(
    entries.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
  );
}
