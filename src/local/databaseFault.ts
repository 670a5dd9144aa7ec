/** What stands in the way of DuckDB; none of it is a fault of a statement. */
export type DatabaseFaultKind =
  /** Another process holds the file. */
  | "locked"
  /** The disk, or the quota of it, is full. */
  | "full"
  /** The memory limit, or the machine's memory, is used up. */
  | "memory"
  /** The file was cut off or changed. */
  | "corrupt"
  /** The file is of another program, or of a newer DuckDB. */
  | "not_a_database"
  | "newer_format"
  /** The file can't be opened, read or written: `reason` says why, in the words of the system. */
  | "unreachable";

/** DuckDB can't go on because of its surroundings: the disk, the memory, or the file itself. */
export class DatabaseFault extends Error {
  readonly kind: DatabaseFaultKind;
  /** The database, or `:memory:`. */
  readonly file: string;
  /** Why, in the words of the operating system, where it is the one that refused. */
  readonly reason: string | undefined;

  constructor(kind: DatabaseFaultKind, file: string, cause: Error) {
    super(cause.message, { cause });
    this.name = "DatabaseFault";
    this.kind = kind;
    this.file = file;
    this.reason = /: ([^:\n]+)$/.exec(firstLine(cause.message))?.[1];
  }
}

/** A newer version of fixloop has written the database: this one neither reads nor changes it. */
export class NewerDatabase extends Error {
  readonly file: string;
  /** The newest that wrote it, such as `2.0.1`: it and later ones read it. */
  readonly version: string;
  /** The one that runs. */
  readonly own: string;

  constructor(file: string, version: string, own: string) {
    super(`fixloop ${version} wrote ${file}, and this is fixloop ${own}`);
    this.name = "NewerDatabase";
    this.file = file;
    this.version = version;
    this.own = own;
  }
}

/** The error of DuckDB as a fault of its surroundings where it is one; else the error itself. */
export function asDatabaseFault(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseFault) return error;
  const kind = kindOf(error.message, file);
  return kind === undefined ? error : new DatabaseFault(kind, file, error);
}

/** In the order in which they are looked for: a commit that fails wraps the reason in an error of its own. */
const patterns: readonly (readonly [DatabaseFaultKind, RegExp])[] = [
  ["locked", /could not set lock|used by another process/i],
  ["full", /No space left on device|Disk quota exceeded|File too large|failed to offload data block/i],
  ["memory", /^Out of Memory Error|Cannot allocate memory|std::bad_alloc/i],
  ["newer_format", /Trying to read a database file with version number/],
  ["not_a_database", /not a valid DuckDB database file/],
  ["corrupt", /Corrupt database file|^Serialization Error|Failure while replaying WAL/i],
];

const systemReasons =
  /: (?:Permission denied|Operation not permitted|Read-only file system|Not a directory|Is a directory|No such file or directory|Too many open files(?: in system)?|Too many levels of symbolic links|File name too long|Input\/output error|Invalid argument|Stale file handle)$/m;

function kindOf(message: string, file: string): DatabaseFaultKind | undefined {
  const found = patterns.find(([, pattern]) => pattern.test(message))?.[0];
  if (found !== undefined) return found;
  // files that a statement reads have their own readers: only what names the database itself is about it
  if (!/IO Error/.test(message) || !message.includes(file)) return undefined;
  if (/Could not read enough bytes/.test(message)) return "corrupt";
  return systemReasons.test(firstLine(message)) ? "unreachable" : undefined;
}

const firstLine = (message: string): string => message.split("\n", 1)[0] ?? "";
