import { stat } from "node:fs/promises";
import path from "node:path";
import type { SourceRecord } from "../profile/fieldProfile.ts";
import { formatOf } from "../spec/fileFormat.ts";
import type { ReadableSource } from "../spec/seenSource.ts";
import { delimiters } from "../spec/schema/source.ts";
import { csvRecords } from "./csv.ts";
import { startOf } from "./fileBytes.ts";
import { bytesOfStart, textStart } from "./fileKind.ts";
import { payloadOf, type LandedRecord } from "./landedRecord.ts";
import { readBatches } from "./sourceRecords.ts";
import { linesOf, type LineBatch } from "./textLines.ts";
import { unreadable, UnreadableFile, type ProposedEncoding } from "./unreadableFile.ts";

/** A file of which nothing is declared: how it is read, and the records at its start. */
export interface InspectedFile {
  readonly path: string;
  readonly format: ReadableSource["format"];
  /** Undefined for UTF-8, and for a file with a byte order mark. */
  readonly encoding: ProposedEncoding | undefined;
  /** Undefined where the header tells it. */
  readonly delimiter: (typeof delimiters)[number] | undefined;
  /** Whether columns of its header have one name, and are numbered. */
  readonly repeatedColumns: boolean;
  /** Keys to the array of a JSON document; undefined where the document is the array, and for other formats. */
  readonly records: string | undefined;
  /** Records in it, those that its reader sets aside included. */
  readonly count: number;
  /** Parsed records from its start. */
  readonly start: readonly SourceRecord[];
  readonly modified: Date;
}

/** Records that are kept to be profiled. */
const kept = 20_000;
/** Lines by which delimiters are compared. */
const linesCompared = 200;
/** Share of rows that don't fit the header, from which another delimiter is tried. */
const mostRagged = 0.2;

/**
 * Reads a file to its end, as what it looks like: format by content and not by name, encoding by its bytes, delimiter by
 * the rows that fit the header, and in a JSON document the longest list of objects.
 *
 * @throws {UnreadableFile} where it is of no kind that can be read
 */
export async function inspectFile(filePath: string): Promise<InspectedFile> {
  const modified = await modifiedAt(filePath);
  const format = await contentFormat(filePath);
  const base = { path: filePath, format, modified };
  if (format === "parquet")
    return {
      ...base,
      encoding: undefined,
      delimiter: undefined,
      repeatedColumns: false,
      records: undefined,
      ...(await parquetStart(filePath)),
    };
  const encoding = await neededEncoding(filePath, format);
  const text = { format, encoding: encoding?.encoding };
  const delimiter = format === "csv" ? await neededDelimiter(filePath, text) : undefined;
  const records = format === "json" ? await listPath(filePath, text) : undefined;
  return {
    ...base,
    encoding,
    delimiter,
    records,
    ...(await numberedStartOf(filePath, { ...text, delimiter, records })),
  };
}

/** Records from the start of a text file; columns of one name are numbered where it can't be read otherwise. */
async function numberedStartOf(
  filePath: string,
  reading: Omit<ReadableSource, "id" | "files" | "repeatedColumns">,
): Promise<Pick<InspectedFile, "repeatedColumns" | "count" | "start">> {
  const startAs = async (
    repeatedColumns: boolean,
  ): Promise<Pick<InspectedFile, "repeatedColumns" | "count" | "start">> => ({
    repeatedColumns,
    ...(await textStartOf(filePath, { ...reading, repeatedColumns })),
  });
  try {
    return await startAs(false);
  } catch (error) {
    if (reading.format !== "csv" || !(error instanceof UnreadableFile)) throw error;
    return await startAs(true);
  }
}

async function modifiedAt(filePath: string): Promise<Date> {
  try {
    return (await stat(filePath)).mtime;
  } catch (error) {
    throw new UnreadableFile(unreadable.notOpened, error);
  }
}

/** By content: an export is often called otherwise than what it is. */
async function contentFormat(filePath: string): Promise<ReadableSource["format"]> {
  const start = await startOf(filePath, bytesOfStart);
  if (start.subarray(0, 4).toString("latin1") === "PAR1") return "parquet";
  const text = start
    .toString("latin1")
    .replaceAll("\0", "")
    .replace(/^(?:\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)/, "")
    .trimStart();
  if (/^\[\s*(?:\{|\]|$)/.test(text)) return "json";
  if (/^\{\s*(?:"|\}|$)/.test(text)) return (await isOneLineRecord(filePath)) ? "jsonl" : "json";
  if (formatOf(filePath) === "parquet") throw new UnreadableFile(unreadable.damagedParquet);
  return "csv";
}

/** Whether the first line is a record: an object that isn't the envelope of a list and is followed by others, or by none. */
async function isOneLineRecord(filePath: string): Promise<boolean> {
  const lines: string[] = [];
  try {
    for await (const batch of linesOf(filePath, { format: "jsonl", encoding: undefined })) {
      if ("lines" in batch) lines.push(...batch.lines.filter((line) => line.trim() !== ""));
      if (lines.length > 1) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    // in another encoding the first bytes are the same: a record a line is the rule
    return error.message !== unreadable.jsonDocument;
  }
  const [first = ""] = lines;
  const parsed = parsedJson(first);
  if (!isRecord(parsed)) return false;
  return lines.length > 1 || longestList(parsed) === undefined;
}

/** The encoding that the file needs declared; the whole file is read, since one wrong byte at its end is enough. */
async function neededEncoding(
  filePath: string,
  format: ReadableSource["format"],
): Promise<ProposedEncoding | undefined> {
  let tried: ProposedEncoding | undefined;
  for (;;) {
    try {
      textStart(await startOf(filePath, bytesOfStart), { format, encoding: tried?.encoding });
      for await (const batch of linesOf(filePath, { format, encoding: tried?.encoding })) void batch;
      return tried;
    } catch (error) {
      if (!(error instanceof UnreadableFile) || error.proposed === undefined || tried !== undefined)
        throw error;
      tried = error.proposed;
    }
  }
}

type TextReading = Pick<ReadableSource, "format" | "encoding">;

/** The delimiter to declare, where the one that the header has most of doesn't fit the rows, and another does. */
async function neededDelimiter(filePath: string, text: TextReading): Promise<InspectedFile["delimiter"]> {
  const lines: string[] = [];
  for await (const batch of linesOf(filePath, text)) {
    if ("lines" in batch) lines.push(...batch.lines);
    if (lines.length >= linesCompared) break;
  }
  const sample = lines.slice(0, linesCompared);
  const own = await fitOf(sample, undefined);
  if (own !== undefined && own.columns > 1 && own.ragged <= mostRagged) return undefined;
  const fits: {
    readonly delimiter: (typeof delimiters)[number];
    readonly columns: number;
    readonly ragged: number;
  }[] = [];
  for (const delimiter of delimiters) {
    const fit = await fitOf(sample, delimiter);
    if (fit !== undefined && fit.columns > 1 && fit.ragged <= mostRagged) fits.push({ delimiter, ...fit });
  }
  const [best] = fits.toSorted((one, other) => one.ragged - other.ragged || other.columns - one.columns);
  return best !== undefined && best.ragged < (own?.columns === 1 ? 1 : (own?.ragged ?? 1))
    ? best.delimiter
    : undefined;
}

/** Columns of the header, and the share of the rows that don't fit it; undefined where it is no header. */
async function fitOf(
  lines: readonly string[],
  delimiter: string | undefined,
): Promise<{ readonly columns: number; readonly ragged: number } | undefined> {
  let records = 0;
  let ragged = 0;
  let columns = 0;
  async function* once(): AsyncGenerator<LineBatch> {
    yield { lines };
  }
  try {
    for await (const batch of csvRecords(once(), { delimiter, repeatedColumns: true }))
      for (const record of batch) {
        records += 1;
        if (typeof record !== "string") ragged += 1;
        else columns ||= Object.keys(parsedRecord(record) ?? {}).length;
      }
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
  return records === 0 ? undefined : { columns, ragged: ragged / records };
}

/** The keys that lead to the longest list of objects; undefined where the document is the list. */
async function listPath(filePath: string, text: TextReading): Promise<string | undefined> {
  const lines: string[] = [];
  for await (const batch of linesOf(filePath, text)) if ("lines" in batch) lines.push(...batch.lines);
  const parsed = parsedJson(lines.join("\n"));
  if (Array.isArray(parsed) || parsed === undefined) return undefined;
  const found = longestList(parsed);
  if (found === undefined) throw new UnreadableFile(unreadable.noArray);
  return found.keys.join(".");
}

interface ListInDocument {
  readonly keys: readonly string[];
  readonly length: number;
}

const deepestList = 4;

/** The longest list of objects in a document; its keys hold no point, since `records:` joins them by points. */
function longestList(value: unknown, keys: readonly string[] = []): ListInDocument | undefined {
  if (Array.isArray(value))
    return value.some(isRecord) && keys.length > 0 ? { keys, length: value.length } : undefined;
  if (!isRecord(value) || keys.length >= deepestList) return undefined;
  return Object.entries(value)
    .filter(([key]) => key !== "" && !key.includes("."))
    .flatMap(([key, inner]) => longestList(inner, [...keys, key]) ?? [])
    .toSorted((one, other) => other.length - one.length)[0];
}

interface StartOfRecords {
  readonly count: number;
  readonly start: readonly SourceRecord[];
}

async function textStartOf(
  filePath: string,
  source: Omit<ReadableSource, "id" | "files">,
): Promise<StartOfRecords> {
  const start: SourceRecord[] = [];
  let count = 0;
  for await (const batch of readBatches({ path: filePath, source })) {
    count += batch.length;
    for (const record of batch.slice(0, kept - start.length)) {
      const parsed = parsedRecord(record);
      if (parsed !== undefined) start.push(parsed);
    }
  }
  return { count, start };
}

/** Parquet is read by the database, which nothing else here needs. */
async function parquetStart(filePath: string): Promise<StartOfRecords> {
  const [{ Database }, { asOfFile, parquetQuery, pathParameter }] = await Promise.all([
    import("./database.ts"),
    import("./parquet.ts"),
  ]);
  const database = await Database.open(":memory:");
  try {
    const { text, parameters } = await parquetQuery(database, filePath);
    const rows = await asOfFile(database.rows<{ payload: string }>(`${text} LIMIT ${kept}`, parameters));
    const [counted] = await database.rows<{ records: bigint }>(
      "SELECT count(*) AS records FROM read_parquet($path)",
      pathParameter(filePath),
    );
    return {
      count: Number(counted?.records ?? 0n),
      start: rows.map(({ payload }) => parsedRecord(payload)).filter((record) => record !== undefined),
    };
  } finally {
    database.close();
  }
}

const isRecord = (value: unknown): value is SourceRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsedRecord(record: LandedRecord): SourceRecord | undefined {
  if (typeof record !== "string") return undefined;
  const parsed = parsedJson(payloadOf(record));
  return isRecord(parsed) ? parsed : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The name of a file without folders and endings. */
export const stemOf = (file: string): string =>
  path.basename(file).replace(/(?:\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet|gz))+$/i, "");
