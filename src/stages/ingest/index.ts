import type { SqlStep, Step } from "../../contract/step.ts";
import type { Stage } from "../stage.ts";
import { account } from "./account.ts";
import { article } from "./article.ts";
import { checks } from "./checks.ts";
import { erasedRecord } from "./erasedRecord.ts";
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
    Partial<Pick<SqlStep, "winner" | "keeps">>,
): SqlStep => ({ kind: "sql", id: `ingest.${name}`, stage: "ingest", window: "new", ...rest });

const steps: readonly Step[] = [
  {
    kind: "effect",
    effect: "land",
    id: "ingest.land",
    stage: "ingest",
    title: "Read the files that are new",
    why: "Every record is kept as it was received before anything judges it; points whose texts need no judging skip the way through JSON. A file whose size, time and mapping did not change is not read again.",
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
      "Records of some files, which the next attempt empties first. landed_file, which says that a file was read, is written after all of them by SQL.",
  },
  step("landing_record", {
    title: "Parse and judge every record",
    why: "Once for all kinds, so that the steps below only cast. The first reason that applies sets a record aside; one that lies after the moment of the run waits in its file.",
    writes: "raw.landing_record",
    mode: "sync",
    query: landingRecord,
  }),
  ...erasedRecord,
  step("feedback_payload", {
    title: "Feedback as received",
    why: "The hash leaves the time of delivery out: a redelivery adds nothing, an edit adds a row. Of several deliveries the first stays. What this run read of a file before it stopped gives way to what the corrected file says of the same record.",
    writes: "raw.feedback_payload",
    keeps: "the first delivery of a content",
    mode: "amend",
    winner: firstDelivery,
    query: feedbackPayload,
  }),
  step("telemetry_point", {
    title: "Technical metrics and active users",
    why: "A point is what was measured, when, and for whom; delivered again, its last value counts.",
    writes: "raw.telemetry_point",
    mode: "upsert",
    query: telemetryPoint,
  }),
  step("release", {
    title: "Releases",
    why: "Versions sort as numbers by their key. Server releases are in force for all at once, client releases spread over days.",
    writes: "raw.release",
    mode: "upsert",
    query: release,
  }),
  step("account", {
    title: "Accounts",
    why: "Segment and revenue of customers, for priorities and for linking identities.",
    writes: "raw.account",
    mode: "upsert",
    query: account,
  }),
  step("article", {
    title: "Articles of the knowledge base",
    why: "What answers may point to.",
    writes: "raw.article",
    mode: "upsert",
    query: article,
  }),
  step("tracker_event", {
    title: "Changes of status in the tracker",
    why: "Trackers export either a row a change or a row a ticket; both become changes here, so that no later stage has to know.",
    writes: "raw.tracker_event",
    mode: "upsert",
    query: trackerEvent,
  }),
  step("quarantine", {
    title: "Records set aside, with the reason",
    why: "Single bad records are never dropped and never stop a run. Reading a file again replaces what it had set aside.",
    writes: "curated.quarantine",
    keeps: "what files that are not read again had set aside",
    mode: "sync",
    query: quarantine,
  }),
  step("rejected_payload", {
    title: "Their text",
    why: "Kept apart from the reason, since it may hold anything: only the pipeline reads it.",
    writes: "raw.rejected_payload",
    keeps: "the text of what stays in quarantine",
    mode: "sync",
    query: rejectedPayload,
  }),
  unchangedFile,
  step("landed_file", {
    title: "Mark files as read",
    why: "Last, so that a run that was killed before reads them again.",
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
  reads: ["curated.pipeline_run", "curated.source", "curated.source_field", "raw.erased_record"],
  writes: [
    "raw.landing",
    "raw.landing_point",
    "raw.landing_file",
    "raw.landing_unchanged",
    "raw.landing_source",
    "raw.landing_record",
    "raw.feedback_payload",
    "raw.telemetry_point",
    "raw.release",
    "raw.account",
    "raw.article",
    "raw.tracker_event",
    "curated.quarantine",
    "raw.rejected_payload",
    "raw.landed_file",
  ],
  steps,
  checks,
  seeds,
};
