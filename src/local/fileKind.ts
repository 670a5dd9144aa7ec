import type { SourceEncoding } from "../contract/vocabulary.ts";
import type { Source } from "../spec/project.ts";
import { guessUtf16 } from "./encodingGuess.ts";
import { unreadable, UnreadableFile } from "./unreadableFile.ts";

/** Bytes at the start of a file by which its kind and encoding are known. */
export const bytesOfStart = 4096;

export interface TextStart {
  readonly encoding: SourceEncoding;
  /** Bytes of the byte order mark. */
  readonly mark: number;
}

const magics: readonly (readonly [RegExp, string])[] = [
  [/^PK(\u0003\u0004|\u0005\u0006)/, unreadable.zip],
  [/^\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1/, unreadable.oldWorkbook],
  [/^%PDF-/, unreadable.pdf],
  [/^PAR1/, unreadable.parquet],
  [
    /^(\u0028\u00B5\u002F\u00FD|BZh[1-9]1AY&SY|\u00FD7zXZ\u0000|7z\u00BC\u00AF\u0027\u001C)/,
    unreadable.compressed,
  ],
];

const marks: readonly (readonly [string, SourceEncoding])[] = [
  ["\u00EF\u00BB\u00BF", "utf-8"],
  ["\u00FF\u00FE", "utf-16le"],
  ["\u00FE\u00FF", "utf-16be"],
];

/**
 * The encoding of a text file by its start: that of its byte order mark, else the declared one, else UTF-8. The Python
 * runner judges by the same bytes (`file_kind.py`).
 *
 * @throws {UnreadableFile} where it is no text, or another kind of text than its format says
 */
export function textStart(
  start: Buffer,
  { format, encoding: declared }: Pick<Source, "format" | "encoding">,
): TextStart {
  const bytes = start.toString("latin1");
  refuse(magics, bytes);
  // the mark of UTF-16 begins this one
  if (bytes.startsWith("\u00FF\u00FE\u0000\u0000") || bytes.startsWith("\u0000\u0000\u00FE\u00FF"))
    throw new UnreadableFile(unreadable.utf32);
  const marked = marks.find(([mark]) => bytes.startsWith(mark));
  const mark = marked?.[0].length ?? 0;
  const encoding = marked?.[1] ?? declared;
  const unmarked = encoding === undefined ? guessUtf16(start) : undefined;
  if (unmarked !== undefined)
    throw new UnreadableFile(unreadable.unmarkedUtf16(unmarked), undefined, {
      encoding: unmarked,
      other: undefined,
    });
  // the characters of ASCII, whatever the encoding
  refuse(kindsOfText[format], bytes.slice(mark).replaceAll("\0", ""));
  return { encoding: encoding ?? "utf-8", mark };
}

function refuse(kinds: readonly (readonly [RegExp, string])[], start: string): void {
  const found = kinds.find(([pattern]) => pattern.test(start));
  if (found !== undefined) throw new UnreadableFile(found[1]);
}

const markup: readonly (readonly [RegExp, string])[] = [
  [/^[ \t\r\n]*<(!doctype html|html|head|body)[ \t\r\n>]/i, unreadable.html],
  [/^[ \t\r\n]*<[?]xml[ \t\r\n]/i, unreadable.xml],
];
const kindsOfText: Readonly<Record<Source["format"], typeof markup>> = {
  jsonl: [
    ...markup,
    [/^[ \t\r\n]*\[[ \t\r\n]*([{\]]|$)/, unreadable.jsonArray],
    [/^[ \t\r\n]*\{[ \t]*\r?\n/, unreadable.jsonDocument],
  ],
  json: markup,
  csv: [...markup, [/^[ \t\r\n]*(\{[ \t\r\n]*"|\[[ \t\r\n]*\{)/, unreadable.jsonNotCsv]],
  parquet: [],
};
