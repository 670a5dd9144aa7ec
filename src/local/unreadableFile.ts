/**
 * A file isn't what its source's format says. Its message is a reason from the list below, without anything that the
 * file holds: it becomes a finding that many people read. The Python runner gives the same ones.
 */
export class UnreadableFile extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.name = "UnreadableFile";
  }
}

export const unreadable = {
  notOpened: "it can't be opened",
  damagedGzip: "its gzip data is damaged or cut off",
  damagedParquet: "it isn't a Parquet file, or it is damaged",
  wrongEncoding: "it is UTF-16 or UTF-32, not UTF-8",
  openHeader: "the quotes of its header don't close",
  /** Places count from 1; the name itself may be a customer's text, where a file has no header. */
  sameColumns: (first: number, second: number): string =>
    `columns ${first} and ${second} of its header have the same name`,
} as const;
