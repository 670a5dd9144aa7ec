import { jsonOutput } from "../emit/jsonOutput.ts";
import { existsSync } from "node:fs";
import Table from "cli-table3";
import type { Database } from "../local/database.ts";
import { DatabaseFault } from "../local/databaseFault.ts";
import { snapshotPath } from "../local/snapshotPath.ts";
import { textOption, UserError, type CommandHandler } from "./command.ts";
import { openProject } from "./projectFolder.ts";
import { chosenDatabase, findLocalRun } from "./localRun.ts";
import { openSnapshot, openUnfinished } from "./localSnapshot.ts";
import { tableMeant } from "./tableMeant.ts";
import { printable } from "./terminal.ts";

/**
 * `fixloop query`: one SELECT on the last finished run, with `--unfinished` on one that has stopped, or with `-t` on a
 * target's tables. Locally it can't write and can't reach files outside the database; in a workspace it runs with the
 * privileges of who asks.
 */
export const query: CommandHandler = async (context, input) => {
  if (textOption(input, "target") !== undefined) {
    if (input.options["unfinished"] === true)
      throw new UserError(
        "--unfinished only works on the local run: on a target, a query sees all rows.",
        "Remove --unfinished or -t.",
      );
    const loaded = openProject(context, input);
    if (loaded === undefined) return 1;
    // what talks to a workspace is loaded for those who do
    const { queryOnTarget } = await import("./queryOnTarget.ts");
    return queryOnTarget(context, input, loaded, (rows) =>
      rendered(rows, textOption(input, "format") ?? "human"),
    );
  }
  const file = chosenDatabase(context, input) ?? findLocalRun(context, input).databaseFile;
  // the first run may have stopped: then there is nothing else to look at
  const isUnfinished =
    input.options["unfinished"] === true || (!existsSync(snapshotPath(file)) && existsSync(file));
  const database = await (isUnfinished ? openUnfinished(file) : openSnapshot(file));
  try {
    const moment = await (isUnfinished ? unfinishedRun(database) : snapshotMoment(database));
    const rows = await selectRows(database, input.arguments[0] ?? "");
    context.stderr.write(moment);
    context.stdout.write(rendered(rows, textOption(input, "format") ?? "human"));
    return 0;
  } finally {
    database.close();
  }
};

/** Which run the snapshot is of and of which moment it speaks: a newer one may be under way. For stderr. */
export async function snapshotMoment(database: Database): Promise<string> {
  const run = await newestRun(database, "job = 'loop' AND status = 'finished'");
  return run === undefined ? "" : `As of ${run.as_of ?? "no moment"} UTC, run ${run.run_id}.\n`;
}

/** Which run the rows of a database are of, and how it ended. For stderr. */
async function unfinishedRun(database: Database): Promise<string> {
  const run = await newestRun(database, "job = 'loop'");
  if (run === undefined) return "No run has started in this database.\n";
  return run.status === "finished"
    ? `Run ${run.run_id} has finished: these are its rows.\n`
    : `Run ${run.run_id} has not finished: these are the rows that it and earlier runs have written.\n`;
}

interface NewestRun {
  readonly run_id: bigint;
  readonly status: string;
  readonly as_of: string | null;
}

async function newestRun(database: Database, condition: string): Promise<NewestRun | undefined> {
  const [ledger] = await database.rows<{ schema: string }>(
    "SELECT schema_name AS schema FROM duckdb_tables() WHERE table_name = 'pipeline_run' ORDER BY schema LIMIT 1",
  );
  if (ledger === undefined) return undefined;
  const [run] = await database.rows<NewestRun>(
    `SELECT run_id, status, strftime(as_of, '%Y-%m-%d %H:%M') AS as_of FROM "${ledger.schema.replaceAll('"', '""')}".pipeline_run
WHERE ${condition} ORDER BY run_id DESC LIMIT 1`,
  );
  return run;
}

async function selectRows(
  database: Database,
  select: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  try {
    return await database.rows(select);
  } catch (error) {
    if (error instanceof DatabaseFault) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError(
      message,
      `${tableMeant(message, await relationsOf(database))}\`fixloop show\` lists tables and views with their columns.`,
    );
  }
}

/** Tables and views with their schemas, as a query names them. */
async function relationsOf(database: Database): Promise<readonly string[]> {
  const rows = await database.rows<{ name: string }>(
    `SELECT schema_name || '.' || table_name AS name FROM duckdb_tables()
UNION ALL SELECT schema_name || '.' || view_name FROM duckdb_views() ORDER BY name`,
  );
  return rows.map(({ name }) => name).filter((name) => /_(?:raw|curated|serving)\./.test(name));
}

function rendered(rows: readonly Readonly<Record<string, unknown>>[], format: string): string {
  const [first] = rows;
  if (format === "json") return jsonOutput(rows);
  if (!first) return format === "csv" ? "" : "no rows\n";
  const names = Object.keys(first);
  if (format === "csv") {
    return [names, ...rows.map((row) => names.map((name) => row[name]))]
      .map((cells) => `${cells.map(csvCell).join(",")}\n`)
      .join("");
  }
  const table = new Table({ head: names, style: { head: [], border: [] } });
  for (const row of rows) table.push(names.map((name) => printable(text(row[name]))));
  return `${table.toString()}\n${rows.length} ${rows.length === 1 ? "row" : "rows"}\n`;
}

function csvCell(value: unknown): string {
  const plain = text(value);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return String(value);
  return jsonOutput(value, { indent: 0 }).trimEnd();
}
