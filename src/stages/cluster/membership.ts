import { detectedOrigins } from "../../contract/vocabulary.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import { type Sql, constants, sql, table } from "../../sql/sql.ts";

/** Accepted feedback with its category: what issues are made of. Named `accepted_event` in a WITH. */
export const acceptedEvent: Sql = sql`accepted_event AS (
  SELECT event.event_id, event.product, enrichment.category, event.event_date, event.occurred_at, event.received_at,
    event.version_key
  FROM ${table("curated.feedback_event")} AS event
  JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
  WHERE enrichment.accepted AND enrichment.category IS NOT NULL
)`;

/**
 * Which accepted events belong to an issue that an alarm founded, given the CTE `accepted_event`. The issue takes the
 * events of its category from its onset until the onset of the next one; tied to a version, only those of that version
 * and later ones, and those that name none. CTEs `alarm_issue` and `alarm_member`.
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
  SELECT accepted_event.event_id, alarm_issue.issue_id,
    CASE WHEN alarm_issue.scope_key IS NULL THEN 'date_scope' ELSE 'version_scope' END AS member_reason
  FROM accepted_event
  JOIN alarm_issue
    ON alarm_issue.product = accepted_event.product
    AND alarm_issue.category = accepted_event.category
    AND accepted_event.event_date >= alarm_issue.onset_date
    AND (alarm_issue.next_onset_date IS NULL OR accepted_event.event_date < alarm_issue.next_onset_date)
    AND (
      alarm_issue.scope_key IS NULL
      OR accepted_event.version_key IS NULL
      OR accepted_event.version_key >= alarm_issue.scope_key
    )
)`;
}
