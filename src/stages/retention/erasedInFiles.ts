import { decisionKind, feedbackKinds } from "../../contract/vocabulary.ts";
import { sourceKind } from "../../contract/words.ts";
import { erasedKey } from "../../ledger/erasedKey.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { jsonFields } from "../../sql/functions/jsonFields.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { mappedText, recordedDecisionId, recordFields, sourceMapping } from "../ingest/relations.ts";

/** What the runners call the records of files that are searched: a temporary table or view with the columns of `raw.landing`. */
export const searchedRecords = "landed_record";

/**
 * Erased records that files still hold, known by the keys by which ingest passes over them: request, source, file and
 * position. `reference_key` is the key of a ticket that names erased feedback: the ticket stays, that value goes. Null
 * where the whole record is the customer's, and where a path leads to the value: then the record goes.
 */
export function erasedInFiles(dialect: Dialect): Sql {
  return sql`WITH source_mapping AS (
  ${sourceMapping(["id", "feedback"])}
),
read_record AS (
  SELECT source, kind, file, record_position, payload, ${jsonFields(sql`payload`)} AS record
  FROM ${identifier(searchedRecords)}
),
parsed AS (
  SELECT read_record.*, ${recordFields(dialect, sql`read_record`)} AS fields
  FROM read_record
  LEFT JOIN ${table("curated.source")} AS source ON source.source = read_record.source
),
named AS (
  SELECT
    parsed.source, parsed.kind, parsed.file, parsed.record_position, parsed.payload,
    CASE WHEN parsed.kind = ${constant(decisionKind)} THEN ${recordedDecisionId(dialect, sql`parsed.record`)} END AS decision_id,
    source_mapping.feedback_key,
    ${mappedText(dialect, "id")} AS given_id,
    ${mappedText(dialect, "feedback")} AS given_feedback
  FROM parsed
  LEFT JOIN source_mapping ON source_mapping.source = parsed.source
),
keyed AS (
  SELECT source, file, record_position, CAST(NULL AS ${dialect.type("string")}) AS reference_key,
    CASE
      WHEN kind IN (${join(feedbackKinds.map(constant))}) THEN ${erasedKey(dialect, "event", hashKey(dialect, [sql`source`, sql`given_id`]))}
      ELSE ${erasedKey(dialect, "account", sql`given_id`)}
    END AS erased_key
  FROM named
  WHERE given_id IS NOT NULL AND (kind = ${sourceKind("accounts")} OR kind IN (${join(feedbackKinds.map(constant))}))
  UNION ALL
  SELECT source, file, record_position, NULL, ${erasedKey(dialect, "rejected", hashKey(dialect, [sql`source`, sql`payload`]))}
  FROM named
  UNION ALL
  SELECT source, file, record_position, NULL, ${erasedKey(dialect, "decision", sql`decision_id`)}
  FROM named
  WHERE kind = ${constant(decisionKind)}
  UNION ALL
  SELECT
    source, file, record_position, CASE WHEN feedback_key LIKE '[%' THEN NULL ELSE feedback_key END,
    ${erasedKey(dialect, "record", sql`given_feedback`)}
  FROM named
  WHERE kind = ${sourceKind("tracker")} AND feedback_key IS NOT NULL AND given_feedback IS NOT NULL
)
SELECT DISTINCT erased.request_id, keyed.source, keyed.file, keyed.record_position, keyed.reference_key
FROM keyed
JOIN ${table("raw.erased_record")} AS erased ON erased.erased_key = keyed.erased_key`;
}
