import { stat } from "node:fs/promises";
import path from "node:path";
import type { ReadableSource, SeenFile, SeenSource } from "../spec/seenSource.ts";
import { csvBatches } from "./csv.ts";
import { payloadOf, type LandedRecord } from "./landedRecord.ts";
import { filesOf } from "./sourceFiles.ts";
import { readBatches } from "./sourceRecords.ts";
import { linesOf } from "./textLines.ts";
import { unreadable, UnreadableFile } from "./unreadableFile.ts";

/** Of a source with more files, as many are opened from the start of its list and from its end. */
const openedFromEachEnd = 10;
/** Records whose keys are looked at. */
const recordsLooked = 500;
/** A JSON document is held in memory: a larger one is left to the run. */
const mostBytesOfDocument = 1 << 23;

/**
 * Opens the files of sources for what can be told quickly: globs that match none, files that can't be read from their
 * start, the columns of tables and the keys of the first records.
 */
export async function seenSources(
  sources: readonly ReadableSource[],
  folder: string,
): Promise<readonly SeenSource[]> {
  const seen: SeenSource[] = [];
  for (const source of sources) {
    const { files, unmatched } = await filesOf(source, folder);
    const opened =
      files.length <= 2 * openedFromEachEnd
        ? files
        : [...files.slice(0, openedFromEachEnd), ...files.slice(-openedFromEachEnd)];
    const looked: SeenFile[] = [];
    for (const file of opened) looked.push(await seenFile(source, file, path.resolve(folder, file)));
    seen.push({ source: source.id, unmatched, files: looked });
  }
  return seen;
}

const nothingSeen = { problem: undefined, keys: [], isTable: false, records: 1 } as const;

async function seenFile(source: ReadableSource, file: string, filePath: string): Promise<SeenFile> {
  try {
    if (source.format === "parquet") return { file, ...(await seenParquet(filePath)) };
    if (source.format === "csv") return { file, ...(await seenCsv(source, filePath)) };
    if (source.format === "json" && (await sizeOf(filePath)) > mostBytesOfDocument)
      return { file, ...nothingSeen };
    return { file, ...(await seenJson(source, filePath)) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { file, ...nothingSeen, problem: error.message };
  }
}

async function sizeOf(filePath: string): Promise<number> {
  try {
    return (await stat(filePath)).size;
  } catch (error) {
    throw new UnreadableFile(unreadable.notOpened, error);
  }
}

type Seen = Omit<SeenFile, "file">;

/** The columns of a CSV file, and whether a record follows them. */
async function seenCsv(source: ReadableSource, filePath: string): Promise<Seen> {
  let keys: readonly string[] = [];
  let records = 0;
  const batches = csvBatches(linesOf(filePath, source), source, (_lines, { columns }) => {
    keys = columns;
    return false;
  });
  for await (const batch of batches) {
    records += "records" in batch ? batch.records.length : batch.lines.length;
    if (records > 0) break;
  }
  return { problem: undefined, keys, isTable: true, records };
}

/** The keys of the first records of a JSON file, line by line or in one document. */
async function seenJson(source: ReadableSource, filePath: string): Promise<Seen> {
  const keys = new Set<string>();
  let records = 0;
  for await (const batch of readBatches({ source, path: filePath })) {
    for (const record of batch.slice(0, recordsLooked - records)) {
      records += 1;
      for (const key of keysOf(record)) keys.add(key);
    }
    if (records >= recordsLooked) break;
  }
  return { problem: undefined, keys: [...keys], isTable: false, records };
}

/** Keys of a record with a value; none where it isn't an object. */
function keysOf(record: LandedRecord): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(payloadOf(record));
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return [];
    return Object.keys(parsed);
  } catch {
    return [];
  }
}

/** Parquet is read by the database, which nothing else here needs. */
async function seenParquet(filePath: string): Promise<Seen> {
  const [{ Database }, { parquetColumns, pathParameter }] = await Promise.all([
    import("./database.ts"),
    import("./parquet.ts"),
  ]);
  const database = await Database.open(":memory:");
  try {
    const columns = await parquetColumns(database, filePath);
    const [counted] = await database.rows<{ records: bigint }>(
      "SELECT count(*) AS records FROM read_parquet($path)",
      pathParameter(filePath),
    );
    return {
      problem: undefined,
      keys: columns.map(({ name }) => name),
      isTable: true,
      records: Number(counted?.records ?? 0n),
    };
  } finally {
    database.close();
  }
}
