import { existsSync } from "node:fs";
import path from "node:path";
import type { Database } from "../local/database.ts";
import { databasePath, snapshotPath } from "../local/files.ts";
import { textOption, type CommandContext, type CommandInput } from "./command.ts";
import type { LoadedProject } from "./projectFolder.ts";
import { openSnapshot } from "./query.ts";

/** Reads the snapshot of the last finished run and closes it; undefined where no run has finished here. */
export async function withSnapshot<Found>(
  context: CommandContext,
  input: CommandInput,
  { folder, project }: LoadedProject,
  read: (database: Database) => Promise<Found>,
): Promise<Found | undefined> {
  const chosen = textOption(input, "db");
  const file = databasePath(
    folder,
    project.name,
    chosen === undefined ? undefined : path.resolve(context.cwd, chosen),
  );
  if (!existsSync(snapshotPath(file))) return undefined;
  const database = await openSnapshot(file);
  try {
    return await read(database);
  } finally {
    database.close();
  }
}
