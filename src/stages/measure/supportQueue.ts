import { hours } from "./issueMilestone.ts";
import { suggestedFor } from "./suggestedFor.ts";
import { reportedAsOf } from "../../ledger/reportedRun.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const supportQueue: FinishedView = {
  comment: "Outgoing items that support must review: reply drafts, and everything that carries a risk.",
  owner: "measure",
  readers: ["support", "reviewer"],
  shows: "finished",
  key: ["outbox_id"],
  columns: {
    outbox_id: shown("string", "The item; use this id to approve or reject it."),
    action: shown("string", "What would leave: reply, ticket, notification or escalation."),
    risk_class: shown("string", "Risk that it waits for; none for a draft that only needs reading."),
    product: shown("string", "Product."),
    channel: shown("string", "Kind of the source; null for an issue."),
    language: shown("string", "Language of the customer; null for an issue."),
    locale: shown("string", "Locale of the customer as delivered; null for an issue, or if not given."),
    title: shown("string", "Title of the category."),
    urgency: shown("string", "From priority and words; null for an issue."),
    rating: shown("int", "Stars; null where there are none."),
    quote: shown("string", "Verbatim piece of the masked text; null where there is none."),
    macro: shown("string", "Macro of the draft; null without a draft."),
    draft_language: shown("string", "Language of the draft; null without a draft."),
    draft: shown("string", "The proposed answer; null without a draft."),
    article_id: shown("string", "Article it points to; null where none."),
    written_at: shown("timestamp", "When the customer wrote it, or the issue was detected (UTC)."),
    waiting_since: shown("timestamp", "Since when it waits (UTC)."),
    waiting_hours: shown("bigint", "Hours it has waited at the newest finished run."),
  },
  unshown: {
    event_id: shown("string", "The feedback that it answers; null for an issue."),
  },
  atReading: {
    waiting_hours: (dialect) => hours(dialect, sql`waiting_since`, reportedAsOf),
  },
  query: () => sql`WITH item AS (
  SELECT outbox_id, action, risk_class, event_id, issue_id, created_at
  FROM ${table("curated.outbox")}
  WHERE status = 'waiting'
),
${suggestedFor("item")}
SELECT
  item.outbox_id,
  item.action,
  item.risk_class,
  coalesce(suggested.product, issue.product) AS product,
  suggested.channel,
  suggested.language,
  suggested.locale,
  coalesce(category.title, suggested.category, issue.category) AS title,
  suggested.urgency,
  suggested.rating,
  suggested.quote,
  reply_draft.macro,
  reply_draft.language AS draft_language,
  reply_draft.body AS draft,
  reply_draft.article_id,
  coalesce(suggested.occurred_at, issue.detected_at) AS written_at,
  item.created_at AS waiting_since,
  item.event_id
FROM item
LEFT JOIN suggested ON suggested.event_id = item.event_id
LEFT JOIN ${table("curated.reply_draft")} AS reply_draft ON reply_draft.event_id = item.event_id
LEFT JOIN ${table("curated.issue")} AS issue ON issue.issue_id = item.issue_id
LEFT JOIN ${table("curated.category")} AS category ON category.category = coalesce(suggested.category, issue.category)`,
};
