import { askedFrom } from "../../stages/route/linkProbability.ts";
import { issueStates } from "../../contract/vocabulary.ts";
import { placeOf, sql } from "../../sql/sql.ts";
import { detectionOf } from "./detectionHops.ts";
import { allOf, by, where, type HopQuery } from "./hopQuery.ts";

/** Steps of one moment in the order of an issue's life. */
const stateOrder = placeOf(sql`state`, issueStates);

/** From an issue to what found it, who owns it, its tickets and fixes, and its members. */
export const issueHops = (id: string): readonly HopQuery[] => [
  {
    relation: "issue",
    table: "curated.issue",
    columns: [
      "issue_id",
      "product",
      "category",
      "area",
      "kind",
      "severity",
      "origin",
      "scope_version",
      "onset_date",
      "detected_at",
      "events",
      "customers",
      "priority",
      "founding_event_id",
    ],
    where: where("issue_id", id),
    order: by("issue_id"),
    below: (issue) => [
      ...detectionOf(issue),
      {
        relation: "state",
        table: "curated.issue_status",
        columns: ["state", "since"],
        where: where("issue_id", id),
        order: by("issue_id"),
      },
      {
        relation: "history",
        table: "curated.issue_event",
        columns: ["state", "happened_at", "cause", "issue_event_id"],
        where: where("issue_id", id),
        order: [sql`happened_at`, stateOrder, sql`issue_event_id`],
      },
      {
        relation: "owner",
        table: "curated.assignment",
        columns: ["owner", "explanation", "rule_position", "candidates", "release_blocker", "assigned_at"],
        where: where("issue_id", id),
        order: by("issue_id"),
        below: ({ rule_position }) =>
          rule_position === null
            ? []
            : [
                {
                  relation: "rule",
                  table: "curated.owner_rule",
                  columns: ["rule_position", "rule_text", "owner"],
                  where: sql`rule_position = ${Number(rule_position)}`,
                  order: by("rule_position"),
                },
              ],
      },
      {
        relation: "signals",
        table: "curated.issue_signal",
        columns: [
          "metric",
          "area",
          "link_rank",
          "effect_milli",
          "effect_low_milli",
          "effect_high_milli",
          "explained_bp",
          "accepted",
        ],
        where: where("issue_id", id),
        order: by("link_rank", "metric", "area"),
      },
      {
        relation: "tickets",
        table: "curated.issue_ticket",
        columns: ["ticket_key", "link_reason", "probability_bp", "similarity_bp", "leads"],
        where: where("issue_id", id),
        order: [sql`leads DESC`, sql`ticket_key`],
        leadsTo: ({ ticket_key }) => ({ kind: "ticket", id: String(ticket_key) }),
      },
      {
        relation: "probable tickets",
        table: "curated.ticket_similarity",
        columns: [
          "ticket_key",
          "probability_bp",
          "text_milli",
          "category_milli",
          "time_milli",
          "area_agrees",
        ],
        where: allOf([where("issue_id", id), sql`probability_bp >= ${askedFrom}`]),
        order: [sql`probability_bp DESC`, sql`ticket_key`],
        leadsTo: ({ ticket_key }) => ({ kind: "ticket", id: String(ticket_key) }),
      },
      {
        relation: "fixes",
        table: "curated.fix",
        columns: ["fix_position", "claimed_by", "ticket_key", "fix_version", "released_at", "scope"],
        where: where("issue_id", id),
        order: by("fix_position"),
      },
      {
        relation: "verdicts",
        table: "curated.validation",
        columns: [
          "fix_position",
          "verdict",
          "reason",
          "decided_date",
          "observed",
          "expected_milli",
          "rate_ratio_milli",
          "voice_log_e_milli",
          "telemetry_log_e_milli",
          "failure_log_e_milli",
          "recurrence_date",
        ],
        where: where("issue_id", id),
        order: by("fix_position"),
      },
      {
        relation: "outbox",
        table: "curated.outbox",
        columns: ["outbox_id", "action", "destination", "status", "risk_class", "created_at"],
        where: where("issue_id", id),
        order: by("created_at", "action", "outbox_id"),
      },
      {
        relation: "members",
        table: "curated.issue_member",
        columns: ["event_id", "member_reason"],
        where: where("issue_id", id),
        order: by("event_id", "point_id"),
        leadsTo: ({ event_id }) => ({ kind: "event", id: String(event_id) }),
      },
    ],
  },
];
