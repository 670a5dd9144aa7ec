import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathArgument, shellCommand } from "../emit/shellCommand.ts";
import { DatabaseFault, NewerDatabase } from "../local/databaseFault.ts";
import { snapshotPath } from "../local/snapshotPath.ts";
import { UserError } from "./command.ts";
import { systemReason } from "./systemReason.ts";

/**
 * What the disk, the memory, permissions or a damaged file made of a command, as something that the user can fix;
 * undefined for any other error, which is a bug of ours.
 */
export async function environmentFault(error: unknown, cwd: string): Promise<UserError | undefined> {
  if (error instanceof DatabaseFault) return databaseFault(error, cwd);
  if (error instanceof NewerDatabase) return newerDatabase(error, cwd);
  if (error instanceof RangeError && /^Array buffer allocation failed$/.test(error.message))
    return new UserError("fixloop ran out of memory: the machine has none left.", freeMemory);
  return isSystemError(error) ? systemFault(error, cwd) : undefined;
}

interface SystemError extends NodeJS.ErrnoException {
  /** Of a copy or a rename, the second path. */
  readonly dest?: string;
}

/** Node gives a system call with every error of the operating system, and with no other. */
function isSystemError(error: unknown): error is SystemError {
  return (
    error instanceof Error &&
    "syscall" in error &&
    "code" in error &&
    typeof error.code === "string" &&
    /^E[A-Z0-9]+$/.test(error.code)
  );
}

const writing: ReadonlySet<string> = new Set([
  "write",
  "mkdir",
  "rename",
  "copyfile",
  "unlink",
  "rmdir",
  "rm",
  "chmod",
  "ftruncate",
  "fsync",
  "symlink",
  "cp",
]);

function systemFault(error: SystemError, cwd: string): UserError {
  const place = error.dest ?? error.path;
  const verb = writing.has(error.syscall ?? "") || spaceCodes.has(error.code ?? "") ? "written" : "opened";
  const what = place === undefined ? "A file" : shown(place, cwd);
  const refused = place === undefined ? error : refusedFolder(error, place);
  return new UserError(`${what} can't be ${verb}: ${systemReason(refused)}.`, helpFor(refused.code ?? ""));
}

/** Node says of a folder that it may not make, below one that may not be written, that there is no such folder. */
function refusedFolder(error: SystemError, place: string): SystemError {
  if (error.syscall !== "mkdir" || error.code !== "ENOENT") return error;
  let parent = path.resolve(place);
  while (!existsSync(parent)) parent = path.dirname(parent);
  try {
    accessSync(parent, constants.W_OK);
    return error;
  } catch (refusal) {
    return isSystemError(refusal) ? refusal : error;
  }
}

const spaceCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

function helpFor(code: string): string {
  if (spaceCodes.has(code)) return `Free space on that disk and run the same command again. ${retry}`;
  if (code === "EACCES" || code === "EPERM")
    return "Get permission for it (`ls -l` shows its owner), or work in another folder.";
  if (code === "EROFS") return "Copy the project to a folder that you can write to.";
  if (code === "EMFILE" || code === "ENFILE")
    return "Allow more open files (`ulimit -n 4096`) and run the same command again.";
  if (code === "ENOMEM") return freeMemory;
  return "Correct the path and run the same command again.";
}

const retry = "Safe to retry: nothing is lost, and a run continues where it stopped.";
const freeMemory = `Close other programs, or use a machine with more memory, and run the same command again. ${retry}`;

async function databaseFault(
  { kind, file, reason, message }: DatabaseFault,
  cwd: string,
): Promise<UserError> {
  const name = file === ":memory:" ? "the database in memory" : shown(file, cwd);
  const isSnapshot = file.endsWith(".snapshot.duckdb");
  switch (kind) {
    case "locked": {
      const holder = /\(PID (\d+)\)/.exec(message)?.[1];
      return new UserError(
        `${name} is being written by ${holder === undefined ? "another process" : `the process ${holder}`}: one run at a time.`,
        "Wait for it to end and run the same command again, or choose another file with --db. Meanwhile, `fixloop query`, `status` and `explain` read the last finished run.",
      );
    }
    case "full":
      return new UserError(
        `${name} can't be written: ${/File too large/.test(message) ? "the file is larger than the limit of the system" : "no space left on device"}.`,
        `Free space on that disk, which also holds the files that DuckDB spills from memory, or choose a file on another disk with --db. ${retry}`,
      );
    case "memory":
      return new UserError(`DuckDB ran out of memory while working on ${name}.`, freeMemory);
    case "corrupt":
      return new UserError(
        `${name} is damaged: DuckDB can't read all of it.`,
        isSnapshot
          ? "Run `fixloop run`: it writes the snapshot again from the database."
          : (await isSound(snapshotPath(file)))
            ? `The last finished run is kept next to it. Put it in its place: \`${restoring(file, cwd)}\`. Then run \`fixloop run\`, which reads what has come since.`
            : "Restore the file from a backup, or move it away and run `fixloop run`, which reads the sources again.",
      );
    case "not_a_database":
      return new UserError(
        `${name} can't be opened as a DuckDB database: it is a file of another program.`,
        isSnapshot
          ? "Move it away and run `fixloop run`: it writes the snapshot again from the database."
          : "Choose another file with --db.",
      );
    case "newer_format":
      return new UserError(
        `${name} can't be opened: a newer version of DuckDB wrote it.`,
        "Use the version of fixloop that wrote it, or choose another file with --db.",
      );
    case "unreachable":
      return new UserError(
        `${name} can't be opened: ${lowerFirst(reason ?? message)}.`,
        "Correct the path or its permissions, or choose another file with --db.",
      );
    default:
      throw new TypeError(`environmentFault: no words for ${String(kind satisfies never)}`);
  }
}

/** The log of a damaged file would be played into the copy: it goes first. */
function restoring(file: string, cwd: string): string {
  const argument = (place: string): string => pathArgument(shown(place, cwd));
  return shellCommand`rm -f ${argument(`${file}.wal`)} && cp ${argument(snapshotPath(file))} ${argument(file)}`;
}

/** Whether all of a snapshot can be read: each block has a checksum. */
async function isSound(snapshot: string): Promise<boolean> {
  if (!existsSync(snapshot)) return false;
  // who comes here has it loaded
  const { Database } = await import("../local/database.ts");
  try {
    const database = await Database.open(snapshot, { readOnly: true });
    try {
      const tables = await database.rows<{ name: string }>(
        `SELECT format('"{}"."{}"', schema_name, table_name) AS name FROM duckdb_tables()`,
      );
      for (const { name } of tables)
        await database.rows(`SELECT max(hash(held)) AS held FROM ${name} AS held`);
      return true;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

function newerDatabase({ file, version, own }: NewerDatabase, cwd: string): UserError {
  const folder = path.dirname(file);
  const stem = path.basename(file).replace(/(?:\.snapshot)?\.duckdb$/, "");
  const [kept] = readdirSync(folder)
    .filter((name) => name.startsWith(`${stem}.before-`) && name.endsWith(".duckdb"))
    .toSorted()
    .toReversed();
  const before =
    kept === undefined
      ? ""
      : ` The database from before an upgrade is kept: ${shellCommand`--db ${pathArgument(shown(path.join(folder, kept), cwd))}`}.`;
  return new UserError(
    `${shown(file, cwd)} was written by fixloop ${version}; this is fixloop ${own}, which can't read it. Nothing was changed.`,
    `Use fixloop ${version} or newer, or choose another file with --db.${before}`,
  );
}

function shown(file: string, cwd: string): string {
  const relative = path.relative(cwd, path.resolve(cwd, file));
  return relative === "" ? "." : relative.startsWith(`..${path.sep}..`) ? path.resolve(cwd, file) : relative;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
