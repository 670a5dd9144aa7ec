import type { SourceEncoding } from "../contract/vocabulary.ts";

/**
 * A file isn't what its source's format says. Its message is a reason from the list below, with places and the values of
 * single bytes but without any text that the file holds: it becomes a finding that many people read. The Python runner
 * gives the same ones.
 */
export class UnreadableFile extends Error {
  /** The encoding that the reason proposes; undefined where it proposes none. */
  readonly proposed: ProposedEncoding | undefined;

  constructor(reason: string, cause?: unknown, proposed?: ProposedEncoding) {
    super(reason, { cause });
    this.name = "UnreadableFile";
    this.proposed = proposed;
  }
}

export interface ProposedEncoding {
  readonly encoding: SourceEncoding;
  /** Another one that is nearly as likely. */
  readonly other: SourceEncoding | undefined;
}

export const unreadable = {
  notOpened: "it can't be opened",
  damagedGzip: "its gzip data is damaged or cut off",
  damagedParquet: "it isn't a Parquet file, or it is damaged",
  zip: "it is an Excel workbook or another ZIP archive: save it as CSV (UTF-8), or unpack it",
  oldWorkbook: "it is an Excel workbook (.xls): save it as CSV (UTF-8)",
  compressed: "it is compressed, but not by gzip: unpack it",
  pdf: "it is a PDF: export the data as CSV or JSON lines",
  html: "it is an HTML page, such as the sign-in or error page of an export: download it again",
  xml: "it is XML: export the data as CSV or JSON lines",
  parquet: 'it is a Parquet file: set "format: parquet"',
  jsonArray: 'it is a JSON array, not JSON lines: set "format: json"',
  jsonDocument: 'it is one JSON document, not JSON lines: set "format: json" and "records:"',
  jsonNotCsv: 'it is JSON, not CSV: set "format: jsonl" or "format: json"',
  utf32: "it is UTF-32: save it as UTF-8",
  openHeader: "the quotes of its header don't close",
  noArray:
    'its JSON isn\'t an array: add "records:" with the path to it (such as data.items), or set "format: jsonl"',
  noArrayAt: (records: string): string => `its JSON holds no array at ${JSON.stringify(records)}`,
  manyDocuments: 'more follows its JSON document: set "format: jsonl" if each line is a record',
  largeDocument: "its JSON document is larger than 128 MiB: deliver JSON lines, or several files",
  damagedJson: (line: number): string => `its JSON is damaged or cut off in line ${line}`,
  emptyHeader: "its header names no column",
  /** Places count from 1; the name itself may be a customer's text, where a file has no header. */
  sameColumns: (first: number, second: number): string =>
    `columns ${first} and ${second} of its header have the same name`,
  unmarkedUtf16: (encoding: string): string =>
    `it looks like UTF-16 without a byte order mark: add "encoding: ${encoding}"`,
  /** `advice` says what the file looks like and what to do. */
  badByte: ({ byte, line, encoding, advice }: BadByte): string =>
    `byte 0x${byte.toString(16).toUpperCase().padStart(2, "0")} in line ${line} isn't ${encoding}; ${advice}`,
  longHeader: "its header is longer than 16 MiB",
} as const;

interface BadByte {
  readonly byte: number;
  readonly line: number;
  readonly encoding: string;
  readonly advice: string;
}
