import { lstatSync } from "node:fs";
import path from "node:path";
import { UserError, type CommandContext } from "./command.ts";

/**
 * A DuckDB file that a command writes, as it is. Next to it the command writes a snapshot, and an erasure replaces it:
 * through a link the file that it leads to would keep what was erased.
 *
 * @throws {UserError} where something other than a regular file has its name
 */
export function requireDatabaseFile({ cwd }: CommandContext, file: string): void {
  // what can't be looked at can't be opened either, which then says why
  const found = ((): ReturnType<typeof lstatSync> => {
    try {
      return lstatSync(file, { throwIfNoEntry: false });
    } catch {
      return undefined;
    }
  })();
  if (found === undefined || found.isFile()) return;
  throw new UserError(
    `${path.relative(cwd, file)} is ${found.isSymbolicLink() ? "a symbolic link" : found.isDirectory() ? "a folder" : "a device"}, not a database file.`,
    "Name the file itself with --db; nothing was written.",
  );
}
