import type { SourceKind } from "../contract/vocabulary.ts";
import { sourceKinds } from "../contract/vocabulary.ts";
import type { PresetSource, SourcePreset } from "../systems/sourcePreset.ts";
import { sourcePresets } from "../systems/sourcePresets.ts";
import type { Part } from "./authored.ts";
import { appliesTo, formatOf } from "./fileFormat.ts";
import type { PipelineSpec, SourceSpec, WrittenPipeline, WrittenSource } from "./schema/pipeline.ts";
import type { Intact } from "./shape.ts";
import { isFeedbackKind } from "./sourceFields.ts";

/** The kinds that a source of a preset may have, its own first. Kinds of feedback have the same fields. */
export function kindsOf(preset: SourcePreset): readonly SourceKind[] {
  const own = sourceKinds.filter((kind) => preset.kinds[kind] !== undefined);
  const first = Object.keys(preset.kinds)[0];
  const ordered = own.toSorted((left, right) => Number(right === first) - Number(left === first));
  const others = sourceKinds.filter((kind) => isFeedbackKind(kind) && !own.includes(kind));
  return own.some(isFeedbackKind) ? [...ordered, ...others] : ordered;
}

/** What a preset says of a source of this kind; undefined for a kind that its export isn't. */
export function presetOf(preset: SourcePreset, kind: SourceKind): PresetSource | undefined {
  const own = preset.kinds[kind];
  if (own !== undefined || !isFeedbackKind(kind)) return own;
  return sourceKinds.filter(isFeedbackKind).flatMap((other) => preset.kinds[other] ?? [])[0];
}

/** A pipeline whose sources say what their presets do, except what they say themselves. */
export function withPresets(part: Part<WrittenPipeline>): Part<PipelineSpec> {
  const { intact, whole } = part;
  const sources = Object.entries(whole?.sources ?? {}).flatMap(([id, source]) => {
    const full = expanded(source);
    return isFull(full) ? [[id, full] as const] : [];
  });
  const isWhole = whole !== undefined && sources.length === Object.keys(whole.sources).length;
  return {
    ...part,
    intact: {
      ...intact,
      ...(intact.sources === undefined
        ? {}
        : {
            sources: Object.fromEntries(
              Object.entries(intact.sources).map(([id, source]) => [id, source && expanded(source)]),
            ),
          }),
    },
    whole: isWhole ? { ...whole, sources: Object.fromEntries(sources) } : undefined,
  };
}

const isFull = (source: WrittenSource): source is SourceSpec =>
  source.kind !== undefined && source.map !== undefined;

/**
 * The ending of the files counts more than the format of a preset, and keys that don't apply to it are left out: a helpdesk
 * gives the same records as a document and as lines.
 */
function expanded<Source extends Intact<WrittenSource>>(source: Source): Source {
  const preset = sourcePresets.find(({ id }) => id === source.preset);
  if (preset === undefined) return source;
  const kind = source.kind ?? kindsOf(preset)[0];
  const meant = kind === undefined ? undefined : presetOf(preset, kind);
  if (meant === undefined) return source;
  const [file] = [source.files].flat();
  const format = source.format ?? (typeof file === "string" ? formatOf(file) : undefined) ?? meant.format;
  const fitting = Object.entries(meant).filter(([key]) => format === undefined || appliesTo(key, format));
  return {
    ...Object.fromEntries(fitting),
    ...source,
    kind,
    ...(format === undefined ? {} : { format }),
    map: { ...meant.map, ...source.map },
  };
}
