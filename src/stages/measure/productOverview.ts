import { publishedAsOf } from "../../ledger/reportedRun.ts";
import { isOpen } from "./isOpen.ts";
import { issueTopic } from "./issueTopic.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const productOverview: FinishedView = {
  comment:
    "Every product with its feedback, its customers and the share of feedback with an accepted category.",
  owner: "measure",
  readers: ["product", "analyst", "executive", "support", "reviewer", "platform"],
  shows: "finished",
  key: ["product"],
  columns: {
    product: shown("string", "Product."),
    title: shown("string", "Its name for people."),
    feedback: shown("bigint", "Feedback events."),
    customers: shown("bigint", "Distinct customers who wrote them."),
    categorised: shown("bigint", "Feedback events with an accepted category."),
    masked_spans: shown("bigint", "Pieces of personal data that are masked in their texts."),
    first_feedback_date: shown(
      "date",
      "Day of the first event (UTC), none later than the run; null without feedback.",
    ),
    last_feedback_date: shown(
      "date",
      "Day of the newest event (UTC), none later than the run; null without feedback.",
    ),
    open_issues: shown("bigint", "Issues that are neither resolved nor declined, without topics."),
    detected_issues: shown("bigint", "Of these, issues whose complaint rate stepped up."),
    rated: shown("bigint", "Feedback events with a rating."),
    versioned: shown("bigint", "Feedback events that name a product version."),
    usage_days: shown("bigint", "Days for which the number of active users is known."),
    releases: shown("bigint", "Releases that are known."),
    ticket_changes: shown("bigint", "Changes of tickets that are known."),
  },
  query: () => sql`WITH moment AS (
  SELECT ${publishedAsOf} AS as_of
),
product_feedback AS (
  SELECT
    event.product,
    count(*) AS feedback,
    count(DISTINCT customer.customer_id) AS customers,
    count(CASE WHEN enrichment.accepted THEN 1 END) AS categorised,
    CAST(sum(event.masked_spans) AS BIGINT) AS masked_spans,
    count(event.rating) AS rated,
    count(event.product_version) AS versioned,
    min(CASE WHEN event.event_date <= CAST(moment.as_of AS DATE) THEN event.event_date END) AS first_feedback_date,
    max(CASE WHEN event.event_date <= CAST(moment.as_of AS DATE) THEN event.event_date END) AS last_feedback_date
  FROM ${table("curated.feedback_event")} AS event
  CROSS JOIN moment
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = event.customer_record_id
  LEFT JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
  GROUP BY event.product
),
${issueTopic},
open_issue AS (
  SELECT
    issue.product,
    count(*) AS open_issues,
    count(CASE WHEN issue.origin <> 'standing' THEN 1 END) AS detected_issues
  FROM ${table("curated.issue")} AS issue
  LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue.issue_id
  JOIN issue_topic ON issue_topic.issue_id = issue.issue_id
  WHERE issue.events > 0 AND NOT issue_topic.is_topic AND ${isOpen(sql`issue_status.state`)}
  GROUP BY issue.product
),
usage AS (
  SELECT product, count(DISTINCT event_date) AS usage_days
  FROM ${table("curated.exposure_daily")}
  WHERE basis = 'active_users'
  GROUP BY product
),
product_release AS (
  SELECT product, count(*) AS releases FROM ${table("raw.release")} GROUP BY product
),
ticket_change AS (
  SELECT product, count(*) AS ticket_changes FROM ${table("raw.tracker_event")} GROUP BY product
)
SELECT
  product.product,
  product.title,
  coalesce(product_feedback.feedback, 0) AS feedback,
  coalesce(product_feedback.customers, 0) AS customers,
  coalesce(product_feedback.categorised, 0) AS categorised,
  coalesce(product_feedback.masked_spans, 0) AS masked_spans,
  product_feedback.first_feedback_date,
  product_feedback.last_feedback_date,
  coalesce(open_issue.open_issues, 0) AS open_issues,
  coalesce(open_issue.detected_issues, 0) AS detected_issues,
  coalesce(product_feedback.rated, 0) AS rated,
  coalesce(product_feedback.versioned, 0) AS versioned,
  coalesce(usage.usage_days, 0) AS usage_days,
  coalesce(product_release.releases, 0) AS releases,
  coalesce(ticket_change.ticket_changes, 0) AS ticket_changes
FROM ${table("curated.product")} AS product
LEFT JOIN product_feedback ON product_feedback.product = product.product
LEFT JOIN open_issue ON open_issue.product = product.product
LEFT JOIN usage ON usage.product = product.product
LEFT JOIN product_release ON product_release.product = product.product
LEFT JOIN ticket_change ON ticket_change.product = product.product`,
};
