import type { Check } from "../../contract/check.ts";
import { sql, table } from "../../sql/sql.ts";
import { chainEntry, genesisHash, saltedDigest } from "./chain.ts";

export const checks: readonly Check[] = [
  {
    id: "decide.chain_is_whole",
    stage: "decide",
    table: "curated.review_decision",
    title: "Every decision follows the one before it, and neither has changed.",
    severity: "error",
    failing: (dialect) => sql`  WITH chained AS (
    SELECT
      decision.decision_id,
      decision.sequence_number,
      decision.previous_hash,
      decision.row_hash,
      ${chainEntry(dialect, sql`decision`)} AS entry,
      row_number() OVER (ORDER BY decision.sequence_number ASC, decision.decision_id ASC) AS place,
      coalesce(
        lag(decision.row_hash) OVER (ORDER BY decision.sequence_number ASC, decision.decision_id ASC),
        ${genesisHash}
      ) AS hash_before
    FROM ${table("curated.review_decision")} AS decision
  )
  SELECT decision_id
  FROM chained
  WHERE place <> sequence_number OR previous_hash <> hash_before
    OR row_hash <> ${dialect.sha256(sql`concat(previous_hash, entry)`)}`,
  },
  {
    id: "decide.notes_match",
    stage: "decide",
    table: "curated.decision_note",
    title: "Reviewer, reason and subject of every note are those of its decision.",
    severity: "error",
    failing: (dialect) => sql`  WITH digested AS (
    SELECT
      note.decision_id,
      note.decided_at,
      ${saltedDigest(dialect, sql`note.nonce`, sql`note.subject_id`)} AS subject_digest,
      ${saltedDigest(dialect, sql`note.nonce`, sql`note.reviewer`)} AS reviewer_digest,
      ${saltedDigest(dialect, sql`note.nonce`, sql`note.why`)} AS why_digest
    FROM ${table("curated.decision_note")} AS note
  )
  SELECT digested.decision_id
  FROM digested
  LEFT JOIN ${table("curated.review_decision")} AS decision ON decision.decision_id = digested.decision_id
  WHERE decision.decision_id IS NULL
    OR decision.subject_digest <> digested.subject_digest
    OR decision.reviewer_digest <> digested.reviewer_digest
    OR decision.why_digest IS DISTINCT FROM digested.why_digest
    OR decision.decided_at <> digested.decided_at`,
  },
];
