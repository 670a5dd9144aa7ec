import { askedFrom } from "../../stages/route/linkProbability.ts";
import { identifier, sql, table } from "../../sql/sql.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { textLiteral } from "../../sql/textLiteral.ts";
import { decisionHop } from "./decisionHop.ts";
import { detectionHops } from "./detectionHops.ts";
import { eventHops } from "./eventHops.ts";
import type { WalkedKind } from "./explanation.ts";
import { allOf, by, where, type HopQuery } from "./hopQuery.ts";
import { issueHops } from "./issueHops.ts";
import { linkId } from "./linkId.ts";

type HopsOf = (id: string, dialect: Dialect) => readonly HopQuery[];

/**
 * How each kind leads on. Without a circle (detection, outbox or review item, issue, event or ticket), so that a walk
 * ends.
 */
export const hopsFor: Readonly<Record<WalkedKind, HopsOf>> = {
  issue: issueHops,
  event: eventHops,
  detection: detectionHops,

  outbox: (id) => [
    {
      relation: "outbox",
      table: "curated.outbox",
      columns: [
        "outbox_id",
        "action",
        "destination",
        "status",
        "risk_class",
        "created_at",
        "issue_id",
        "event_id",
      ],
      where: where("outbox_id", id),
      order: by("outbox_id"),
      leadsTo: ({ issue_id, event_id }) =>
        typeof issue_id === "string"
          ? { kind: "issue", id: issue_id }
          : { kind: "event", id: String(event_id) },
    },
  ],

  review_item: (id) => [
    {
      relation: "review item",
      table: "curated.review_item",
      columns: ["review_item_id", "subject_kind", "subject_id", "reason", "raised_at"],
      where: where("review_item_id", id),
      order: by("review_item_id"),
      leadsTo: ({ subject_kind, subject_id }) => {
        const kind = String(subject_kind);
        return isSubjectKind(kind) ? { kind, id: String(subject_id) } : undefined;
      },
    },
  ],

  customer_link: (id, dialect) => [
    {
      relation: "pair of identities",
      table: "curated.customer_link",
      columns: [
        "rule",
        "user_level",
        "email_level",
        "name_level",
        "locale_level",
        "match_weight",
        "decision",
        "reason",
      ],
      where: sql`${linkId(dialect)} = ${textLiteral(id)}`,
      order: by("left_record_id", "right_record_id"),
    },
    decisionHop("customer_link", id),
    ...(["left", "right"] as const).map((side): HopQuery => ({
      relation: `events of the ${side} identity`,
      table: "curated.feedback_event",
      columns: ["event_id", "source", "channel", "occurred_at", "received_at"],
      where: sql`customer_record_id IN (SELECT ${identifier(`${side}_record_id`)} FROM ${table("curated.customer_link")} WHERE ${linkId(dialect)} = ${textLiteral(id)})`,
      order: by("occurred_at", "event_id"),
      leadsTo: ({ event_id }) => ({ kind: "event", id: String(event_id) }),
    })),
  ],

  issue_event: (id) => [
    {
      relation: "step of an issue",
      table: "curated.issue_event",
      columns: ["issue_event_id", "issue_id", "state", "happened_at", "cause"],
      where: where("issue_event_id", id),
      order: by("issue_event_id"),
      leadsTo: ({ issue_id }) => ({ kind: "issue", id: String(issue_id) }),
    },
  ],

  ticket: (id) => [
    {
      relation: "changes in the tracker",
      table: "raw.tracker_event",
      columns: [
        "source",
        "ticket_key",
        "changed_at",
        "to_status",
        "resolution",
        "fix_version",
        "area",
        "summary",
        "duplicate_of",
        "tracker_event_id",
      ],
      where: where("ticket_key", id),
      order: by("changed_at", "tracker_event_id"),
    },
    {
      relation: "linked issues",
      table: "curated.issue_ticket",
      columns: ["issue_id", "link_reason", "probability_bp", "similarity_bp", "leads"],
      where: where("ticket_key", id),
      order: by("issue_id"),
    },
    {
      relation: "probable issues",
      table: "curated.ticket_similarity",
      columns: ["issue_id", "probability_bp", "text_milli", "category_milli", "time_milli", "area_agrees"],
      where: allOf([where("ticket_key", id), sql`probability_bp >= ${askedFrom}`]),
      order: [sql`probability_bp DESC`, sql`issue_id`],
    },
  ],

  quarantine: (id) => [
    {
      relation: "record set aside",
      table: "curated.quarantine",
      columns: ["quarantine_id", "source", "kind", "file", "record_position", "reason", "field"],
      where: where("quarantine_id", id),
      order: by("quarantine_id"),
    },
  ],
};

function isSubjectKind(word: string): word is WalkedKind {
  return Object.hasOwn(hopsFor, word);
}
