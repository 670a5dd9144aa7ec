import { hours, issueMilestone, medianHours } from "./issueMilestone.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { memberVote } from "../cluster/relations.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** CTE `issue_time`: hours between the milestones of each issue; null where a milestone was not reached or is not known. */
function issueTime(dialect: Dialect): Sql {
  return sql`${issueMilestone},
first_feedback AS (
  SELECT issue_id, min(said_at) AS first_feedback_at
  FROM (
    ${memberVote(["said_at"])}
  ) AS member
  GROUP BY issue_id
),
issue_time AS (
  SELECT
    issue_milestone.issue_id,
    issue_milestone.product,
    first_feedback.first_feedback_at,
    issue_milestone.detected_at,
    issue_milestone.triaged_at,
    issue_milestone.assigned_at,
    issue_milestone.released_at,
    issue_milestone.resolved_at,
    ${hours(dialect, sql`first_feedback.first_feedback_at`, sql`issue_milestone.detected_at`)} AS feedback_to_detection_hours,
    ${hours(dialect, sql`first_feedback.first_feedback_at`, sql`issue_milestone.triaged_at`)} AS feedback_to_triage_hours,
    ${hours(dialect, sql`issue_milestone.triaged_at`, sql`issue_milestone.assigned_at`)} AS triage_to_assignment_hours,
    ${hours(dialect, sql`issue_milestone.assigned_at`, sql`issue_milestone.released_at`)} AS assignment_to_fix_hours,
    ${hours(dialect, sql`issue_milestone.released_at`, sql`issue_milestone.resolved_at`)} AS fix_to_validation_hours
  FROM issue_milestone
  LEFT JOIN first_feedback ON first_feedback.issue_id = issue_milestone.issue_id
)`;
}

export const feedbackToFixTimes: FinishedView = {
  comment: "How long every issue took from the first complaint to the proof that its fix holds.",
  owner: "measure",
  readers: ["product", "analyst"],
  shows: "finished",
  key: ["issue_id"],
  columns: {
    issue_id: shown("string", "The issue."),
    product: shown("string", "Product."),
    first_feedback_at: shown("timestamp", "Its first complaint (UTC)."),
    detected_at: shown("timestamp", "When it was detected (UTC)."),
    triaged_at: shown("timestamp", "When it was triaged first (UTC); null where not known."),
    assigned_at: shown("timestamp", "When it got an owner first (UTC); null where not known."),
    released_at: shown("timestamp", "When its first fix came out (UTC); null without one."),
    resolved_at: shown("timestamp", "When a fix was first proven (UTC); null before."),
    feedback_to_detection_hours: shown("bigint", "Whole hours from the first complaint to detection."),
    feedback_to_triage_hours: shown("bigint", "Whole hours from the first complaint to triage."),
    triage_to_assignment_hours: shown("bigint", "Whole hours from triage to an owner."),
    assignment_to_fix_hours: shown("bigint", "Whole hours from an owner to the first fix."),
    fix_to_validation_hours: shown("bigint", "Whole hours from the first fix to the first proof."),
  },
  query: (dialect) => sql`WITH ${issueTime(dialect)}
SELECT
  issue_id, product, first_feedback_at, detected_at, triaged_at, assigned_at, released_at, resolved_at,
  feedback_to_detection_hours, feedback_to_triage_hours, triage_to_assignment_hours, assignment_to_fix_hours, fix_to_validation_hours
FROM issue_time`,
};

export const feedbackToFixMedians: FinishedView = {
  comment: "The same over all issues of a product: medians, and the number of issues behind each.",
  owner: "measure",
  readers: ["executive", "product", "analyst"],
  shows: "finished",
  key: ["product"],
  columns: {
    product: shown("string", "Product."),
    issues: shown("bigint", "Issues."),
    feedback_to_detection_hours: shown(
      "decimal(38,1)",
      "Median hours from the first complaint to detection.",
    ),
    feedback_to_triage_hours: shown("decimal(38,1)", "Median hours from the first complaint to triage."),
    triage_to_assignment_hours: shown("decimal(38,1)", "Median hours from triage to an owner."),
    assignment_to_fix_hours: shown("decimal(38,1)", "Median hours from an owner to the first fix."),
    fix_to_validation_hours: shown("decimal(38,1)", "Median hours from the first fix to the first proof."),
    triaged: shown("bigint", "Issues whose triage is known."),
    assigned: shown("bigint", "Issues whose assignment is known."),
    released: shown("bigint", "Issues with a fix after their assignment."),
    validated: shown("bigint", "Issues with a proven fix."),
  },
  query: (dialect) => sql`WITH ${issueTime(dialect)}
SELECT
  product,
  count(*) AS issues,
  ${medianHours(dialect, sql`feedback_to_detection_hours`)} AS feedback_to_detection_hours,
  ${medianHours(dialect, sql`feedback_to_triage_hours`)} AS feedback_to_triage_hours,
  ${medianHours(dialect, sql`triage_to_assignment_hours`)} AS triage_to_assignment_hours,
  ${medianHours(dialect, sql`assignment_to_fix_hours`)} AS assignment_to_fix_hours,
  ${medianHours(dialect, sql`fix_to_validation_hours`)} AS fix_to_validation_hours,
  count(feedback_to_triage_hours) AS triaged,
  count(triage_to_assignment_hours) AS assigned,
  count(assignment_to_fix_hours) AS released,
  count(fix_to_validation_hours) AS validated
FROM issue_time
GROUP BY product`,
};
