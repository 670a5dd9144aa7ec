import { knownFix } from "../track/relations.ts";
import { isOpen } from "./isOpen.ts";
import { complaintKinds } from "../../ledger/reportedRun.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const releaseWatch: FinishedView = {
  comment:
    "Every release with its usage, its complaints, the categories that stepped up with it, and whether an issue blocks the next one.",
  owner: "measure",
  readers: ["product", "analyst"],
  shows: "finished",
  key: ["product", "version"],
  columns: {
    product: shown("string", "Product."),
    version: shown("string", "Version."),
    release_kind: shown("string", "client: users adopt it over days; server: active for all users at once."),
    released_at: shown("timestamp", "When it was first released, on any platform (UTC)."),
    exposure: shown(
      "decimal(28,4)",
      "Active users summed over days, or items of feedback where no usage is delivered.",
    ),
    complaints: shown("bigint", "Complaints of its users: one vote per customer, category and day."),
    complaints_per_1000: shown(
      "decimal(38,2)",
      "Complaints per 1000 of its exposure; null without exposure.",
    ),
    pages: shown("bigint", "Categories that stepped up with it strongly enough to page."),
    watches: shown("bigint", "Categories that stepped up with it and are watched."),
    open_issues: shown("bigint", "Open issues that began with it."),
    top_issue: shown("string", "Title of the open issue with the highest priority; null if there is none."),
    is_blocked: shown(
      "boolean",
      "True if an unsettled release blocker affects it and it contains no fix for that.",
    ),
  },
  query: (dialect) => sql`WITH released_version AS (
  SELECT product, version, version_key, min(release_kind) AS release_kind, min(released_at) AS released_at
  FROM ${table("raw.release")}
  GROUP BY product, version, version_key
),
version_exposure AS (
  SELECT product, version, CAST(sum(exposure) AS DECIMAL(28, 4)) AS exposure
  FROM ${table("curated.exposure_daily")}
  GROUP BY product, version
),
version_complaint AS (
  SELECT daily_count.product, daily_count.version, CAST(sum(daily_count.voters) AS BIGINT) AS complaints
  FROM ${table("curated.daily_count")} AS daily_count
  JOIN ${table("curated.category")} AS category ON category.category = daily_count.category
  WHERE category.kind IN ${complaintKinds}
  GROUP BY daily_count.product, daily_count.version
),
version_alarm AS (
  SELECT
    product,
    version,
    count(CASE WHEN level = 'page' THEN 1 END) AS pages,
    count(CASE WHEN level = 'watch' THEN 1 END) AS watches
  FROM ${table("curated.detection")}
  WHERE origin = 'release'
  GROUP BY product, version
),
open_issue AS (
  SELECT
    issue.issue_id,
    issue.product,
    issue.scope_version,
    CASE WHEN issue.scope_version IS NOT NULL THEN ${versionKey(sql`issue.scope_version`)} END AS scope_version_key,
    coalesce(category.title, issue.category) AS title,
    issue.priority,
    coalesce(assignment.release_blocker, false) AS release_blocker
  FROM ${table("curated.issue")} AS issue
  LEFT JOIN ${table("curated.category")} AS category ON category.category = issue.category
  LEFT JOIN ${table("curated.assignment")} AS assignment ON assignment.issue_id = issue.issue_id
  LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue.issue_id
  WHERE issue.events > 0 AND ${isOpen(sql`issue_status.state`)}
),
version_issue AS (
  SELECT product, scope_version AS version, count(*) AS open_issues
  FROM open_issue
  WHERE scope_version IS NOT NULL
  GROUP BY product, scope_version
),
version_top_issue AS (
  SELECT product, scope_version AS version, title
  FROM open_issue
  WHERE scope_version IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY product, scope_version ORDER BY priority DESC, issue_id) = 1
),
version_blocker AS (
  SELECT released_version.product, released_version.version, open_issue.issue_id
  FROM released_version
  JOIN open_issue
    ON open_issue.product = released_version.product
    AND open_issue.release_blocker
    AND coalesce(open_issue.scope_version_key <= released_version.version_key, true)
),
-- a fix that evidence has not refuted lifts the block from its version on, one on the server, from all
lifted_blocker AS (
  SELECT DISTINCT version_blocker.product, version_blocker.version, version_blocker.issue_id
  FROM version_blocker
  JOIN released_version
    ON released_version.product = version_blocker.product AND released_version.version = version_blocker.version
  JOIN ${knownFix} AS fix ON fix.issue_id = version_blocker.issue_id
  JOIN ${table("curated.validation")} AS validation ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
  WHERE validation.verdict IN ('fixed', 'inconclusive')
    AND (fix.scope = 'date' OR fix.fix_version_key <= released_version.version_key)
),
blocked_version AS (
  SELECT DISTINCT version_blocker.product, version_blocker.version
  FROM version_blocker
  LEFT JOIN lifted_blocker
    ON lifted_blocker.product = version_blocker.product
    AND lifted_blocker.version = version_blocker.version
    AND lifted_blocker.issue_id = version_blocker.issue_id
  WHERE lifted_blocker.issue_id IS NULL
)
SELECT
  released_version.product,
  released_version.version,
  released_version.release_kind,
  released_version.released_at,
  coalesce(version_exposure.exposure, CAST(0 AS DECIMAL(28, 4))) AS exposure,
  coalesce(version_complaint.complaints, 0) AS complaints,
  ${dialect.quantise(dialect.divide(sql`1000 * coalesce(version_complaint.complaints, 0)`, sql`version_exposure.exposure`), 2)} AS complaints_per_1000,
  coalesce(version_alarm.pages, 0) AS pages,
  coalesce(version_alarm.watches, 0) AS watches,
  coalesce(version_issue.open_issues, 0) AS open_issues,
  version_top_issue.title AS top_issue,
  blocked_version.version IS NOT NULL AS is_blocked
FROM released_version
LEFT JOIN version_exposure ON version_exposure.product = released_version.product AND version_exposure.version = released_version.version
LEFT JOIN version_complaint ON version_complaint.product = released_version.product AND version_complaint.version = released_version.version
LEFT JOIN version_alarm ON version_alarm.product = released_version.product AND version_alarm.version = released_version.version
LEFT JOIN version_issue ON version_issue.product = released_version.product AND version_issue.version = released_version.version
LEFT JOIN version_top_issue ON version_top_issue.product = released_version.product AND version_top_issue.version = released_version.version
LEFT JOIN blocked_version ON blocked_version.product = released_version.product AND blocked_version.version = released_version.version`,
};
