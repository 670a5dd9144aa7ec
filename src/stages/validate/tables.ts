import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { evidenceChannels, issueStates, verdicts } from "../../contract/vocabulary.ts";
import type { TableName } from "../../sql/sql.ts";

/** Tables of the stage validate. */
export const validateTables = {
  "curated.fix_evidence": {
    comment:
      "What a fix is judged by: complaints and exposure a day of its watch and channel, treated side and reference, summed since the release.",
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
        "Complaints, or events of the metric, of that day among those who have the fix.",
      ),
      exposure_day: required(
        "decimal(28,4)",
        "Other feedback, or exposure of the metric, of that day among those who have the fix.",
      ),
      observed: required("decimal(28,4)", "observed_day summed from the release to this day."),
      exposure: required("decimal(28,4)", "exposure_day summed from the release to this day."),
      exposure_low: required(
        "decimal(28,4)",
        "The smaller of exposure and what the median ratio of the other categories gives: what a fix must hold under.",
      ),
      exposure_high: required("decimal(28,4)", "The larger of the two: what a failure must hold under."),
      reference_observed: required(
        "decimal(28,4)",
        "Complaints of those without the fix, from the onset to this day.",
      ),
      reference_exposure: required(
        "decimal(28,4)",
        "Exposure of those without the fix, from the onset to this day.",
      ),
      overdispersion_milli: required(
        "bigint",
        "How much daily counts scatter beyond Poisson in the reference, at least 1, times 1000.",
      ),
      background_low_milli: required(
        "bigint",
        "Share of the reference rate that was there before the onset, low estimate, times 1000.",
      ),
      background_high_milli: required("bigint", "The same, high estimate, times 1000; at most 750."),
      has_signature: required(
        "boolean",
        "False where the rate hardly rose at the onset: the channel then says nothing.",
      ),
    },
  },
  "curated.validation": {
    comment: "Did the complaints, tickets and telemetry stop after the fix: one row a fix.",
    kind: "state",
    owner: "validate",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_id", "fix_position"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "The fix."),
      verdict: required("string", "What the evidence says.", { values: verdicts }),
      decided_date: optional("date", "Day on which the verdict first held; null while inconclusive."),
      observed: required("bigint", "Complaints after the fix among those who have it."),
      expected_milli: required("bigint", "Complaints the reference rate would have given there, times 1000."),
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
      recurrence_date: optional("date", "Day on which the return was noticed; null where it stayed away."),
      reason: required("string", "In one word why.", {
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
    comment: "The life of an issue, append-only: every state it reached and when.",
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
      cause: required("string", "What says so: detection, routing, the ticket, the release or the verdict."),
    },
  },
  "curated.issue_status": {
    comment: "Where every issue stands now.",
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
