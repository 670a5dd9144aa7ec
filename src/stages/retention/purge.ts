import type { Purge } from "../../contract/purge.ts";
import type { Effect } from "../../contract/effect.ts";
import type { TableName } from "../../sql/sql.ts";
import { erasedInFiles, searchedRecords } from "./erasedInFiles.ts";
import { removing } from "./removing.ts";

/** Tables that rows or values have left: their files are rewritten and vacuumed. */
export const purgedTables: readonly TableName[] = [
  ...new Set(removing.filter(({ mode }) => mode !== "record").map(({ writes }) => writes)),
];

/**
 * The last work of the retention job, after it has given the lease back: it takes the lease again by itself, so that no
 * warehouse is awake while a notebook starts.
 */
const effect: Effect = {
  kind: "effect",
  effect: "purge",
  id: "retention.purge",
  stage: "retention",
  title: "Remove deleted rows from the files",
  why: "A deleted row stays in the files of its table and in the file that delivered it. Erased records are removed from the files of the landing volume, feedback files are deleted after their retention, and tables are rewritten and vacuumed if their history shows deleted rows.",
  reads: [
    "raw.erased_record",
    "curated.source",
    "curated.source_field",
    "curated.setting",
    "curated.pipeline_run",
  ],
  writes: ["raw.landed_file", "curated.erasure_receipt"],
  idempotencyKey: "file, position of the record; table, commit of its history; request, what was done",
  batchSize: 1,
  cost: "nothing",
  hosts: [],
  secrets: [],
  afterKill:
    "A file is either the complete old one or the complete new one: the new one is written next to it and replaces it in one step. Pending receipts stay open, so the next run searches again. A file whose hash was not recorded yet is read by the next loop, which finds no row to change.",
};

export const purge: Purge = { effect, tables: purgedTables, searchedRecords, erasedInFiles };
