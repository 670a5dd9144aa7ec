import { asOf } from "../../contract/window.ts";
import type { StatementStep } from "../../contract/step.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { plainTime } from "./plainTime.ts";
import { notReadAgain } from "./notReadAgain.ts";

/**
 * Files read to their end. One with a record that lies after the reference time of the run is read again by a later
 * run, unless an attempt of this run had no moment yet and took all of it in. One that this run read before it stopped,
 * and that is gone since, was never read.
 */
export function landedFile(dialect: Dialect): Sql {
  return sql`WITH moment AS (
  SELECT ${asOf} AS as_of
),
unfinished_file AS (
  SELECT source, file
  FROM ${table("raw.landing_record")}
  WHERE NOT complete
  UNION
  SELECT point.source, point.file
  FROM ${table("raw.landing_point")} AS point
  CROSS JOIN moment
  WHERE ${plainTime(dialect, sql`point.given_at`)} > moment.as_of
),
read_before AS (
  ${notReadAgain("raw.landed_file")}
)
SELECT
  landing_file.source,
  landing_file.file,
  landing_file.content_hash,
  landing_file.reader,
  landing_file.records,
  landing_file.file_size,
  landing_file.modified_at
FROM ${table("raw.landing_file")} AS landing_file
LEFT JOIN unfinished_file
  ON unfinished_file.source = landing_file.source AND unfinished_file.file = landing_file.file
LEFT JOIN ${table("raw.landed_file")} AS known
  ON known.source = landing_file.source
  AND known.file = landing_file.file
  AND known.content_hash = landing_file.content_hash
  AND known.reader = landing_file.reader
WHERE unfinished_file.source IS NULL OR known.source IS NOT NULL
UNION ALL
SELECT source, file, content_hash, reader, records, file_size, modified_at
FROM read_before`;
}

/** Leaves `run_id` alone: the run that read the file stays the one that says so. */
export const unchangedFile: StatementStep = {
  kind: "statement",
  id: "ingest.unchanged_file",
  stage: "ingest",
  title: "Record size and time of files that were compared by hash",
  why: "A file that was touched, or read by an older version, is hashed once and not in every run.",
  writes: "raw.landed_file",
  mode: "update",
  window: "new",
  statement: () => sql`MERGE INTO ${table("raw.landed_file")} AS existing
USING ${table("raw.landing_unchanged")} AS incoming
ON existing.source = incoming.source AND existing.file = incoming.file
WHEN MATCHED THEN UPDATE SET file_size = incoming.file_size, modified_at = incoming.modified_at`,
};
