import { constants, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type { Database } from "./database.ts";
import { snapshotPath } from "./snapshotPath.ts";

/** Where a project keeps its local run: one DuckDB file, and the snapshot that readers open. */
export function databasePath(folder: string, projectName: string, chosen: string | undefined): string {
  return chosen === undefined ? path.join(folder, ".fixloop", `${projectName}.duckdb`) : path.resolve(chosen);
}

/**
 * Copies the database of a finished run to its snapshot. DuckDB lets one process at a time into a file, so readers
 * open the copy; the rename makes the change whole or not at all. What a killed run left of a copy is removed first, so
 * that a link with its name is never written through.
 */
export async function writeSnapshot(database: Database, databaseFile: string): Promise<void> {
  await database.run("CHECKPOINT");
  const snapshot = snapshotPath(databaseFile);
  rmSync(`${snapshot}.new`, { force: true });
  copyFileSync(databaseFile, `${snapshot}.new`, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  rmSync(`${snapshot}.wal`, { force: true });
  renameSync(`${snapshot}.new`, snapshot);
}

export function ensureFolderOf(file: string): void {
  const folder = path.dirname(file);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
}
