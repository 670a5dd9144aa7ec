import { recordMarks } from "../../contract/vocabulary.ts";
import { judgedDecision } from "./decision.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { constants, sql, table, type Sql } from "../../sql/sql.ts";
import { notReadAgain } from "./notReadAgain.ts";

/** CTEs up to `rejected`: records of this run that were set aside, with their payload and an id made of source and payload. */
function rejected(dialect: Dialect): Sql {
  return sql`${judgedDecision(dialect)},
rejected AS (
  SELECT
    ${hashKey(dialect, [sql`landing.source`, sql`landing.payload`])} AS quarantine_id,
    landing_record.source,
    landing_record.kind,
    landing_record.file,
    landing_record.record_position,
    landing_record.reason,
    landing_record.field,
    landing.payload
  FROM ${table("raw.landing_record")} AS landing_record
  JOIN ${table("raw.landing")} AS landing
    ON landing.source = landing_record.source
    AND landing.file = landing_record.file
    AND landing.record_position = landing_record.record_position
  WHERE landing_record.outcome = 'rejected'
  UNION ALL
  SELECT
    ${hashKey(dialect, [sql`judged_decision.source`, sql`judged_decision.payload`])},
    judged_decision.source,
    judged_decision.kind,
    judged_decision.file,
    judged_decision.record_position,
    judged_decision.reason,
    judged_decision.field,
    judged_decision.payload
  FROM judged_decision
  WHERE judged_decision.reason IS NOT NULL
)`;
}

/**
 * Records set aside. A file that is read again, since it or its mapping changed, replaces what it had here before:
 * a mapping that was put right empties the quarantine. What this run set aside before it stopped leaves too: it reads all
 * of its files again, and one that is gone was replaced by another.
 */
export function quarantine(dialect: Dialect): Sql {
  return sql`WITH ${rejected(dialect)},
not_read_again AS (
  ${notReadAgain("curated.quarantine")}
)
SELECT quarantine_id, source, kind, file, record_position, reason, field
FROM rejected
UNION ALL
SELECT quarantine_id, source, kind, file, record_position, reason, field
FROM not_read_again`;
}

/** The text of whatever is in quarantine, as long as raw records are kept; nothing of what its source has taken back. */
export function rejectedPayload(dialect: Dialect): Sql {
  return sql`WITH ${rejected(dialect)}
SELECT quarantine_id, payload
FROM rejected
WHERE reason NOT IN ${constants(recordMarks)}
UNION ALL
SELECT known.quarantine_id, known.payload
FROM ${table("raw.rejected_payload")} AS known
JOIN ${table("curated.quarantine")} AS quarantine ON quarantine.quarantine_id = known.quarantine_id
WHERE quarantine.reason NOT IN ${constants(recordMarks)}`;
}
