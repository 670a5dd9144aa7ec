import type { OversizedLine } from "./textLines.ts";

/** A record as JSON text, or as the line it was; or what stands for one that the reader sets aside. Holds no line feed. */
export type LandedRecord = string | FaultyRecord;

export interface FaultyRecord {
  readonly payload: string;
  /** Reason and detail, as `raw.landing.fault` holds them: `too_large:line 3`. */
  readonly fault: string;
}

/** The line isn't kept: what stands for it says where it is. */
export const tooLarge = ({ line, bytes }: OversizedLine): FaultyRecord => ({
  payload: `Line ${line} has ${bytes} bytes.`,
  fault: `too_large:line ${line}`,
});

/** A row with more or fewer fields than its header names. */
export const raggedRow = (line: string, expected: number, found: number): FaultyRecord => ({
  payload: line,
  fault: `ragged_row:${expected} fields expected, ${found} found`,
});

/** A row whose quotes don't close within what a record may be, or are followed by text. */
export const badQuotes = (line: string): FaultyRecord => ({ payload: line, fault: "bad_quotes" });

export const payloadOf = (record: LandedRecord): string =>
  typeof record === "string" ? record : record.payload;

/** The faults of a batch, a line each; one empty text where no record has one. */
export const faultsOf = (records: readonly LandedRecord[]): string =>
  records.some((record) => typeof record !== "string")
    ? records.map((record) => (typeof record === "string" ? "" : record.fault)).join("\n")
    : "";
