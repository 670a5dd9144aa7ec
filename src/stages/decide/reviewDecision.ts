import { newTo } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { chainEntry, entryCharacters, genesisHash, placeDigits, saltedDigest } from "./chain.ts";

/**
 * Decisions that the chain lacks, with their places and hashes. A run that was killed after this statement finds them
 * there: what is in the chain keeps its place, whatever else arrives meanwhile.
 */
export function reviewDecision(dialect: Dialect): Sql {
  const digest = (text: Sql): Sql => saltedDigest(dialect, sql`decision.nonce`, text);
  return sql`WITH head AS (
  SELECT count(*) AS decisions, coalesce(max(last_hash), ${genesisHash}) AS last_hash
  FROM (
    SELECT max(CASE WHEN newest_first = 1 THEN row_hash END) OVER () AS last_hash
    FROM (
      SELECT row_hash, row_number() OVER (ORDER BY sequence_number DESC) AS newest_first
      FROM ${table("curated.review_decision")}
    ) AS known
  ) AS last_row
),
numbered AS (
  SELECT
    decision.decision_id,
    head.decisions + row_number() OVER (ORDER BY decision.decided_at ASC, decision.decision_id ASC) AS sequence_number,
    decision.subject_kind,
    decision.verb,
    decision.category,
    decision.stance,
    decision.decided_at,
    ${digest(sql`decision.subject_id`)} AS subject_digest,
    ${digest(sql`decision.reviewer`)} AS reviewer_digest,
    ${digest(sql`decision.why`)} AS why_digest
  FROM ${table("raw.decision")} AS decision
  CROSS JOIN head
  LEFT JOIN ${table("curated.review_decision")} AS known ON known.decision_id = decision.decision_id
  WHERE (${newTo("decide", sql`decision.run_id`)}) AND known.decision_id IS NULL
),
entry AS (
  SELECT ${chainEntry(dialect, sql`numbered`)} AS entry
  FROM numbered
),
link AS (
  SELECT ${dialect.explode(dialect.hashChain(sql`entries`, sql`last_hash`))} AS link, last_hash
  FROM (SELECT ${dialect.collectDistinct(sql`entry`)} AS entries FROM entry) AS collected
  CROSS JOIN head
),
hashed AS (
  SELECT
    CAST(substring(link, 1, ${placeDigits}) AS BIGINT) AS sequence_number,
    substring(link, ${entryCharacters + 1}, 64) AS row_hash,
    last_hash
  FROM link
)
SELECT
  numbered.decision_id,
  numbered.sequence_number,
  numbered.subject_kind,
  numbered.verb,
  numbered.category,
  numbered.stance,
  numbered.decided_at,
  numbered.subject_digest,
  numbered.reviewer_digest,
  numbered.why_digest,
  coalesce(lag(hashed.row_hash) OVER (ORDER BY hashed.sequence_number ASC), hashed.last_hash) AS previous_hash,
  hashed.row_hash
FROM numbered
JOIN hashed ON hashed.sequence_number = numbered.sequence_number`;
}
