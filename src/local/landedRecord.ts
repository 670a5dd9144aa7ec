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

export const payloadOf = (record: LandedRecord): string =>
  typeof record === "string" ? record : record.payload;

/** The faults of a batch, a line each; one empty text where no record has one. */
export const faultsOf = (records: readonly LandedRecord[]): string =>
  records.some((record) => typeof record !== "string")
    ? records.map((record) => (typeof record === "string" ? "" : record.fault)).join("\n")
    : "";
