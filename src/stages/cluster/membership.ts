import { detectedOrigins } from "../../contract/vocabulary.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import { type Sql, constants, sql, table } from "../../sql/sql.ts";

/** What `alarmMember` asks of a vote. */
export const scopeColumns = ["vote_id", "product", "category", "event_date", "version_key"] as const;

/**
 * Which votes belong to an issue that an alarm founded, given the CTE `vote` of votes for a category with `scopeColumns`.
 * The issue takes the votes for its category from its onset until the onset of the next one; tied to a version, only those
 * of that version and later ones, and those that name none. CTEs `alarm_issue` and `alarm_member`.
 */
export function alarmMember(): Sql {
  return sql`alarm_issue AS (
  SELECT issue_id, product, category, origin, onset_date,
    ${versionKey(sql`scope_version`)} AS scope_key,
    lead(onset_date) OVER (PARTITION BY product, category ORDER BY onset_date, issue_id) AS next_onset_date
  FROM ${table("curated.issue")}
  WHERE origin IN ${constants(detectedOrigins)}
),
alarm_member AS (
  SELECT vote.vote_id, alarm_issue.issue_id,
    CASE WHEN alarm_issue.scope_key IS NULL THEN 'date_scope' ELSE 'version_scope' END AS member_reason
  FROM vote
  JOIN alarm_issue
    ON alarm_issue.product = vote.product
    AND alarm_issue.category = vote.category
    AND vote.event_date >= alarm_issue.onset_date
    AND (alarm_issue.next_onset_date IS NULL OR vote.event_date < alarm_issue.next_onset_date)
    AND (
      alarm_issue.scope_key IS NULL
      OR vote.version_key IS NULL
      OR vote.version_key >= alarm_issue.scope_key
    )
)`;
}
