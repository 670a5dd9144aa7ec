import { renameSync, rmSync } from "node:fs";
import { Database } from "./database.ts";

/**
 * Replaces the file of a database by a copy of its rows: a deleted row leaves its bytes in free pages. Closes the
 * database. Killed anywhere, it leaves the old file or the new one.
 *
 * @param finish what is written to the copy alone, such as that it is one: until it is in its place, nothing was rewritten
 */
export async function rewriteFile(
  database: Database,
  databaseFile: string,
  finish: (copy: Database) => Promise<void>,
  onStep: (id: "rewrite_file" | "replace_file") => void = () => undefined,
): Promise<void> {
  onStep("rewrite_file");
  const file = `${databaseFile}.rewritten`;
  for (const old of [file, `${file}.wal`]) rmSync(old, { force: true });
  const [{ name } = { name: "" }] = await database.rows<{ name: string }>(
    "SELECT current_database() AS name",
  );
  await database.run(`ATTACH '${file.replaceAll("'", "''")}' AS rewritten`);
  await database.run(`COPY FROM DATABASE "${name.replaceAll('"', '""')}" TO rewritten`);
  await database.run("DETACH rewritten");
  const copy = await Database.open(file);
  try {
    await finish(copy);
    await copy.run("CHECKPOINT");
  } finally {
    copy.close();
  }
  database.close();
  onStep("replace_file");
  rmSync(`${databaseFile}.wal`, { force: true });
  renameSync(file, databaseFile);
}
