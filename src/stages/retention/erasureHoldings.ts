import { sourceKind } from "../../contract/words.ts";
import { decisionKind } from "../../contract/vocabulary.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, identifier, sql, table, type Sql, type TableName } from "../../sql/sql.ts";

const scope = table("raw.erasure_scope");

/** Whether a landed record is one of the customer's: an event by its id, an account by its own, anything by whom it names. */
export const landedOf = (dialect: Dialect): Sql =>
  sql`((found.subject = 'event' AND ${hashKey(dialect, [sql`landed.source`, sql`landed.given_id`])} = found.subject_id)
    OR (found.subject = 'account' AND landed.kind = ${sourceKind("accounts")} AND landed.given_id = found.subject_id)
    OR (found.subject = 'record' AND landed.kind = ${sourceKind("tracker")} AND landed.given_feedback = found.subject_id)
    OR (found.subject = 'contact' AND (landed.given_email = found.subject_id OR landed.given_user = found.subject_id)))`;

/**
 * Whether a text that could not be parsed names the customer: an address or id as a whole JSON value, or one of eight
 * letters or more anywhere. A short id inside other words means no one.
 */
export const contactIn = (payload: Sql): Sql =>
  sql`found.subject = 'contact' AND (
    contains(${payload}, concat('"', found.subject_id, '"'))
    OR (length(found.subject_id) >= 8 AND contains(${payload}, found.subject_id)))`;

/** Rows of a table that belong to a customer. */
export interface Holding {
  readonly table: TableName;
  /**
   * How they are found: each is what follows SELECT, with the table as `held` and the scope as `found`. Joins alone:
   * Spark takes no subquery in the condition of a join.
   */
  readonly ways: (dialect: Dialect) => readonly Sql[];
  /** Columns that are emptied; undefined deletes the row. */
  readonly clears?: readonly string[];
}

/** Found by one of its own columns. */
const byColumn = (name: TableName, subject: string, column: string): Sql =>
  sql`FROM ${table(name)} AS held
  JOIN ${scope} AS found ON found.subject = ${constant(subject)} AND found.subject_id = held.${identifier(column)}`;

const ofEvent = (name: TableName): Holding => ({
  table: name,
  ways: () => [byColumn(name, "event", "event_id")],
});

/** Review items that ask whether two identities, one of them the customer's, are the same person. */
const ofLink = (name: TableName, dialect: Dialect): Sql =>
  sql`FROM ${table(name)} AS held
  JOIN (
    SELECT ${hashKey(dialect, [sql`left_record_id`, sql`right_record_id`])} AS link_id, left_record_id, right_record_id
    FROM ${table("curated.customer_link")}
  ) AS pair ON held.subject_kind = 'customer_link' AND pair.link_id = held.subject_id
  JOIN ${scope} AS found
    ON found.subject = 'identity' AND (found.subject_id = pair.left_record_id OR found.subject_id = pair.right_record_id)`;

/**
 * Every table that can hold something of a customer, in the order of deletion: what is found by an event before the event,
 * identities last. Tables of counts hold no one; the next run computes them again. A test holds this list against the
 * contract.
 */
export const holdings: readonly Holding[] = [
  // published rows first: what they are about may have been withdrawn since, so they know their feedback themselves
  ofEvent("curated.published_support_queue"),
  ofEvent("curated.published_issue_quotes"),
  ofEvent("curated.published_category_quotes"),
  ofEvent("curated.published_uncategorised_texts"),
  ofEvent("curated.published_campaigns"),
  {
    table: "curated.published_review_queue",
    ways: (dialect) => [
      byColumn("curated.published_review_queue", "event", "event_id"),
      ofLink("curated.published_review_queue", dialect),
    ],
  },
  {
    table: "curated.review_item",
    ways: (dialect) => [
      sql`FROM ${table("curated.review_item")} AS held
  JOIN ${scope} AS found ON found.subject = 'event' AND held.subject_kind = 'event' AND found.subject_id = held.subject_id`,
      sql`FROM ${table("curated.review_item")} AS held
  JOIN ${table("curated.outbox")} AS answer ON held.subject_kind = 'outbox' AND answer.outbox_id = held.subject_id
  JOIN ${scope} AS found ON found.subject = 'event' AND found.subject_id = answer.event_id`,
      ofLink("curated.review_item", dialect),
    ],
  },
  ofEvent("curated.outbox"),
  ofEvent("curated.reply_draft"),
  ofEvent("curated.ticket_statement"),
  ofEvent("curated.issue_member"),
  ofEvent("curated.enrichment"),
  ofEvent("curated.point"),
  {
    // what a check counted stays, which of the customer's events were among it does not
    table: "curated.check_result",
    ways: () => [
      sql`FROM ${table("curated.check_result")} AS held
  JOIN ${scope} AS found ON found.subject = 'event' AND array_contains(held.sample_keys, found.subject_id)`,
    ],
    clears: ["sample_keys"],
  },
  {
    // a term is no one's own words, but its samples are ids of events; the next audit samples again
    table: "curated.long_tail",
    ways: () => [
      sql`FROM ${table("curated.long_tail")} AS held
  JOIN ${scope} AS found ON found.subject = 'event' AND array_contains(held.sample_event_ids, found.subject_id)`,
    ],
  },
  {
    table: "curated.text_score",
    ways: () => [
      sql`FROM ${table("curated.text_score")} AS held
  JOIN ${table("curated.statement")} AS written ON written.content_hash = held.content_hash
  JOIN ${scope} AS found ON found.subject = 'event' AND found.subject_id = written.event_id`,
    ],
  },
  {
    table: "raw.landing",
    ways: (dialect) => [
      sql`FROM ${table("raw.landing")} AS held
  JOIN ${table("raw.landing_record")} AS landed
    ON landed.source = held.source AND landed.file = held.file AND landed.record_position = held.record_position
  JOIN ${scope} AS found ON ${landedOf(dialect)}`,
      sql`FROM ${table("raw.landing")} AS held
  JOIN ${scope} AS found ON ${contactIn(sql`held.payload`)}`,
      sql`FROM ${table("raw.landing")} AS held
  JOIN ${scope} AS found
    ON held.kind = ${constant(decisionKind)} AND found.subject IN ('event', 'pair') AND contains(held.payload, found.subject_id)`,
    ],
  },
  {
    table: "raw.landing_record",
    ways: (dialect) => [
      sql`FROM ${table("raw.landing_record")} AS held
  JOIN ${table("raw.landing_record")} AS landed
    ON landed.source = held.source AND landed.file = held.file AND landed.record_position = held.record_position
  JOIN ${scope} AS found ON ${landedOf(dialect)}`,
      sql`FROM ${table("raw.landing_record")} AS held
  JOIN ${table("curated.quarantine")} AS rejected
    ON rejected.source = held.source AND rejected.file = held.file AND rejected.record_position = held.record_position
  JOIN ${scope} AS found ON found.subject = 'rejected' AND found.subject_id = rejected.quarantine_id`,
    ],
  },
  {
    table: "curated.quarantine",
    ways: () => [byColumn("curated.quarantine", "rejected", "quarantine_id")],
  },
  {
    table: "raw.rejected_payload",
    ways: () => [byColumn("raw.rejected_payload", "rejected", "quarantine_id")],
  },
  {
    table: "raw.tracker_event",
    ways: () => [byColumn("raw.tracker_event", "record", "feedback_record_id")],
    clears: ["feedback_record_id"],
  },
  {
    table: "curated.decision_in_force",
    ways: () => [byColumn("curated.decision_in_force", "decision", "decision_id")],
  },
  {
    // the decision stays in its chain, which holds nothing but salted digests of whom it is about, who decided and why
    table: "curated.decision_note",
    ways: () => [byColumn("curated.decision_note", "decision", "decision_id")],
  },
  { table: "raw.decision", ways: () => [byColumn("raw.decision", "decision", "decision_id")] },
  ofEvent("raw.feedback_payload"),
  ofEvent("curated.set_aside_event"),
  ofEvent("curated.feedback_event"),
  ofEvent("curated.statement"),
  { table: "raw.account", ways: () => [byColumn("raw.account", "account", "account_id")] },
  {
    table: "curated.parted_link",
    ways: () => [
      byColumn("curated.parted_link", "identity", "left_record_id"),
      byColumn("curated.parted_link", "identity", "right_record_id"),
    ],
  },
  {
    table: "curated.customer_link",
    ways: () => [
      byColumn("curated.customer_link", "identity", "left_record_id"),
      byColumn("curated.customer_link", "identity", "right_record_id"),
    ],
  },
  {
    table: "curated.customer_record",
    ways: () => [byColumn("curated.customer_record", "identity", "customer_record_id")],
  },
  {
    table: "curated.customer",
    ways: () => [byColumn("curated.customer", "identity", "customer_record_id")],
  },
];
