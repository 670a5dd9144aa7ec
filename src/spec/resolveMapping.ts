import type { FieldMapping, FieldReading, RecordMarker } from "./project.ts";
import { parseRecordPath } from "./reading/recordPath.ts";
import { timeReading } from "./reading/timeFormat.ts";
import { ratingReading } from "./reading/ratingScale.ts";
import type { SourceSpec } from "./schema/pipeline.ts";

/** What fills a field of a source, from what the spec says and has been checked. */
export function resolveMapping(
  written: SourceSpec["map"][string],
  { isTime, hasZone }: { readonly isTime: boolean; readonly hasZone: boolean },
): FieldMapping {
  const mapping: Exclude<typeof written, string> = typeof written === "string" ? { from: written } : written;
  if (mapping.constant !== undefined) return { kind: "constant", value: mapping.constant };
  if (mapping.hash !== undefined) return { kind: "hash", keys: mapping.hash };
  const reading = isTime
    ? readingOfTime(mapping.format, hasZone)
    : mapping.scale === undefined
      ? undefined
      : ratingReading(mapping.scale);
  if (mapping.path !== undefined) {
    const path = parseRecordPath(mapping.path);
    return {
      kind: "path",
      path: "problem" in path ? [] : path,
      ...(reading === undefined ? {} : { reading }),
    };
  }
  return { kind: "key", key: mapping.from ?? "", ...(reading === undefined ? {} : { reading }) };
}

/** How a record says that it is gone. */
export function resolveMarker({ from, path, is }: NonNullable<SourceSpec["deleted"]>): RecordMarker {
  const values = typeof is === "string" ? [is] : is;
  if (path === undefined) return { at: { kind: "key", key: from ?? "" }, values };
  const parsed = parseRecordPath(path);
  return { at: { kind: "path", path: "problem" in parsed ? [] : parsed }, values };
}

/** ISO 8601 is read as it stands, unless it lacks a zone that the source has. */
function readingOfTime(format: string | undefined, hasZone: boolean): FieldReading | undefined {
  if (format === undefined || format === "iso") return hasZone ? { format: "iso" } : undefined;
  const reading = timeReading(format);
  return "problem" in reading ? undefined : reading;
}
