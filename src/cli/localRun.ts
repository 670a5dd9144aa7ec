import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "../local/database.ts";
import { databasePath } from "../local/files.ts";
import { snapshotPath } from "../local/snapshotPath.ts";
import { shellCommand } from "../emit/shellCommand.ts";
import { textOption, UserError, type CommandContext, type CommandInput } from "./command.ts";
import { openProjectOrWarn, projectFolder, type LoadedProject } from "./projectFolder.ts";

/** A local run to read: readers need the spec less than writers do. */
export interface LocalRun {
  readonly databaseFile: string;
  /** Undefined where the spec has errors, which is said on stderr. */
  readonly loaded: LoadedProject | undefined;
}

/** The file that `--db` names, absolute. */
export function chosenDatabase(context: CommandContext, input: CommandInput): string | undefined {
  const chosen = textOption(input, "db");
  return chosen === undefined ? undefined : path.resolve(context.cwd, chosen);
}

/**
 * The database that a reader opens: the one of `--db` or of the project. A spec with errors doesn't hide what ran before
 * it was broken: the database is found by the name in pipeline.yaml, or it is the only one in `.fixloop/`.
 *
 * @throws {UserError} where there is no project, or no single database
 */
export function findLocalRun(context: CommandContext, input: CommandInput): LocalRun {
  const loaded = openProjectOrWarn(context, input, "this reads the last finished run.");
  const chosen = chosenDatabase(context, input);
  if (chosen !== undefined) return { databaseFile: chosen, loaded };
  const folder = projectFolder(context, input);
  if (loaded !== undefined)
    return { databaseFile: databasePath(folder, loaded.project.name, undefined), loaded };
  return { databaseFile: databaseWithoutSpec(folder, context.cwd), loaded };
}

function databaseWithoutSpec(folder: string, cwd: string): string {
  const name = writtenName(folder);
  const named = name === undefined ? undefined : databasePath(folder, name, undefined);
  if (named !== undefined && existsSync(snapshotPath(named))) return named;
  const present = databasesIn(path.join(folder, ".fixloop"));
  const [only] = present;
  if (only !== undefined && present.length === 1) return only;
  throw new UserError(
    only === undefined
      ? "The project has errors, and no run has finished in its folder."
      : `The project has errors, so its name can't be read, and ${present.length} runs have finished in its folder.`,
    only === undefined
      ? "`fixloop check` lists the errors."
      : `Name one: ${present.map((file) => shellCommand`--db ${path.relative(cwd, file)}`).join(", ")}.`,
  );
}

/** `name:` of pipeline.yaml, whatever else is wrong in the file. It becomes part of a path: only a plain name counts. */
function writtenName(folder: string): string | undefined {
  const text = readFileSync(path.join(folder, "pipeline.yaml"), "utf8");
  return /^name:[ \t]*["']?([a-z][a-z0-9_-]*)["']?[ \t]*(?:#.*)?\r?$/m.exec(text)?.[1];
}

/** The databases of which a snapshot is there, by name. */
function databasesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".snapshot.duckdb"))
    .toSorted()
    .map((name) => path.join(folder, name.replace(/\.snapshot\.duckdb$/, ".duckdb")));
}

/** The prefix of the schemas of a run: of the spec, or where that has errors of the ledger in the database. */
export async function schemaPrefixOf({ loaded }: LocalRun, database: Database): Promise<string> {
  if (loaded !== undefined) return loaded.project.schemaPrefix;
  const [ledger] = await database.rows<{ schema: string }>(
    "SELECT schema_name AS schema FROM duckdb_tables() WHERE table_name = 'pipeline_run' ORDER BY schema LIMIT 1",
  );
  const prefix = ledger?.schema.replace(/_curated$/, "");
  if (prefix !== undefined && /^[a-z][a-z0-9_]*$/.test(prefix)) return prefix;
  throw new UserError("The database contains no run of fixloop.", "Choose another file with --db.");
}
