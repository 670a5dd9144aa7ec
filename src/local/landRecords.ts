import { isPointSource, isReadAsWritten } from "../spec/plainPoint.ts";
import type { LandedSource } from "../spec/project.ts";
import type { Database } from "./database.ts";
import { faultsOf, payloadOf, type LandedRecord } from "./landedRecord.ts";
import { hasPlainConstants, landParquetPoints, landPlainCsv, landTextPoints } from "./landPoints.ts";
import { asOfFile, parquetQuery } from "./parquet.ts";
import type { PlainCsv } from "./plainCsv.ts";
import { readBatches, type SourceFile } from "./sourceRecords.ts";

/** Whether the points of a source that need no judging get a table of their own. */
export const landsPoints = (source: LandedSource): boolean =>
  isPointSource(source) && isReadAsWritten(source) && hasPlainConstants(source);

/**
 * Lands the records of a file, points that need no judging in a table of their own. Gives their number. `plainCsv` is what
 * a look at its bytes has told of a CSV file.
 */
export async function landRecords(
  database: Database,
  prefix: string,
  file: SourceFile,
  plainCsv: PlainCsv | undefined,
): Promise<bigint> {
  if (!landsPoints(file.source)) return recordsInto(database, `${prefix}_raw.landing`, file);
  if (file.source.format === "parquet") return landParquetPoints(database, prefix, file);
  const isLanded = plainCsv !== undefined && (await landPlainCsv(database, prefix, file, plainCsv));
  return isLanded ? plainCsv.records : landTextPoints(database, prefix, file);
}

/** Puts every record of a file into a table with the columns of `raw.landing`. Gives their number. */
export function recordsInto(database: Database, table: string, file: SourceFile): Promise<bigint> {
  return file.source.format === "parquet"
    ? parquetInto(database, table, file)
    : textInto(database, table, file);
}

/** What was read of a file of which only the start is kept. */
export interface StartOfFile {
  /** Records of the file. */
  readonly records: bigint;
  /** Of those, how many from its start are in the table. */
  readonly kept: bigint;
}

/**
 * Puts the first records of a file into a table with the columns of `raw.landing`. A text file is read to its end, so that
 * what can't be read is found wherever it is; the memory doesn't grow with it.
 *
 * @throws {UnreadableFile} possibly after records were put into the table
 */
export async function startInto(
  database: Database,
  table: string,
  file: SourceFile,
  most: number,
): Promise<StartOfFile> {
  if (file.source.format === "parquet") {
    const records = await parquetInto(database, table, file, most);
    const kept = records < BigInt(most) ? records : BigInt(most);
    return { records, kept };
  }
  let records = 0n;
  let kept = 0n;
  for await (const batch of readBatches(file)) {
    const start = batch.slice(0, most - Number(kept));
    await insertRecords(database, table, file, kept, start);
    records += BigInt(batch.length);
    kept += BigInt(start.length);
  }
  return { records, kept };
}

/** While DuckDB takes a batch, the next one is read and parsed: each has a core of its own. */
async function textInto(database: Database, table: string, file: SourceFile): Promise<bigint> {
  let records = 0n;
  let inserted: Promise<void> = Promise.resolve();
  try {
    for await (const batch of readBatches(file)) {
      await inserted;
      inserted = insertRecords(database, table, file, records, batch);
      // awaited below or with the next batch; until then a failure is no one's unhandled one
      inserted.catch(() => undefined);
      records += BigInt(batch.length);
    }
  } finally {
    // also where the file can't be read on: the rollback may not overtake a statement
    await inserted;
  }
  return records;
}

/** Records hold no line feed, so a batch travels as one text: a bound list or a row at a time is slower. */
async function insertRecords(
  database: Database,
  table: string,
  file: SourceFile,
  before: bigint,
  records: readonly LandedRecord[],
): Promise<void> {
  if (records.length === 0) return;
  await database.run(
    `INSERT INTO ${table} (source, kind, file, record_position, payload, fault)
SELECT $source, $kind, $file, $before + generate_subscripts(records, 1), unnest(records), nullif(unnest(faults), '')
FROM (SELECT string_split($text, chr(10)) AS records, string_split($faults, chr(10)) AS faults)`,
    {
      source: file.source.id,
      kind: file.source.kind,
      file: file.file,
      before,
      text: records.map(payloadOf).join("\n"),
      faults: faultsOf(records),
    },
  );
}

/** Rows of a Parquet file, or the first of them; gives the number of all. */
async function parquetInto(
  database: Database,
  table: string,
  file: SourceFile,
  most?: number,
): Promise<bigint> {
  const query = await parquetQuery(database, file.path);
  const place = { source: file.source.id, file: file.file };
  await asOfFile(
    database.run(
      `INSERT INTO ${table} (source, kind, file, record_position, payload)
SELECT $source, $kind, $file, row_number() OVER (), record.payload
FROM (${query.text}${most === undefined ? "" : ` LIMIT ${most}`}) AS record`,
      { ...place, kind: file.source.kind, ...query.parameters },
    ),
  );
  const [counted] = await database.rows<{ records: bigint }>(
    most === undefined
      ? `SELECT count(*) AS records FROM ${table} WHERE source = $source AND file = $file`
      : "SELECT count(*) AS records FROM read_parquet($path)",
    { ...place, ...query.parameters },
  );
  return counted?.records ?? 0n;
}
