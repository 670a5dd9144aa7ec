import type { Check } from "../../contract/check.ts";
import type { SqlStep } from "../../contract/step.ts";
import type { Stage } from "../stage.ts";
import { firstVerdict } from "./firstVerdict.ts";
import { fixEvidence } from "./fixEvidence.ts";
import { issueEvent } from "./issueEvent.ts";
import { prerequisite } from "./issueHistory.ts";
import { issueStatus } from "./issueStatus.ts";
import { returnWatch } from "./returnWatch.ts";
import { validation } from "./validation.ts";
import { sql, table } from "../../sql/sql.ts";

const steps: readonly SqlStep[] = [
  {
    kind: "sql",
    id: "validate.fix_evidence",
    stage: "validate",
    title: "Complaints and exposure after each fix",
    why: "Counts also fall when fewer people use the product or write. Each channel is compared with all other feedback of the same channel, on versions with the fix and versions without it.",
    writes: "curated.fix_evidence",
    mode: "sync",
    window: "all",
    query: fixEvidence,
  },
  {
    kind: "sql",
    id: "validate.first_verdict",
    stage: "validate",
    title: "First verdict on each fix",
    why: "A sequential test keeps its error rate even if it is evaluated every day. The verdict fixed needs evidence from feedback and from the signal. The first day on which a verdict holds decides.",
    writes: "curated.first_verdict",
    mode: "sync",
    window: "all",
    query: firstVerdict,
  },
  {
    kind: "sql",
    id: "validate.return_watch",
    stage: "validate",
    title: "Watch for returns",
    why: "A fixed issue is watched for as long as its releases live, and is called returned by mistake in at most 1 % of cases. Sums are kept up to 14 days ago, so a day costs the same after a year as after a week. Late feedback about a kept day lets the watch begin again.",
    writes: "curated.return_watch",
    keeps: "the sums up to the last kept day",
    mode: "sync",
    window: "touched",
    query: returnWatch,
  },
  {
    kind: "sql",
    id: "validate.validation",
    stage: "validate",
    title: "Verdict on each fix",
    why: "The first verdict on a fix, and what the watch for returns and the alarms of its category found since.",
    writes: "curated.validation",
    mode: "sync",
    window: "all",
    query: validation,
  },
  {
    kind: "sql",
    id: "validate.issue_event",
    stage: "validate",
    title: "States that issues reached",
    why: "Append-only. The id is made of issue, state and occurrence, so a state is recorded once even if later evidence moves its time.",
    writes: "curated.issue_event",
    keeps: "the time at which a state was recorded, as the lower bound of those after it",
    mode: "append",
    window: "all",
    query: issueEvent,
  },
  {
    kind: "sql",
    id: "validate.issue_status",
    stage: "validate",
    title: "Current state of every issue",
    why: "Computed from the current evidence and not from the log, so that it doesn't depend on the number of runs.",
    writes: "curated.issue_status",
    mode: "sync",
    window: "all",
    query: issueStatus,
  },
];

const checks: readonly Check[] = [
  {
    id: "validate.no_verdict_before_min_days",
    stage: "validate",
    table: "curated.validation",
    title: "No fix has a verdict before it was released for the days that the spec requires.",
    severity: "error",
    failing: (dialect) => sql`SELECT validation.issue_id, validation.fix_position
  FROM ${table("curated.validation")} AS validation
  JOIN ${table("curated.fix")} AS fix ON fix.issue_id = validation.issue_id AND fix.fix_position = validation.fix_position
  CROSS JOIN ${table("curated.setting")} AS setting
  WHERE validation.decided_date < ${dialect.addDays(sql`CAST(fix.released_at AS DATE)`, sql`setting.validate_min_days`)}`,
  },
  {
    id: "validate.every_fix_has_a_verdict",
    stage: "validate",
    table: "curated.validation",
    title: "Every fix has a row in validation, inconclusive included.",
    severity: "error",
    failing: () => sql`SELECT fix.issue_id, fix.fix_position
  FROM ${table("curated.fix")} AS fix
  LEFT JOIN ${table("curated.validation")} AS validation
    ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
  WHERE validation.issue_id IS NULL`,
  },
  {
    id: "validate.verdict_agrees_with_its_dates",
    stage: "validate",
    table: "curated.validation",
    title: "Every verdict has a day, and a recurrence comes after the day on which the fix held.",
    severity: "error",
    failing: () => sql`SELECT issue_id, fix_position
  FROM ${table("curated.validation")}
  WHERE (verdict = 'inconclusive') <> (decided_date IS NULL)
    OR (verdict = 'regressed') <> (recurrence_date IS NOT NULL)
    OR recurrence_date <= decided_date`,
  },
  {
    id: "validate.states_in_legal_order",
    stage: "validate",
    table: "curated.issue_event",
    title:
      "Every issue begins as detected, is released before it is validated, validated before it is resolved, and resolved before it regresses.",
    severity: "error",
    failing: () => sql`SELECT issue_event.issue_id, issue_event.state
  FROM ${table("curated.issue_event")} AS issue_event
  LEFT JOIN ${table("curated.issue_event")} AS needed
    ON needed.issue_id = issue_event.issue_id
    AND needed.happened_at <= issue_event.happened_at
    AND needed.state = ${prerequisite(sql`issue_event.state`)}
  WHERE needed.issue_id IS NULL`,
  },
  {
    id: "validate.every_issue_has_a_status",
    stage: "validate",
    table: "curated.issue_status",
    title: "Every issue has a state, and that state is in its log.",
    severity: "error",
    failing: () => sql`SELECT issue.issue_id
  FROM ${table("curated.issue")} AS issue
  LEFT JOIN ${table("curated.issue_status")} AS issue_status ON issue_status.issue_id = issue.issue_id
  LEFT JOIN ${table("curated.issue_event")} AS issue_event
    ON issue_event.issue_id = issue_status.issue_id AND issue_event.state = issue_status.state
  WHERE issue_event.issue_id IS NULL`,
  },
];

export const validate: Stage = {
  name: "validate",
  title: "Did the fix hold?",
  input: "curated.fix",
  reads: [
    "curated.pipeline_run",
    "curated.setting",
    "curated.tracker_state",
    "curated.fix",
    "curated.issue",
    "curated.detection",
    "curated.issue_platform",
    "curated.issue_signal",
    "curated.issue_ticket",
    "curated.daily_count",
    "curated.assignment",
    "raw.telemetry_point",
    "raw.tracker_event",
  ],
  writes: [
    "curated.fix_evidence",
    "curated.first_verdict",
    "curated.return_watch",
    "curated.validation",
    "curated.issue_event",
    "curated.issue_status",
  ],
  steps,
  checks,
  seeds: () => [],
};
