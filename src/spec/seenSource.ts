import type { Source } from "./project.ts";

/** What has to be known of a source to open its files. */
export type ReadableSource = Pick<
  Source,
  "id" | "files" | "format" | "encoding" | "delimiter" | "repeatedColumns" | "records"
>;

/** What was seen when the files of a source were opened. The spec alone can't know it, and checks of the spec are pure. */
export interface SeenSource {
  readonly source: string;
  /** Globs that match no file. */
  readonly unmatched: readonly string[];
  /** The files that were looked at: of many, the first and the last ones. */
  readonly files: readonly SeenFile[];
  /** What its records came to, where they were read; else undefined. */
  readonly judged?: JudgedSource;
}

export interface SeenFile {
  /** Relative to the folder of the project, with forward slashes. */
  readonly file: string;
  /** Why it can't be read; undefined where it can. */
  readonly problem: string | undefined;
  /** Of a table its columns; else the keys of the records that were looked at. */
  readonly keys: readonly string[];
  /** Whether every record has these keys and no others: CSV and Parquet. */
  readonly isTable: boolean;
  /** Records that were looked at: of a large file, those at its start. */
  readonly records: number;
}

/** What the records of a source came to in a trial run. */
export interface JudgedSource {
  readonly refused: readonly {
    /** What was refused, and why: one sentence. */
    readonly problem: string;
    /** What probably helps; undefined where nothing is likely. */
    readonly cure: string | undefined;
    /** The field of the mapping that is at fault; undefined where the whole record is. */
    readonly field: string | undefined;
  }[];
  /** What else a person should look at, one sentence each. */
  readonly doubts: readonly string[];
}
