import { thisRun } from "../../contract/window.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * CTE body: what earlier runs wrote of files that this run does not read. A run reads all of its own files again, so what
 * it wrote of one before it stopped is left out: where the file is gone, it was replaced by another.
 */
export const notReadAgain = (name: "curated.quarantine" | "raw.landed_file"): Sql => sql`SELECT known.*
  FROM ${table(name)} AS known
  LEFT JOIN ${table("raw.landing_file")} AS landing_file
    ON landing_file.source = known.source AND landing_file.file = known.file
  WHERE landing_file.source IS NULL AND NOT known.run_id = ${thisRun}`;
