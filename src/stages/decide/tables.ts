import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { allDecisionVerbs, decisionSubjects, stances } from "../../contract/vocabulary.ts";
import type { TableName } from "../../sql/sql.ts";

const decided = {
  verb: required(
    "string",
    "What was decided: of an event approve, reject or refine; of a pair same or distinct.",
    {
      values: allDecisionVerbs,
    },
  ),
  category: optional("string", "Category that was approved, rejected or named instead; null for a pair."),
  stance: optional("string", "Stance that was named with it; null where none was.", { values: stances }),
  decided_at: required("timestamp", "When it was decided (UTC)."),
};

export const decideTables = {
  "curated.review_decision": {
    comment:
      "Every decision of a reviewer in the order of arrival: a hash chain without personal data. A later one about the same subject is another row.",
    kind: "event",
    owner: "decide",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["decision_id"],
    retention: "forever",
    columns: {
      decision_id: required("string", "SHA-256 of everything that was recorded, a random nonce included."),
      sequence_number: required("bigint", "Place in the chain, from 1 without gaps."),
      subject_kind: required("string", "What was decided about: event or customer_link.", {
        values: decisionSubjects,
      }),
      ...decided,
      subject_digest: required(
        "string",
        "SHA-256 of the nonce and the id of the subject: curated.decision_note has both until they are erased.",
      ),
      reviewer_digest: required("string", "The same of the name of the reviewer."),
      why_digest: optional("string", "The same of the reason; null where none was given."),
      previous_hash: required("string", "row_hash of the decision before it; 64 zeros for the first."),
      row_hash: required(
        "string",
        "SHA-256 of previous_hash, the place and the other columns: a changed, missing or inserted row breaks the chain.",
      ),
    },
  },
  "curated.decision_note": {
    comment:
      "Who decided, about whom and why: what can be erased of a decision. With the nonce its digests can be checked.",
    kind: "state",
    owner: "decide",
    class: "internal",
    readers: ["reviewer", "steward"],
    key: ["decision_id"],
    retention: "curated",
    columns: {
      decision_id: required("string", "The decision (curated.review_decision)."),
      subject_kind: required("string", "What was decided about: event or customer_link.", {
        values: decisionSubjects,
      }),
      subject_id: required("string", "Its id, as in curated.decision_in_force.", {
        class: "personal",
        pseudonym: true,
      }),
      reviewer: required("string", "Who decided.", { class: "personal" }),
      why: optional("string", "The reason in the words of the reviewer; null where none was given.", {
        class: "sensitive",
      }),
      nonce: required("string", "Salt of the digests, 32 hexadecimal digits.", { class: "sensitive" }),
      decided_at: required("timestamp", "When it was decided (UTC)."),
    },
  },
  "curated.decision_in_force": {
    comment:
      "The newest decision about each subject: by the time it was decided, then by its place in the chain. Every run applies it.",
    kind: "state",
    owner: "decide",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["subject_kind", "subject_id"],
    retention: "curated",
    columns: {
      subject_kind: required("string", "What was decided about: event or customer_link.", {
        values: decisionSubjects,
      }),
      subject_id: required(
        "string",
        "Of an event its id; of a pair the SHA-256 of both identities, as in curated.review_item.",
        { class: "personal", pseudonym: true },
      ),
      event_id: optional("string", "The event; null for a pair."),
      left_record_id: optional(
        "string",
        "The smaller identity of the pair; null for an event, and where the pair is known by its id alone.",
        {
          class: "personal",
          pseudonym: true,
        },
      ),
      right_record_id: optional("string", "The larger identity of the pair; null for an event.", {
        class: "personal",
        pseudonym: true,
      }),
      ...decided,
      decision_id: required("string", "The decision (curated.review_decision)."),
      sequence_number: required("bigint", "Its place in the chain."),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;
