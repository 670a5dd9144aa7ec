import { sql, table } from "../sql/sql.ts";
import { bigint, number, optional, text } from "./column.ts";
import { query, readRows } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";

/** Records of a source that were set aside for one reason in one field. */
export interface RefusedRecords {
  readonly source: string;
  readonly kind: string;
  readonly reason: string;
  /** The mapped field or required key at fault; null where the whole record is. */
  readonly field: string | null;
  readonly records: number;
  /** Records of all files of the source that were read to their end. */
  readonly ofRecords: number;
  /** The first of them, by file and place. */
  readonly first: readonly RefusedRecord[];
}

export interface RefusedRecord {
  readonly file: string;
  /** Place in the file, from 1: in JSON lines without blank ones it is the line. */
  readonly position: number;
  /** As it was received: it may hold anything. Null where retention has removed it. */
  readonly payload: string | null;
}

/** So many show the form that the values of a column have. */
const looked = 50;

const refused = query({
  name: "refused_records",
  title: "Records that were set aside, with their text",
  acrossProducts: "a record that can't be read names no product",
  columns: {
    source: text,
    kind: text,
    reason: text,
    field: optional(text),
    records: bigint,
    of_records: bigint,
    file: text,
    record_position: number,
    payload: optional(text),
  },
  sql: () => sql`WITH grouped AS (
  SELECT quarantine.*,
    count(*) OVER (PARTITION BY source, reason, field) AS records,
    row_number() OVER (PARTITION BY source, reason, field ORDER BY file, record_position) AS place
  FROM ${table("curated.quarantine")} AS quarantine
),
read_of AS (
  SELECT source, sum(records) AS records FROM ${table("raw.landed_file")} GROUP BY source
)
SELECT grouped.source, grouped.kind, grouped.reason, grouped.field, grouped.records,
  CAST(greatest(coalesce(read_of.records, 0), grouped.records) AS BIGINT) AS of_records,
  grouped.file, grouped.record_position, rejected.payload
FROM grouped
LEFT JOIN read_of ON read_of.source = grouped.source
LEFT JOIN ${table("raw.rejected_payload")} AS rejected ON rejected.quarantine_id = grouped.quarantine_id
WHERE grouped.place <= ${looked}
ORDER BY grouped.records DESC, grouped.source, grouped.reason, grouped.field NULLS FIRST, grouped.file, grouped.record_position`,
});

/** What was set aside, the most frequent first. It holds raw text: only who may read `raw` can ask. */
export async function refusedRecords(runner: QueryRunner): Promise<readonly RefusedRecords[]> {
  const groups = new Map<string, RefusedRecords & { readonly first: RefusedRecord[] }>();
  for (const row of await readRows(runner, refused)) {
    const key = JSON.stringify([row.source, row.reason, row.field]);
    const group = groups.get(key) ?? {
      source: row.source,
      kind: row.kind,
      reason: row.reason,
      field: row.field,
      records: Number(row.records),
      ofRecords: Number(row.of_records),
      first: [],
    };
    groups.set(key, group);
    group.first.push({ file: row.file, position: row.record_position, payload: row.payload });
  }
  return [...groups.values()];
}
