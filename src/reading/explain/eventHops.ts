import { textLiteral } from "../../sql/textLiteral.ts";
import { decisionHop } from "./decisionHop.ts";
import { join, sql, table, type Sql } from "../../sql/sql.ts";
import { allOf, by, where, type HopQuery } from "./hopQuery.ts";

const listOf = (values: unknown): Sql =>
  Array.isArray(values) && values.length > 0 ? join(values.map(textLiteral)) : sql`NULL`;

/** From a piece of feedback to what was understood, what leaves because of it, and its source records. */
export const eventHops = (id: string): readonly HopQuery[] => [
  {
    relation: "event",
    table: "curated.feedback_event",
    columns: [
      "event_id",
      "product",
      "source",
      "channel",
      "occurred_at",
      "received_at",
      "product_version",
      "platform",
      "language",
      "rating",
      "masked_spans",
      "own_pieces",
      "revisions",
    ],
    where: where("event_id", id),
    order: by("event_id"),
  },
  {
    relation: "identity",
    table: "curated.customer_record",
    columns: ["identified_by", "mailbox", "not_identifying"],
    where: sql`customer_record_id IN (SELECT customer_record_id FROM ${table("curated.feedback_event")} WHERE event_id = ${textLiteral(id)})`,
    order: by("customer_record_id"),
  },
  {
    relation: "set aside",
    table: "curated.set_aside_event",
    columns: [
      "event_id",
      "source",
      "channel",
      "reasons",
      "awaits_reference",
      "occurred_at",
      "received_at",
      "revisions",
    ],
    where: where("event_id", id),
    order: by("event_id"),
    below: ({ reasons }) => [
      {
        relation: "check that it fails",
        table: "curated.check_rule",
        columns: ["check_id", "title", "kind"],
        where: sql`check_id IN (${listOf(reasons)})`,
        order: by("check_id"),
      },
    ],
  },
  {
    relation: "statements",
    table: "curated.statement",
    columns: [
      "statement_id",
      "revision",
      "said_at",
      "product_version",
      "rating",
      "language",
      "is_newest",
      "mark",
    ],
    where: where("event_id", id),
    order: by("revision", "statement_id"),
    below: ({ statement_id }) => [
      {
        relation: "points",
        table: "curated.point",
        columns: ["position", "category", "confidence_bp", "accepted", "stance", "votes", "quote"],
        where: where("statement_id", statement_id),
        order: by("position"),
      },
    ],
  },
  {
    relation: "suggestion",
    table: "curated.enrichment",
    columns: [
      "category",
      "kind",
      "confidence_bp",
      "accepted",
      "decided_by",
      "quote",
      "risk_class",
      "sentiment",
      "urgency",
    ],
    where: where("event_id", id),
    order: by("event_id"),
    below: ({ category }) =>
      category === null
        ? []
        : [
            {
              relation: "category",
              table: "curated.category",
              columns: ["category", "title", "definition", "boundary"],
              where: where("category", category),
              order: by("category"),
            },
          ],
  },
  decisionHop("event", id),
  {
    relation: "member of",
    table: "curated.issue_member",
    columns: ["issue_id", "member_reason", "point_id"],
    where: where("event_id", id),
    order: by("issue_id", "point_id"),
  },
  {
    relation: "reply draft",
    table: "curated.reply_draft",
    columns: ["macro", "language", "article_id", "risk_class", "body"],
    where: where("event_id", id),
    order: by("event_id"),
    below: ({ macro, language }) => [
      {
        relation: "macro",
        table: "curated.macro",
        columns: ["macro", "language", "article_id", "risk_class"],
        where: allOf([where("macro", macro), where("language", language)]),
        order: by("macro", "language"),
      },
    ],
  },
  {
    relation: "outbox",
    table: "curated.outbox",
    columns: ["outbox_id", "action", "destination", "status", "risk_class", "created_at"],
    where: where("event_id", id),
    order: by("created_at", "action", "outbox_id"),
  },
  {
    relation: "source records",
    table: "raw.feedback_payload",
    columns: [
      "source",
      "file",
      "record_position",
      "received_at",
      "payload_hash",
      "schema_fingerprint",
      "mark",
    ],
    where: where("event_id", id),
    order: by("received_at", "file", "record_position", "payload_hash"),
  },
];
