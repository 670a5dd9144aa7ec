import type { Stage } from "../stage.ts";
import { alarmIssue } from "./alarmIssue.ts";
import { dailyCount, miscountedDay } from "./dailyCount.ts";
import { detection } from "./detection.ts";
import { exposureDaily } from "./exposureDaily.ts";
import { issueMember } from "./issueMember.ts";
import { issuePlatform } from "./issuePlatform.ts";
import { issueSignal } from "./issueSignal.ts";
import { issueSize } from "./issueSize.ts";
import { memberVote } from "./relations.ts";
import { standingIssue } from "./standingIssue.ts";
import { sql, table } from "../../sql/sql.ts";

export const cluster: Stage = {
  name: "cluster",
  title: "Group feedback into issues",
  input: "curated.point",
  reads: [
    "curated.pipeline_run",
    "curated.setting",
    "curated.area",
    "curated.category",
    "curated.category_signal",
    "curated.statement",
    "curated.point",
    "curated.customer",
    "raw.telemetry_point",
    "raw.release",
    "raw.account",
  ],
  writes: [
    "curated.daily_count",
    "curated.exposure_daily",
    "curated.detection",
    "curated.issue",
    "curated.issue_member",
    "curated.issue_platform",
    "curated.issue_signal",
  ],
  steps: [
    dailyCount,
    exposureDaily,
    detection,
    alarmIssue,
    standingIssue,
    issueMember,
    issueSize,
    issuePlatform,
    issueSignal,
  ],
  checks: [
    {
      id: "cluster.members_have_an_issue",
      stage: "cluster",
      table: "curated.issue_member",
      title: "Every member belongs to an issue of its own product and category.",
      severity: "error",
      failing: () => sql`SELECT member.event_id
FROM (
  ${memberVote(["event_id", "product", "category"])}
) AS member
LEFT JOIN ${table("curated.issue")} AS issue
  ON issue.issue_id = member.issue_id AND issue.product = member.product AND issue.category = member.category
WHERE issue.issue_id IS NULL`,
    },
    {
      id: "cluster.every_event_is_counted",
      stage: "cluster",
      table: "curated.daily_count",
      title:
        "The daily counts contain every feedback event once, on every day that still has all of its feedback.",
      severity: "error",
      failing: miscountedDay,
    },
    {
      id: "cluster.exposure_names_versions",
      stage: "cluster",
      table: "curated.exposure_daily",
      title: "Half of the feedback that names a version names one whose usage is known.",
      severity: "warn",
      failing: () => sql`SELECT count_row.product
FROM ${table("curated.daily_count")} AS count_row
LEFT JOIN (SELECT DISTINCT product, version FROM ${table("curated.exposure_daily")}) AS known
  ON known.product = count_row.product AND known.version = count_row.version
WHERE count_row.version <> '-'
GROUP BY count_row.product
HAVING sum(CASE WHEN known.version IS NULL THEN count_row.events ELSE 0 END) * 2 > sum(count_row.events)`,
    },
  ],
  seeds: () => [],
};
