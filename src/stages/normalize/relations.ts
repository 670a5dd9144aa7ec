import { jsonFields } from "../../sql/functions/jsonFields.ts";
import { mappedText, recordFields, sourceMapping } from "../ingest/relations.ts";
import { asOf, newTo } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { declaredRating } from "../../sql/functions/declaredRating.ts";
import { identityOf } from "./identity.ts";

/**
 * Who wrote a row `event`, given the row `customer` of its identity or none: the customer, or the identity itself where it
 * is not resolved.
 */
export const speaker: Sql = sql`coalesce(customer.customer_id, event.customer_record_id)`;

const identityFields = ["author", "email", "user"] as const;

/** CTE `revision`: contents that are new to the stage, each as it is. */
export const newContents = (): Sql => sql`revision AS (
  SELECT payload.event_id, payload.source, payload.payload
  FROM ${table("raw.feedback_payload")} AS payload
  WHERE ${newTo("normalize", sql`payload.run_id`)} AND payload.mark IS NULL
)`;

/**
 * Order of the contents of one event, newest first. Of those that came at one time the one that stands last counts, by
 * file name, then place, as for all other records; where a file was replaced, what stands there now.
 */
export const newestFirst: Sql = sql`payload.received_at DESC NULLS LAST, payload.file DESC NULLS LAST, payload.record_position DESC NULLS LAST,
        payload.run_id DESC, payload.payload_hash DESC NULLS LAST`;

/** Contents that are new to the stage, by event; an event whose source took it back has none but that. */
export const touchedByContent: Sql = sql`SELECT DISTINCT payload.event_id
  FROM ${table("raw.feedback_payload")} AS payload
  WHERE (${newTo("normalize", sql`payload.run_id`)})`;

/** CTE body: the first day whose records retention leaves in raw. */
export const firstDayInRaw = (dialect: Dialect): Sql => sql`SELECT
    ${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-max(retention_raw_days)`)} AS first_day
  FROM ${table("curated.setting")}`;

/**
 * CTEs up to `revision`: every content of an event that has a new one, with its place among them, oldest first, and
 * when it was written: the first when the event was, a later one at its own time if that is later than those before it,
 * else when it was received. Where retention has taken the first content away, the event itself still knows its time.
 */
export const touchedContents = (dialect: Dialect): Sql => sql`touched_event AS (
  ${touchedByContent}
),
retained AS (
  ${firstDayInRaw(dialect)}
),
outlived AS (
  SELECT event.event_id, event.occurred_at, event.received_at
  FROM ${table("curated.feedback_event")} AS event
  CROSS JOIN retained
  WHERE CAST(event.received_at AS DATE) < retained.first_day
),
placed_content AS (
  SELECT
    payload.event_id,
    payload.source,
    payload.kind,
    payload.source_record_id,
    payload.payload,
    payload.occurred_at,
    payload.received_at,
    min(payload.occurred_at) OVER (PARTITION BY payload.event_id) AS first_occurred_at,
    min(payload.received_at) OVER (PARTITION BY payload.event_id) AS first_received_at,
    count(*) OVER (PARTITION BY payload.event_id) + 1 - row_number() OVER (
      PARTITION BY payload.event_id
      ORDER BY ${newestFirst}
    ) AS content_place
  FROM ${table("raw.feedback_payload")} AS payload
  JOIN touched_event ON touched_event.event_id = payload.event_id
  WHERE payload.mark IS NULL
),
revision AS (
  SELECT
    placed_content.event_id,
    placed_content.source,
    placed_content.kind,
    placed_content.source_record_id,
    placed_content.payload,
    placed_content.content_place,
    placed_content.occurred_at,
    placed_content.received_at,
    CASE
      WHEN placed_content.content_place = 1 THEN coalesce(outlived.occurred_at, placed_content.first_occurred_at)
      WHEN placed_content.occurred_at > max(placed_content.occurred_at) OVER (
        PARTITION BY placed_content.event_id
        ORDER BY placed_content.content_place
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) THEN placed_content.occurred_at
      ELSE placed_content.received_at
    END AS said_at
  FROM placed_content
  LEFT JOIN outlived
    ON outlived.event_id = placed_content.event_id AND outlived.received_at < placed_content.first_received_at
)`;

/**
 * CTEs up to `event_times`: of every event with a new content, or that was set aside and is looked at again, the times of
 * its first content and how many contents there were. Where retention has taken the first away, the event itself still
 * knows its times; `revisions` is then the most that there were at once. What was set aside is looked at again where the
 * checks are others, and where what it refers to may have come since.
 */
export const eventTimes = (dialect: Dialect): Sql => sql`touched_event AS (
  ${touchedByContent}
  UNION
  SELECT aside.event_id
  FROM ${table("curated.set_aside_event")} AS aside
  CROSS JOIN ${table("curated.setting")} AS setting
  WHERE aside.awaits_reference OR aside.checks_version IS DISTINCT FROM setting.quarantine_version
),
present_event AS (
  SELECT
    payload.event_id,
    min(payload.occurred_at) AS occurred_at,
    min(payload.received_at) AS received_at,
    CAST(count(*) AS ${dialect.type("int")}) AS revisions
  FROM ${table("raw.feedback_payload")} AS payload
  JOIN touched_event ON touched_event.event_id = payload.event_id
  WHERE payload.mark IS NULL
  GROUP BY payload.event_id
),
known_event AS (
  -- in both tables, if the run was killed between the two statements that set it aside
  SELECT
    known.event_id,
    min(known.occurred_at) AS occurred_at,
    min(known.received_at) AS received_at,
    max(known.revisions) AS revisions
  FROM (
    SELECT event_id, occurred_at, received_at, revisions FROM ${table("curated.feedback_event")}
    UNION ALL
    SELECT event_id, occurred_at, received_at, revisions FROM ${table("curated.set_aside_event")}
  ) AS known
  JOIN touched_event ON touched_event.event_id = known.event_id
  GROUP BY known.event_id
),
retained AS (
  ${firstDayInRaw(dialect)}
),
outlived AS (
  SELECT event.event_id, event.occurred_at, event.received_at, event.revisions
  FROM known_event AS event
  CROSS JOIN retained
  WHERE CAST(event.received_at AS DATE) < retained.first_day
),
event_times AS (
  SELECT
    present_event.event_id,
    coalesce(outlived.occurred_at, present_event.occurred_at) AS occurred_at,
    coalesce(outlived.received_at, present_event.received_at) AS received_at,
    greatest(present_event.revisions, coalesce(outlived.revisions, 0)) AS revisions
  FROM present_event
  LEFT JOIN outlived
    ON outlived.event_id = present_event.event_id AND outlived.received_at < present_event.received_at
)`;

const ratingColumns = ["rating_format", "rating_low", "rating_high"].map(
  (column) => sql`source_mapping.${identifier(column)}`,
);

/** A rating as it is written, or on the scale that its source declares. */
const readRating = sql`CASE
      WHEN mapped.rating_format IS NULL THEN mapped.written_rating
      ELSE ${declaredRating(sql`mapped.written_rating`, sql`mapped.rating_format`, sql`mapped.rating_low`, sql`mapped.rating_high`)}
    END`;

/** CTE of `identifiedFeedback` in which the fields of a record are read, and not yet its identity. */
export const readRecords = "rated";

/** CTEs from `revision` to `feedback`: the text of the given fields, and the identity that the record carries. */
export function identifiedFeedback(
  dialect: Dialect,
  carried: readonly string[],
  fields: readonly string[],
): Sql {
  const given = (field: string): Sql => identifier(`given_${field}`);
  const all = [...identityFields, ...fields];
  return sql`source_mapping AS (
  ${sourceMapping(all)}
),
revision_record AS (
  SELECT revision.*, ${jsonFields(sql`revision.payload`)} AS record
  FROM revision
),
parsed AS (
  SELECT revision_record.*, ${recordFields(dialect, sql`revision_record`)} AS fields
  FROM revision_record
  LEFT JOIN ${table("curated.source")} AS source ON source.source = revision_record.source
),
mapped AS (
  SELECT
    ${join(carried.map((column) => sql`parsed.${identifier(column)}`))},
    source_mapping.source_product,
    ${join(
      all.flatMap((field) =>
        field === "rating"
          ? [sql`${mappedText(dialect, field)} AS written_rating`, ...ratingColumns]
          : [sql`${mappedText(dialect, field)} AS ${given(field)}`],
      ),
      sql`,
    `,
    )}
  FROM parsed
  JOIN source_mapping ON source_mapping.source = parsed.source
),
${identifier(readRecords)} AS (
  SELECT mapped.*${fields.includes("rating") ? sql`, ${readRating} AS given_rating` : sql``}
  FROM mapped
),
${identityOf(dialect, {
  relation: readRecords,
  gives: "feedback",
  source: sql`source`,
  record: sql`event_id`,
})}`;
}

/** CTE `account_identity`: accounts with the identity that each gives. */
export function accountIdentity(dialect: Dialect): Sql {
  return sql`keyed_account AS (
  SELECT
    account.account_id,
    account.user_id AS given_user,
    account.email AS given_email,
    account.name AS given_author,
    account.locale,
    account.segment,
    account.revenue_month,
    account.run_id
  FROM ${table("raw.account")} AS account
),
${identityOf(dialect, {
  relation: "keyed_account",
  gives: "account_identity",
  source: sql`'accounts'`,
  record: sql`account_id`,
})}`;
}
