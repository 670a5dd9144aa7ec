import { pointKinds } from "../contract/vocabulary.ts";
import type { FieldMapping, LandedSource } from "./project.ts";

/**
 * Points that need no judging. A record of a `telemetry` or `usage` source whose every text has the form below means the
 * same whether it goes through JSON or not, so both runners put it straight into `raw.landing_point`; every other record
 * goes through `raw.landing`, where SQL judges it. The Python runner has the same patterns (`plain_points.py`).
 */
export const pointFields = [
  "at",
  "metric",
  "metric_kind",
  "value",
  "exposure",
  "version",
  "platform",
  "region",
  "area",
  "product",
] as const;
/** Their columns, in the same order. */
export const pointColumns = pointFields.map((field) => `given_${field}` as const);
export type PointField = (typeof pointFields)[number];

const usageFields: ReadonlySet<string> = new Set(["at", "value", "version", "platform", "region", "product"]);

const date =
  "(?:19[7-9][0-9]|2[01][0-9][0-9])-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)";
const timeOfDay = "[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,6})?";
/** Days that every year has, from 1970 to 2199, in UTC. */
export const plainTimePattern = `^${date}(?:${timeOfDay}(?:Z|[+]00:?00|[+]00)?)?$`;
/** What `plainTimePattern` lets stand at the end of a time and `raw.landing_point` leaves out. */
export const zonePattern = "(?:Z|[+]00:?00|[+]00)$";
/** Digits that DECIMAL(18, 4) holds, rounded. */
export const plainNumberPattern = "^-?[0-9]{1,13}(?:[.][0-9]{1,17})?$";
/** What JSON escapes, other control characters, and the byte order mark, which DuckDB's client takes away. */
export const notPlain = String.raw`["\\\u0000-\u001F\u007F\uFEFF]`;

export const isPointSource = ({ kind }: LandedSource): boolean => pointKinds.some((point) => point === kind);

/** Whether the texts of a source mean what they say: a declared form or zone is read by SQL, for every record. */
export const isReadAsWritten = ({ map, localOffsets }: LandedSource): boolean =>
  localOffsets.length === 0 &&
  Object.values(map).every(
    (mapping) => mapping.kind === "constant" || (mapping.kind === "key" && mapping.reading === undefined),
  );

/** Of a source that `isReadAsWritten`. */
export type PointMapping = Readonly<
  Record<PointField, Extract<FieldMapping, { readonly kind: "key" | "constant" }> | undefined>
>;

/** Where each field of `raw.landing_point` comes from; undefined where the source gives none. */
export function pointMapping({ kind, map }: LandedSource): PointMapping {
  const entries = pointFields.map((field) => [
    field,
    kind === "usage" && !usageFields.has(field) ? undefined : map[field],
  ]);
  return Object.fromEntries(entries) as PointMapping;
}
