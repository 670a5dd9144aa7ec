import { existsSync } from "node:fs";
import type { Database } from "../local/database.ts";
import { databasePath, snapshotPath } from "../local/files.ts";
import type { CommandContext, CommandInput } from "./command.ts";
import { chosenDatabase } from "./localRun.ts";
import type { LoadedProject } from "./projectFolder.ts";
import { openSnapshot } from "./query.ts";

/** Reads the snapshot of the last finished run and closes it; undefined where no run has finished here. */
export async function withSnapshot<Found>(
  context: CommandContext,
  input: CommandInput,
  { folder, project }: LoadedProject,
  read: (database: Database) => Promise<Found>,
): Promise<Found | undefined> {
  return withSnapshotOf(databasePath(folder, project.name, chosenDatabase(context, input)), read);
}

/** The same of a database file. */
export async function withSnapshotOf<Found>(
  file: string,
  read: (database: Database) => Promise<Found>,
): Promise<Found | undefined> {
  if (!existsSync(snapshotPath(file))) return undefined;
  const database = await openSnapshot(file);
  try {
    return await read(database);
  } finally {
    database.close();
  }
}
