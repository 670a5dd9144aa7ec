import type { FeedbackKind } from "../contract/vocabulary.ts";
import type { PresetMapping, SourcePreset } from "../systems/sourcePreset.ts";
import type { ProposedField } from "./proposedMapping.ts";
import { proposedSource, type FilesOfOneShape, type ProposedSource } from "./proposedSource.ts";

/** The top key and the form of times that a preset expects of a field; neither where no column fills it. */
function expected(mapping: PresetMapping | undefined): {
  readonly key: string | undefined;
  readonly format: string | undefined;
} {
  if (mapping === undefined) return { key: undefined, format: undefined };
  if (typeof mapping === "string") return { key: mapping, format: undefined };
  if ("from" in mapping) return { key: mapping.from, format: mapping.format };
  if ("path" in mapping) return { key: /^[^.[]+/.exec(mapping.path)?.[0], format: mapping.format };
  return { key: undefined, format: undefined };
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
  const map = preset.kinds[kind]?.map ?? {};
  const present = new Set(files.start.flatMap((record) => Object.keys(record)));
  const isThere = (field: string): boolean => {
    const mapping = map[field];
    const { key } = expected(mapping);
    return mapping !== undefined && (key === undefined || present.has(key));
  };
  const proposed = proposedSource(files);
  if (proposed === undefined && !isThere("text")) return undefined;
  const otherwise = (proposed?.fields ?? []).flatMap((found): readonly ProposedField[] => {
    const mapping = map[found.field];
    const { key, format } = expected(mapping);
    if (mapping === undefined) return [];
    if (!isThere(found.field))
      return [{ ...found, doubt: `the preset expects the column ${JSON.stringify(key)}, which isn't there` }];
    if (found.steps[0] !== `.${key}` || (found.format === undefined) === (format === undefined)) return [];
    return [{ ...found, doubt: `the preset expects times in the form ${format ?? "of ISO 8601"}` }];
  });
  const needsId = !isThere("id") && otherwise.every(({ field }) => field !== "id");
  const needsTime = !isThere("at") && otherwise.every(({ field }) => field !== "at");
  return {
    ...files,
    kind,
    preset: preset.id,
    fields: otherwise,
    idKeys: needsId ? proposed?.idKeys : undefined,
    sharedId: needsId ? proposed?.sharedId : undefined,
    sameId: needsId ? (proposed?.sameId ?? 0) : 0,
    constantDay: needsTime ? files.modified.toISOString().slice(0, 10) : undefined,
    profiled: files.start.length,
    alwaysFilled: [],
  };
}
