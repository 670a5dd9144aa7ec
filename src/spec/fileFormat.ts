import type { Source } from "./project.ts";

const endings: readonly (readonly [RegExp, Source["format"]])[] = [
  [/\.csv(\.gz)?$/i, "csv"],
  [/\.json(\.gz)?$/i, "json"],
  [/\.(jsonl|ndjson)(\.gz)?$/i, "jsonl"],
  [/\.parquet$/i, "parquet"],
];

/** Keys that say how files are read, and the formats that they apply to. */
export const formatsOfKeys = {
  encoding: ["csv", "json", "jsonl"],
  records: ["json"],
  delimiter: ["csv"],
  repeated_columns: ["csv"],
} as const satisfies Readonly<Record<string, readonly Source["format"][]>>;

/** Whether a key of a source that says how files are read applies to a format; other keys apply to all. */
export const appliesTo = (key: string, format: Source["format"]): boolean =>
  Object.entries(formatsOfKeys).every(
    ([other, formats]) => other !== key || formats.some((fitting) => fitting === format),
  );

/** The format of a file or pattern by its ending; undefined where that doesn't tell. */
export const formatOf = (file: string): Source["format"] | undefined =>
  endings.find(([ending]) => ending.test(file))?.[1];
