import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** Files read to their end. One with a record that lies after the moment of the run is read again by a later run. */
export function landedFile(_dialect: Dialect): Sql {
  return sql`WITH unfinished_file AS (
  SELECT DISTINCT source, file
  FROM ${table("raw.landing_record")}
  WHERE NOT complete
)
SELECT
  landing_file.source,
  landing_file.file,
  landing_file.content_hash,
  landing_file.reader,
  landing_file.records
FROM ${table("raw.landing_file")} AS landing_file
LEFT JOIN unfinished_file
  ON unfinished_file.source = landing_file.source AND unfinished_file.file = landing_file.file
WHERE unfinished_file.source IS NULL`;
}
