/** The closed lists of words that tables, specs and SQL share. */
export const feedbackKinds = ["reviews", "tickets", "survey", "email"] as const;
/** Feedback of many, to the public or to the maker, with a rating: nobody waits for an answer. */
export const opinionKinds = ["reviews", "survey"] as const;
/** Feedback that opens a conversation: each costs an answer. */
export const conversationKinds = ["tickets", "email"] as const;
/** Of several pieces of feedback under one id the first kind speaks: what is written to be worked on comes first. */
export const feedbackKindsByDetail = ["tickets", "email", "survey", "reviews"] as const;
export const contextKinds = ["telemetry", "usage", "releases", "accounts", "articles", "tracker"] as const;
export const sourceKinds = [...feedbackKinds, ...contextKinds] as const;
export const categoryKinds = [
  "defect",
  "expectation_gap",
  "question",
  "request",
  "operations",
  "praise",
] as const;
/** Kinds of a category that something is wrong about. */
export const complaintKinds = ["defect", "expectation_gap", "operations"] as const;
export const severities = ["low", "medium", "high", "critical"] as const;
/** What a severity counts for in priorities and comparisons. */
export const severityPoints = { low: 1, medium: 2, high: 4, critical: 8 } as const satisfies Record<
  (typeof severities)[number],
  number
>;
/** `none` may leave by itself; everything else always waits for a human. */
export const riskClasses = ["none", "legal", "account_closure", "refund", "safety", "public_reply"] as const;
export const issueStates = [
  "detected",
  "triaged",
  "assigned",
  "fixing",
  "released",
  "validating",
  "resolved",
  "regressed",
  "wont_fix",
] as const;
/** States in which an issue asks nothing more of anybody. */
export const settledStates = ["resolved", "wont_fix"] as const;
/** States in which a fix is out, whichever of them the spec calls a status. */
export const releasedStates = ["released", "validating", "resolved"] as const;
export const verdicts = ["fixed", "not_fixed", "regressed", "inconclusive"] as const;
/** Why an issue exists: a rate that stepped up with a release, one that stepped up on a day, or a steady stream. */
export const issueOrigins = ["release", "spike", "standing"] as const;
export const sentiments = ["negative", "neutral", "positive"] as const;
export const urgencies = ["low", "normal", "high"] as const;
export const quarantineReasons = [
  "not_json",
  "missing_id",
  "missing_time",
  "bad_time",
  "time_out_of_range",
  "missing_text",
  "bad_number",
  "missing_field",
] as const;
/**
 * What a check that does not hold does: it is recorded and shown, it stops the run after the stage, or the rows that
 * break it are set aside.
 */
export const checkSeverities = ["warn", "error", "quarantine"] as const;
export type CheckSeverity = (typeof checkSeverities)[number];
/**
 * Tables whose rows can be set aside: each has one row a source record, is written before anything reads it, and makes a
 * row again from its record. Tickets have several records, and the other tables follow from feedback.
 */
export const setAsideTables = ["curated.feedback_event"] as const;
/** What the monthly audit divides the feedback of a month up by. */
export const driftMeasures = [
  "category",
  "coverage",
  "confidence",
  "language",
  "channel",
  "version",
] as const;
export const driftLevels = ["too_few", "stable", "moderate", "major"] as const;

/** The stages of the loop, in their order. */
export const stageNames = [
  "ingest",
  "normalize",
  "enrich",
  "cluster",
  "route",
  "track",
  "validate",
  "measure",
] as const;

/**
 * What is started as a whole: the loop, and what looks after it. Each run in the ledger is one of a job; jobs share the
 * tables, so one at a time writes (`lease.ts`).
 */
export const jobNames = ["loop", "audit", "retention"] as const;

export type SourceKind = (typeof sourceKinds)[number];
export type FeedbackKind = (typeof feedbackKinds)[number];
export type CategoryKind = (typeof categoryKinds)[number];
export type Severity = (typeof severities)[number];
export type RiskClass = (typeof riskClasses)[number];
export type IssueState = (typeof issueStates)[number];
export type JobName = (typeof jobNames)[number];
export type Verdict = (typeof verdicts)[number];
export type StageName = (typeof stageNames)[number] | Exclude<JobName, "loop">;
