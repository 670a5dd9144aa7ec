import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import path from "node:path";
import { createGunzip } from "node:zlib";
import { glob } from "tinyglobby";
import { sourceReader } from "../stages/ingest/sourceReader.ts";
import type { Source } from "../spec/project.ts";
import { csvRecords } from "./csv.ts";
import type { Database } from "./database.ts";
import type { RunOptions } from "./run.ts";

/** The files of a source can't be read: none matches, or one is not what its format says. */
export class LandError extends Error {
  readonly source: string;
  /** The file, or the glob that matched none. */
  readonly file: string;

  constructor(source: string, file: string, message: string, cause?: unknown) {
    super(`source ${source}: ${message}`, { cause });
    this.name = "LandError";
    this.source = source;
    this.file = file;
  }
}

interface SourceFile {
  readonly source: Source;
  /** Relative to the project's folder, with forward slashes. */
  readonly file: string;
  readonly path: string;
  readonly contentHash: string;
  readonly reader: string;
}

/**
 * Reads the files of every source into `raw.landing`, each record as JSON text (or as the line it was where it is none),
 * and notes what was read in `raw.landing_file`. Files that an earlier run has read to their end, with the same content,
 * mapping and code, are left alone; what the current run itself has read is read again, so that a run that was killed
 * or stopped by a check sees the same records. Paths, ids and records travel as bound values.
 *
 * @throws {LandError} where a glob matches no file or a file can't be read
 */
export async function landFiles(options: RunOptions): Promise<void> {
  const { database, plan } = options;
  const prefix = plan.schemaPrefix;
  const known = await database.rows<{ source: string; file: string; content_hash: string; reader: string }>(
    `SELECT source, file, content_hash, reader FROM ${prefix}_raw.landed_file
WHERE run_id < (SELECT max(run_id) FROM ${prefix}_curated.pipeline_run WHERE status = 'running')`,
  );
  const read = new Set(known.map((row) => identity(row.source, row.file, row.content_hash, row.reader)));

  await database.run("BEGIN TRANSACTION");
  try {
    await database.run(`DELETE FROM ${prefix}_raw.landing`);
    await database.run(`DELETE FROM ${prefix}_raw.landing_file`);
    for (const source of plan.sources) {
      const reader = sourceReader(source, plan.codeVersion);
      for (const file of await filesOf(source, options.folder)) {
        const filePath = path.resolve(options.folder, file);
        const contentHash = await hashOf(source, file, filePath);
        if (read.has(identity(source.id, file, contentHash, reader))) continue;
        await landFile(database, prefix, { source, file, path: filePath, contentHash, reader });
      }
    }
    await database.run("COMMIT");
  } catch (error) {
    await database.run("ROLLBACK");
    throw error;
  }
}

const identity = (...parts: readonly string[]): string => JSON.stringify(parts);

/** The files of a source, each once, sorted. Only `*`, `**` and `?` are special in a glob; everything else is a name. */
async function filesOf(source: Source, folder: string): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const pattern of source.files) {
    const matched = await glob(pattern.replace(/[\\[\]{}()!+@|^$]/g, String.raw`\$&`), {
      cwd: folder,
      expandDirectories: false,
    });
    if (matched.length === 0)
      throw new LandError(source.id, pattern, `no file matches ${JSON.stringify(pattern)} in ${folder}`);
    for (const file of matched) files.add(file);
  }
  return [...files].toSorted();
}

async function hashOf(source: Source, file: string, filePath: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(filePath, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
  } catch (error) {
    unreadable({ source, file }, error);
  }
  return hash.digest("hex");
}

async function landFile(database: Database, prefix: string, file: SourceFile): Promise<void> {
  const records =
    file.source.format === "parquet"
      ? await landParquet(database, prefix, file).catch((error: unknown) => unreadable(file, error))
      : await landText(database, prefix, file);
  await database.run(
    `INSERT INTO ${prefix}_raw.landing_file (source, file, content_hash, reader, records)
VALUES ($source, $file, $content_hash, $reader, $records)`,
    { source: file.source.id, file: file.file, content_hash: file.contentHash, reader: file.reader, records },
  );
}

/** While DuckDB takes a batch, the next one is read and parsed: each has a core of its own. */
async function landText(database: Database, prefix: string, file: SourceFile): Promise<bigint> {
  let records = 0n;
  let inserted: Promise<void> = Promise.resolve();
  try {
    for await (const batch of readBatches(file)) {
      await inserted;
      inserted = insertRecords(database, prefix, file, records, batch);
      // awaited below or with the next batch; until then a failure is nobody's unhandled one
      inserted.catch(() => undefined);
      records += BigInt(batch.length);
    }
  } finally {
    // also where the file can't be read on: the rollback may not overtake a statement
    await inserted;
  }
  return records;
}

/** Only what goes wrong with the file becomes an error of the file: a failed insert is a bug of ours. */
async function* readBatches(file: SourceFile): AsyncGenerator<readonly string[]> {
  try {
    const lines = linesOf(file.path);
    yield* file.source.format === "csv" ? csvRecords(lines) : withoutBlanks(lines);
  } catch (error) {
    unreadable(file, error);
  }
}

function unreadable({ source, file }: Pick<SourceFile, "source" | "file">, error: unknown): never {
  throw new LandError(source.id, file, `${JSON.stringify(file)} can't be read: ${messageOf(error)}`, error);
}

/** Records hold no line feed, so a batch travels as one text: a bound list or a row at a time is slower. */
async function insertRecords(
  database: Database,
  prefix: string,
  file: SourceFile,
  before: bigint,
  records: readonly string[],
): Promise<void> {
  if (records.length === 0) return;
  await database.run(
    `INSERT INTO ${prefix}_raw.landing (source, kind, file, record_position, payload)
SELECT $source, $kind, $file, $before + generate_subscripts(records, 1), unnest(records)
FROM (SELECT string_split($text, chr(10)) AS records)`,
    { source: file.source.id, kind: file.source.kind, file: file.file, before, text: records.join("\n") },
  );
}

async function landParquet(database: Database, prefix: string, file: SourceFile): Promise<bigint> {
  // DuckDB takes a path for a glob; a class of one character stands for that character.
  const literalPath = file.path.replace(/[*?[]/g, "[$&]");
  await database.run(
    `INSERT INTO ${prefix}_raw.landing (source, kind, file, record_position, payload)
SELECT $source, $kind, $file, row_number() OVER (), to_json(parquet_row)
FROM read_parquet($path) AS parquet_row`,
    { source: file.source.id, kind: file.source.kind, file: file.file, path: literalPath },
  );
  const rows = await database.rows<{ records: bigint }>(
    `SELECT count(*) AS records FROM read_parquet($path)`,
    {
      path: literalPath,
    },
  );
  return rows[0]?.records ?? 0n;
}

/** The lines of a text file, plain or gzip, in batches; without byte order mark and line ends. Bytes that are no UTF-8 become U+FFFD. */
async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  const stream = createReadStream(file, { highWaterMark: 1 << 21 });
  const bytes = (await isGzip(file)) ? stream.pipe(createGunzip({ chunkSize: 1 << 21 })) : stream;
  // an error of the file is none of the decompression it is piped into
  if (bytes !== stream) stream.on("error", (error) => bytes.destroy(error));
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield lines.map(withoutReturn);
  }
  rest += decoder.decode();
  if (rest !== "") yield [withoutReturn(rest)];
}

async function* withoutBlanks(batches: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
  for await (const lines of batches) yield lines.filter((line) => line.trim() !== "");
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);

async function isGzip(file: string): Promise<boolean> {
  if ((await stat(file)).size < 2) return false;
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
