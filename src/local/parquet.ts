import type { Database } from "./database.ts";
import { unreadable, UnreadableFile } from "./unreadableFile.ts";

/** A query over a Parquet file with one column `payload`: each row as JSON text, in the order of the file. */
export interface ParquetQuery {
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The rows of a Parquet file as JSON objects: decimals keep their digits, times are text, NaN and infinities, which JSON
 * has none of, are null.
 *
 * @throws {UnreadableFile} where the file isn't Parquet
 */
export async function parquetQuery(database: Database, file: string): Promise<ParquetQuery> {
  const columns = await parquetColumns(database, file);
  const replacements = columns.flatMap(({ name: column, type }) => {
    const name = quoted(column);
    if (type === "DOUBLE" || type === "FLOAT")
      return [`CASE WHEN isfinite(${name}) THEN ${name} END AS ${name}`];
    // a time of day without its date has no zone, whatever a writer marks it as
    return type === "TIME WITH TIME ZONE" ? [`CAST(${name} AS TIME) AS ${name}`] : [];
  });
  const replaced = replacements.length === 0 ? "*" : `* REPLACE (${replacements.join(", ")})`;
  // a column of the same name would be taken for the row
  let row = "parquet_row";
  while (columns.some(({ name }) => name.toLowerCase() === row)) row += "_";
  return {
    text: `SELECT to_json(${row}) AS payload FROM (SELECT ${replaced} FROM read_parquet($path)) AS ${row}`,
    parameters: pathParameter(file),
  };
}

export interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

/** @throws {UnreadableFile} where the file isn't Parquet */
export function parquetColumns(database: Database, file: string): Promise<readonly ParquetColumn[]> {
  return asOfFile(
    database.rows<{ name: string; type: string }>(
      "SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM read_parquet($path))",
      pathParameter(file),
    ),
  );
}

/** DuckDB takes a path for a glob; a class of one character stands for that character. */
export const pathParameter = (file: string): { readonly path: string } => ({
  path: file.replace(/[*?[]/g, "[$&]"),
});

/** Waits for a statement that reads a file; what goes wrong is the file's fault, unless the machine lacks something. */
export async function asOfFile<Answer>(
  statement: Promise<Answer>,
  reason: string = unreadable.damagedParquet,
): Promise<Answer> {
  try {
    return await statement;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (/out of memory|no space left|could not write|^(?:FATAL|INTERNAL)/i.test(message)) throw error;
    throw new UnreadableFile(reason, error);
  }
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
