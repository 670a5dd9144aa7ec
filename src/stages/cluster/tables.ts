import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { categoryKinds, detectedOrigins, issueOrigins, severities } from "../../contract/vocabulary.ts";
import type { TableName } from "../../sql/sql.ts";

/** Tables of the stage cluster. */
export const clusterTables = {
  "curated.daily_count": {
    comment: "Daily complaints: one vote per customer, category and day.",
    kind: "state",
    owner: "cluster",
    class: "internal",
    readers: ["analyst"],
    key: ["product", "category", "channel", "version", "platform", "event_date"],
    clusterBy: ["product", "category", "event_date"],
    retention: "forever",
    columns: {
      product: required("string", "Product."),
      category: required("string", "Category, or - for feedback without one."),
      channel: required("string", "Kind of the source."),
      version: required("string", "Product version, or - where not given."),
      platform: required("string", "Platform, or - where not given."),
      event_date: required("date", "Day (UTC)."),
      events: required("bigint", "Points: what statements of the day are about, each with its own category."),
      voters: required(
        "bigint",
        "Votes: one per customer, text, category and day, in the cell of the first of them.",
      ),
    },
  },
  "curated.exposure_daily": {
    comment:
      "How many people could have complained: daily active users of a version; feedback items if no usage is delivered.",
    kind: "state",
    owner: "cluster",
    class: "internal",
    readers: ["analyst"],
    key: ["product", "version", "platform", "event_date"],
    retention: "forever",
    columns: {
      product: required("string", "Product."),
      version: required("string", "Product version, or - where not given."),
      platform: required("string", "Platform, or - where not given."),
      event_date: required("date", "Day (UTC)."),
      exposure: required("decimal(18,4)", "Active users, or items of feedback."),
      basis: required("string", "What was counted.", { values: ["active_users", "feedback"] }),
    },
  },
  "curated.detection": {
    comment: "Alarms of the sequential tests: a rate that stepped up with a version, or on a day.",
    kind: "state",
    owner: "cluster",
    class: "internal",
    readers: ["analyst"],
    key: ["detection_id"],
    retention: "curated",
    columns: {
      detection_id: required(
        "string",
        "SHA-256 of product, category, origin and version or first day of alarm.",
      ),
      product: required("string", "Product."),
      category: required("string", "Category."),
      origin: required("string", "The test that raised it.", { values: detectedOrigins }),
      version: optional("string", "Version it is tied to; null for a spike."),
      onset_date: required(
        "date",
        "First day of the raised rate: release or first use of the version, or start of the excursion.",
      ),
      alarm_date: required("date", "Day on which the evidence first passed the threshold."),
      end_date: required(
        "date",
        "Last day so far on which the evidence was above the threshold (for a spike: with complaints still raised).",
      ),
      level: required("string", "page or watch.", { values: ["page", "watch"] }),
      log_e_milli: required("bigint", "Largest natural log of the e-value, times 1000."),
      observed: required("bigint", "Complaints on the treated side up to that day."),
      expected_milli: required("bigint", "Complaints expected there at the reference rate, times 1000."),
    },
  },
  "curated.issue": {
    comment: "A group of points believed to share one cause. Its id never changes.",
    kind: "state",
    owner: "cluster",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_id"],
    retention: "forever",
    columns: {
      issue_id: required(
        "string",
        "SHA-256 of the founding event and of what founded it: an alarm or a steady stream.",
        { class: "public" },
      ),
      product: required("string", "Product.", { class: "public" }),
      category: required("string", "Category.", { class: "public" }),
      area: required("string", "Area of the category.", { class: "public" }),
      kind: required("string", "Kind of the category.", { class: "public", values: categoryKinds }),
      severity: required("string", "Severity of the category.", { class: "public", values: severities }),
      origin: required("string", "Why it exists.", { class: "public", values: issueOrigins }),
      founding_event_id: required("string", "First event of the group at its founding."),
      scope_version: optional("string", "First version affected; null where not tied to one.", {
        class: "public",
      }),
      onset_date: required("date", "First day of the raised rate, or of the first event.", {
        class: "public",
      }),
      detected_at: required(
        "timestamp",
        "When it was detected (UTC): end of the alarm day, or time of the event that completed an ongoing issue.",
        { class: "public" },
      ),
      alarm_log_e_milli: optional(
        "bigint",
        "Largest evidence of its alarms so far, times 1000; null for an ongoing issue.",
      ),
      events: required("bigint", "Points in the group.", { class: "public" }),
      customers: required("bigint", "Distinct customers in it.", { class: "public" }),
      revenue_at_risk: required("decimal(18,2)", "Monthly revenue of the accounts of its customers."),
      last_event_at: required("timestamp", "When the newest of them was said (UTC).", { class: "public" }),
      priority: required(
        "bigint",
        "Reach times severity, raised by conversion step and revenue at risk (docs/explanation/statistics.md): higher first.",
        { class: "public" },
      ),
    },
  },
  "curated.issue_platform": {
    comment:
      "Which platforms an issue is limited to, by complaints in its scope against the usual rate of each platform.",
    kind: "state",
    owner: "cluster",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_id", "platform"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      platform: required("string", "Platform that feedback names, folded."),
      complaints: required("bigint", "Complaints in the scope of the issue, up to 60 days after its onset."),
      other_votes: required("bigint", "All other votes there."),
      expected_milli: required("bigint", "Complaints expected there at the usual rate, times 1000."),
      in_scope: required("boolean", "False if the other platforms alone explain the complaints better."),
    },
  },
  "curated.issue_member": {
    comment: "Which issue a point of a statement belongs to: at most one.",
    kind: "state",
    owner: "cluster",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["point_id"],
    retention: "curated",
    columns: {
      point_id: required("string", "The point."),
      statement_id: required("string", "The statement that makes it."),
      event_id: required("string", "The feedback that the statement is of."),
      issue_id: required("string", "The issue."),
      member_reason: required("string", "Why it belongs.", {
        values: ["version_scope", "date_scope", "standing"],
      }),
    },
  },
  "curated.issue_signal": {
    comment:
      "Telemetry that moved with an issue, with effect size and the share of complaints that it explains.",
    kind: "state",
    owner: "cluster",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_id", "metric", "area"],
    retention: "curated",
    columns: {
      issue_id: required("string", "The issue."),
      metric: required("string", "Name of the metric."),
      area: required("string", "Product area of the metric, or - where it has none."),
      link_rank: required("int", "1 for the metric that explains most."),
      effect_milli: required("bigint", "Ratio of its rate in scope to the reference, times 1000."),
      effect_low_milli: required("bigint", "Lower end of the 95 percent interval, times 1000."),
      effect_high_milli: required("bigint", "Upper end of the 95 percent interval, times 1000."),
      log_likelihood_ratio_milli: required(
        "bigint",
        "Evidence that complaints follow the metric, times 1000.",
      ),
      explained_bp: required("int", "Share of the explainable pattern that it explains (R2), basis points."),
      accepted: required(
        "boolean",
        "True where evidence and share reach the thresholds: a technical signature of the issue.",
      ),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;
