import { catalogue } from "../../src/stages/catalogue.ts";
import type { Diagnostic } from "../../src/spec/diagnostics.ts";
import { loadProject, type LoadedSpec } from "../../src/spec/load.ts";
import { schemaLine } from "../../src/spec/modeline.ts";

/** Text of a file without the line that names its schema, or with `⟦` and `⟧` around what is expected to be reported. */
export type YamlTexts = Readonly<Record<string, string>>;

export const soundPipeline = `name: notes
sources:
  play-store:
    kind: reviews
    files: reviews.csv
    map: { id: id, at: date, text: body }
`;

export const soundTaxonomy = `area: sync
owner: team-sync
categories:
  sync-stops:
    title: Sync stops
    kind: defect
    severity: high
    definition: Changes no longer reach another device.
    examples: [it no longer syncs]
owners:
  team-sync: { title: Sync team }
`;

/** A sound project, with files added or replaced. Each file gets its schema line, so that its own first line is line 2. */
export function yamlFiles(texts: YamlTexts = {}): ReadonlyMap<string, string> {
  const all = { "pipeline.yaml": soundPipeline, "taxonomy/sync.yaml": soundTaxonomy, ...texts };
  return new Map(Object.entries(all).map(([file, text]) => [file, `${schemaLine(file)}\n${text}`]));
}

export const loadYaml = (texts: YamlTexts = {}): LoadedSpec => loadProject(yamlFiles(texts), catalogue);

/** `pipeline.yaml:3:5 unknown-key`: what tests compare. */
export const told = ({ file, span, code }: Diagnostic): string =>
  `${file}:${span.start.line}:${span.start.col} ${code}`;
