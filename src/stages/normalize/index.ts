import type { Step } from "../../contract/step.ts";
import type { Stage } from "../stage.ts";
import { checks } from "./checks.ts";
import { customer } from "./customer.ts";
import { customerLink } from "./customerLink.ts";
import { customerRecord } from "./customerRecord.ts";
import { feedbackEvent } from "./feedbackEvent.ts";
import { languageWeights } from "./language.ts";
import { leaveOutSetAside, setAsideEvent } from "./setAsideEvent.ts";

const steps: readonly Step[] = [
  {
    kind: "sql",
    id: "normalize.customer_record",
    stage: "normalize",
    title: "Identities as delivered by the sources",
    why: "User id, e-mail and name as they appear together in a record. Later steps decide which identities are the same person, in tables that people can inspect.",
    writes: "curated.customer_record",
    keeps: "the smallest value seen of each column that the id does not determine",
    oneRowPerKey: "identities are grouped by the key, and the join is with the key of its table",
    mode: "upsert",
    window: "touched",
    query: customerRecord,
  },
  {
    kind: "sql",
    id: "normalize.feedback_event",
    stage: "normalize",
    title: "Feedback masked, typed, folded",
    why: "Personal data is masked here, before any other step reads a text. Each event is its newest revision, at the time of its first.",
    writes: "curated.feedback_event",
    keeps: "the times of a first content that retention has deleted, and the number of contents",
    recalls: "curated.set_aside_event",
    oneRowPerKey:
      "of the contents of an event the query keeps the newest, and the joins are with the key of their table",
    mode: "upsert",
    window: "touched",
    query: feedbackEvent,
  },
  setAsideEvent,
  leaveOutSetAside,
  {
    kind: "sql",
    id: "normalize.customer_link",
    stage: "normalize",
    title: "Compare identities that may be one person",
    why: "A Fellegi-Sunter model: identities in the same block are compared, each agreement and disagreement adds its weight, and the thresholds of the spec decide.",
    writes: "curated.customer_link",
    mode: "upsert",
    window: "touched",
    query: customerLink,
  },
  {
    kind: "sql",
    id: "normalize.customer",
    stage: "normalize",
    title: "Customers",
    why: "A customer is all identities that merge links connect. Its id stays as long as the identity that it is named after. Every run follows all links, since a link may be deleted with its identity; only new and changed rows are written.",
    writes: "curated.customer",
    keeps: "the id of a customer while the identity it is named after belongs to it, and unchanged rows",
    mode: "amend",
    window: "all",
    query: customer,
  },
];

export const normalize: Stage = {
  name: "normalize",
  title: "Mask, type and link to customers",
  input: "raw.feedback_payload",
  reads: [
    "curated.stage_run",
    "curated.setting",
    "curated.source",
    "curated.source_field",
    "curated.language_weight",
    "raw.feedback_payload",
    "raw.account",
    "raw.release",
    "raw.telemetry_point",
  ],
  writes: [
    "curated.customer_record",
    "curated.feedback_event",
    "curated.set_aside_event",
    "curated.customer_link",
    "curated.customer",
  ],
  steps,
  checks,
  seeds: () => [{ table: "curated.language_weight", rows: languageWeights() }],
};
