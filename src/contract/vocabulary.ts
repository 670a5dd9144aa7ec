/** The closed lists of words that tables, specs and SQL share. */

/**
 * Every kind of feedback, and what the pipeline asks about it. An opinion is given to the public or to the maker, often
 * with a rating, and expects no answer; a conversation costs one. A reply to public feedback is public too.
 */
const feedback = {
  reviews: { form: "opinion", isPublic: true },
  tickets: { form: "conversation", isPublic: false },
  survey: { form: "opinion", isPublic: false },
  email: { form: "conversation", isPublic: false },
} as const satisfies Record<
  string,
  { readonly form: "opinion" | "conversation"; readonly isPublic: boolean }
>;

/**
 * Every kind of what explains feedback. Points are measured values, of which there may be millions; a source that rests
 * may bring nothing new for months and is never stale.
 */
const context = {
  telemetry: { holds: "points", rests: false },
  usage: { holds: "points", rests: false },
  releases: { holds: "records", rests: true },
  accounts: { holds: "records", rests: true },
  articles: { holds: "records", rests: true },
  tracker: { holds: "records", rests: false },
} as const satisfies Record<string, { readonly holds: "points" | "records"; readonly rests: boolean }>;

export type FeedbackKind = keyof typeof feedback;
export type ContextKind = keyof typeof context;
export type SourceKind = FeedbackKind | ContextKind;

export const feedbackKinds = Object.keys(feedback) as readonly FeedbackKind[];
export const opinionKinds = feedbackKinds.filter((kind) => feedback[kind].form === "opinion");
export const conversationKinds = feedbackKinds.filter((kind) => feedback[kind].form === "conversation");
/** Feedback that everyone reads, with the answer to it. */
export const publicKinds = feedbackKinds.filter((kind) => feedback[kind].isPublic);
/** Of several pieces of feedback under one id the first kind speaks: what is written to be worked on comes first. */
export const feedbackKindsByDetail: readonly FeedbackKind[] = ["tickets", "email", "survey", "reviews"];

export const contextKinds = Object.keys(context) as readonly ContextKind[];
export const pointKinds = contextKinds.filter((kind) => context[kind].holds === "points");
export const recordKinds = contextKinds.filter((kind) => context[kind].holds === "records");
/** Sources that are never stale. */
export const restingKinds = contextKinds.filter((kind) => context[kind].rests);

export const sourceKinds: readonly SourceKind[] = [...feedbackKinds, ...contextKinds];

/** A count grows with exposure; a gauge is a level, such as a latency. */
export const metricKinds = ["count", "gauge"] as const;
/**
 * What a fix is judged by: opinions count as reviews, conversations as tickets, and the accepted signal.
 */
export const evidenceChannels = ["reviews", "tickets", "telemetry"] as const;
export const categoryKinds = [
  "defect",
  "expectation_gap",
  "question",
  "request",
  "operations",
  "praise",
] as const;
/**
 * Kinds of a category that something is wrong about: it breaks, works otherwise than expected, or stops being served. A
 * question, a request or praise that steps up with a version is news, and no defect.
 */
export const complaintKinds = ["defect", "expectation_gap", "operations"] as const;
/** Kinds of a category whose bursts need an owner: praise needs none. */
export const burstKinds = categoryKinds.filter((kind) => kind !== "praise");
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
/** States in which an issue asks nothing more of anyone. */
export const settledStates = ["resolved", "wont_fix"] as const;
/** States in which a fix is out, whichever of them the spec calls a status. */
export const releasedStates = ["released", "validating", "resolved"] as const;
/** States in which work is left: nothing is out yet, or it came back, and it was not given up. */
export const unreleasedStates = issueStates.filter(
  (state) => state !== "wont_fix" && !releasedStates.some((released) => released === state),
);
export const verdicts = ["fixed", "not_fixed", "regressed", "inconclusive"] as const;
/** Why an issue exists: a rate that stepped up with a release, one that stepped up on a day, or a steady stream. */
export const issueOrigins = ["release", "spike", "standing"] as const;
/** Origins of an issue that was detected; the others are steady streams. */
export const detectedOrigins = ["release", "spike"] as const;
/** Which way a point of a statement goes: something is wrong, or no longer is, or it asks, or it only speaks of it. */
export const stances = ["complains", "confirms_fixed", "asks", "mentions"] as const;
export type Stance = (typeof stances)[number];
export const sentiments = ["negative", "neutral", "positive"] as const;
export type Sentiment = (typeof sentiments)[number];
/** What makes a statement say nothing of its own: it advertises, praises in general, or reminds of what it continues. */
export const noises = ["spam", "empty_praise", "reminder"] as const;
export const urgencies = ["low", "normal", "high"] as const;
/** How the text of a field may be read, beside as it is. */
export const readingFormats = ["pattern", "iso", "epoch", "epoch-ms", "excel", "scale", "nps"] as const;
export type ReadingFormat = (typeof readingFormats)[number];

/** What a source may mark records as, which are then set aside. */
export const recordMarks = ["deleted", "redacted"] as const;
export type RecordMark = (typeof recordMarks)[number];
/** Reasons for which a contract may allow any share of its records to be set aside. */
export const allowableReasons = [
  "missing_id",
  "missing_time",
  "bad_time",
  "time_out_of_range",
  "missing_text",
  "no_own_words",
  "bad_number",
  "bad_rating",
  "missing_field",
] as const;
export type AllowableReason = (typeof allowableReasons)[number];
export const quarantineReasons = [
  "too_large",
  "ragged_row",
  "bad_quotes",
  "not_json",
  ...recordMarks,
  ...allowableReasons,
] as const;
/**
 * What a check that does not hold does: it is recorded and shown, it stops the run after the stage, or the rows that
 * break it are set aside.
 */
export const checkSeverities = ["warn", "error", "quarantine"] as const;
export type CheckSeverity = (typeof checkSeverities)[number];
/**
 * Tables whose rows can be set aside: each has one row per source record, is written before anything reads it, and
 * makes a row again from its record. Tickets have several records, and the other tables follow from feedback.
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

/**
 * What a person decides, by what the decision is about: the suggested category of an event, or whether two identities are
 * one person. Of `refine` the decision names another category.
 */
export const decisionVerbs = {
  event: ["approve", "reject", "refine"],
  customer_link: ["same", "distinct"],
} as const;
export type DecisionSubject = keyof typeof decisionVerbs;
export type DecisionVerb = (typeof decisionVerbs)[DecisionSubject][number];
export const decisionSubjects = Object.keys(decisionVerbs) as readonly DecisionSubject[];
export const allDecisionVerbs: readonly DecisionVerb[] = Object.values(decisionVerbs).flat();

/** Records of decisions are landed next to those of the sources that a spec declares. */
export const decisionKind = "decisions";
export type LandedKind = SourceKind | typeof decisionKind;
export const landedKinds: readonly LandedKind[] = [...sourceKinds, decisionKind];

/** The stages of the loop, in their order. */
export const stageNames = [
  "ingest",
  "decide",
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

export type MetricKind = (typeof metricKinds)[number];
export type EvidenceChannel = (typeof evidenceChannels)[number];
export type CategoryKind = (typeof categoryKinds)[number];
export type Severity = (typeof severities)[number];
export type RiskClass = (typeof riskClasses)[number];
export type IssueState = (typeof issueStates)[number];
export type JobName = (typeof jobNames)[number];
export type Verdict = (typeof verdicts)[number];
export type StageName = (typeof stageNames)[number] | Exclude<JobName, "loop">;

/**
 * Encodings of source files, by their WHATWG names. Only those are here that ICU (Node) and Python decode equally, byte for
 * byte, after the characters that `src/local/decode.ts` refuses: `test/landing/encodings.test.ts` and
 * `runtime/tests/test_encodings.py` hold both to one digest. ISO-8859-1 and ISO-8859-9 are missing since their WHATWG
 * meaning is windows-1252 and windows-1254; EUC-JP, since the two differ in 466 characters.
 */
export const sourceEncodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-1258",
  "windows-874",
  "iso-8859-2",
  "iso-8859-5",
  "iso-8859-7",
  "iso-8859-15",
  "koi8-r",
  "koi8-u",
  "macintosh",
  "ibm866",
  "shift_jis",
  "gb18030",
  "big5",
  "euc-kr",
] as const;
export type SourceEncoding = (typeof sourceEncodings)[number];
