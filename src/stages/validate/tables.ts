import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { evidenceChannels, issueStates, verdicts } from "../../contract/vocabulary.ts";
import type { TableName } from "../../sql/sql.ts";

/** Tables of the stage validate. */
export const validateTables = {
  "curated.fix_evidence": {
    comment:
      "The evidence on a fix: daily complaints and exposure per channel during its watch, treated side and reference, summed since the release.",
    kind: "state",
    owner: "validate",
    class: "internal",
    readers: ["analyst"],
    key: ["issue_id", "fix_position", "channel", "event_date"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "The fix."),
      channel: required(
        "string",
        "reviews (with surveys), tickets (with e-mail), or the accepted signal of the issue.",
        {
          values: evidenceChannels,
        },
      ),
      event_date: required("date", "Day of the watch (UTC)."),
      observed_day: required(
        "decimal(28,4)",
        "Complaints, or events of the metric, of that day among users with the fix.",
      ),
      exposure_day: required(
        "decimal(28,4)",
        "Other feedback, or exposure of the metric, of that day among users with the fix.",
      ),
      observed: required("decimal(28,4)", "observed_day summed from the release to this day."),
      exposure: required("decimal(28,4)", "exposure_day summed from the release to this day."),
      exposure_low: required(
        "decimal(28,4)",
        "The smaller of exposure and the exposure at the median ratio of the other categories: a verdict of fixed must hold with it.",
      ),
      exposure_high: required(
        "decimal(28,4)",
        "The larger of the two: a verdict of not fixed must hold with it.",
      ),
      reference_observed: required(
        "decimal(28,4)",
        "Complaints of users without the fix, from the onset to this day.",
      ),
      reference_exposure: required(
        "decimal(28,4)",
        "Exposure of users without the fix, from the onset to this day.",
      ),
      overdispersion_milli: required(
        "bigint",
        "Overdispersion of daily counts in the reference, relative to Poisson, at least 1, times 1000.",
      ),
      background_low_milli: required(
        "bigint",
        "Share of the reference rate that existed before the onset, low estimate, times 1000.",
      ),
      background_high_milli: required("bigint", "The same, high estimate, times 1000; at most 750."),
      has_signature: required(
        "boolean",
        "False if the rate hardly rose at the onset: the channel is then no evidence.",
      ),
    },
  },
  "curated.first_verdict": {
    comment:
      "The first verdict on each fix, with the evidence of the day that decided, else of the newest day.",
    kind: "state",
    owner: "validate",
    class: "internal",
    readers: ["analyst"],
    key: ["issue_id", "fix_position"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "The fix."),
      verdict: optional("string", "fixed or not_fixed; null as long as neither held.", {
        values: ["fixed", "not_fixed"],
      }),
      judged_date: required("date", "Day on which the verdict first held, else the newest day of the watch."),
      observed: required("bigint", "Complaints after the fix among users who have it."),
      expected_milli: required("bigint", "Complaints expected there at the reference rate, times 1000."),
      weight_milli: required(
        "bigint",
        "Complaints expected by the smaller estimate, divided by overdispersion, times 1000.",
      ),
      voice_log_e_milli: required(
        "bigint",
        "Evidence of reviews and tickets that the rate fell below half, times 1000.",
      ),
      telemetry_log_e_milli: optional("bigint", "The same from its signal; null without an accepted signal."),
      failure_log_e_milli: required("bigint", "Evidence that the rate did not fall, times 1000."),
    },
  },
  "curated.return_watch": {
    comment:
      "Watch of fixes that held, for as long as their releases live: evidence of a return, summed day by day. One row per fix and alternative.",
    kind: "state",
    owner: "validate",
    class: "internal",
    readers: ["analyst"],
    key: ["issue_id", "fix_position", "theta_milli"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "The fix."),
      theta_milli: required("int", "The alternative: rate over that before the fix, times 1000."),
      reference_key: required(
        "string",
        "SHA-256 of what the watch is measured by: reference, scope and signal on the day the fix held.",
      ),
      decided_date: required("date", "Day on which the fix held: the watch begins on the next."),
      settled_date: required("date", "Last day in the sums; days after it may still get late feedback."),
      voice_sum_micro: required(
        "bigint",
        "Evidence of reviews and tickets up to settled_date, times 1000000.",
      ),
      voice_low_micro: optional(
        "bigint",
        "The smallest sum at which a return could have begun, with the cost of its day; null before the first day.",
      ),
      joint_sum_micro: required("bigint", "The same as voice_sum_micro, with the signal."),
      joint_low_micro: optional("bigint", "The same as voice_low_micro, with the signal."),
      returned_date: optional("date", "Day on which the return was noticed; null if it did not return."),
      notice_days: optional(
        "int",
        "Days after which a return at the old rate that began now would be noticed; null if too little is said to tell.",
      ),
    },
  },
  "curated.validation": {
    comment: "Whether complaints, tickets and telemetry stopped after the fix: one row per fix.",
    kind: "state",
    owner: "validate",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_id", "fix_position"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "The fix."),
      verdict: required("string", "Verdict of the evidence.", { values: verdicts }),
      decided_date: optional("date", "Day on which the verdict first held; null while inconclusive."),
      observed: required("bigint", "Complaints after the fix among users who have it."),
      expected_milli: required("bigint", "Complaints expected there at the reference rate, times 1000."),
      rate_ratio_milli: optional(
        "bigint",
        "Rate after to rate before, times 1000; null where the reference is empty.",
      ),
      voice_log_e_milli: required(
        "bigint",
        "Evidence of reviews and tickets that the rate fell below half, times 1000.",
      ),
      telemetry_log_e_milli: optional("bigint", "The same from its signal; null without an accepted signal."),
      failure_log_e_milli: required("bigint", "Evidence that the rate did not fall, times 1000."),
      recurrence_date: optional("date", "Day on which the return was noticed; null if it did not return."),
      notice_days: optional(
        "int",
        "While it holds: days after which a return at the old rate that began now would be noticed.",
      ),
      reason: required("string", "Reason of the verdict, in one word.", {
        values: [
          "evidence_for_fix",
          "evidence_against_fix",
          "returned",
          "too_few_complaints",
          "too_early",
          "telemetry_still_bad",
          "not_yet_clear",
        ],
      }),
    },
  },
  "curated.issue_event": {
    comment: "The history of an issue, append-only: every state it reached and when.",
    kind: "event",
    owner: "validate",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_event_id"],
    retention: "forever",
    columns: {
      issue_event_id: required(
        "string",
        "SHA-256 of issue, state and how often it reached that state before.",
      ),
      issue_id: required("string", "The issue."),
      state: required("string", "The state it reached.", { values: issueStates }),
      happened_at: required("timestamp", "When (UTC)."),
      cause: required(
        "string",
        "Source of the state: detection, routing, the ticket, the release or the verdict.",
      ),
    },
  },
  "curated.issue_status": {
    comment: "Current state of every issue.",
    kind: "state",
    owner: "validate",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_id"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      state: required("string", "Its state.", { values: issueStates }),
      since: required("timestamp", "Since when (UTC)."),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;
