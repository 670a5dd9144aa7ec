import { sourceKind } from "../../contract/words.ts";
import type { StatementStep } from "../../contract/step.ts";
import { feedbackKinds, recordMarks } from "../../contract/vocabulary.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { erasedKey, takenBackRequest } from "../../ledger/erasedKey.ts";
import { hashKey } from "../../sql/hash.ts";
import { type Sql, constant, constants, identifier, join, sql, table } from "../../sql/sql.ts";
import { isTakenBack } from "./feedbackPayload.ts";
import { givenFields } from "./landingRecord.ts";

/** In place of a request: the source itself has deleted the record, or emptied it of its text. */
const ofSource = constant(takenBackRequest);

const feedback = sql`landed.kind IN ${constants(feedbackKinds)}`;

/**
 * `FROM …`: landed records that were erased, as `landed`. Where nothing was ever erased the join ends before it hashes a
 * single id.
 */
const erasedRecords = (dialect: Dialect): Sql => sql`FROM ${table("raw.erased_record")} AS erased
  JOIN ${table("raw.landing_record")} AS landed
    ON erased.erased_key = CASE
      WHEN ${feedback} THEN ${erasedKey(dialect, "event", hashKey(dialect, [sql`landed.source`, sql`landed.given_id`]))}
      WHEN landed.kind = ${sourceKind("accounts")} THEN ${erasedKey(dialect, "account", sql`landed.given_id`)}
    END
    -- the record that takes feedback back stays set aside as what it is
    AND NOT (erased.request_id = ${ofSource} AND coalesce(landed.reason IN ${constants(recordMarks)}, FALSE))`;

/** Records that can't be read are known by their text, as in quarantine. */
const erasedRejects = (dialect: Dialect): Sql => sql`FROM ${table("raw.erased_record")} AS erased
  JOIN (
    SELECT record.source, record.file, record.record_position,
      ${hashKey(dialect, [sql`text.source`, sql`text.payload`])} AS quarantine_id
    FROM ${table("raw.landing_record")} AS record
    JOIN ${table("raw.landing")} AS text
      ON text.source = record.source AND text.file = record.file AND text.record_position = record.record_position
    WHERE record.outcome = 'rejected'
  ) AS landed ON erased.erased_key = ${erasedKey(dialect, "rejected", sql`landed.quarantine_id`)}`;

/** Where they stand: source, file and place, each once. */
const erasedPlaces = (
  dialect: Dialect,
): Sql => sql`  SELECT landed.source, landed.file, landed.record_position
  ${erasedRecords(dialect)}
  UNION
  SELECT landed.source, landed.file, landed.record_position
  ${erasedRejects(dialect)}`;

const place = sql`existing.source = gone.source AND existing.file = gone.file AND existing.record_position = gone.record_position`;

/** Records that were erased and whose file still holds them: they are read, and passed over. */
export const erasedRecord: readonly StatementStep[] = [
  {
    kind: "statement",
    id: "ingest.taken_back_record",
    stage: "ingest",
    title: "Remember records that their source withdrew",
    why: "A file may hold the text of a record long after its source deleted or redacted it. It is skipped from now on, like that of an erased customer.",
    writes: "raw.erased_record",
    mode: "record",
    window: "new",
    statement: (dialect) => sql`MERGE INTO ${table("raw.erased_record")} AS existing
USING (
  SELECT DISTINCT ${erasedKey(dialect, "event", hashKey(dialect, [sql`landing_record.source`, sql`landing_record.given_id`]))} AS erased_key
  FROM ${table("raw.landing_record")} AS landing_record
  WHERE ${isTakenBack}
) AS incoming
ON existing.erased_key = incoming.erased_key
WHEN NOT MATCHED THEN INSERT (erased_key, request_id) VALUES (incoming.erased_key, ${ofSource})`,
  },
  {
    kind: "statement",
    id: "ingest.erased_record",
    stage: "ingest",
    title: "Clear the identity of erased records",
    why: "The record stays, so that its file counts as read; what identifies its customer is cleared.",
    writes: "raw.landing_record",
    mode: "update",
    window: "new",
    statement: (dialect) => sql`MERGE INTO ${table("raw.landing_record")} AS existing
USING (
  ${erasedPlaces(dialect)}
) AS gone
ON ${place}
WHEN MATCHED THEN UPDATE SET
  outcome = 'erased', complete = TRUE, reason = NULL, field = NULL, payload_hash = NULL,
  ${join(
    givenFields.map((field) => sql`${identifier(`given_${field}`)} = NULL`),
    sql`,
  `,
  )}`,
  },
  {
    kind: "statement",
    id: "ingest.erased_payload",
    stage: "ingest",
    title: "Skip erased records",
    why: "A source file may hold a record long after its customer was erased. Its text is removed before any other step reads it.",
    writes: "raw.landing",
    mode: "delete",
    window: "new",
    statement: () => sql`MERGE INTO ${table("raw.landing")} AS existing
USING (
  SELECT source, file, record_position FROM ${table("raw.landing_record")} WHERE outcome = 'erased'
) AS gone
ON ${place}
WHEN MATCHED THEN DELETE`,
  },
  {
    kind: "statement",
    id: "ingest.erased_reference",
    stage: "ingest",
    title: "Tickets no longer name erased feedback",
    why: "An engineering ticket stays; the id of the feedback it came from does not.",
    writes: "raw.landing_record",
    mode: "update",
    window: "new",
    statement: (dialect) => sql`MERGE INTO ${table("raw.landing_record")} AS existing
USING (
  SELECT landed.source, landed.file, landed.record_position
  FROM ${table("raw.erased_record")} AS erased
  JOIN ${table("raw.landing_record")} AS landed
    ON landed.kind = ${sourceKind("tracker")} AND erased.erased_key = ${erasedKey(dialect, "record", sql`landed.given_feedback`)}
) AS gone
ON ${place}
WHEN MATCHED THEN UPDATE SET given_feedback = NULL`,
  },
];
