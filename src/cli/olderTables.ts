import { comparedWith, tableChanges } from "../change/tableChange.ts";
import type { Database } from "../local/database.ts";
import { presentTables } from "../local/presentTables.ts";
import { duckdb } from "../sql/duckdb.ts";
import { catalogue } from "../stages/catalogue.ts";
import { UserError } from "./command.ts";

/** Names shown: the first says what is wrong, the rest that it is more than one. */
const shown = 3;

/**
 * Reads the tables of the last finished run. They are those of the version that wrote them: where the read fails and they
 * lack what this version has, that is said instead of what the engine makes of it.
 * @throws UserError naming what is missing; else what `read` throws.
 */
export async function readTables<Found>(
  database: Database,
  schemaPrefix: string,
  read: () => Promise<Found>,
): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const missing = await missingParts(database, schemaPrefix);
    if (missing.length === 0) throw error;
    const more = missing.length - shown;
    throw new UserError(
      `The last run was made by an older version of fixloop: its database lacks ${missing.slice(0, shown).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`,
      "`fixloop plan` shows what differs; `fixloop run` brings the tables to this version and keeps their rows.",
    );
  }
}

/** Tables and columns of the contract that aren't there, as `curated.check_result.observed`. */
async function missingParts(database: Database, schemaPrefix: string): Promise<readonly string[]> {
  return tableChanges(await presentTables(database, schemaPrefix), duckdb, comparedWith(catalogue)).flatMap(
    (change) => {
      if (change.kind === "add_table") return [change.table];
      if (change.kind === "add_column" || change.kind === "rename_column")
        return [`${change.table}.${change.column}`];
      return change.kind === "replace_table"
        ? change.columns.map((column) => `${change.table}.${column}`)
        : [];
    },
  );
}
