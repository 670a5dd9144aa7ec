import { hours } from "./issueMilestone.ts";
import { suggestedFor } from "./suggestedFor.ts";
import { reportedAsOf } from "../../ledger/reportedRun.ts";
import { hashKey } from "../../sql/hash.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { pseudonym } from "../../sql/pseudonym.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** CTE `item`: what waits, with the feedback and the issue that it is about. */
export const waitingItem: Sql = sql`item AS (
  SELECT
    review_item.review_item_id,
    review_item.reason,
    review_item.subject_kind,
    review_item.subject_id,
    review_item.raised_at,
    outbox.risk_class,
    CASE WHEN review_item.subject_kind = 'event' THEN review_item.subject_id ELSE outbox.event_id END AS event_id,
    CASE WHEN review_item.subject_kind = 'issue' THEN review_item.subject_id ELSE outbox.issue_id END AS issue_id
  FROM ${table("curated.review_item")} AS review_item
  LEFT JOIN ${table("curated.outbox")} AS outbox
    ON outbox.outbox_id = CASE WHEN review_item.subject_kind = 'outbox' THEN review_item.subject_id END
)`;

export const reviewQueue: FinishedView = {
  comment: "Items that wait for a reviewer, with their evidence.",
  owner: "measure",
  readers: ["reviewer"],
  shows: "finished",
  key: ["review_item_id"],
  columns: {
    review_item_id: shown("string", "The item; use this id to record a decision."),
    reason: shown("string", "Why it waits: low_confidence, identity, risk, no_owner or ticket_link."),
    subject_kind: shown("string", "Kind of the item to review: event, customer_link, outbox or issue."),
    subject_id: shown("string", "Its id."),
    customer_pseudonym: shown(
      "string",
      "Of an identity: one of the two customers who may be the same, as people see customer_id of curated.customer (mask_key); else null.",
    ),
    other_customer_pseudonym: shown("string", "Of an identity: the other one; else null."),
    product: shown("string", "Product; null for an identity."),
    title: shown("string", "Title of the suggested category; null for an identity."),
    confidence_percent: shown("decimal(38,1)", "Confidence of the suggestion; null where there is none."),
    runner_up: shown("string", "Second best category; null where there is none."),
    quote: shown("string", "Verbatim piece of the masked text; null where there is none."),
    channel: shown("string", "Kind of the source; null where there is no event."),
    language: shown("string", "Language; null where there is no event."),
    locale: shown("string", "Locale as delivered; null without an event, or if not given."),
    risk_class: shown("string", "Risk of the text or of the outgoing message; null if there is none."),
    raised_at: shown("timestamp", "When it was raised (UTC)."),
    waiting_hours: shown("bigint", "Hours it has waited at the newest finished run."),
  },
  unshown: {
    event_id: shown("string", "The feedback that it is about; null for an identity or an issue."),
  },
  atReading: {
    waiting_hours: (dialect) => hours(dialect, sql`raised_at`, reportedAsOf),
  },
  query: (dialect) => sql`WITH ${waitingItem},
asked_link AS (
  SELECT
    ${hashKey(dialect, [sql`link.left_record_id`, sql`link.right_record_id`])} AS link_id,
    link.left_record_id,
    link.right_record_id
  FROM ${table("curated.customer_link")} AS link
  WHERE link.decision = 'review'
),
pair AS (
  -- an identity without a customer yet stands for itself
  SELECT
    item.review_item_id,
    ${pseudonym(dialect, sql`coalesce(one.customer_id, link.left_record_id)`)} AS customer_pseudonym,
    ${pseudonym(dialect, sql`coalesce(other.customer_id, link.right_record_id)`)} AS other_customer_pseudonym
  FROM item
  JOIN asked_link AS link ON link.link_id = item.subject_id
  LEFT JOIN ${table("curated.customer")} AS one ON one.customer_record_id = link.left_record_id
  LEFT JOIN ${table("curated.customer")} AS other ON other.customer_record_id = link.right_record_id
  WHERE item.subject_kind = 'customer_link'
),
${suggestedFor("item")}
SELECT
  item.review_item_id,
  item.reason,
  item.subject_kind,
  item.subject_id,
  pair.customer_pseudonym,
  pair.other_customer_pseudonym,
  coalesce(suggested.product, issue.product) AS product,
  coalesce(category.title, suggested.category, issue.category) AS title,
  ${dialect.quantise(dialect.divide(sql`suggested.confidence_bp`, sql`100`), 1)} AS confidence_percent,
  suggested.runner_up,
  suggested.quote,
  suggested.channel,
  suggested.language,
  suggested.locale,
  coalesce(item.risk_class, suggested.risk_class) AS risk_class,
  item.raised_at,
  item.event_id
FROM item
LEFT JOIN pair ON pair.review_item_id = item.review_item_id
LEFT JOIN suggested ON suggested.event_id = item.event_id
LEFT JOIN ${table("curated.issue")} AS issue ON issue.issue_id = item.issue_id
LEFT JOIN ${table("curated.category")} AS category ON category.category = coalesce(suggested.category, issue.category)`,
};
