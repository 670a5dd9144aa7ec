import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { decisionSource } from "../plan/decisionSource.ts";
import { decisionKind } from "../contract/vocabulary.ts";
import { sourceReader } from "../plan/sourceReader.ts";
import type { LandedSource } from "../spec/project.ts";
import type { Database } from "./database.ts";
import { landRecords, landsPoints } from "./landRecords.ts";
import { PlainCsvScan } from "./plainCsv.ts";
import type { RunOptions } from "./run.ts";
import { filesOf, type MatchedFiles } from "./sourceFiles.ts";
import { unreadable, UnreadableFile } from "./unreadableFile.ts";

/** No source finds a single file: the project's folder holds no data, or the globs of the spec are wrong. */
export class LandError extends Error {
  readonly source: string;
  /** The first glob that matched none. */
  readonly file: string;

  constructor(source: string, file: string, message: string) {
    super(`no source finds a file; source ${source}: ${message}`);
    this.name = "LandError";
    this.source = source;
    this.file = file;
  }
}

/** The files of one source. */
interface FoundFiles extends MatchedFiles {
  readonly source: LandedSource;
}

/** Problems of a source that its finding spells out. */
const namedProblems = 3;

/**
 * Reads the files of every source into `raw.landing`, each record as JSON text (or as the line it was where it is none),
 * notes what was read in `raw.landing_file`, and what was found of each source in `raw.landing_source`. Files that an
 * earlier run has read to their end, with the same content, mapping and code, are left alone: known by size and time of
 * change, else by the hash of their content. What the current run
 * itself has read is read again, so that a run that was killed or stopped by a check sees the same records. Paths, ids
 * and records travel as bound values.
 *
 * A glob without a file, a file that can't be read and one without a record are findings of their source, which the check
 * `ingest.sources_are_read` reports; no record of such a file is landed, and everything else goes on.
 *
 * @throws {LandError} where no source finds a file
 */
export async function landFiles(options: RunOptions): Promise<void> {
  const { folder, plan } = options;
  const found: FoundFiles[] = [];
  for (const source of plan.sources) found.push({ source, ...(await filesOf(source, folder)) });
  const [first] = found;
  if (first !== undefined && found.every(({ files }) => files.length === 0)) {
    const [pattern = ""] = first.unmatched;
    throw new LandError(first.source.id, pattern, `${unmatchedGlob(pattern)} in ${folder}`);
  }
  found.push(...decisions(options));
  const landing = new Landing(options, await knownFiles(options));
  try {
    await landing.land(found, { commitEach: false });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    // DuckDB gives up the whole transaction with the first statement that fails
    await landing.land(found, { commitEach: true });
  }
}

/** The journal of decisions, where one is there. */
function decisions({ folder, journal }: RunOptions): readonly FoundFiles[] {
  if (journal === undefined || !existsSync(journal)) return [];
  const files = [path.relative(folder, journal).split(path.sep).join("/")];
  return [{ source: decisionSource(files), files, unmatched: [] }];
}

/** A file that an earlier run has read to its end. */
interface KnownFile {
  readonly source: string;
  readonly file: string;
  readonly content_hash: string;
  readonly reader: string;
  readonly records: bigint;
  readonly file_size: bigint | null;
  /** Microseconds since 1970. */
  readonly modified: bigint | null;
}

async function knownFiles({ database, plan }: RunOptions): Promise<ReadonlyMap<string, KnownFile>> {
  const prefix = plan.schemaPrefix;
  const known = await database.rows<KnownFile>(
    `SELECT source, file, content_hash, reader, records, file_size, epoch_us(modified_at) AS modified FROM ${prefix}_raw.landed_file
WHERE run_id < (SELECT max(run_id) FROM ${prefix}_curated.pipeline_run WHERE status = 'running')`,
  );
  return new Map(known.map((row) => [identity(row.source, row.file), row]));
}

class Landing {
  readonly #options: RunOptions;
  readonly #known: ReadonlyMap<string, KnownFile>;

  constructor(options: RunOptions, known: ReadonlyMap<string, KnownFile>) {
    this.#options = options;
    this.#known = known;
  }

  /**
   * Empties the tables and fills them, in one transaction; an unreadable file ends it. With `commitEach` in one a file,
   * which takes a sync of the disk each: then an unreadable file is noted, and the others are read.
   */
  async land(found: readonly FoundFiles[], { commitEach }: { readonly commitEach: boolean }): Promise<void> {
    const { database, plan } = this.#options;
    const raw = `${plan.schemaPrefix}_raw`;
    await database.transaction(async () => {
      for (const table of landingTables) await database.run(`DELETE FROM ${raw}.${table}`);
      // an unreadable file rolls back what it has landed, and not that the rows of the run before are gone
      if (commitEach) await nextTransaction(database, "COMMIT");
      for (const { source, files, unmatched } of found) {
        const problems = unmatched.map(unmatchedGlob);
        let filesRead = 0;
        let bytesRead = 0n;
        for (const file of files) {
          try {
            const read = await this.#landIfNew(source, file);
            if (read.isLanded) filesRead++;
            bytesRead += read.bytes;
            // a journal from which an erasure took all lines is no failed export
            if (read.records === 0n && source.kind !== decisionKind)
              problems.push(emptyFile(file, this.#known.get(identity(source.id, file))));
            if (commitEach) await nextTransaction(database, "COMMIT");
          } catch (error) {
            if (!commitEach || !(error instanceof UnreadableFile)) throw error;
            await nextTransaction(database, "ROLLBACK");
            problems.push(unreadableFile(file, error.message));
          }
        }
        await database.run(
          `INSERT INTO ${raw}.landing_source (source, files_found, files_read, bytes_read, problem)
VALUES ($source, $files_found, $files_read, $bytes_read, $problem)`,
          {
            source: source.id,
            files_found: BigInt(files.length),
            files_read: BigInt(filesRead),
            bytes_read: bytesRead,
            problem: problemText(problems),
          },
        );
        if (commitEach) await nextTransaction(database, "COMMIT");
      }
    });
  }

  /** What a known file's size and time say is enough, unless all files are to be verified. */
  async #landIfNew(source: LandedSource, file: string): Promise<FileRead> {
    const { database, folder, plan, now, verifyFiles = false } = this.#options;
    const raw = `${plan.schemaPrefix}_raw`;
    const filePath = path.resolve(folder, file);
    const reader = sourceReader(source, plan.codeVersion);
    const state = await fileState(filePath, now());
    const known = this.#known.get(identity(source.id, file));
    const isRead = known?.reader === reader;
    if (isRead && !verifyFiles && state.modified !== null && isSame(known, state))
      return { isLanded: false, bytes: 0n, records: known.records };
    const scan = isPlainAsAscii(source) ? new PlainCsvScan() : undefined;
    const contentHash = await hashOf(filePath, scan);
    const place = { source: source.id, file, file_size: state.size, modified: state.modified };
    if (isRead && known.content_hash === contentHash) {
      if (!isSame(known, state))
        await database.run(
          `INSERT INTO ${raw}.landing_unchanged (source, file, file_size, modified_at)
VALUES ($source, $file, $file_size, make_timestamp(CAST($modified AS BIGINT)))`,
          place,
        );
      return { isLanded: false, bytes: state.size, records: known.records };
    }
    const records = await landRecords(
      database,
      plan.schemaPrefix,
      { source, file, path: filePath, reader },
      scan?.end(),
    );
    await database.run(
      `INSERT INTO ${raw}.landing_file (source, file, content_hash, reader, records, file_size, modified_at)
VALUES ($source, $file, $content_hash, $reader, $records, $file_size, make_timestamp(CAST($modified AS BIGINT)))`,
      { ...place, content_hash: contentHash, reader, records },
    );
    return { isLanded: true, bytes: 2n * state.size, records };
  }
}

const landingTables = ["landing", "landing_point", "landing_file", "landing_unchanged", "landing_source"];

interface FileRead {
  readonly isLanded: boolean;
  readonly bytes: bigint;
  /** Records in it, whichever run read them. */
  readonly records: bigint;
}

interface FileState {
  readonly size: bigint;
  /** Microseconds since 1970; null where it is so recent that the file may change again without another time. */
  readonly modified: bigint | null;
}

/** Clocks of file systems tick as slowly as every two seconds. */
const settledMicroseconds = 2_000_000n;

async function fileState(filePath: string, now: Date): Promise<FileState> {
  try {
    const { size, mtimeNs } = await stat(filePath, { bigint: true });
    const modified = mtimeNs / 1000n;
    const isSettled = modified < BigInt(now.getTime()) * 1000n - settledMicroseconds;
    return { size, modified: isSettled ? modified : null };
  } catch (error) {
    throw new UnreadableFile(unreadable.notOpened, error);
  }
}

/** Whether the bytes of a plain CSV file of points are its characters. */
const isPlainAsAscii = (source: LandedSource): boolean =>
  landsPoints(source) &&
  source.format === "csv" &&
  source.delimiter === undefined &&
  !source.repeatedColumns &&
  source.encoding?.startsWith("utf-16") !== true;

const isSame = (known: KnownFile, { size, modified }: FileState): boolean =>
  known.file_size === size && known.modified === modified;

async function nextTransaction(database: Database, end: "COMMIT" | "ROLLBACK"): Promise<void> {
  await database.run(end);
  await database.run("BEGIN TRANSACTION");
}

const unmatchedGlob = (pattern: string): string => `no file matches ${JSON.stringify(pattern)}`;
const unreadableFile = (file: string, reason: string): string =>
  `${JSON.stringify(file)} can't be read: ${reason}`;
/** An export that failed often leaves a file of 0 bytes, or one with its header alone. */
const emptyFile = (file: string, known: KnownFile | undefined): string =>
  `${JSON.stringify(file)} holds no record${known !== undefined && known.records > 0n ? `; when it was last read it held ${known.records}` : ""}`;

/** Null where every glob matched and every file could be read. */
function problemText(problems: readonly string[]): string | null {
  if (problems.length === 0) return null;
  const more = problems.length - namedProblems;
  return [...problems.slice(0, namedProblems), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

const identity = (...parts: readonly string[]): string => JSON.stringify(parts);

/** SHA-256 of a file, whose bytes a scan looks at on the way. */
async function hashOf(filePath: string, scan: PlainCsvScan | undefined): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(filePath, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      scan?.add(chunk as Buffer);
    }
  } catch (error) {
    throw new UnreadableFile(unreadable.notOpened, error);
  }
  return hash.digest("hex");
}
