import { knownFix } from "../track/relations.ts";
import { settledStates } from "../../ledger/reportedRun.ts";
import { isOpen } from "./isOpen.ts";
import { issueTopic } from "./issueTopic.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const issueOverview: FinishedView = {
  comment:
    "Product analytics: every issue with its owner, state, reach, the signal that moves with it and the verdict on its newest fix.",
  owner: "measure",
  readers: ["product", "analyst", "reviewer", "support", "executive"],
  shows: "finished",
  key: ["issue_id"],
  columns: {
    issue_id: shown("string", "The issue."),
    product: shown("string", "Product."),
    title: shown("string", "Title of its category."),
    area: shown("string", "Product area."),
    category: shown("string", "Category."),
    kind: shown("string", "What a complaint of this category is."),
    severity: shown("string", "How bad one case is."),
    origin: shown(
      "string",
      "release: stepped up with a version; spike: stepped up on a day; standing: ongoing, at a steady rate.",
    ),
    scope_version: shown("string", "First version affected; null where not tied to one."),
    owner: shown("string", "Team that owns it; null for a topic, or if it has no owner."),
    state: shown("string", "Current state."),
    since: shown("timestamp", "Since when (UTC)."),
    verdict: shown("string", "Verdict on its newest fix; null without a fix."),
    verdict_reason: shown("string", "Reason of the verdict, in one word; null without a fix."),
    fix_version: shown("string", "Version of its newest fix; null where there is none or it names none."),
    rate_ratio_percent: shown(
      "decimal(38,1)",
      "Rate of complaints after the newest fix in percent of the rate before; null where not known.",
    ),
    events: shown("bigint", "Feedback events in it."),
    customers: shown("bigint", "Distinct customers."),
    revenue_at_risk: shown(
      "decimal(18,2)",
      "Monthly revenue of the accounts of its customers; a customer of two issues counts in both.",
    ),
    priority: shown("bigint", "Priority; higher first."),
    top_signal: shown("string", "Metric that explains most of it; null without an accepted one."),
    top_signal_ratio: shown("decimal(38,2)", "Rate of that metric in scope to its reference."),
    onset_date: shown("date", "First day."),
    detected_at: shown("timestamp", "When it was detected (UTC)."),
    last_event_at: shown("timestamp", "Newest event (UTC)."),
    is_open: shown("boolean", "True until it is resolved or declined; a topic is never open."),
    area_id: shown("string", "Id of the product area."),
    owner_id: shown("string", "Id of the team; null for a topic, or if it has no owner."),
    owner_reason: shown("string", "Rule that gave it its owner; null for a topic, or if it has no owner."),
    blocks_release: shown("boolean", "True if it is open and its severity blocks a release."),
    is_topic: shown(
      "boolean",
      "True for praise, questions and requests whose category or kind no owner rule names: what people talk about, without an owner.",
    ),
    newest_fix_at: shown("timestamp", "When its newest fix came out (UTC); null without a fix."),
  },
  query: (dialect) => sql`WITH newest_fix AS (
  SELECT fix.issue_id, fix.fix_version, fix.released_at, validation.verdict, validation.reason, validation.rate_ratio_milli
  FROM ${knownFix} AS fix
  LEFT JOIN ${table("curated.validation")} AS validation
    ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
  QUALIFY row_number() OVER (PARTITION BY fix.issue_id ORDER BY fix.fix_position DESC) = 1
),
top_signal AS (
  SELECT issue_id, metric, effect_milli
  FROM ${table("curated.issue_signal")}
  WHERE accepted
  QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY link_rank, metric, area) = 1
),
${issueTopic}
SELECT
  issue.issue_id,
  issue.product,
  coalesce(category.title, issue.category) AS title,
  coalesce(area.title, issue.area) AS area,
  issue.category,
  issue.kind,
  issue.severity,
  issue.origin,
  issue.scope_version,
  CASE WHEN NOT issue_topic.is_topic THEN coalesce(owner.title, assignment.owner) END AS owner,
  issue_status.state,
  issue_status.since,
  newest_fix.verdict,
  newest_fix.reason AS verdict_reason,
  newest_fix.fix_version,
  ${dialect.quantise(dialect.divide(sql`newest_fix.rate_ratio_milli`, sql`10`), 1)} AS rate_ratio_percent,
  issue.events,
  issue.customers,
  issue.revenue_at_risk,
  issue.priority,
  top_signal.metric AS top_signal,
  ${dialect.quantise(dialect.divide(sql`top_signal.effect_milli`, sql`1000`), 2)} AS top_signal_ratio,
  issue.onset_date,
  issue.detected_at,
  issue.last_event_at,
  NOT issue_topic.is_topic AND ${isOpen(sql`issue_status.state`)} AS is_open,
  issue.area AS area_id,
  CASE WHEN NOT issue_topic.is_topic THEN assignment.owner END AS owner_id,
  CASE WHEN NOT issue_topic.is_topic THEN assignment.explanation END AS owner_reason,
  coalesce(assignment.release_blocker AND issue_status.state NOT IN ${settledStates}, false) AS blocks_release,
  issue_topic.is_topic,
  newest_fix.released_at AS newest_fix_at
FROM ${table("curated.issue")} AS issue
LEFT JOIN ${table("curated.category")} AS category ON category.category = issue.category
LEFT JOIN ${table("curated.area")} AS area ON area.area = issue.area
LEFT JOIN ${table("curated.assignment")} AS assignment ON assignment.issue_id = issue.issue_id
LEFT JOIN ${table("curated.owner")} AS owner ON owner.owner = assignment.owner
LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue.issue_id
JOIN issue_topic ON issue_topic.issue_id = issue.issue_id
LEFT JOIN newest_fix ON newest_fix.issue_id = issue.issue_id
LEFT JOIN top_signal ON top_signal.issue_id = issue.issue_id
WHERE issue.events > 0`,
};
