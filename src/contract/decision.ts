import { createHash } from "node:crypto";
import type { DecisionSubject, DecisionVerb, Stance } from "./vocabulary.ts";

/** What a person decided, as the journal of a local run and the landing volume hold it: a line of JSON each. */
export interface DecisionRecord {
  readonly subject_kind: DecisionSubject;
  /** Of an event its id; of a pair the SHA-256 of both identities, as `curated.review_item` has it. */
  readonly subject_id: string;
  /** The two identities of a pair, the smaller one first; null for an event. */
  readonly left_record_id: string | null;
  readonly right_record_id: string | null;
  readonly verb: DecisionVerb;
  /** What was approved, rejected or named instead; null for a pair. */
  readonly category: string | null;
  readonly stance: Stance | null;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly decided_at: string;
  readonly reviewer: string;
  readonly why: string | null;
  /** 32 hexadecimal digits: salt of the digests that outlive reviewer and reason. */
  readonly nonce: string;
}

/** The fields of a record, in the order in which its id hashes them. */
export const decisionFields = [
  "subject_kind",
  "subject_id",
  "left_record_id",
  "right_record_id",
  "verb",
  "category",
  "stance",
  "decided_at",
  "reviewer",
  "why",
  "nonce",
] as const satisfies readonly (keyof DecisionRecord)[];

/** Characters of a reason, and of the name of a reviewer, at most. */
export const mostReasonCharacters = 2_000;
export const mostReviewerCharacters = 200;

/** SHA-256 of the fields, each with its length: what `hashKey` gives in SQL. */
export function decisionId(record: DecisionRecord): string {
  return hashKeyOf(decisionFields.map((field) => record[field]));
}

/** The id of a pair of identities in either order, as `curated.review_item.subject_id` has it. */
export const pairId = (one: string, other: string): string => hashKeyOf([one, other].toSorted());

/** `hashKey` of `sql/hash.ts` outside of SQL: SHA-256 over several texts, each after its length in code points. */
function hashKeyOf(parts: readonly (string | null)[]): string {
  const framed = parts.map((part) => (part === null ? "-" : `${[...part].length}:${part}`));
  return createHash("sha256").update(framed.join("")).digest("hex");
}

/** One line, with its line feed. */
export const decisionLine = (record: DecisionRecord): string =>
  `${JSON.stringify(Object.fromEntries(decisionFields.map((field) => [field, record[field]])))}\n`;
