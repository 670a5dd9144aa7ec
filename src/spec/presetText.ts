import { canonicalYaml } from "../emit/yaml.ts";
import type { SourcePreset } from "../systems/sourcePreset.ts";

/** What a preset stands for, as the sources that a spec would have to write without it: one for each kind. */
export const presetText = ({ kinds }: SourcePreset): string =>
  Object.entries(kinds)
    .map(([kind, source]) => canonicalYaml({ kind, ...source }).trimEnd())
    .join("\n---\n");
