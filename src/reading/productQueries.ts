import { executiveScorecard } from "../stages/measure/executiveScorecard.ts";
import { identifier, join, sql, table } from "../sql/sql.ts";
import { bigint, boolean, columnOf, date, decimal, number, optional, text, timestamp } from "./column.ts";
import { query } from "./query.ts";
import { quoteColumns } from "./quote.ts";

/** How much feedback each product has. */
export const products = query({
  name: "products",
  title: "Products",
  columns: {
    product: text,
    title: text,
    feedback: bigint,
    customers: bigint,
    categorised: bigint,
    masked_spans: bigint,
    first_feedback_date: optional(date),
    last_feedback_date: optional(date),
    open_issues: number,
    detected_issues: number,
    rated: bigint,
    versioned: bigint,
    usage_days: bigint,
    releases: bigint,
    ticket_changes: bigint,
  },
  sql: () => sql`SELECT
  product,
  title,
  feedback,
  customers,
  categorised,
  masked_spans,
  first_feedback_date,
  last_feedback_date,
  open_issues,
  detected_issues,
  rated,
  versioned,
  usage_days,
  releases,
  ticket_changes
FROM ${table("serving.product_overview")}
ORDER BY product`,
});

export const issues = query({
  name: "issues",
  title: "Issues, raised ones first",
  columns: {
    issue_id: text,
    product: text,
    title: text,
    area: text,
    area_id: text,
    category: text,
    kind: text,
    severity: text,
    origin: text,
    scope_version: optional(text),
    owner: text,
    owner_id: text,
    owner_reason: text,
    state: text,
    is_open: boolean,
    is_topic: boolean,
    blocks_release: boolean,
    verdict: optional(text),
    fix_version: optional(text),
    newest_fix_at: optional(timestamp),
    events: bigint,
    customers: bigint,
    revenue_at_risk: decimal,
    priority: bigint,
    onset_date: date,
    detected_at: timestamp,
  },
  sql: () => sql`SELECT
  issue_id,
  product,
  title,
  area,
  area_id,
  category,
  kind,
  severity,
  origin,
  scope_version,
  coalesce(owner, 'nobody') AS owner,
  coalesce(owner_id, 'nobody') AS owner_id,
  coalesce(owner_reason, '') AS owner_reason,
  coalesce(state, 'detected') AS state,
  is_open,
  is_topic,
  blocks_release,
  verdict,
  fix_version,
  newest_fix_at,
  events,
  customers,
  revenue_at_risk,
  priority,
  onset_date,
  detected_at
FROM ${table("serving.issue_overview")}
ORDER BY product, CASE WHEN origin = 'standing' THEN 1 ELSE 0 END, priority DESC, issue_id`,
});

export const issueFixes = query({
  name: "issue_fixes",
  title: "Fixes and their verdicts",
  columns: {
    issue_id: text,
    product: text,
    fix_position: number,
    ticket_key: text,
    fix_version: optional(text),
    released_at: timestamp,
    verdict: optional(text),
    reason: optional(text),
    decided_date: optional(date),
    recurrence_date: optional(date),
    observed: optional(bigint),
    expected: optional(number),
    rate_ratio: optional(number),
  },
  sql: () => sql`SELECT issue_id, product, fix_position, ticket_key, fix_version, released_at, verdict, reason, decided_date,
  recurrence_date, observed, expected, rate_ratio
FROM ${table("serving.issue_fixes")}
ORDER BY product, issue_id, fix_position`,
});

export const issueQuotes = query({
  name: "issue_quotes",
  title: "Issues in their customers' words",
  columns: {
    issue_id: text,
    product: text,
    ...quoteColumns,
  },
  sql: () => sql`SELECT issue_id, product, quote_rank, event_id, quote, source, occurred_at, language, rating
FROM ${table("serving.issue_quotes")}
ORDER BY product, issue_id, quote_rank`,
});

export const issueWeeks = query({
  name: "issue_weeks",
  title: "Weekly complaints of issues",
  columns: { issue_id: text, product: text, week_date: date, events: number, category_events: number },
  sql: () => sql`SELECT issue_id, product, week_date, events, category_events
FROM ${table("serving.issue_weeks")}
ORDER BY product, issue_id, week_date`,
});

export const issueSignals = query({
  name: "issue_signals",
  title: "Telemetry that moves with issues",
  columns: {
    issue_id: text,
    product: text,
    metric: text,
    area: text,
    effect: number,
    effect_low: number,
    effect_high: number,
    explained_percent: number,
  },
  sql: () => sql`SELECT issue_id, product, metric, area, effect, effect_low, effect_high, explained_percent
FROM ${table("serving.issue_signals")}
ORDER BY product, issue_id, link_rank, metric, area`,
});

export const signalWeeks = query({
  name: "signal_weeks",
  title: "Weekly telemetry",
  columns: { product: text, metric: text, area: text, week_date: date, level: optional(number) },
  sql: () => sql`SELECT product, metric, area, week_date, level
FROM ${table("serving.signal_weeks")}
ORDER BY product, metric, area, week_date`,
});

export const categoryVersions = query({
  name: "category_versions",
  title: "Complaints by version",
  columns: {
    product: text,
    category: text,
    version: text,
    complaints: number,
    complaints_per_10000: optional(number),
  },
  sql: () => sql`SELECT product, category, version, complaints, complaints_per_10000
FROM ${table("serving.category_versions")}
ORDER BY product, category, CASE WHEN version_key IS NULL THEN 1 ELSE 0 END, version_key, version`,
});

/** The product of what belongs to none, such as a pair of identities. */
export const noProduct = "-";

export const waitingItems = query({
  name: "waiting_items",
  title: "What waits for a reviewer",
  columns: { product: text, reason: text, items: bigint },
  sql: () => sql`SELECT product, reason, items
FROM ${table("serving.waiting_items")}
ORDER BY product, items DESC, reason`,
});

export const setAsideReasons = query({
  name: "set_aside_reasons",
  title: "What was set aside",
  columns: { source: text, product: optional(text), reason: text, records: bigint },
  sql: () => sql`SELECT source, product, reason, records
FROM ${table("serving.set_aside_reasons")}
ORDER BY records DESC, source, reason`,
});

export const sourceCoverage = query({
  name: "sources",
  title: "Sources",
  columns: {
    source: text,
    kind: text,
    product: text,
    records: number,
    feedback: optional(bigint),
    quarantined_percent: optional(number),
    newest_at: optional(timestamp),
    freshness_hours: optional(number),
    fresh_hours: optional(number),
    is_stale: boolean,
    accepted_percent: optional(number),
    matched_percent: optional(number),
  },
  sql: () => sql`SELECT source, kind, product, records, feedback, quarantined_percent, newest_at, freshness_hours, fresh_hours, is_stale,
  accepted_percent, matched_percent
FROM ${table("serving.source_coverage")}
ORDER BY is_stale DESC, source`,
});

const scorecardColumns = executiveScorecard.columns;

export const scorecard = query({
  name: "scorecard",
  title: "Scorecard of 30, 60 and 90 days",
  columns: {
    ...Object.fromEntries(
      Object.entries(scorecardColumns).map(([column, { type }]) => [column, optional(columnOf(type))]),
    ),
    product: text,
  },
  sql: () => sql`SELECT ${join(Object.keys(scorecardColumns).map(identifier))}
FROM ${table("serving.executive_scorecard")}
ORDER BY product, window_days`,
});
