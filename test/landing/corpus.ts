import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { sourceEncodings } from "../../src/contract/vocabulary.ts";
import type { LandedRecord } from "../../src/local/landedRecord.ts";
import { pointFields } from "../../src/spec/plainPoint.ts";

const folder = path.join(import.meta.dirname, "corpus");

const part = z.union([
  z.strictObject({ text: z.string(), times: z.int().optional() }),
  z.strictObject({ hex: z.string() }),
]);
/** A text once or several times; with why the reader sets it aside. */
const repeated = z.strictObject({
  record: z.string(),
  times: z.int().optional(),
  fault: z.string().optional(),
});
const overwrite = z.strictObject({ at: z.int(), hex: z.string() });
const pointRow = z.strictObject({
  position: z.int(),
  ...Object.fromEntries(pointFields.map((field) => [field, z.string().optional()])),
});
const caseFile = z.strictObject({
  cases: z.array(
    z.strictObject({
      title: z.string(),
      format: z.enum(["csv", "json", "jsonl", "parquet"]),
      encoding: z.enum(sourceEncodings).optional(),
      delimiter: z.string().optional(),
      repeatedColumns: z.literal(true).optional(),
      /** Keys to the array of a document. */
      array: z.string().optional(),
      /** Of reviews with the fields id, at and text, where it says nothing else. */
      kind: z.enum(["telemetry", "usage"]).optional(),
      /** Field to a key of the record, or to a constant. */
      map: z.record(z.string(), z.union([z.string(), z.strictObject({ value: z.string() })])).optional(),
      /** Keys that every record of the source must have. */
      required: z.array(z.string()).optional(),
      file: z.union([
        /** So many bytes may be missing at its end. */
        z.strictObject({
          parts: z.array(part),
          gzip: z.literal(true).optional(),
          missing: z.int().optional(),
        }),
        /** A file of `corpus/files`, or so many of its bytes, or with others in it. */
        z.strictObject({ copy: z.string(), bytes: z.int().optional(), overwrite: overwrite.optional() }),
      ]),
      /** Records that need no judging: where they stand, and the texts of their fields. */
      points: z.array(pointRow).optional(),
      /** What lands of the other records, in order: a text, its parts, or the same text several times. */
      records: z.array(z.union([z.string(), z.array(part), repeated])).optional(),
      /** Instead of records: why the file can't be read. */
      problem: z.string().optional(),
      /** What ingest sets aside of the records, by place from 1. */
      rejected: z
        .array(z.strictObject({ position: z.int(), reason: z.string(), field: z.string().nullable() }))
        .optional(),
    }),
  ),
});
const globFile = z.strictObject({
  cases: z.array(
    z.strictObject({
      title: z.string(),
      paths: z.array(z.string()),
      globs: z.array(z.string()),
      files: z.array(z.string()),
      unmatched: z.array(z.string()),
    }),
  ),
});

type CaseFile = z.infer<typeof caseFile>["cases"][number];
export type GlobCase = z.infer<typeof globFile>["cases"][number];

export interface CorpusCase extends Pick<
  CaseFile,
  | "title"
  | "format"
  | "encoding"
  | "delimiter"
  | "repeatedColumns"
  | "array"
  | "kind"
  | "map"
  | "problem"
  | "rejected"
> {
  readonly required: readonly string[];
  readonly content: Buffer;
  readonly records: readonly LandedRecord[];
  /** Rows of `raw.landing_point`: position, then the fields in order. */
  readonly points: readonly (readonly [number, ...(string | null)[]])[];
}

/** Every case of the corpus, which the Python runner reads too (`runtime/tests/corpus.py`). */
export function corpusCases(): readonly CorpusCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && name !== "globs.json")
    .toSorted()
    .flatMap((name) =>
      caseFile.parse(jsonOf(name)).cases.map((each) => ({
        ...each,
        title: `${name.replace(/[.]json$/, "")}: ${each.title}`,
        required: each.required ?? [],
        content: contentOf(each.file),
        records: (each.records ?? []).flatMap(recordsOf),
        points: (each.points ?? []).map((point) => [
          point.position,
          ...pointFields.map(
            (field) => (point as Readonly<Record<string, unknown>>)[field]?.toString() ?? null,
          ),
        ]),
      })),
    );
}

/** Where the records stand that are no points. */
export function positionsOf({ records, points }: Pick<CorpusCase, "records" | "points">): readonly number[] {
  const taken = new Set(points.map(([position]) => position));
  return Array.from({ length: records.length + points.length }, (_, index) => index + 1).filter(
    (position) => !taken.has(position),
  );
}

export const globCases = (): readonly GlobCase[] => globFile.parse(jsonOf("globs.json")).cases;

const jsonOf = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), "utf8"));

function contentOf(file: CaseFile["file"]): Buffer {
  if ("parts" in file) {
    const content = bytesOf(file.parts);
    const whole = file.gzip === true ? gzipSync(content) : content;
    return whole.subarray(0, whole.length - (file.missing ?? 0));
  }
  const copied = readFileSync(path.join(folder, "files", file.copy)).subarray(0, file.bytes);
  if (file.overwrite !== undefined) copied.write(file.overwrite.hex, file.overwrite.at, "hex");
  return copied;
}

const bytesOf = (parts: readonly z.infer<typeof part>[]): Buffer =>
  Buffer.concat(
    parts.map((each) =>
      "hex" in each ? Buffer.from(each.hex, "hex") : Buffer.from(each.text.repeat(each.times ?? 1)),
    ),
  );

function recordsOf(record: NonNullable<CaseFile["records"]>[number]): readonly LandedRecord[] {
  if (typeof record === "string") return [record];
  if ("record" in record) {
    const { record: payload, times = 1, fault } = record;
    return Array.from({ length: times }, () => (fault === undefined ? payload : { payload, fault }));
  }
  return [bytesOf(record).toString("utf8")];
}
