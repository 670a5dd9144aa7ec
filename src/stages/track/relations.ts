import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * Fixes that people are told of: those that a ticket claims, and apparent ones that were proven. A subquery with the
 * columns of curated.fix but for `choice_milli`.
 */
export const knownFix: Sql = sql`(
    SELECT fix.issue_id, fix.fix_position, fix.ticket_key, fix.fix_version, fix.fix_version_key, fix.released_at, fix.scope,
      fix.claimed_by
    FROM ${table("curated.fix")} AS fix
    LEFT JOIN ${table("curated.validation")} AS validation
      ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
    WHERE fix.claimed_by IS DISTINCT FROM 'evidence' OR validation.verdict IN ('fixed', 'regressed')
  )`;
