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
