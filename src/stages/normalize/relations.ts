import { jsonFields } from "../../sql/functions/jsonFields.ts";
import { mappedText, recordFields, sourceMapping } from "../ingest/relations.ts";
import { asOf, newTo } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { declaredRating } from "../../sql/functions/declaredRating.ts";
import { emailKey, nameKey } from "../../sql/functions/identityKeys.ts";
import { customerRecordId } from "./identity.ts";

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
  WHERE ${newTo("normalize", sql`payload.run_id`)}
)`;

/**
 * Order of the contents of one event, newest first. Of those that came at one time the one that stands last counts, by
 * file name, then place, as for all other records; where a file was replaced, what stands there now.
 */
export const newestFirst: Sql = sql`payload.received_at DESC NULLS LAST, payload.file DESC NULLS LAST, payload.record_position DESC NULLS LAST,
        payload.run_id DESC, payload.payload_hash DESC NULLS LAST`;

/**
 * CTEs up to `revision`: of every event with a new content its newest one, at the times of its first. Where retention has
 * taken the first away, the event itself still knows its times; `revisions` is then the most that there were at once. What
 * was set aside is looked at again where the checks are others, and where what it refers to may have come since.
 */
export const newestContents = (dialect: Dialect): Sql => sql`touched_event AS (
  SELECT payload.event_id
  FROM ${table("raw.feedback_payload")} AS payload
  WHERE (${newTo("normalize", sql`payload.run_id`)})
  UNION
  SELECT aside.event_id
  FROM ${table("curated.set_aside_event")} AS aside
  CROSS JOIN ${table("curated.setting")} AS setting
  WHERE aside.awaits_reference OR aside.checks_version IS DISTINCT FROM setting.quarantine_version
),
ranked_revision AS (
  SELECT
    payload.event_id,
    payload.source,
    payload.kind,
    payload.source_record_id,
    payload.payload,
    min(payload.occurred_at) OVER (PARTITION BY payload.event_id) AS occurred_at,
    min(payload.received_at) OVER (PARTITION BY payload.event_id) AS received_at,
    CAST(count(*) OVER (PARTITION BY payload.event_id) AS ${dialect.type("int")}) AS revisions,
    row_number() OVER (
      PARTITION BY payload.event_id
      ORDER BY ${newestFirst}
    ) AS newest
  FROM ${table("raw.feedback_payload")} AS payload
  JOIN touched_event ON touched_event.event_id = payload.event_id
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
outlived AS (
  SELECT event.event_id, event.occurred_at, event.received_at, event.revisions
  FROM known_event AS event
  CROSS JOIN (
    SELECT ${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-max(retention_raw_days)`)} AS first_day
    FROM ${table("curated.setting")}
  ) AS retained
  WHERE CAST(event.received_at AS DATE) < retained.first_day
),
revision AS (
  SELECT
    ranked_revision.event_id,
    ranked_revision.source,
    ranked_revision.kind,
    ranked_revision.source_record_id,
    ranked_revision.payload,
    coalesce(outlived.occurred_at, ranked_revision.occurred_at) AS occurred_at,
    coalesce(outlived.received_at, ranked_revision.received_at) AS received_at,
    greatest(ranked_revision.revisions, coalesce(outlived.revisions, 0)) AS revisions
  FROM ranked_revision
  LEFT JOIN outlived
    ON outlived.event_id = ranked_revision.event_id AND outlived.received_at < ranked_revision.received_at
  WHERE ranked_revision.newest = 1
)`;

const ratingColumns = ["rating_format", "rating_low", "rating_high"].map(
  (column) => sql`source_mapping.${identifier(column)}`,
);

/** A rating as it is written, or on the scale that its source declares. */
const readRating = sql`CASE
      WHEN mapped.rating_format IS NULL THEN mapped.written_rating
      ELSE ${declaredRating(sql`mapped.written_rating`, sql`mapped.rating_format`, sql`mapped.rating_low`, sql`mapped.rating_high`)}
    END`;

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
keyed AS (
  SELECT
    mapped.*,
    ${fields.includes("rating") ? sql`${readRating} AS given_rating,` : sql``}
    ${emailKey(sql`mapped.given_email`)} AS email_key,
    ${nameKey(sql`mapped.given_author`)} AS name_key
  FROM mapped
),
feedback AS (
  SELECT
    keyed.*,
    ${customerRecordId(dialect, {
      user: sql`keyed.given_user`,
      emailKey: sql`keyed.email_key`,
      nameKey: sql`keyed.name_key`,
      source: sql`keyed.source`,
      record: sql`keyed.event_id`,
    })} AS customer_record_id
  FROM keyed
)`;
}

/** CTE `account_identity`: accounts with the id of the identity that each gives. */
export function accountIdentity(dialect: Dialect): Sql {
  return sql`keyed_account AS (
  SELECT
    account.account_id,
    account.user_id,
    account.email,
    account.name,
    account.locale,
    account.segment,
    account.revenue_month,
    account.run_id,
    ${emailKey(sql`account.email`)} AS email_key,
    ${nameKey(sql`account.name`)} AS name_key
  FROM ${table("raw.account")} AS account
),
account_identity AS (
  SELECT
    keyed_account.*,
    ${customerRecordId(dialect, {
      user: sql`keyed_account.user_id`,
      emailKey: sql`keyed_account.email_key`,
      nameKey: sql`keyed_account.name_key`,
      source: sql`'accounts'`,
      record: sql`keyed_account.account_id`,
    })} AS customer_record_id
  FROM keyed_account
)`;
}
