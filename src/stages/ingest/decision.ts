import { decisionFields } from "../../contract/decision.ts";
import { decisionKind, decisionSubjects, decisionVerbs, stances } from "../../contract/vocabulary.ts";
import { erasedKey } from "../../ledger/erasedKey.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { givenTime } from "../../sql/functions/givenValue.ts";
import { jsonFields } from "../../sql/functions/jsonFields.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, constants, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/** Forms of an id and of a nonce: whatever else stands there was not written by `fixloop decide`. */
const idPattern = "^[0-9a-f]{64}$";
const noncePattern = "^[0-9a-f]{32}$";

/**
 * CTEs up to `judged_decision`: landed records of decisions with their id, and with reason and field of the first thing
 * that is wrong with them, null where nothing is. The first that applies counts, as for the records of sources.
 */
export function judgedDecision(dialect: Dialect): Sql {
  const field = (name: string): Sql => sql`given_decision.${identifier(name)}`;
  const isId = (name: string): Sql => sql`coalesce(${dialect.regexMatches(field(name), idPattern)}, FALSE)`;
  const verbIsNot = (kind: (typeof decisionSubjects)[number]): Sql =>
    sql`${field("subject_kind")} = ${constant(kind)} AND coalesce(${field("verb")}, '') NOT IN ${constants(decisionVerbs[kind])}`;
  const fault = (reason: string, name: string): Sql => constant(`${reason}:${name}`);
  return sql`parsed_decision AS (
  SELECT source, kind, file, record_position, payload, fault AS reader_fault, ${jsonFields(sql`payload`)} AS record
  FROM ${table("raw.landing")}
  WHERE kind = ${constant(decisionKind)}
),
given_decision AS (
  SELECT
    parsed_decision.source, parsed_decision.kind, parsed_decision.file, parsed_decision.record_position,
    parsed_decision.payload, parsed_decision.reader_fault,
    parsed_decision.record IS NULL AS is_no_object,
    ${join(
      decisionFields.map(
        (name) => sql`${dialect.mapGet(sql`parsed_decision.record`, constant(name))} AS ${identifier(name)}`,
      ),
      sql`,
    `,
    )}
  FROM parsed_decision
),
timed_decision AS (
  SELECT
    given_decision.*,
    ${givenTime(field("decided_at"))} AS decided_time,
    CASE
      WHEN ${field("left_record_id")} < ${field("right_record_id")}
      THEN ${hashKey(dialect, [field("left_record_id"), field("right_record_id")])}
      WHEN ${field("left_record_id")} IS NOT NULL OR ${field("right_record_id")} IS NOT NULL THEN ''
    END AS pair_id
  FROM given_decision
),
faulty_decision AS (
  SELECT
    given_decision.*,
    CASE
      WHEN given_decision.reader_fault IS NOT NULL THEN given_decision.reader_fault
      WHEN given_decision.is_no_object THEN 'not_json'
      WHEN coalesce(${field("subject_kind")}, '') NOT IN ${constants(decisionSubjects)} THEN ${fault("missing_field", "subject_kind")}
      WHEN NOT ${isId("subject_id")} THEN ${fault("missing_id", "subject_id")}
      ${join(
        decisionSubjects.map((kind) => sql`WHEN ${verbIsNot(kind)} THEN ${fault("missing_field", "verb")}`),
        sql`
      `,
      )}
      WHEN ${field("subject_kind")} = 'event' AND ${field("category")} IS NULL THEN ${fault("missing_field", "category")}
      WHEN ${field("left_record_id")} IS NOT NULL AND NOT ${isId("left_record_id")} THEN ${fault("missing_id", "left_record_id")}
      WHEN coalesce(${field("left_record_id")}, '') <> '' AND NOT ${isId("right_record_id")} THEN ${fault("missing_id", "right_record_id")}
      WHEN given_decision.pair_id <> ${field("subject_id")} THEN ${fault("missing_id", "subject_id")}
      WHEN ${field("stance")} NOT IN ${constants(stances)} THEN ${fault("missing_field", "stance")}
      WHEN ${field("decided_at")} IS NULL THEN ${fault("missing_time", "decided_at")}
      WHEN ${field("decided_time")} IS NULL THEN ${fault("bad_time", "decided_at")}
      WHEN ${field("decided_time")} < TIMESTAMP '1970-01-01 00:00:00' OR ${field("decided_time")} >= TIMESTAMP '2200-01-01 00:00:00' THEN ${fault("time_out_of_range", "decided_at")}
      WHEN ${field("reviewer")} IS NULL THEN ${fault("missing_field", "reviewer")}
      WHEN NOT coalesce(${dialect.regexMatches(field("nonce"), noncePattern)}, FALSE) THEN ${fault("missing_field", "nonce")}
    END AS fault
  FROM timed_decision AS given_decision
),
judged_decision AS (
  SELECT
    faulty_decision.*,
    nullif(${dialect.regexExtract(sql`faulty_decision.fault`, "^([a-z_]+)", 1)}, '') AS reason,
    nullif(${dialect.regexExtract(sql`faulty_decision.fault`, "^[a-z_]+:(.*)$", 1)}, '') AS field,
    ${hashKey(
      dialect,
      decisionFields.map((name) => sql`faulty_decision.${identifier(name)}`),
    )} AS decision_id
  FROM faulty_decision
)`;
}

/** Decisions as recorded; one whose subject was erased is passed over, whatever file still holds it. */
export function decision(dialect: Dialect): Sql {
  return sql`WITH ${judgedDecision(dialect)},
valid_decision AS (
  SELECT judged_decision.*, ${erasedKey(dialect, "decision", sql`judged_decision.decision_id`)} AS erased_key
  FROM judged_decision
  WHERE judged_decision.reason IS NULL
)
SELECT DISTINCT
  valid_decision.decision_id,
  ${join(
    decisionFields.map((name) =>
      name === "decided_at"
        ? sql`valid_decision.decided_time AS decided_at`
        : sql`valid_decision.${identifier(name)}`,
    ),
    sql`,
  `,
  )}
FROM valid_decision
LEFT JOIN ${table("raw.erased_record")} AS erased ON erased.erased_key = valid_decision.erased_key
WHERE erased.erased_key IS NULL`;
}
