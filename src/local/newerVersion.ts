import { existsSync, statSync } from "node:fs";
import { packageVersion } from "../plan/packageVersion.ts";
import { Database } from "./database.ts";
import { NewerDatabase } from "./databaseFault.ts";

/**
 * Refuses a database that a newer version of fixloop has written: its tables may hold what this one can't read, and what
 * this one wrote could break them.
 *
 * @throws {NewerDatabase} with the newest of the versions that wrote it
 */
export async function refuseNewer(database: Database, file: string): Promise<void> {
  const tables = await database.rows<{ schema: string; name: string }>(
    `SELECT DISTINCT schema_name AS schema, table_name AS name FROM duckdb_columns()
WHERE column_name = 'code_version' AND table_name IN ('pipeline_run', 'setting') AND ends_with(schema_name, '_curated') ORDER BY ALL`,
  );
  let newest = packageVersion;
  for (const { schema, name } of tables) {
    const rows = await database.rows<{ code_version: string | null }>(
      `SELECT DISTINCT code_version FROM "${schema.replaceAll('"', '""')}"."${name}"`,
    );
    for (const { code_version } of rows) {
      const version = packageVersionOf(code_version ?? "");
      if (compareVersions(version, newest) > 0) newest = version;
    }
  }
  if (newest !== packageVersion) throw new NewerDatabase(file, newest, packageVersion);
}

/** A version of the code is that of the package, then a hash of its SQL after a plus. */
export const packageVersionOf = (codeVersion: string): string => codeVersion.split("+", 1)[0] ?? "";

/** The same of a file that is about to be written: it is only read, so that it stays as it is byte for byte. */
export async function refuseNewerFile(file: string): Promise<void> {
  if (!existsSync(file) || statSync(file).size === 0) return;
  const database = await Database.open(file, { readOnly: true });
  try {
    await refuseNewer(database, file);
  } finally {
    database.close();
  }
}

/**
 * The order of semantic versions (semver.org, 11): numbers as numbers, a pre-release before its release. What isn't a
 * version is older than every one.
 */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  for (const [index, number] of a.release.entries())
    if (number !== b.release[index]) return number - (b.release[index] ?? 0);
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length;
  for (let index = 0; index < Math.max(a.before.length, b.before.length); index++) {
    const order = compareIdentifiers(a.before[index], b.before[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function parts(
  version: string,
): { readonly release: readonly number[]; readonly before: readonly string[] } | undefined {
  const [, release, before] = /^(\d{1,9}\.\d{1,9}\.\d{1,9})(?:-([0-9A-Za-z.-]+))?$/.exec(version) ?? [];
  return release === undefined
    ? undefined
    : { release: release.split(".").map(Number), before: before?.split(".") ?? [] };
}

/** Of a pre-release: fewer come first, numbers as numbers and before words. */
function compareIdentifiers(left: string | undefined, right: string | undefined): number {
  if (left === right) return 0;
  if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
  const isNumber = [left, right].map((word) => /^\d+$/.test(word));
  if (isNumber[0] !== isNumber[1]) return isNumber[0] === true ? -1 : 1;
  return isNumber[0] === true ? Number(left) - Number(right) : left < right ? -1 : 1;
}
