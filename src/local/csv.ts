import { badQuotes, raggedRow, tooLarge, type LandedRecord } from "./landedRecord.ts";
import { mostBytesOfRecord, type LineBatch } from "./textLines.ts";
import { unreadable, UnreadableFile } from "./unreadableFile.ts";

/** Lines that one quoted field may span. A quote that is never closed would otherwise swallow the rest of its file. */
const mostLinesOfRecord = 2_000;

/** What a source declares of its CSV files. */
export interface CsvDeclaration {
  readonly delimiter?: string | undefined;
  /** Whether columns of one name are numbered: `Labels`, `Labels_2`. */
  readonly repeatedColumns?: boolean;
}

/**
 * CSV (RFC 4180) as one JSON object a record, with the keys of the header and null for empty fields. The delimiter is the
 * declared one; else what a first line `sep=;` names; else comma, semicolon, tab or bar, whichever the header has most of.
 * A record that doesn't fit the header, or whose quotes don't close, stays the line it was, with a fault, so that it ends
 * in quarantine and its neighbours don't. Blank lines aren't records.
 *
 * @throws {UnreadableFile} where the quotes of the header don't close, it names no column, or two of its columns have one
 * name
 */
export async function* csvRecords(
  batches: AsyncIterable<LineBatch>,
  declared: CsvDeclaration = {},
): AsyncGenerator<readonly LandedRecord[]> {
  for await (const batch of csvBatches(batches, declared, () => false))
    if ("records" in batch) yield batch.records;
}

/** Records as JSON, or lines that are one record each where their fields are counted. */
export type CsvBatch =
  | { readonly records: readonly LandedRecord[] }
  | { readonly lines: readonly string[]; readonly header: CsvHeader };

/**
 * `csvRecords`, which leaves the lines of a batch as they are where `isPlain` says so: they hold no quote, so each is a
 * record whose fields are what stands between delimiters, and `csvRecord` gives its JSON.
 */
export async function* csvBatches(
  batches: AsyncIterable<LineBatch>,
  declared: CsvDeclaration,
  isPlain: (lines: readonly string[], header: CsvHeader) => boolean,
): AsyncGenerator<CsvBatch> {
  let header: CsvHeader | undefined;
  let { delimiter } = declared;
  let isFirst = true;
  let pending: readonly string[] = [];
  for await (const batch of batches) {
    if ("oversized" in batch) {
      if (header === undefined) throw new UnreadableFile(unreadable.longHeader);
      yield { records: [...recordsOf(header, pending, true).records, tooLarge(batch.oversized)] };
      pending = [];
      continue;
    }
    const { lines } = batch;
    let all = pending.length === 0 ? lines : [...pending, ...lines];
    while (header === undefined && all.length > 0) {
      const [line = "", ...others] = all;
      all = others;
      if (line.trim() === "") continue;
      const named = isFirst ? separatorOf(line) : undefined;
      isFirst = false;
      if (named === undefined) header = parseHeader(line, { ...declared, delimiter });
      else delimiter ??= named;
    }
    if (header === undefined) continue;
    if (isPlain(all, header)) {
      pending = [];
      yield { lines: all.filter((line) => line.trim() !== ""), header };
      continue;
    }
    const { records, rest } = recordsOf(header, all, false);
    pending = rest;
    yield { records };
  }
  if (header !== undefined && pending.length > 0) yield recordsOf(header, pending, true);
}

/** The record of one line without quotes. */
export const csvRecord = (header: CsvHeader, line: string): LandedRecord =>
  recordsOf(header, [line], true).records[0] ?? line;

/** The delimiter that Excel reads and writes before the header: `sep=;`. */
export const separatorOf = (line: string): string | undefined => /^"?sep=(.)"?$/iu.exec(line)?.[1];

export interface CsvHeader {
  readonly delimiter: string;
  /** Whether columns at the end have no name, as where Excel once had cells: their fields are empty. */
  readonly hasUnnamed: boolean;
  readonly columns: readonly string[];
  /** Columns as the start of a JSON member: `"name":`. */
  readonly members: readonly string[];
}

/**
 * A column without a name is called `column_3` by its place; at the end of the header it is none.
 *
 * @throws {UnreadableFile} where its quotes don't close, it names no column, or two columns have one name
 */
export function parseHeader(line: string, declared: CsvDeclaration = {}): CsvHeader {
  const delimiter = declared.delimiter ?? mostFrequentDelimiter(line);
  const names = parseFields(line, delimiter);
  if (names === "open" || names === "malformed") throw new UnreadableFile(unreadable.openHeader);
  const width = names.findLastIndex((name) => name.trim() !== "") + 1;
  if (width === 0) throw new UnreadableFile(unreadable.emptyHeader);
  const named = names
    .slice(0, width)
    .map((name, index) => (name.trim() === "" ? `column_${index + 1}` : name));
  const columns = declared.repeatedColumns === true ? numbered(named) : named;
  const places = new Map<string, number>();
  for (const [index, column] of columns.entries()) {
    const first = places.get(column);
    if (first !== undefined) throw new UnreadableFile(unreadable.sameColumns(first, index + 1));
    places.set(column, index + 1);
  }
  return {
    delimiter,
    hasUnnamed: width < names.length,
    columns,
    members: columns.map((column) => `${JSON.stringify(column)}:`),
  };
}

/** From the second on, columns of one name carry the number of their occurrence. */
function numbered(columns: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return columns.map((column) => {
    const occurrence = (seen.get(column) ?? 0) + 1;
    seen.set(column, occurrence);
    return occurrence === 1 ? column : `${column}_${occurrence}`;
  });
}

function mostFrequentDelimiter(line: string): string {
  const outsideQuotes = line.replace(/"[^"]*"/g, "");
  const count = (delimiter: string): number => outsideQuotes.split(delimiter).length - 1;
  return [",", ";", "\t", "|"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** Records as JSON text, and the lines of a last one that is still open. */
function recordsOf(
  header: CsvHeader,
  lines: readonly string[],
  isEnd: boolean,
): { readonly records: readonly LandedRecord[]; readonly rest: readonly string[] } {
  const records: LandedRecord[] = [];
  for (let first = 0; first < lines.length; first++) {
    const line = lines[first] ?? "";
    if (line.trim() === "") continue;
    let text = line;
    let last = first;
    let length = line.length;
    let fields = parseFields(text, header.delimiter);
    const goesOn = (): boolean =>
      last + 1 < lines.length &&
      last - first < mostLinesOfRecord &&
      length + 1 + (lines[last + 1] ?? "").length <= mostBytesOfRecord;
    while (fields === "open" && goesOn()) {
      // every line up to the next quote is inside the field
      const start = last + 1;
      do {
        last++;
        length += 1 + (lines[last] ?? "").length;
      } while (!(lines[last] ?? "").includes('"') && goesOn());
      text += `\n${lines.slice(start, last + 1).join("\n")}`;
      fields = parseFields(text, header.delimiter);
    }
    if (fields === "open" && !isEnd && last + 1 === lines.length && last - first < mostLinesOfRecord)
      return { records, rest: lines.slice(first) };
    if (fields === "open" || fields === "malformed") {
      records.push(badQuotes(line));
      continue;
    }
    const { length: expected } = header.members;
    if (fields.length < expected || fields.slice(expected).some((field) => field !== "")) {
      records.push(raggedRow(line, expected, fields.length));
      continue;
    }
    records.push(objectOf(header, fields, JSON.stringify(text).length > text.length + 2));
    first = last;
  }
  return { records, rest: [] };
}

/** Joined, not added up: strings that grow by pieces took three times as long for half a million records. */
function objectOf({ members }: CsvHeader, fields: readonly string[], escape: boolean): string {
  const values = members.map((member, index) => {
    const field = fields[index] ?? "";
    return `${member}${field === "" ? "null" : escape ? JSON.stringify(field) : `"${field}"`}`;
  });
  return `{${values.join(",")}}`;
}

/** The fields of a record; `open` where a quoted field goes on, `malformed` where text follows a closing quote. */
function parseFields(text: string, delimiter: string): readonly string[] | "open" | "malformed" {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  while (true) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at);
      if (end === -1) return [...fields, text.slice(at)];
      fields.push(text.slice(at, end));
      at = end + 1;
      continue;
    }
    let close = text.indexOf('"', at + 1);
    while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
    if (close === -1) return "open";
    fields.push(text.slice(at + 1, close).replaceAll('""', '"'));
    if (close + 1 === text.length) return fields;
    if (text[close + 1] !== delimiter) return "malformed";
    at = close + 2;
  }
}
