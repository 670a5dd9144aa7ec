import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/**
 * Turns active-users.csv of a folder into active-users.parquet, as a warehouse would export it. DuckDB writes the same
 * bytes whatever the machine; another version of DuckDB may write others, since a Parquet file names its maker.
 */
export async function writeUsageParquet(folder: string): Promise<void> {
  const csv = join(folder, "active-users.csv");
  const parquet = join(folder, "active-users.parquet");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const rows = `read_csv($csv, header = true, columns = {date: 'DATE', version: 'VARCHAR', platform: 'VARCHAR', locale: 'VARCHAR', users: 'INTEGER'})`;
    await connection.run(`CREATE TABLE usage AS SELECT * FROM ${rows}`, { csv: literalPath(csv) });
    // COPY takes no parameter for its target.
    await connection.run(
      `COPY usage TO '${`${parquet}.part`.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  renameSync(`${parquet}.part`, parquet);
  rmSync(csv);
}

/** read_csv takes a path for a glob; a class of one character stands for that character. */
const literalPath = (path: string): string => path.replace(/[*?[]/g, "[$&]");
