import { assignment } from "./assignment.ts";
import { issueTicket } from "./issueTicket.ts";
import { outbox } from "./outbox.ts";
import { replyDraft } from "./replyDraft.ts";
import { reviewItem } from "./reviewItem.ts";
import { issueWord } from "./issueWord.ts";
import { ticket } from "./ticket.ts";
import { ticketSimilarity } from "./ticketSimilarity.ts";
import { ticketStatement } from "./ticketStatement.ts";
import { ticketWord } from "./ticketWord.ts";
import type { SeedRow, SeedTable } from "../../contract/seed.ts";
import type { Stage } from "../stage.ts";
import type { Project } from "../../spec/project.ts";
import { sql, table } from "../../sql/sql.ts";

export const route: Stage = {
  name: "route",
  title: "Assign owners and prepare outgoing messages",
  input: "curated.issue",
  reads: [
    "curated.pipeline_run",
    "curated.stage_run",
    "curated.setting",
    "curated.product",
    "curated.area",
    "curated.category",
    "curated.owner",
    "curated.owner_rule",
    "curated.macro",
    "curated.tracker_state",
    "curated.classifier_weight",
    "curated.classifier_category",
    "raw.article",
    "raw.tracker_event",
    "curated.statement",
    "curated.feedback_event",
    "curated.point",
    "curated.customer",
    "curated.customer_link",
    "curated.decision_in_force",
    "curated.enrichment",
    "curated.issue",
    "curated.issue_member",
  ],
  writes: [
    "curated.ticket",
    "curated.ticket_statement",
    "curated.issue_word",
    "curated.ticket_word",
    "curated.ticket_similarity",
    "curated.issue_ticket",
    "curated.assignment",
    "curated.reply_draft",
    "curated.outbox",
    "curated.review_item",
  ],
  steps: [
    ticket,
    ticketStatement,
    issueWord,
    ticketWord,
    ticketSimilarity,
    issueTicket,
    assignment,
    replyDraft,
    outbox,
    reviewItem,
  ],
  checks: [
    {
      id: "route.every_issue_has_an_assignment",
      stage: "route",
      table: "curated.assignment",
      title: "Every issue has an assignment.",
      severity: "error",
      failing: () => sql`SELECT issue.issue_id
FROM ${table("curated.issue")} AS issue
LEFT JOIN ${table("curated.assignment")} AS assignment ON assignment.issue_id = issue.issue_id
WHERE assignment.issue_id IS NULL`,
    },
    {
      id: "route.every_issue_has_an_owner",
      stage: "route",
      table: "curated.assignment",
      title: "Every issue has an owner of the taxonomy.",
      severity: "warn",
      failing: () => sql`SELECT assignment.issue_id
FROM ${table("curated.assignment")} AS assignment
LEFT JOIN ${table("curated.owner")} AS owner ON owner.owner = assignment.owner
WHERE owner.owner IS NULL`,
    },
    {
      id: "route.risk_waits_for_a_human",
      stage: "route",
      table: "curated.outbox",
      title: "No reply, and nothing that carries risk, is ready to send.",
      severity: "error",
      failing: () => sql`SELECT outbox_id
FROM ${table("curated.outbox")}
WHERE status = 'ready' AND (risk_class <> 'none' OR action = 'reply')`,
    },
    {
      id: "route.text_links_to_one_issue",
      stage: "route",
      table: "curated.issue_ticket",
      title: "A ticket that was linked by its text belongs to one issue.",
      severity: "error",
      failing: () => sql`SELECT issue.product, issue_ticket.ticket_key
FROM ${table("curated.issue_ticket")} AS issue_ticket
JOIN ${table("curated.issue")} AS issue ON issue.issue_id = issue_ticket.issue_id
WHERE issue_ticket.link_reason = 'area_time_text'
GROUP BY issue.product, issue_ticket.ticket_key
HAVING count(*) > 1`,
    },
  ],
  seeds: (project) => [
    { table: "curated.product", rows: project.products.map(({ id, title }) => ({ product: id, title })) },
    {
      table: "curated.owner",
      rows: project.taxonomy.owners.map(({ id, title, escalation, destination }) => ({
        owner: id,
        title,
        escalation: escalation ?? null,
        destination,
      })),
    },
    { table: "curated.owner_rule", rows: project.routing.rules.map(ownerRule) },
    macros(project),
  ],
};

function ownerRule(rule: Project["routing"]["rules"][number], index: number): SeedRow {
  return {
    rule_position: index + 1,
    rule_text: rule.text,
    match_area: rule.area ?? null,
    match_category: rule.category ?? null,
    match_kind: rule.kind ?? null,
    match_severity: rule.severity ?? null,
    match_product: rule.product ?? null,
    match_platform: rule.platform ?? null,
    match_segment: rule.segment ?? null,
    owner: rule.owner,
  };
}

function macros(project: Project): SeedTable {
  return {
    table: "curated.macro",
    rows: project.taxonomy.macros.flatMap((macro) =>
      Object.entries(macro.bodies)
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([language, body]) => ({
          macro: macro.id,
          language,
          body,
          article_id: macro.article ?? null,
          risk_class: macro.riskClass,
        })),
    ),
  };
}
