import type { TableName } from "../../src/sql/sql.ts";
import type { StageDatabase } from "./stageDatabase.ts";

/** Whole rows of the tables that later stages read, with the least that a test has to say. */
type Row = Readonly<Record<string, unknown>>;

export const issue = (row: Row & { readonly issue_id: string }): Row => ({
  product: "notes",
  category: "sync-stops",
  area: "sync",
  kind: "defect",
  severity: "high",
  origin: "release",
  founding_event_id: `${row.issue_id}-e1`,
  scope_version: "2.0.0",
  onset_date: "2026-03-01",
  detected_at: "2026-03-05 00:00:00",
  alarm_log_e_milli: 7000,
  events: 3,
  customers: 3,
  revenue_at_risk: "0",
  last_event_at: "2026-03-20 00:00:00",
  priority: 10,
  ...row,
});

export const event = (row: Row & { readonly event_id: string }): Row => ({
  product: "notes",
  source: "helpdesk",
  channel: "tickets",
  source_record_id: `record-${row.event_id}`,
  occurred_at: "2026-03-02 10:00:00",
  received_at: "2026-03-02 10:05:00",
  event_date: "2026-03-02",
  customer_record_id: `person-${row.event_id}`,
  language: "en",
  masked_subject: "",
  masked_text: "It does not sync.",
  folded_text: "it does not sync",
  content_hash: `hash-${row.event_id}`,
  masked_spans: 0,
  revisions: 1,
  ...row,
});

/** An event that the quarantine check `authored.rated` keeps out. */
export const asideEvent = (row: Row & { readonly event_id: string }): Row => ({
  source: "helpdesk",
  channel: "tickets",
  source_record_id: `record-${row.event_id}`,
  reasons: ["authored.rated"],
  payload_hash: `payload-${row.event_id}`,
  file: "samples/tickets.jsonl",
  record_position: 9,
  occurred_at: "2026-03-02 10:00:00",
  received_at: "2026-03-02 10:05:00",
  revisions: 1,
  customer_record_id: `person-${row.event_id}`,
  awaits_reference: false,
  checks_version: "v",
  ...row,
});

export const member = (event_id: string, issue_id: string): Row => ({
  event_id,
  issue_id,
  member_reason: "version_scope",
});

export const enrichment = (row: Row & { readonly event_id: string }): Row => ({
  category: "sync-stops",
  area: "sync",
  kind: "defect",
  confidence_bp: 9000,
  sentiment: "negative",
  urgency: "normal",
  risk_class: "none",
  quote: "does not sync",
  decided_by: "classifier",
  accepted: true,
  ...row,
});

export const trackerEvent = (
  row: Row & { readonly ticket_key: string; readonly changed_at: string; readonly to_status: string },
): Row => ({
  tracker_event_id: `${row.ticket_key} ${row.changed_at} ${row.to_status}`,
  source: "tracker",
  product: "notes",
  ...row,
});

export const release = (row: Row & { readonly version: string; readonly released_at: string }): Row => ({
  release_id: `release ${row.version} ${String(row["platform"])}`,
  product: "notes",
  version_key: row.version
    .split(/[.+-]/)
    .map((part) => (/^[0-9]+$/.test(part) ? part.padStart(9, "0") : part))
    .join("."),
  release_kind: "client",
  ...row,
});

export const areaSeed = (row: Row & { readonly area: string }): Row => ({
  title: row.area,
  conversion_step_bp: 0,
  ...row,
});

export const categorySeed = (row: Row & { readonly category: string }): Row => ({
  area: "sync",
  kind: "defect",
  severity: "high",
  severity_points: 4,
  risk_class: "none",
  title: row.category,
  definition: "",
  ...row,
});

/** Empties a table and fills it: for seeds that another stage brings. */
export async function replaceRows(db: StageDatabase, name: TableName, rows: readonly Row[]): Promise<void> {
  await db.database.run(`DELETE FROM ${db.plan.schemaPrefix}_${name}`);
  await db.insert(name, rows);
}
