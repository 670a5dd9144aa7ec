import type { SeedRow, SeedTable } from "../../contract/seed.ts";
import type { FieldMapping, FieldReading, Project, RecordMarker, Source } from "../../spec/project.ts";
import { pathText } from "../../spec/reading/recordPath.ts";

const hasPaths = (source: Source): boolean =>
  [...Object.values(source.map), ...Object.values(source.marks).map(({ at }) => at)].some(
    ({ kind }) => kind === "path",
  );

/** In a source with a path every key is one too, of one step. */
function recordKey(mapping: FieldMapping | RecordMarker["at"], asPath: boolean): string | null {
  if (mapping.kind === "path") return pathText(mapping.path);
  return mapping.kind === "key" ? keyText(mapping.key, asPath) : null;
}

const keyText = (key: string, asPath: boolean): string => (asPath ? pathText([`.${key}`]) : key);

function recordPaths(source: Source): readonly string[] {
  if (!hasPaths(source)) return [];
  const paths = [...Object.values(source.map), ...Object.values(source.marks).map(({ at }) => at)].flatMap(
    (mapping) =>
      mapping.kind === "hash"
        ? mapping.keys.map((key) => keyText(key, true))
        : (recordKey(mapping, true) ?? []),
  );
  return [...new Set(paths)];
}

const reading = (declared: FieldReading | undefined): SeedRow => ({
  format: declared?.format ?? null,
  format_pattern: declared?.pattern ?? null,
  format_parts: declared?.parts ?? null,
  scale_low: declared?.low ?? null,
  scale_high: declared?.high ?? null,
});

/** The sources of the spec, and how their records become fields. */
export function seeds(project: Project): readonly SeedTable[] {
  return [
    {
      table: "curated.source",
      rows: project.sources.map((source) => ({
        source: source.id,
        kind: source.kind,
        product: source.product,
        fresh_hours: source.contract.freshHours ?? null,
        min_records_per_day: source.contract.minRecordsPerDay ?? null,
        required_keys: source.contract.requiredKeys,
        record_paths: recordPaths(source),
        local_offsets: source.localOffsets,
        allowed_reasons: source.contract.allowedReasons,
      })),
    },
    {
      table: "curated.source_field",
      rows: project.sources.flatMap((source) => [
        ...Object.entries(source.map).map(([field, mapping]) => ({
          source: source.id,
          field,
          record_key: recordKey(mapping, hasPaths(source)),
          constant_value: mapping.kind === "constant" ? mapping.value : null,
          hash_keys:
            mapping.kind === "hash" ? mapping.keys.map((key) => keyText(key, hasPaths(source))) : null,
          marking_values: null,
          ...reading("reading" in mapping ? mapping.reading : undefined),
        })),
        ...Object.entries(source.marks).map(([mark, { at, values }]) => ({
          source: source.id,
          field: mark,
          record_key: recordKey(at, hasPaths(source)),
          constant_value: null,
          hash_keys: null,
          marking_values: values,
          ...reading(undefined),
        })),
      ]),
    },
  ];
}
