import path from "node:path";
import { UserError, type CommandContext } from "./command.ts";

/**
 * Does what opens a DuckDB file for writing. DuckDB lets one process into a file and names the other in its error; the
 * second writer stops before it has touched anything.
 *
 * @throws {UserError} where another process holds the file, or it is no database
 */
export async function forWriting<Answer>(
  context: CommandContext,
  file: string,
  open: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await open();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const shown = path.relative(context.cwd, file);
    if (/could not set lock|used by another process/i.test(message)) {
      const holder = /\(PID (\d+)\)/.exec(message)?.[1];
      throw new UserError(
        `${shown} is being written by ${holder === undefined ? "another process" : `the process ${holder}`}: one run at a time.`,
        "Wait for it to end and run again, or choose another file with --db. Until then `fixloop query`, `status` and `explain` read the last finished run.",
      );
    }
    if (!/^IO Error|not a valid DuckDB database file/.test(message)) throw error;
    throw new UserError(
      `${shown} can't be opened as a DuckDB database: ${message}`,
      "Choose another file with --db.",
    );
  }
}
