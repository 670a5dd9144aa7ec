import { newestFirst } from "./relations.ts";
import { tableIn, tablesOf } from "../../contract/table.ts";
import type { SqlStep, StatementStep } from "../../contract/step.ts";
import { breakingOrigins, checkId, rowsBreaking } from "../../checks/authored.ts";
import { normalizeTables } from "./tables.ts";
import { newTo } from "../../contract/window.ts";
import type { DataCheck } from "../../contract/dataCheck.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/** The one table whose rows can be set aside (`setAsideTables`). */
const feedbackEventContract = tableIn(tablesOf(normalizeTables), "curated.feedback_event");
const columns = Object.keys(normalizeTables["curated.set_aside_event"].columns);

/** CTE body: one row per event of the window and check of severity quarantine that it fails. */
function failures(checks: readonly DataCheck[], dialect: Dialect): Sql {
  const ofCheck = (
    check: DataCheck,
  ): Sql => sql`  SELECT failing.event_id, ${constant(checkId(check))} AS check_id, ${
    check.promise.kind === "references" ? sql`TRUE` : sql`FALSE`
  } AS is_reference
  FROM (
    ${rowsBreaking("normalize", check, feedbackEventContract, dialect)}
  ) AS failing`;
  const none = sql`  SELECT event.event_id, 'none' AS check_id, FALSE AS is_reference
  FROM ${table("curated.feedback_event")} AS event
  WHERE FALSE`;
  return checks.length === 0
    ? none
    : join(
        checks.map(ofCheck),
        sql`
  UNION ALL
`,
      );
}

const isJudge = ({ severity }: DataCheck): boolean => severity === "quarantine";

/**
 * Events of the window that fail a check of severity quarantine, each with all that it fails; and, to be deleted, rows of
 * events that fail none any more. An event whose record retention has taken stays where it is: it could never come back.
 */
function judged(checks: readonly DataCheck[]): SqlStep["query"] {
  const judges = checks.filter(isJudge);
  return (dialect) => sql`WITH failure AS (
  ${failures(judges, dialect)}
),
verdict AS (
  SELECT
    event_id,
    ${dialect.collectDistinct(sql`check_id`)} AS reasons,
    count(CASE WHEN is_reference THEN 1 END) > 0 AS awaits_reference
  FROM failure
  GROUP BY event_id
),
newest_content AS (
  SELECT payload.event_id, payload.payload_hash, payload.file, payload.record_position
  FROM ${table("raw.feedback_payload")} AS payload
  JOIN verdict ON verdict.event_id = payload.event_id
  WHERE payload.mark IS NULL
  QUALIFY row_number() OVER (
    PARTITION BY payload.event_id
    ORDER BY ${newestFirst}
  ) = 1
)
SELECT
  event.event_id,
  event.source,
  event.channel,
  event.source_record_id,
  verdict.reasons,
  newest_content.payload_hash,
  newest_content.file,
  newest_content.record_position,
  event.occurred_at,
  event.received_at,
  event.revisions,
  event.customer_record_id,
  verdict.awaits_reference,
  setting.quarantine_version AS checks_version,
  FALSE AS is_gone
FROM verdict
JOIN ${table("curated.feedback_event")} AS event ON event.event_id = verdict.event_id
JOIN newest_content ON newest_content.event_id = verdict.event_id
CROSS JOIN ${table("curated.setting")} AS setting
UNION ALL
SELECT ${join(columns.map((column) => sql`known.${identifier(column)}`))}, TRUE AS is_gone
FROM ${table("curated.set_aside_event")} AS known
JOIN ${table("curated.feedback_event")} AS event ON event.event_id = known.event_id
LEFT JOIN verdict ON verdict.event_id = known.event_id
WHERE (${newTo("normalize", sql`event.run_id`)}) AND verdict.event_id IS NULL
UNION ALL
SELECT ${join(columns.map((column) => sql`known.${identifier(column)}`))}, TRUE AS is_gone
FROM ${table("curated.set_aside_event")} AS known
JOIN ${table("curated.statement")} AS statement ON statement.event_id = known.event_id
WHERE statement.mark IS NOT NULL`;
}

/** Without a check of severity quarantine it sets nothing aside, and lets go what checks that are no more had set aside. */
export const setAsideEvent: SqlStep = {
  kind: "sql",
  id: "normalize.set_aside_event",
  stage: "normalize",
  title: "Set aside what checks of severity quarantine find",
  why: "Every such check judges every event of the window, so that a row has all of its reasons. An event that no longer fails a check, because its record or the checks were corrected, is released.",
  writes: "curated.set_aside_event",
  keeps: "the row of an event that no longer fails a check, to delete it",
  mode: "amend",
  window: "new",
  query: judged([]),
  judging: (checks) => ({
    query: judged(checks),
    added: {
      columns: {},
      rows: checks.filter(isJudge).flatMap((check) => breakingOrigins(check, feedbackEventContract)),
    },
  }),
};

/** What is set aside isn't an event for any later step. */
export const leaveOutSetAside: StatementStep = {
  kind: "statement",
  id: "normalize.leave_out_set_aside",
  stage: "normalize",
  title: "Delete set-aside events from the feedback",
  why: "Events are checked in the table, typed and masked, and deleted before any other step reads them. If the run is killed in between, it checks the same rows again.",
  writes: "curated.feedback_event",
  mode: "delete",
  window: "all",
  statement: () => sql`MERGE INTO ${table("curated.feedback_event")} AS existing
USING (
  SELECT event_id FROM ${table("curated.set_aside_event")}
) AS aside
ON existing.event_id = aside.event_id
WHEN MATCHED THEN DELETE`,
};
