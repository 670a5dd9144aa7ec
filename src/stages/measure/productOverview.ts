import { publishedAsOf } from "../../ledger/reportedRun.ts";
import { isOpen } from "./isOpen.ts";
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
    open_issues: shown("bigint", "Issues that are neither resolved nor declined."),
    detected_issues: shown("bigint", "Of these, issues whose complaint rate stepped up."),
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
    min(CASE WHEN event.event_date <= CAST(moment.as_of AS DATE) THEN event.event_date END) AS first_feedback_date,
    max(CASE WHEN event.event_date <= CAST(moment.as_of AS DATE) THEN event.event_date END) AS last_feedback_date
  FROM ${table("curated.feedback_event")} AS event
  CROSS JOIN moment
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = event.customer_record_id
  LEFT JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
  GROUP BY event.product
),
open_issue AS (
  SELECT
    issue.product,
    count(*) AS open_issues,
    count(CASE WHEN issue.origin <> 'standing' THEN 1 END) AS detected_issues
  FROM ${table("curated.issue")} AS issue
  LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue.issue_id
  WHERE issue.events > 0 AND ${isOpen(sql`issue_status.state`)}
  GROUP BY issue.product
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
  coalesce(open_issue.detected_issues, 0) AS detected_issues
FROM ${table("curated.product")} AS product
LEFT JOIN product_feedback ON product_feedback.product = product.product
LEFT JOIN open_issue ON open_issue.product = product.product`,
};
