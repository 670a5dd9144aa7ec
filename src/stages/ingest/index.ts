import type { SqlStep, Step } from "../../contract/step.ts";
import type { Stage } from "../stage.ts";
import { account } from "./account.ts";
import { article } from "./article.ts";
import { checks } from "./checks.ts";
import { decision } from "./decision.ts";
import { erasedRecord } from "./erasedRecord.ts";
import { fieldForm } from "./fieldForm.ts";
import { feedbackPayload, firstDelivery } from "./feedbackPayload.ts";
import { landedFile, unchangedFile } from "./landedFile.ts";
import { landingRecord } from "./landingRecord.ts";
import { quarantine, rejectedPayload } from "./rejected.ts";
import { release } from "./release.ts";
import { seeds } from "./seeds.ts";
import { telemetryPoint } from "./telemetryPoint.ts";
import { trackerEvent } from "./trackerEvent.ts";

const step = (
  name: string,
  rest: Pick<SqlStep, "title" | "why" | "writes" | "mode" | "query"> &
    Partial<Pick<SqlStep, "winner" | "oneRowPerKey" | "keeps">>,
): SqlStep => ({ kind: "sql", id: `ingest.${name}`, stage: "ingest", window: "new", ...rest });

/** What `latestDelivery` at the end of a query does. */
const latestOfEachKey = "of the deliveries with one key the query keeps the latest";

const steps: readonly Step[] = [
  {
    kind: "effect",
    effect: "land",
    id: "ingest.land",
    stage: "ingest",
    title: "Read new files",
    why: "Every record is stored as received before it is validated. Metric points whose texts need no validation skip JSON. A file whose size, modification time and mapping did not change is not read again.",
    reads: ["raw.landed_file"],
    writes: [
      "raw.landing",
      "raw.landing_point",
      "raw.landing_file",
      "raw.landing_unchanged",
      "raw.landing_source",
    ],
    idempotencyKey: "source, file, hash of its content, version of its reader",
    batchSize: "all",
    cost: "nothing",
    hosts: [],
    secrets: [],
    afterKill:
      "Records of some files, which the next attempt deletes first. SQL writes landed_file, which marks a file as read, after all of them.",
  },
  step("landing_record", {
    title: "Parse and validate every record",
    why: "Validates all kinds in one place, so that later steps only cast. The first reason that applies sets a record aside. A record later than the reference time of the run (as_of) waits in its file.",
    writes: "raw.landing_record",
    keeps: "records that an attempt of this run before has erased, with their text",
    oneRowPerKey:
      "raw.landing holds every place of a file once, the joins are with the key of their table, and what is kept stands at no place of it",
    mode: "sync",
    query: landingRecord,
  }),
  ...erasedRecord,
  step("feedback_payload", {
    title: "Feedback as received",
    why: "The hash excludes the delivery time: a redelivery adds nothing, an edit adds a row. Of several deliveries, the first is kept. Rows that this run read from a file before it stopped are replaced by what the corrected file says of the same record.",
    writes: "raw.feedback_payload",
    keeps: "the first delivery of a content",
    mode: "amend",
    winner: firstDelivery,
    query: feedbackPayload,
  }),
  step("field_form", {
    title: "What the fields of new records look like",
    why: "A source that renames a field or writes it another way loses data without an error. The check of this table compares runs.",
    writes: "curated.field_form",
    keeps: "the forms of earlier runs",
    oneRowPerKey: "forms are grouped by the key, and what is gone was of this run and isn't found again",
    mode: "amend",
    query: fieldForm,
  }),
  step("telemetry_point", {
    title: "Technical metrics and active users",
    why: "The key of a point is its metric, time and dimensions. If it is delivered again, the last value counts.",
    writes: "raw.telemetry_point",
    oneRowPerKey: latestOfEachKey,
    mode: "upsert",
    query: telemetryPoint,
  }),
  step("release", {
    title: "Releases",
    why: "The version key sorts versions as numbers. Server releases reach all users at once, client releases spread over days.",
    writes: "raw.release",
    oneRowPerKey: latestOfEachKey,
    mode: "upsert",
    query: release,
  }),
  step("account", {
    title: "Accounts",
    why: "Segment and revenue of customers, for priorities and for linking identities.",
    writes: "raw.account",
    oneRowPerKey: latestOfEachKey,
    mode: "upsert",
    query: account,
  }),
  step("article", {
    title: "Articles of the knowledge base",
    why: "Articles that reply drafts can link to.",
    writes: "raw.article",
    oneRowPerKey: latestOfEachKey,
    mode: "upsert",
    query: article,
  }),
  step("tracker_event", {
    title: "Changes of status in the tracker",
    why: "Trackers export one row per change or one row per ticket. Both become changes here, so that later stages read one format.",
    writes: "raw.tracker_event",
    oneRowPerKey: latestOfEachKey,
    mode: "upsert",
    query: trackerEvent,
  }),
  step("decision", {
    title: "Decisions of reviewers",
    why: "Recorded by fixloop decide, one line each. The id is a hash of the whole record: landing it again adds nothing.",
    writes: "raw.decision",
    oneRowPerKey: "the key is a hash of all other columns, of which the query keeps one",
    mode: "upsert",
    query: decision,
  }),
  step("quarantine", {
    title: "Records set aside, with the reason",
    why: "A bad record is never dropped and never stops a run. Reading a file again replaces the records set aside from it.",
    writes: "curated.quarantine",
    keeps: "records set aside from files that are not read again",
    mode: "sync",
    query: quarantine,
  }),
  step("rejected_payload", {
    title: "Their text",
    why: "Stored apart from the reason, since it may contain personal data: only the pipeline reads it.",
    writes: "raw.rejected_payload",
    keeps: "the text of what stays in quarantine",
    mode: "sync",
    query: rejectedPayload,
  }),
  unchangedFile,
  step("landed_file", {
    title: "Mark files as read",
    why: "Written last, so that a killed run reads the files again.",
    writes: "raw.landed_file",
    keeps: "files that earlier runs have read and this one has not",
    mode: "sync",
    query: landedFile,
  }),
];

export const ingest: Stage = {
  name: "ingest",
  title: "Land records as received",
  input: "raw.landing",
  alsoInput: ["raw.landing_point"],
  reads: ["curated.pipeline_run", "curated.source", "curated.source_field"],
  writes: [
    "raw.landing",
    "raw.landing_point",
    "raw.landing_file",
    "raw.landing_unchanged",
    "raw.landing_source",
    "raw.landing_record",
    "raw.feedback_payload",
    "curated.field_form",
    "raw.telemetry_point",
    "raw.release",
    "raw.account",
    "raw.article",
    "raw.tracker_event",
    "raw.decision",
    "curated.quarantine",
    "raw.rejected_payload",
    "raw.landed_file",
  ],
  alters: ["raw.erased_record"],
  steps,
  checks,
  seeds,
};
