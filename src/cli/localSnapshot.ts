import { existsSync } from "node:fs";
import { Database } from "../local/database.ts";
import { DatabaseFault } from "../local/databaseFault.ts";
import { refuseNewer } from "../local/newerVersion.ts";
import { databasePath } from "../local/files.ts";
import { snapshotPath } from "../local/snapshotPath.ts";
import { UserError, type CommandContext, type CommandInput } from "./command.ts";
import { chosenDatabase } from "./localRun.ts";
import type { LoadedProject } from "./projectFolder.ts";

/** Reads the snapshot of the last finished run and closes it; undefined where no run has finished here. */
export async function withSnapshot<Found>(
  context: CommandContext,
  input: CommandInput,
  { folder, project }: LoadedProject,
  read: (database: Database) => Promise<Found>,
): Promise<Found | undefined> {
  const file = databasePath(folder, project.name, chosenDatabase(context, input));
  if (!existsSync(snapshotPath(file))) return undefined;
  return closing(await openSnapshot(file), read);
}

/** What a database was when it was read. */
export interface Newest {
  /** Another process writes the database: what was read is the last finished run. */
  readonly isUnderWay: boolean;
}

/**
 * Reads the newest state of a local run and closes it: the database itself, also where its run has stopped, and while
 * another process writes it the snapshot of the last finished run. Undefined where there is neither.
 */
export async function withNewest<Found>(
  file: string,
  read: (database: Database, newest: Newest) => Promise<Found>,
): Promise<Found | undefined> {
  const database = existsSync(file) ? await openUnlessWritten(file) : undefined;
  if (database !== undefined) return closing(database, (open) => read(open, { isUnderWay: false }));
  if (!existsSync(snapshotPath(file))) return undefined;
  return closing(await openSnapshot(file), (open) => read(open, { isUnderWay: existsSync(file) }));
}

/** Opens what the last finished run left for readers. */
export async function openSnapshot(databaseFile: string): Promise<Database> {
  const snapshot = snapshotPath(databaseFile);
  if (!existsSync(snapshot)) {
    throw new UserError(`There is no finished run in ${databaseFile}.`, "Run `fixloop run` first.");
  }
  return openToRead(snapshot);
}

/**
 * Opens the database itself, with what a run that has not finished left in it.
 *
 * @throws {DatabaseFault} of kind locked while a run writes it
 */
export async function openUnfinished(databaseFile: string): Promise<Database> {
  if (!existsSync(databaseFile))
    throw new UserError(`There is no database ${databaseFile}.`, "Run `fixloop run` first.");
  return openToRead(databaseFile);
}

async function openUnlessWritten(file: string): Promise<Database | undefined> {
  try {
    return await openToRead(file);
  } catch (error) {
    if (error instanceof DatabaseFault && error.kind === "locked") return undefined;
    throw error;
  }
}

/** Read-only, and shut off from files outside of the database: queries may come from anywhere. */
async function openToRead(file: string): Promise<Database> {
  const database = await Database.open(file, { readOnly: true });
  try {
    await refuseNewer(database, file);
  } catch (error) {
    database.close();
    throw error;
  }
  await database.run("SET enable_external_access = false");
  await database.run("SET lock_configuration = true");
  return database;
}

async function closing<Found>(
  database: Database,
  read: (database: Database) => Promise<Found>,
): Promise<Found> {
  try {
    return await read(database);
  } finally {
    database.close();
  }
}
