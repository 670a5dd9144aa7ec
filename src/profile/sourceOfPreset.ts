import type { FeedbackKind } from "../contract/vocabulary.ts";
import { presetOf } from "../spec/presetSource.ts";
import { firstKey, parseRecordPath } from "../spec/reading/recordPath.ts";
import type { PresetMapping, SourcePreset } from "../systems/sourcePreset.ts";
import type { ProposedField } from "./proposedMapping.ts";
import { lastChanged, proposedSource, type FilesOfOneShape, type ProposedSource } from "./proposedSource.ts";

interface Expected {
  /** Key of the record at which the field begins; undefined where none fills it. */
  readonly key?: string;
  /** Form of times; undefined for ISO 8601, and where it is no time. */
  readonly format?: string | undefined;
}

function expected(mapping: PresetMapping): Expected {
  if (typeof mapping === "string") return { key: mapping };
  if ("from" in mapping) return { key: mapping.from, format: mapping.format };
  if (!("path" in mapping)) return {};
  const steps = parseRecordPath(mapping.path);
  if ("problem" in steps) throw new TypeError(`a preset has the path ${mapping.path}: ${steps.problem}`);
  return { key: firstKey(steps), format: mapping.format };
}

/**
 * A source that a preset maps, except the fields that these files have in another column, or whose times they write in
 * ISO 8601 where the preset expects a pattern or the other way round: what the files suggest stands there instead.
 * Undefined where neither the preset nor the files have a text.
 */
export function sourceOfPreset(
  files: FilesOfOneShape,
  preset: SourcePreset,
  kind: FeedbackKind,
): ProposedSource | undefined {
  const map = new Map(
    Object.entries(presetOf(preset, kind)?.map ?? {}).map(([field, mapping]) => [field, expected(mapping)]),
  );
  const present = new Set(files.start.flatMap((record) => Object.keys(record)));
  const isThere = ({ key }: Expected): boolean => key === undefined || present.has(key);
  const proposed = proposedSource(files);
  const otherwise = (proposed?.fields ?? []).flatMap((found): readonly ProposedField[] => {
    const own = map.get(found.field);
    if (own === undefined) return [];
    const { key, format } = own;
    if (!isThere(own))
      return [{ ...found, doubt: `the preset expects the column ${JSON.stringify(key)}, which isn't there` }];
    if (firstKey(found.steps) !== key || (found.format === undefined) === (format === undefined)) return [];
    return [{ ...found, doubt: `the preset expects times in the form ${format ?? "of ISO 8601"}` }];
  });
  const isFilled = (field: string): boolean => {
    const own = map.get(field);
    return (own !== undefined && isThere(own)) || otherwise.some((found) => found.field === field);
  };
  if (!isFilled("text")) return undefined;
  const needsId = !isFilled("id");
  return {
    ...files,
    kind,
    preset: preset.id,
    fields: otherwise,
    idKeys: needsId ? proposed?.idKeys : undefined,
    sharedId: needsId ? proposed?.sharedId : undefined,
    sameId: needsId ? (proposed?.sameId ?? 0) : 0,
    constantDay: isFilled("at") ? undefined : lastChanged(files),
    profiled: files.start.length,
    alwaysFilled: [],
  };
}
