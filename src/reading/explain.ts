import type { QueryRunner, Row } from "./queryRunner.ts";
import type { ViewLineage } from "../contract/lineage.ts";
import type { TableName } from "../sql/sql.ts";
import { columnsOf, contractOf, tableNames } from "../stages/tables.ts";
import { issueStates } from "../contract/vocabulary.ts";
import { duckdb } from "../sql/duckdb.ts";
import { hashKey } from "../sql/hash.ts";
import { render, sql, type RelationName } from "../sql/sql.ts";

/** What an id can stand for. A reply draft goes by the id of its event, a verdict and a fix by that of their issue. */
export type SubjectKind =
  | "issue"
  | "event"
  | "detection"
  | "outbox"
  | "review_item"
  | "customer_link"
  | "issue_event"
  | "ticket"
  | "quarantine"
  | "number";

/** What an id leads to. */
export type WalkedKind = Exclude<SubjectKind, "number">;

export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
}

/** Where a row comes from, as a tree; or the subjects that the id could mean; or nothing. */
export type Explanation =
  | {
      readonly outcome: "found";
      readonly asked: string;
      readonly subject: Subject;
      readonly hops: readonly Hop[];
    }
  | { readonly outcome: "ambiguous"; readonly asked: string; readonly subjects: readonly Subject[] }
  | { readonly outcome: "unknown"; readonly asked: string };

/** One step of the walk: a query, how many rows it has, and the first of them. */
export interface Hop {
  /** What the rows are to the row above. */
  readonly relation: string;
  readonly table: RelationName;
  /** Gives exactly the rows below when it is run again. */
  readonly sql: string;
  /** All rows there are; `rows` holds the first ones. */
  readonly total: number;
  readonly rows: readonly ExplainedRow[];
}

export interface ExplainedRow {
  /** Columns of class public or internal alone: nothing personal, no payload. */
  readonly values: Row;
  /** Which run wrote the row, under which versions; undefined for what was authored. */
  readonly provenance: Provenance | undefined;
  readonly hops: readonly Hop[];
}

export interface Provenance {
  readonly runId: number;
  readonly codeVersion: string;
  readonly taxonomyVersion: string;
}

/** Rows shown of each hop. */
export const shownRows = 10;
/** Letters from which the beginning of an id is accepted. */
export const shortestPrefix = 8;

/**
 * Walks from an id, or the unique beginning of one, back to the source records. Reads only. What is returned holds no
 * column of class personal or sensitive; records are named by source, file and position.
 */
export async function explain(database: QueryRunner, schemaPrefix: string, id: string): Promise<Explanation> {
  const asked = id.trim();
  const subjects = await findSubjects(database, schemaPrefix, asked);
  const [subject] = subjects;
  if (subject === undefined) return { outcome: "unknown", asked };
  if (subjects.length > 1) return { outcome: "ambiguous", asked, subjects };
  const walk: Walk = { database, schemaPrefix };
  return { outcome: "found", asked, subject, hops: await hopsOf(walk, hopsFor[subject.kind](subject.id)) };
}

// ---- which row is meant ---------------------------------------------------------------------------------------

/** The id of a pair of identities, as review items name it. The identities themselves are personal. */
const linkId = render(hashKey(duckdb, [sql`left_record_id`, sql`right_record_id`]), "");

const lookups: readonly {
  readonly kind: WalkedKind;
  readonly table: TableName;
  readonly match: string;
  readonly id: string;
}[] = [
  { kind: "issue", table: "curated.issue", match: "issue_id", id: "issue_id" },
  { kind: "event", table: "curated.feedback_event", match: "event_id", id: "event_id" },
  { kind: "event", table: "curated.feedback_event", match: "source_record_id", id: "event_id" },
  { kind: "event", table: "curated.set_aside_event", match: "event_id", id: "event_id" },
  { kind: "event", table: "raw.feedback_payload", match: "source_record_id", id: "event_id" },
  { kind: "detection", table: "curated.detection", match: "detection_id", id: "detection_id" },
  { kind: "outbox", table: "curated.outbox", match: "outbox_id", id: "outbox_id" },
  { kind: "review_item", table: "curated.review_item", match: "review_item_id", id: "review_item_id" },
  { kind: "customer_link", table: "curated.customer_link", match: linkId, id: linkId },
  { kind: "issue_event", table: "curated.issue_event", match: "issue_event_id", id: "issue_event_id" },
  { kind: "ticket", table: "raw.tracker_event", match: "ticket_key", id: "ticket_key" },
  { kind: "quarantine", table: "curated.quarantine", match: "quarantine_id", id: "quarantine_id" },
];

/** Whole ids go before beginnings of ids. */
async function findSubjects(
  database: QueryRunner,
  schemaPrefix: string,
  asked: string,
): Promise<readonly WalkedSubject[]> {
  if (asked === "") return [];
  const exact = await matching(database, schemaPrefix, asked, (column) => `${column} = $asked`);
  if (exact.length > 0 || asked.length < shortestPrefix) return exact;
  return matching(database, schemaPrefix, asked, (column) => `starts_with(${column}, $asked)`);
}

async function matching(
  database: QueryRunner,
  schemaPrefix: string,
  asked: string,
  condition: (column: string) => string,
): Promise<readonly WalkedSubject[]> {
  const found = new Map<string, WalkedSubject>();
  for (const { kind, table, match, id } of lookups) {
    const rows = await database.rows<{ id: string }>(
      `SELECT DISTINCT ${id} AS id FROM ${schemaPrefix}_${table} WHERE ${condition(match)} ORDER BY id LIMIT ${shownRows}`,
      { asked },
    );
    for (const row of rows) found.set(`${kind} ${row.id}`, { kind, id: row.id });
  }
  return [...found.values()];
}

// ---- how each kind leads on -----------------------------------------------------------------------------------

interface Walk {
  readonly database: QueryRunner;
  readonly schemaPrefix: string;
}

interface WalkedSubject {
  readonly kind: WalkedKind;
  readonly id: string;
}

interface HopQuery {
  readonly relation: string;
  readonly table: TableName;
  readonly columns: readonly string[];
  /** Condition in SQL; `{curated.x}` stands for a table in its schema. */
  readonly where: string;
  readonly order: readonly string[];
  /** The subject that a row leads to: its hops follow below the row. */
  readonly leadsTo?: (row: Row) => WalkedSubject | undefined;
  /** Hops of a row that is no subject of its own. */
  readonly below?: (row: Row) => readonly HopQuery[];
}

/** Steps of one moment in the order of an issue's life. */
const stateOrder = `CASE state ${issueStates.map((state, place) => `WHEN '${state}' THEN ${place}`).join(" ")} END`;

const where = (column: string, value: unknown): string => `${column} = ${literal(value)}`;

const hopsFor: Readonly<Record<WalkedKind, (id: string) => readonly HopQuery[]>> = {
  issue: (id) => [
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
      order: ["issue_id"],
      below: (issue) => [
        ...detectionOf(issue),
        {
          relation: "state",
          table: "curated.issue_status",
          columns: ["state", "since"],
          where: where("issue_id", id),
          order: ["issue_id"],
        },
        {
          relation: "history",
          table: "curated.issue_event",
          columns: ["state", "happened_at", "cause", "issue_event_id"],
          where: where("issue_id", id),
          order: ["happened_at", stateOrder, "issue_event_id"],
        },
        {
          relation: "owner",
          table: "curated.assignment",
          columns: ["owner", "explanation", "rule_position", "candidates", "release_blocker", "assigned_at"],
          where: where("issue_id", id),
          order: ["issue_id"],
          below: ({ rule_position }) =>
            rule_position === null
              ? []
              : [
                  {
                    relation: "rule",
                    table: "curated.owner_rule",
                    columns: ["rule_position", "rule_text", "owner"],
                    where: `rule_position = ${Number(rule_position)}`,
                    order: ["rule_position"],
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
          order: ["link_rank", "metric", "area"],
        },
        {
          relation: "tickets",
          table: "curated.issue_ticket",
          columns: ["ticket_key", "link_reason", "similarity_bp", "leads"],
          where: where("issue_id", id),
          order: ["leads DESC", "ticket_key"],
          leadsTo: ({ ticket_key }) => ({ kind: "ticket", id: String(ticket_key) }),
        },
        {
          relation: "fixes",
          table: "curated.fix",
          columns: ["fix_position", "ticket_key", "fix_version", "released_at", "scope"],
          where: where("issue_id", id),
          order: ["fix_position"],
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
          order: ["fix_position"],
        },
        {
          relation: "outbox",
          table: "curated.outbox",
          columns: ["outbox_id", "action", "destination", "status", "risk_class", "created_at"],
          where: where("issue_id", id),
          order: ["created_at", "action", "outbox_id"],
        },
        {
          relation: "members",
          table: "curated.issue_member",
          columns: ["event_id", "member_reason"],
          where: where("issue_id", id),
          order: ["event_id"],
          leadsTo: ({ event_id }) => ({ kind: "event", id: String(event_id) }),
        },
      ],
    },
  ],

  event: (id) => [
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
        "revisions",
      ],
      where: where("event_id", id),
      order: ["event_id"],
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
      order: ["event_id"],
      below: ({ reasons }) => [
        {
          relation: "check that it fails",
          table: "curated.check_rule",
          columns: ["check_id", "title", "kind"],
          where: `check_id IN (${listOf(reasons)})`,
          order: ["check_id"],
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
      order: ["event_id"],
    },
    {
      relation: "member of",
      table: "curated.issue_member",
      columns: ["issue_id", "member_reason"],
      where: where("event_id", id),
      order: ["issue_id"],
    },
    {
      relation: "reply draft",
      table: "curated.reply_draft",
      columns: ["macro", "language", "article_id", "risk_class", "body"],
      where: where("event_id", id),
      order: ["event_id"],
      below: ({ macro, language }) => [
        {
          relation: "macro",
          table: "curated.macro",
          columns: ["macro", "language", "article_id", "risk_class"],
          where: `${where("macro", macro)} AND ${where("language", language)}`,
          order: ["macro", "language"],
        },
      ],
    },
    {
      relation: "outbox",
      table: "curated.outbox",
      columns: ["outbox_id", "action", "destination", "status", "risk_class", "created_at"],
      where: where("event_id", id),
      order: ["created_at", "action", "outbox_id"],
    },
    {
      relation: "source records",
      table: "raw.feedback_payload",
      columns: ["source", "file", "record_position", "received_at", "payload_hash", "schema_fingerprint"],
      where: where("event_id", id),
      order: ["received_at", "file", "record_position", "payload_hash"],
    },
  ],

  detection: (id) => [
    {
      relation: "detection",
      table: "curated.detection",
      columns: detectionColumns(),
      where: where("detection_id", id),
      order: ["detection_id"],
      below: (detection) => [
        {
          relation: "counted days",
          table: "curated.daily_count",
          columns: ["event_date", "version", "platform", "channel", "events", "voters"],
          where: [
            where("product", detection["product"]),
            where("category", detection["category"]),
            `event_date BETWEEN DATE ${literal(detection["onset_date"])} AND DATE ${literal(detection["end_date"])}`,
            ...(detection["version"] === null ? [] : [where("version", detection["version"])]),
          ].join(" AND "),
          order: ["event_date", "version", "platform", "channel"],
        },
        {
          relation: "issues",
          table: "curated.issue",
          columns: ["issue_id", "origin", "scope_version", "onset_date", "events"],
          where: [
            where("product", detection["product"]),
            where("category", detection["category"]),
            where("origin", detection["origin"]),
            detection["version"] === null
              ? `onset_date = DATE ${literal(detection["onset_date"])}`
              : where("scope_version", detection["version"]),
          ].join(" AND "),
          order: ["issue_id"],
          leadsTo: ({ issue_id }) => ({ kind: "issue", id: String(issue_id) }),
        },
      ],
    },
  ],

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
      order: ["outbox_id"],
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
      order: ["review_item_id"],
      leadsTo: ({ subject_kind, subject_id }) => {
        const kind = String(subject_kind);
        return isSubjectKind(kind) ? { kind, id: String(subject_id) } : undefined;
      },
    },
  ],

  customer_link: (id) => [
    {
      relation: "pair of identities",
      table: "curated.customer_link",
      columns: ["rule", "match_weight", "decision"],
      where: `${linkId} = ${literal(id)}`,
      order: ["left_record_id", "right_record_id"],
    },
    ...(["left", "right"] as const).map((side): HopQuery => ({
      relation: `events of the ${side} identity`,
      table: "curated.feedback_event",
      columns: ["event_id", "source", "channel", "occurred_at", "received_at"],
      where: `customer_record_id IN (SELECT ${side}_record_id FROM {curated.customer_link} WHERE ${linkId} = ${literal(id)})`,
      order: ["occurred_at", "event_id"],
      leadsTo: ({ event_id }) => ({ kind: "event", id: String(event_id) }),
    })),
  ],

  issue_event: (id) => [
    {
      relation: "step of an issue",
      table: "curated.issue_event",
      columns: ["issue_event_id", "issue_id", "state", "happened_at", "cause"],
      where: where("issue_event_id", id),
      order: ["issue_event_id"],
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
      order: ["changed_at", "tracker_event_id"],
    },
    {
      relation: "linked issues",
      table: "curated.issue_ticket",
      columns: ["issue_id", "link_reason", "similarity_bp", "leads"],
      where: where("ticket_key", id),
      order: ["issue_id"],
    },
  ],

  quarantine: (id) => [
    {
      relation: "record set aside",
      table: "curated.quarantine",
      columns: ["quarantine_id", "source", "kind", "file", "record_position", "reason", "field"],
      where: where("quarantine_id", id),
      order: ["quarantine_id"],
    },
  ],
};

function detectionOf(issue: Row): readonly HopQuery[] {
  if (issue["origin"] === "standing") return [];
  const version = issue["scope_version"];
  return [
    {
      relation: "detection",
      table: "curated.detection",
      columns: detectionColumns(),
      where: [
        where("product", issue["product"]),
        where("category", issue["category"]),
        where("origin", issue["origin"]),
        version === null ? `onset_date = DATE ${literal(issue["onset_date"])}` : where("version", version),
      ].join(" AND "),
      order: ["onset_date", "detection_id"],
    },
  ];
}

function detectionColumns(): readonly string[] {
  return [
    "detection_id",
    "product",
    "category",
    "origin",
    "version",
    "onset_date",
    "alarm_date",
    "end_date",
    "level",
    "log_e_milli",
    "observed",
    "expected_milli",
  ];
}

function isSubjectKind(word: string): word is WalkedKind {
  return Object.hasOwn(hopsFor, word);
}

// ---- the walk -------------------------------------------------------------------------------------------------

/** The kinds lead on without a circle (detection, outbox or review item, issue, event or ticket), so the walk ends. */
async function hopsOf(walk: Walk, queries: readonly HopQuery[]): Promise<readonly Hop[]> {
  const hops: Hop[] = [];
  for (const query of queries) hops.push(await hop(walk, query));
  return hops;
}

/** Wherever a table says who or what made a suggestion, it is shown. */
const whoSpoke = ["decided_by", "model", "prompt_version"];

async function hop(walk: Walk, query: HopQuery): Promise<Hop> {
  const contract = contractOf(query.table);
  const spoke = whoSpoke.filter((column) => column in contract.columns && !query.columns.includes(column));
  const columns = [...query.columns, ...spoke];
  const classes = columns.map((column) => contract.columns[column]?.class);
  if (classes.some((columnClass) => columnClass !== "public" && columnClass !== "internal")) {
    throw new TypeError(`explain: ${query.table} may show public and internal columns alone`);
  }
  const provenance = Object.keys(columnsOf(query.table)).filter((column) => !(column in contract.columns));
  const from = inSchema(`{${query.table}} WHERE ${query.where}`, walk.schemaPrefix);
  const text = `SELECT ${[...columns, ...provenance].join(", ")} FROM ${from} ORDER BY ${query.order.join(", ")} LIMIT ${shownRows}`;
  const [counted] = await walk.database.rows<{ total: bigint }>(`SELECT count(*) AS total FROM ${from}`);
  const rows: ExplainedRow[] = [];
  for (const row of await walk.database.rows(text)) {
    const values = Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
    const subject = query.leadsTo?.(row);
    const next = subject === undefined ? [] : hopsFor[subject.kind](subject.id);
    rows.push({
      values,
      provenance: provenance.length === 0 ? undefined : provenanceOf(row),
      hops: await hopsOf(walk, [...next, ...(query.below?.(row) ?? [])]),
    });
  }
  return {
    relation: query.relation,
    table: query.table,
    sql: text,
    total: Number(counted?.total ?? 0),
    rows,
  };
}

function provenanceOf(row: Row): Provenance {
  return {
    runId: Number(row["run_id"]),
    codeVersion: String(row["code_version"]),
    taxonomyVersion: String(row["taxonomy_version"]),
  };
}

function inSchema(text: string, schemaPrefix: string): string {
  return text.replace(/\{((?:raw|curated)\.[a-z_]+)\}/g, (_, name: string) => `${schemaPrefix}_${name}`);
}

/**
 * A stored value as a text literal that both engines read alike. Ids come from trackers and files as well: whatever one
 * of the engines takes for more than text (quotes, backslashes, braces, control characters) is written by its code.
 */
function literal(value: unknown): string {
  const parts = String(value)
    .split(/([\p{Cc}'\\${}])/u)
    .filter((part) => part !== "")
    .map((part) => (/^[\p{Cc}'\\${}]$/u.test(part) ? `chr(${part.codePointAt(0)})` : `'${part}'`));
  if (parts.length === 0) return "''";
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : `concat(${parts.join(", ")})`;
}

const listOf = (values: unknown): string =>
  (Array.isArray(values) ? (values as readonly unknown[]) : []).map(literal).join(", ") || "NULL";

// ---- numbers --------------------------------------------------------------------------------------------------

/** A cell of a view: `serving.roi.deflected_tickets` of the row that the conditions name. */
export interface AskedNumber {
  readonly view: RelationName;
  readonly column: string;
  /** `product=kite`: columns of the view with the value of the row, as text. */
  readonly row: Readonly<Record<string, string>>;
}

/**
 * The cell, and of each table that its value comes from the rows with the keys of its row. Which columns those are is
 * read from the view's own SQL: a column that the view shows unchanged, and those that its joins take for equal. A filter
 * of the view that is no such equality, as of a window of days, isn't applied: the rows are those it chose from.
 */
export async function explainNumber(
  database: QueryRunner,
  schemaPrefix: string,
  lineage: ViewLineage,
  { view, column, row }: AskedNumber,
): Promise<Explanation> {
  const asked = `${view}.${column}`;
  const columns = [...new Set([...Object.keys(row), column])];
  const conditions = Object.entries(row).map(
    ([name, value]) => `CAST(${name} AS VARCHAR) = ${literal(value)}`,
  );
  const from = `${schemaPrefix}_${view}${conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : ""}`;
  const [counted] = await database.rows<{ total: bigint }>(`SELECT count(*) AS total FROM ${from}`);
  const total = Number(counted?.total ?? 0);
  if (total === 0) return { outcome: "unknown", asked };
  const text = `SELECT ${columns.join(", ")} FROM ${from} ORDER BY ${columns.join(", ")} LIMIT ${shownRows}`;
  const cells = await database.rows(text);
  const walk: Walk = { database, schemaPrefix };
  const [whole] = total === 1 ? await database.rows(`SELECT * FROM ${from}`) : [];
  const below = whole === undefined ? [] : await hopsOf(walk, hopsBehind(lineage, column, whole));
  return {
    outcome: "found",
    asked,
    subject: { kind: "number", id: asked },
    hops: [
      {
        relation: "number",
        table: view,
        sql: text,
        total,
        rows: cells.map((values) => ({ values, provenance: undefined, hops: below })),
      },
    ],
  };
}

function hopsBehind(lineage: ViewLineage, column: string, cell: Row): readonly HopQuery[] {
  const origins = lineage.columns[column] ?? [];
  const byTable = Map.groupBy(
    origins.filter((origin) => /^(?:raw|curated)\.\w+\.(?:\w+|\*)$/.test(origin)),
    (origin) => origin.replace(/\.[^.]+$/, "") as TableName,
  );
  return [...byTable].map(([table, of]): HopQuery => {
    const contract = contractOf(table);
    const isOpen = (name: string): boolean =>
      ["public", "internal"].includes(contract.columns[name]?.class ?? "personal");
    const named = of.map((origin) => origin.slice(table.length + 1)).filter((name) => name !== "*");
    const columns = [...new Set([...contract.key, ...named])].filter(isOpen);
    const conditions = keysOf(table, lineage, cell);
    const own = contract.key.includes("event_id")
      ? "event"
      : contract.key.includes("issue_id")
        ? "issue"
        : undefined;
    return {
      relation: conditions.length > 0 ? "rows behind it, by its keys" : "rows behind it",
      table,
      columns: columns.length > 0 ? columns : ["run_id"],
      where: conditions.length > 0 ? conditions.join(" AND ") : "TRUE",
      order: contract.key,
      ...(own === undefined
        ? {}
        : {
            leadsTo: (row: Row) => ({
              kind: own,
              id: String(row[own === "event" ? "event_id" : "issue_id"]),
            }),
          }),
    };
  });
}

/** Conditions on a table by what the row of the view shows unchanged of it, or of a column that a join takes for equal. */
function keysOf(table: TableName, { columns, equalities }: ViewLineage, cell: Row): readonly string[] {
  const known = columnsOf(table);
  const conditions = new Map<string, string>();
  for (const [shown, [origin, ...others]] of Object.entries(columns)) {
    const value = cell[shown];
    if (origin === undefined || others.length > 0 || value === null || value === undefined) continue;
    if (!isKey(origin)) continue;
    for (const equal of equalTo(origin, equalities)) {
      const name = equal.slice(table.length + 1);
      if (equal.startsWith(`${table}.`) && name in known)
        conditions.set(name, `CAST(${name} AS VARCHAR) = ${literal(value)}`);
    }
  }
  return [...conditions.keys()].toSorted().map((name) => conditions.get(name) ?? "");
}

/** A column that tells rows apart: part of its table's key, so that what the view shows of it is the value itself. */
function isKey(origin: string): boolean {
  const [schema, table, column = ""] = origin.split(".");
  const name = `${schema}.${table}`;
  return tableNames.some((known) => known === name && contractOf(known).key.includes(column));
}

function equalTo(origin: string, equalities: ViewLineage["equalities"]): ReadonlySet<string> {
  const found = new Set([origin]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const [left, right] of equalities) {
      if (found.has(left)) found.add(right);
      if (found.has(right)) found.add(left);
    }
  }
  return found;
}

// ---- as text --------------------------------------------------------------------------------------------------

/** The tree for people, a line a fact; with `sql` the query of every hop stands below it. */
export function explanationText(explanation: Explanation, options: { readonly sql?: boolean } = {}): string {
  if (explanation.outcome === "unknown") {
    return `${printed(explanation.asked)}: no row has this id, nor one that begins so (${shortestPrefix} characters or more).`;
  }
  if (explanation.outcome === "ambiguous") {
    return [
      `${printed(explanation.asked)} is the beginning of several ids, or the id of several rows:`,
      ...explanation.subjects.map(({ kind, id }) => `  ${kind} ${printed(id)}`),
    ].join("\n");
  }
  return [
    `${explanation.subject.kind} ${printed(explanation.subject.id)}`,
    ...explanation.hops.flatMap((each) => hopLines(each, 1, options.sql === true)),
  ].join("\n");
}

function hopLines(each: Hop, depth: number, withSql: boolean): readonly string[] {
  const indent = "  ".repeat(depth);
  if (each.total === 0) return [];
  const count = each.total > each.rows.length ? ` (${each.rows.length} of ${each.total})` : "";
  return [
    `${indent}${each.relation}${count} · ${each.table}`,
    ...(withSql ? [`${indent}  ${each.sql}`] : []),
    ...each.rows.flatMap((row) => [
      `${indent}  - ${factsText(row.values)}${row.provenance ? ` [run ${row.provenance.runId}, code ${row.provenance.codeVersion}, taxonomy ${row.provenance.taxonomyVersion}]` : ""}`,
      ...row.hops.flatMap((next) => hopLines(next, depth + 2, withSql)),
    ]),
  ];
}

function factsText(values: Row): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${printed(String(value))}`)
    .join(", ");
}

/** One line, without control characters, not too long. */
function printed(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ");
  return line.length > 200 ? `${line.slice(0, 199).replace(/[\ud800-\udbff]$/, "")}…` : line;
}
