import { parseHeader, separatorOf, type CsvHeader } from "./csv.ts";
import { UnreadableFile } from "./unreadableFile.ts";

/** A CSV file whose every line after the header is one record, and whose fields are what stands between delimiters. */
export interface PlainCsv {
  readonly header: CsvHeader;
  readonly records: bigint;
  /** Whether a field may begin or end with a space. */
  readonly hasOuterSpaces: boolean;
}

const lineFeed = 0x0a;
const space = 0x20;
/** DuckDB refuses a line of 2 MiB. */
const longestLine = 1 << 20;

/**
 * Tells from the bytes of a CSV file whether DuckDB may read it whole and find the same records as `csvRecords`: ASCII
 * without quotes, backslashes and control characters, no blank line, and the fields of the header in every line.
 */
export class PlainCsvScan {
  #isPlain = true;
  #start: Buffer = Buffer.alloc(0);
  #header: CsvHeader | undefined;
  #isOrdinary = new Uint8Array(256);
  #delimiter = 0;
  #records = 0;
  #hasOuterSpaces = false;
  /** Of the line that the bytes so far end in. */
  #delimiters = 0;
  #length = 0;

  /** Takes the next bytes of the file. */
  add(bytes: Buffer): void {
    if (!this.#isPlain) return;
    if (this.#header !== undefined) {
      this.#isPlain = this.#readLines(bytes);
      return;
    }
    this.#start = Buffer.concat([this.#start, bytes]);
    const end = this.#start.indexOf(lineFeed);
    if (end === -1) {
      this.#isPlain = this.#start.length <= longestLine;
      return;
    }
    this.#isPlain =
      this.#readHeader(this.#start.subarray(0, end)) && this.#readLines(this.#start.subarray(end + 1));
    this.#start = Buffer.alloc(0);
  }

  /** What the file is, once all its bytes are taken; undefined where it has to be read line by line. */
  end(): PlainCsv | undefined {
    if (this.#length > 0) this.#isPlain &&= this.#endLine();
    return this.#isPlain && this.#header !== undefined
      ? { header: this.#header, records: BigInt(this.#records), hasOuterSpaces: this.#hasOuterSpaces }
      : undefined;
  }

  #readHeader(line: Buffer): boolean {
    const isPlain = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    if (!line.every((byte) => isPlain(byte) || byte === 0x09)) return false;
    const text = line.toString("latin1");
    // perhaps another kind of file, or a line before the header
    if (separatorOf(text) !== undefined || /^(?:[ \t]*[<[{]|%PDF-|PAR1|BZh)/.test(text)) return false;
    let header: CsvHeader;
    try {
      header = parseHeader(text);
    } catch (error) {
      // whoever reads the file line by line meets it again, and says what is wrong
      if (error instanceof UnreadableFile) return false;
      throw error;
    }
    // a blank line of one field may be a record, and JSON escapes a tab that is no delimiter
    if (header.columns.length === 1 || header.columns.some((name) => name.includes("\t"))) return false;
    this.#header = header;
    this.#delimiter = header.delimiter.charCodeAt(0);
    this.#isOrdinary = this.#isOrdinary.map((_, byte) =>
      isPlain(byte) && byte !== this.#delimiter && byte !== space ? 1 : 0,
    );
    return true;
  }

  /** One look at each byte: half a million lines take 0.05 s. */
  #readLines(bytes: Buffer): boolean {
    const isOrdinary = this.#isOrdinary;
    let lineStart = -this.#length;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (isOrdinary[byte] === 1) continue;
      if (byte === space) {
        this.#hasOuterSpaces ||= !isInside(bytes[at - 1], isOrdinary) || !isInside(bytes[at + 1], isOrdinary);
        continue;
      }
      if (byte === this.#delimiter) this.#delimiters++;
      else if (byte === lineFeed) {
        this.#length = at - lineStart;
        if (!this.#endLine()) return false;
        lineStart = at + 1;
      } else return false;
    }
    this.#length = bytes.length - lineStart;
    return this.#length <= longestLine;
  }

  #endLine(): boolean {
    const isRecord = this.#length <= longestLine && this.#delimiters + 1 === this.#header?.columns.length;
    this.#records++;
    this.#delimiters = 0;
    this.#length = 0;
    return isRecord;
  }
}

/** What stands next to a space within a field; not known at the ends of what was read at once. */
const isInside = (neighbour: number | undefined, isOrdinary: Uint8Array): boolean =>
  neighbour !== undefined && (neighbour === space || isOrdinary[neighbour] === 1);
