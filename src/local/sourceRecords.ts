import type { LandedSource } from "../spec/project.ts";
import { csvRecords } from "./csv.ts";
import { jsonRecords } from "./jsonDocument.ts";
import { tooLarge, type LandedRecord } from "./landedRecord.ts";
import { linesOf, type LineBatch } from "./textLines.ts";

export interface SourceFile {
  readonly source: LandedSource;
  /** Relative to the project's folder, with forward slashes. */
  readonly file: string;
  readonly path: string;
  readonly reader: string;
}

/** What the reader of a text file has to know of it. */
export interface TextFile {
  readonly path: string;
  readonly source: Pick<LandedSource, "format" | "encoding" | "delimiter" | "records">;
}

/**
 * The records of a text file in batches. Only what goes wrong with the file is an `UnreadableFile`: a failed insert is a bug of ours.
 *
 * @throws {UnreadableFile} possibly after records were given
 */
export function readBatches({ path: filePath, source }: TextFile): AsyncGenerator<readonly LandedRecord[]> {
  if (source.format === "json") return jsonRecords(filePath, source);
  const lines = linesOf(filePath, source);
  return source.format === "csv" ? csvRecords(lines, source) : withoutBlanks(lines);
}

async function* withoutBlanks(batches: AsyncIterable<LineBatch>): AsyncGenerator<readonly LandedRecord[]> {
  for await (const batch of batches)
    yield "lines" in batch ? batch.lines.filter((line) => line.trim() !== "") : [tooLarge(batch.oversized)];
}
