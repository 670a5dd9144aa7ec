import { knownFix } from "../track/relations.ts";
import { hours, issueMilestone, medianHours, percent } from "./issueMilestone.ts";
import { productRevenue } from "./revenueByCustomer.ts";
import { issueTopic } from "./issueTopic.ts";
import { publishedAsOf, settledStates } from "../../ledger/reportedRun.ts";
import { conversationKinds, opinionKinds } from "../../contract/vocabulary.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { speaker } from "../normalize/relations.ts";
import { constants, sql, table } from "../../sql/sql.ts";

export const executiveScorecard: FinishedView = {
  comment:
    "How fast complaints become verified fixes: one row per product for the last 30, 60 and 90 days before the newest finished run.",
  owner: "measure",
  readers: ["executive", "product", "analyst"],
  shows: "finished",
  key: ["product", "window_days"],
  columns: {
    product: shown("string", "Product."),
    window_days: shown("int", "30, 60 or 90 days back from as_of."),
    as_of: shown("timestamp", "Reference time of the newest finished run (UTC)."),
    issues_detected: shown("bigint", "Issues detected in the window, without topics."),
    issues_open: shown("bigint", "Currently open issues, whenever they were detected, without topics."),
    median_hours_to_triage: shown(
      "decimal(38,1)",
      "Detection to triage of issues detected in the window; null where none is known.",
    ),
    median_hours_to_owner: shown(
      "decimal(38,1)",
      "Detection to an owner of issues detected in the window; null where none is known.",
    ),
    median_hours_to_outcome: shown(
      "decimal(38,1)",
      "Detection to resolved or wont_fix, of issues that reached it in the window.",
    ),
    fixes_released: shown("bigint", "Fixes released in the window."),
    fixes_fixed: shown("bigint", "Of these, fixes that hold according to the evidence."),
    fixes_not_fixed: shown("bigint", "Of these, fixes that did not help."),
    fixes_regressed: shown("bigint", "Of these, fixes after which the issue came back."),
    fixes_inconclusive: shown("bigint", "Of these, fixes without enough evidence yet."),
    feedback: shown("bigint", "Feedback events of the window."),
    coverage_percent: shown("decimal(38,1)", "Feedback with an accepted category."),
    matched_percent: shown("decimal(38,1)", "Feedback whose customer has a known account."),
    rated_reviews: shown("bigint", "Reviews and survey answers with a rating."),
    negative_reviews_percent: shown("decimal(38,1)", "Of these, with one or two stars."),
    tickets: shown("bigint", "Tickets and e-mails that open a conversation."),
    repeat_contacts: shown(
      "bigint",
      "Of these, beyond the first of the same customer and category in the window.",
    ),
    revenue_at_risk: shown(
      "decimal(18,2)",
      "Monthly revenue of accounts that currently have an open issue, each counted once.",
    ),
    revenue_recovered: shown(
      "decimal(18,2)",
      "Monthly revenue of accounts whose issues are currently all settled, with at least one proven fix.",
    ),
  },
  query: (dialect) => sql`WITH report_window AS (
  SELECT
    product.product,
    span.window_days,
    reported.as_of,
    CAST(${dialect.addDays(sql`CAST(reported.as_of AS DATE)`, sql`-span.window_days`)} AS TIMESTAMP) AS since
  FROM ${table("curated.product")} AS product
  CROSS JOIN (SELECT 30 AS window_days UNION ALL SELECT 60 AS window_days UNION ALL SELECT 90 AS window_days) AS span
  CROSS JOIN (SELECT ${publishedAsOf} AS as_of) AS reported
),
${issueMilestone},
${issueTopic},
${productRevenue(dialect)},
issue_figure AS (
  SELECT
    report_window.product,
    report_window.window_days,
    count(CASE WHEN issue_milestone.detected_at >= report_window.since THEN 1 END) AS issues_detected,
    count(CASE WHEN issue_status.state NOT IN ${settledStates} THEN 1 END) AS issues_open,
    ${medianHours(dialect, sql`CASE WHEN issue_milestone.detected_at >= report_window.since THEN ${hours(dialect, sql`issue_milestone.detected_at`, sql`issue_milestone.triaged_at`)} END`)} AS median_hours_to_triage,
    ${medianHours(dialect, sql`CASE WHEN issue_milestone.detected_at >= report_window.since THEN ${hours(dialect, sql`issue_milestone.detected_at`, sql`issue_milestone.assigned_at`)} END`)} AS median_hours_to_owner,
    ${medianHours(dialect, sql`CASE WHEN issue_milestone.outcome_at >= report_window.since THEN ${hours(dialect, sql`issue_milestone.detected_at`, sql`issue_milestone.outcome_at`)} END`)} AS median_hours_to_outcome
  FROM report_window
  JOIN issue_milestone ON issue_milestone.product = report_window.product
  LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue_milestone.issue_id
  JOIN issue_topic ON issue_topic.issue_id = issue_milestone.issue_id
  WHERE NOT issue_topic.is_topic
  GROUP BY report_window.product, report_window.window_days
),
fix_figure AS (
  SELECT
    report_window.product,
    report_window.window_days,
    count(*) AS fixes_released,
    count(CASE WHEN validation.verdict = 'fixed' THEN 1 END) AS fixes_fixed,
    count(CASE WHEN validation.verdict = 'not_fixed' THEN 1 END) AS fixes_not_fixed,
    count(CASE WHEN validation.verdict = 'regressed' THEN 1 END) AS fixes_regressed,
    count(CASE WHEN validation.verdict = 'inconclusive' THEN 1 END) AS fixes_inconclusive
  FROM report_window
  JOIN ${table("curated.issue")} AS issue ON issue.product = report_window.product
  JOIN ${knownFix} AS fix ON fix.issue_id = issue.issue_id AND fix.released_at BETWEEN report_window.since AND report_window.as_of
  JOIN ${table("curated.validation")} AS validation ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
  GROUP BY report_window.product, report_window.window_days
),
recent_feedback AS (
  SELECT
    event.product,
    event.occurred_at,
    event.channel,
    event.rating,
    ${speaker} AS customer_id,
    customer.account_id,
    coalesce(enrichment.category, '-') AS category,
    coalesce(enrichment.accepted, false) AS accepted,
    event.channel IN ${constants(conversationKinds)} AND event.parent_record_id IS NULL AS opens_conversation
  FROM ${table("curated.feedback_event")} AS event
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = event.customer_record_id
  LEFT JOIN ${table("curated.enrichment")} AS enrichment ON enrichment.event_id = event.event_id
  WHERE event.occurred_at >= (SELECT min(since) FROM report_window)
),
feedback AS (
  SELECT
    report_window.product,
    report_window.window_days,
    recent_feedback.channel,
    recent_feedback.rating,
    recent_feedback.customer_id,
    recent_feedback.account_id,
    recent_feedback.category,
    recent_feedback.accepted,
    recent_feedback.opens_conversation
  FROM report_window
  JOIN recent_feedback
    ON recent_feedback.product = report_window.product
    AND recent_feedback.occurred_at BETWEEN report_window.since AND report_window.as_of
),
contact AS (
  SELECT product, window_days, count(*) - 1 AS repeats
  FROM feedback
  WHERE opens_conversation
  GROUP BY product, window_days, customer_id, category
),
contact_figure AS (
  SELECT product, window_days, CAST(sum(repeats) AS BIGINT) AS repeat_contacts
  FROM contact
  GROUP BY product, window_days
),
feedback_figure AS (
  SELECT
    product,
    window_days,
    count(*) AS feedback,
    count(CASE WHEN accepted THEN 1 END) AS accepted,
    count(account_id) AS matched,
    count(CASE WHEN channel IN ${constants(opinionKinds)} THEN rating END) AS rated_reviews,
    count(CASE WHEN channel IN ${constants(opinionKinds)} AND rating <= 2 THEN 1 END) AS negative_reviews,
    count(CASE WHEN opens_conversation THEN 1 END) AS tickets
  FROM feedback
  GROUP BY product, window_days
)
SELECT
  report_window.product,
  report_window.window_days,
  report_window.as_of,
  coalesce(issue_figure.issues_detected, 0) AS issues_detected,
  coalesce(issue_figure.issues_open, 0) AS issues_open,
  issue_figure.median_hours_to_triage,
  issue_figure.median_hours_to_owner,
  issue_figure.median_hours_to_outcome,
  coalesce(fix_figure.fixes_released, 0) AS fixes_released,
  coalesce(fix_figure.fixes_fixed, 0) AS fixes_fixed,
  coalesce(fix_figure.fixes_not_fixed, 0) AS fixes_not_fixed,
  coalesce(fix_figure.fixes_regressed, 0) AS fixes_regressed,
  coalesce(fix_figure.fixes_inconclusive, 0) AS fixes_inconclusive,
  coalesce(feedback_figure.feedback, 0) AS feedback,
  ${percent(dialect, sql`feedback_figure.accepted`, sql`feedback_figure.feedback`)} AS coverage_percent,
  ${percent(dialect, sql`feedback_figure.matched`, sql`feedback_figure.feedback`)} AS matched_percent,
  coalesce(feedback_figure.rated_reviews, 0) AS rated_reviews,
  ${percent(dialect, sql`feedback_figure.negative_reviews`, sql`feedback_figure.rated_reviews`)} AS negative_reviews_percent,
  coalesce(feedback_figure.tickets, 0) AS tickets,
  coalesce(contact_figure.repeat_contacts, 0) AS repeat_contacts,
  coalesce(product_revenue.at_risk, CAST(0 AS DECIMAL(18, 2))) AS revenue_at_risk,
  coalesce(product_revenue.recovered, CAST(0 AS DECIMAL(18, 2))) AS revenue_recovered
FROM report_window
LEFT JOIN issue_figure ON issue_figure.product = report_window.product AND issue_figure.window_days = report_window.window_days
LEFT JOIN fix_figure ON fix_figure.product = report_window.product AND fix_figure.window_days = report_window.window_days
LEFT JOIN feedback_figure ON feedback_figure.product = report_window.product AND feedback_figure.window_days = report_window.window_days
LEFT JOIN contact_figure ON contact_figure.product = report_window.product AND contact_figure.window_days = report_window.window_days
LEFT JOIN product_revenue ON product_revenue.product = report_window.product`,
};
