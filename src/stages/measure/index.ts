import type { Stage } from "../stage.ts";
import { publishedTables, publishSteps, type PublishedTable } from "./published.ts";
import { sql, table } from "../../sql/sql.ts";

/**
 * What people read, view by view (views.ts), published at once when the run finishes (published.ts). The queries are
 * the views' own: nothing is computed here that could disagree with the curated tables.
 */
export const measure: Stage = {
  name: "measure",
  title: "Publish the views of the last finished run",
  input: "curated.issue",
  reads: [
    "curated.setting",
    "curated.product",
    "curated.source",
    "curated.area",
    "curated.category",
    "curated.owner",
    "curated.owner_rule",
    "raw.landed_file",
    "raw.feedback_payload",
    "curated.quarantine",
    "curated.set_aside_event",
    "raw.telemetry_point",
    "raw.release",
    "raw.tracker_event",
    "curated.statement",
    "curated.feedback_event",
    "curated.point",
    "curated.customer",
    "curated.customer_link",
    "curated.enrichment",
    "curated.daily_count",
    "curated.exposure_daily",
    "curated.detection",
    "curated.issue",
    "curated.issue_member",
    "curated.issue_signal",
    "curated.assignment",
    "curated.outbox",
    "curated.reply_draft",
    "curated.review_item",
    "curated.fix",
    "curated.fix_evidence",
    "curated.validation",
    "curated.issue_event",
    "curated.issue_status",
  ],
  writes: Object.keys(publishedTables) as readonly PublishedTable[],
  steps: publishSteps,
  checks: [
    {
      id: "measure.issue_has_a_title",
      stage: "measure",
      table: "curated.issue",
      title: "Every issue belongs to a category that the taxonomy still has.",
      severity: "warn",
      failing: () => sql`SELECT issue.issue_id
  FROM ${table("curated.issue")} AS issue
  LEFT JOIN ${table("curated.category")} AS category ON category.category = issue.category
  WHERE category.category IS NULL AND issue.events > 0`,
    },
  ],
  seeds: () => [],
};
