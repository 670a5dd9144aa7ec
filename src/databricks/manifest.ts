import { createHash } from "node:crypto";
import { viewReads, type Plan } from "../plan/plan.ts";
import { packageVersion } from "../plan/packageVersion.ts";

import { databricks } from "../sql/databricks.ts";
import { viewNamesOf } from "../contract/view.ts";
import type { PlanLineage, RelationLineage } from "../contract/lineage.ts";
import type { PlanFiles } from "./sqlFiles.ts";

/**
 * `bundle/manifest.json`: what was tested in one target is byte for byte what runs in another. It holds a hash of every
 * other file, so the SHA-256 of its own bytes is the identity of a deployment: it goes with the bundle into the
 * workspace, and its hash there shows what is deployed.
 */
export function manifest(
  plan: Plan,
  files: ReadonlyMap<string, string>,
  planFiles: PlanFiles,
  lineage: PlanLineage,
): string {
  const steps = planFiles.stages.flatMap(({ steps: tasks }) => tasks);
  const content = {
    manifest_version: 2,
    project: plan.name,
    fixloop_version: packageVersion,
    code_version: plan.codeVersion,
    taxonomy_version: plan.taxonomyVersion,
    prompt_version: plan.promptVersion,
    targets: plan.targets.map(({ id }) => id).toSorted(),
    // which tables each table is made from, by the step that writes it; views stand next to them
    lineage: {
      ...sorted(
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
      ...sorted(
        viewNamesOf(plan.views).map((name): [string, unknown] => [
          name,
          { writes: name, reads: viewReads(plan, name, databricks).toSorted() },
        ]),
      ),
    },
    // where every value comes from, by the statements themselves: docs/reference/lineage.md says how to read it
    columns: sorted([...lineage].map(([name, relation]) => [name, columnLineage(relation)] as const)),
    files: sorted([...files].map(([path, text]): [string, string] => [path, sha256(text)])),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Origins in one text each: as lists they would be nine tenths of the file. */
function columnLineage({ writers, columns }: RelationLineage): unknown {
  return {
    written_by: writers.map(({ statement }) => statement).join(", "),
    origins: Object.fromEntries(Object.entries(columns).map(([name, origins]) => [name, origins.join(", ")])),
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(
    entries.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
  );
}
