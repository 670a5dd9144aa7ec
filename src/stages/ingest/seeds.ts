import type { SeedRow, SeedTable } from "../../contract/seed.ts";
import type { FieldReading, Project } from "../../spec/project.ts";

const reading = (declared: FieldReading | undefined): SeedRow => ({
  format: declared?.format ?? null,
  format_pattern: declared?.pattern ?? null,
  format_parts: declared?.parts ?? null,
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
        local_offsets: source.localOffsets,
      })),
    },
    {
      table: "curated.source_field",
      rows: project.sources.flatMap((source) =>
        Object.entries(source.map).map(([field, mapping]) => ({
          source: source.id,
          field,
          record_key: mapping.kind === "key" ? mapping.key : null,
          constant_value: mapping.kind === "constant" ? mapping.value : null,
          ...reading(mapping.kind === "key" ? mapping.reading : undefined),
        })),
      ),
    },
  ];
}
