import type { Step } from "../../contract/step.ts";
import type { Stage } from "../stage.ts";
import { checks } from "./checks.ts";
import { customer } from "./customer.ts";
import { customerLink } from "./customerLink.ts";
import { customerRecord } from "./customerRecord.ts";
import { feedbackEvent } from "./feedbackEvent.ts";
import { leaveOutSetAside, setAsideEvent } from "./setAsideEvent.ts";

const steps: readonly Step[] = [
  {
    kind: "sql",
    id: "normalize.customer_record",
    stage: "normalize",
    title: "Identities as sources gave them",
    why: "User id, e-mail and name as they stand together in a record; who is the same person is decided afterwards, where it can be seen and changed.",
    writes: "curated.customer_record",
    keeps: "the smallest value seen of what the id does not fix",
    mode: "upsert",
    window: "touched",
    query: customerRecord,
  },
  {
    kind: "sql",
    id: "normalize.feedback_event",
    stage: "normalize",
    title: "Feedback masked, typed, folded",
    why: "Personal data is masked here, before anything else may read a text. Each event is its newest revision, at the time of its first.",
    writes: "curated.feedback_event",
    keeps: "the times of a first content that retention has taken away, and how many contents there were",
    recalls: "curated.set_aside_event",
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
    title: "Which identities may be one person",
    why: "A Fellegi-Sunter model: identities that share a block are compared, each agreement and disagreement adds its weight, and the policy of the spec decides.",
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
    why: "What merge links connect. Ids stay for as long as the identity they are named after does. Links are followed anew in every run, since one may leave with its identity; written is what is new or other than before.",
    writes: "curated.customer",
    keeps:
      "the id of a customer for as long as the identity it is named after belongs to it, and rows that are as they were",
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
    "raw.feedback_payload",
    "raw.account",
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
  seeds: () => [],
};
