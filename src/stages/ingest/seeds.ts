import type { SeedTable } from "../../contract/seed.ts";
import type { Project } from "../../spec/project.ts";

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
        })),
      ),
    },
  ];
}
