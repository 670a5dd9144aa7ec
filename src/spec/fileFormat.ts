import type { Source } from "./project.ts";

const endings: readonly (readonly [RegExp, Source["format"]])[] = [
  [/\.csv(\.gz)?$/i, "csv"],
  [/\.json(\.gz)?$/i, "json"],
  [/\.(jsonl|ndjson)(\.gz)?$/i, "jsonl"],
  [/\.parquet$/i, "parquet"],
];

/** The format of a file or pattern by its ending; undefined where that doesn't tell. */
export const formatOf = (file: string): Source["format"] | undefined =>
  endings.find(([ending]) => ending.test(file))?.[1];
