import type { Step } from "../../contract/step.ts";
import type { Stage } from "../stage.ts";
import { checks } from "./checks.ts";
import { contestedLink, customer, outdatedIdentity } from "./customer.ts";
import { customerLink } from "./customerLink.ts";
import { customerRecord } from "./customerRecord.ts";
import { linkWithoutIdentity, withdrawnIdentity } from "./withdrawnIdentity.ts";
import { decidedLink } from "./decidedLink.ts";
import { feedbackEvent } from "./feedbackEvent.ts";
import { identityPolicyRows } from "./identityPolicy.ts";
import { languageWeights } from "./language.ts";
import { statement } from "./statement.ts";
import { partedLink } from "./partedLink.ts";
import { leaveOutSetAside, setAsideEvent } from "./setAsideEvent.ts";

const steps: readonly Step[] = [
  withdrawnIdentity,
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
    id: "normalize.statement",
    stage: "normalize",
    title: "What was said, masked, typed, folded",
    why: "Personal data is masked here, before any other step reads a text. A content with other words, another rating or another version is a statement of its own, at its own time; a counter that changed makes none. What its source deleted leaves one without words.",
    writes: "curated.statement",
    keeps: "statements whose content retention has deleted, and those that are gone, to delete them",
    recalls: "curated.feedback_event",
    oneRowPerKey: "of rows with one id the query keeps one",
    mode: "amend",
    window: "touched",
    query: statement,
  },
  {
    kind: "sql",
    id: "normalize.feedback_event",
    stage: "normalize",
    title: "Feedback as it says now",
    why: "Each event is its newest statement, at the time of its first content. One that its source deleted leaves.",
    writes: "curated.feedback_event",
    keeps: "the times of a first content that retention has deleted, and the number of contents",
    recalls: "curated.set_aside_event",
    oneRowPerKey: "an event has one newest statement, and either that has words or it was withdrawn",
    mode: "amend",
    window: "touched",
    query: feedbackEvent,
  },
  setAsideEvent,
  leaveOutSetAside,
  outdatedIdentity,
  {
    kind: "sql",
    id: "normalize.customer_link",
    stage: "normalize",
    title: "Compare identities that may be one person",
    why: "A Fellegi-Sunter model: identities in the same block are compared, each agreement and disagreement adds its weight, and the thresholds of the spec decide.",
    writes: "curated.customer_link",
    keeps: "pairs that nothing brings together any more, to delete them",
    mode: "amend",
    window: "touched",
    query: customerLink,
  },
  linkWithoutIdentity,
  {
    kind: "sql",
    id: "normalize.decided_link",
    stage: "normalize",
    title: "Apply what reviewers decided about pairs",
    why: "Same links two identities, distinct keeps them apart, whatever their weight is. A later comparison leaves these pairs alone.",
    writes: "curated.customer_link",
    keeps: "rule, weight and levels of a pair that was compared",
    oneRowPerKey: "a decision in force is one per pair, and the joins are with the key of their table",
    mode: "upsert",
    window: "all",
    query: decidedLink,
  },
  {
    kind: "sql",
    id: "normalize.parted_link",
    stage: "normalize",
    title: "Part customers that hold identities called distinct",
    why: "Two identities that a reviewer called distinct may still be linked through others. These links are left out, so that no chain of links joins the two.",
    writes: "curated.parted_link",
    oneRowPerKey: "the query gives distinct rows of the key alone",
    mode: "sync",
    window: "all",
    query: partedLink,
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
  contestedLink,
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
    "curated.identity_policy",
    "curated.decision_in_force",
    "raw.feedback_payload",
    "raw.account",
    "raw.release",
    "raw.telemetry_point",
  ],
  writes: [
    "curated.customer_record",
    "curated.statement",
    "curated.feedback_event",
    "curated.set_aside_event",
    "curated.customer_link",
    "curated.parted_link",
    "curated.customer",
  ],
  steps,
  checks,
  seeds: ({ identity }) => [
    { table: "curated.language_weight", rows: languageWeights() },
    { table: "curated.identity_policy", rows: identityPolicyRows(identity) },
  ],
};
