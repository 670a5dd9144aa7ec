import { hours } from "./issueMilestone.ts";
import { reportedAsOf } from "./reportedRun.ts";
import type { ViewContract } from "../contract.ts";
import { sql, table } from "../../sql/sql.ts";

export const supportQueue: ViewContract = {
  comment: "What support has to look at before it leaves: reply drafts, and everything that carries a risk.",
  owner: "measure",
  readers: ["support", "reviewer"],
  columns: {
    outbox_id: "The item; say this id when approving or rejecting.",
    action: "What would leave: reply, ticket, notification or escalation.",
    risk_class: "Why it waits; none for a draft that only has to be read.",
    product: "Product.",
    channel: "Kind of the source; null for an issue.",
    language: "Language of the customer; null for an issue.",
    locale: "Locale of the customer as delivered; null for an issue and where none was given.",
    title: "Title of the category.",
    urgency: "From priority and words; null for an issue.",
    rating: "Stars; null where there are none.",
    quote: "Verbatim piece of the masked text; null where there is none.",
    macro: "Macro of the draft; null without a draft.",
    draft_language: "Language of the draft; null without a draft.",
    draft: "The proposed answer; null without a draft.",
    article_id: "Article it points to; null where none.",
    written_at: "When the customer wrote it, or the issue was detected (UTC).",
    waiting_since: "Since when it waits (UTC).",
    waiting_hours: "Hours it has waited at the newest finished run.",
  },
  query: (dialect) => sql`SELECT
  outbox.outbox_id,
  outbox.action,
  outbox.risk_class,
  coalesce(event.product, issue.product) AS product,
  event.channel,
  event.language,
  event.locale,
  coalesce(category.title, enrichment.category, issue.category) AS title,
  enrichment.urgency,
  event.rating,
  enrichment.quote,
  reply_draft.macro,
  reply_draft.language AS draft_language,
  reply_draft.body AS draft,
  reply_draft.article_id,
  coalesce(event.occurred_at, issue.detected_at) AS written_at,
  outbox.created_at AS waiting_since,
  ${hours(dialect, sql`outbox.created_at`, reportedAsOf)} AS waiting_hours
FROM ${table("curated.outbox")} AS outbox
LEFT JOIN ${table("curated.reply_draft")} AS reply_draft ON reply_draft.event_id = outbox.event_id
LEFT JOIN ${table("curated.feedback_event")} AS event ON event.event_id = outbox.event_id
LEFT JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = outbox.event_id
LEFT JOIN ${table("curated.issue")} AS issue ON issue.issue_id = outbox.issue_id
LEFT JOIN ${table("curated.category")} AS category ON category.category = coalesce(enrichment.category, issue.category)
WHERE outbox.status = 'waiting'`,
};
