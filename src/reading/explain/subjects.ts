import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql, type TableName } from "../../sql/sql.ts";
import { textLiteral } from "../../sql/textLiteral.ts";
import { bigint, text } from "../column.ts";
import { query, readRows } from "../query.ts";
import type { QueryRunner } from "../queryRunner.ts";
import { shortestPrefix, shownRows, type WalkedKind } from "./explanation.ts";
import type { WalkedSubject } from "./hopQuery.ts";
import { linkId } from "./linkId.ts";

const lookups = (
  dialect: Dialect,
): readonly {
  readonly kind: WalkedKind;
  readonly table: TableName;
  readonly match: Sql;
  readonly id: Sql;
  /** Ids of a source may be those of people: they are found, and never suggested. */
  readonly isPersonal?: true;
}[] => [
  { kind: "issue", table: "curated.issue", match: sql`issue_id`, id: sql`issue_id` },
  { kind: "event", table: "curated.feedback_event", match: sql`event_id`, id: sql`event_id` },
  {
    kind: "event",
    table: "curated.feedback_event",
    match: sql`source_record_id`,
    id: sql`event_id`,
    isPersonal: true,
  },
  { kind: "event", table: "curated.statement", match: sql`event_id`, id: sql`event_id` },
  { kind: "event", table: "curated.statement", match: sql`statement_id`, id: sql`event_id` },
  { kind: "event", table: "curated.point", match: sql`point_id`, id: sql`event_id` },
  { kind: "event", table: "curated.set_aside_event", match: sql`event_id`, id: sql`event_id` },
  {
    kind: "event",
    table: "raw.feedback_payload",
    match: sql`source_record_id`,
    id: sql`event_id`,
    isPersonal: true,
  },
  { kind: "detection", table: "curated.detection", match: sql`detection_id`, id: sql`detection_id` },
  { kind: "outbox", table: "curated.outbox", match: sql`outbox_id`, id: sql`outbox_id` },
  { kind: "review_item", table: "curated.review_item", match: sql`review_item_id`, id: sql`review_item_id` },
  { kind: "customer_link", table: "curated.customer_link", match: linkId(dialect), id: linkId(dialect) },
  { kind: "issue_event", table: "curated.issue_event", match: sql`issue_event_id`, id: sql`issue_event_id` },
  { kind: "ticket", table: "raw.tracker_event", match: sql`ticket_key`, id: sql`ticket_key` },
  { kind: "quarantine", table: "curated.quarantine", match: sql`quarantine_id`, id: sql`quarantine_id` },
];

/** What an id, or the beginning of one, can stand for. Whole ids go before beginnings of ids. */
export async function findSubjects(runner: QueryRunner, asked: string): Promise<readonly WalkedSubject[]> {
  if (asked === "") return [];
  const exact = await matching(runner, (column) => sql`${column} = ${textLiteral(asked)}`);
  if (exact.length > 0 || asked.length < shortestPrefix) return exact;
  return matching(runner, (column) => sql`position(${textLiteral(asked)} IN ${column}) = 1`);
}

/** Edits that an id may be away from one that is there. */
const mostEdits = 2;

/**
 * Beginnings of ids, as long as what was asked for and nearly the same, nearest first. None for what is too short to mean
 * one id, or holds letters that no id has.
 */
export async function nearIds(runner: QueryRunner, asked: string): Promise<readonly string[]> {
  if (asked.length < shortestPrefix || asked.length > 100 || !/^[\u0021-\u007e]+$/.test(asked)) return [];
  const { dialect } = runner;
  const wanted = textLiteral(asked.toLowerCase());
  const found: { readonly id: string; readonly edits: bigint }[] = [];
  for (const { kind, table: from, match, isPersonal } of lookups(dialect)) {
    if (isPersonal === true) continue;
    const near = query({
      name: `ids_near_${kind}`,
      title: `Ids of ${kind} that are nearly the one asked for`,
      acrossProducts: "An id is searched for in all products.",
      columns: { id: text, edits: bigint },
      sql: () => sql`WITH beginning AS (
  SELECT DISTINCT substring(lower(${match}), 1, ${asked.length}) AS id FROM ${table(from)}
),
compared AS (
  SELECT beginning.id, CAST(${dialect.levenshtein(sql`beginning.id`, wanted)} AS ${dialect.type("bigint")}) AS edits
  FROM beginning
)
SELECT compared.id, compared.edits FROM compared
WHERE compared.edits <= ${mostEdits}
ORDER BY edits, id
LIMIT ${shownRows}`,
    });
    found.push(...(await readRows(runner, near)));
  }
  return found.toSorted((one, other) => Number(one.edits - other.edits)).map(({ id }) => id);
}

async function matching(
  runner: QueryRunner,
  condition: (column: Sql) => Sql,
): Promise<readonly WalkedSubject[]> {
  const found = new Map<string, WalkedSubject>();
  for (const { kind, table: from, match, id } of lookups(runner.dialect)) {
    const ids = query({
      name: `ids_of_${kind}`,
      title: `Ids of ${kind}`,
      acrossProducts: "An id is searched for in all products.",
      columns: { id: text },
      sql: () =>
        sql`SELECT DISTINCT ${id} AS id FROM ${table(from)} WHERE ${condition(match)} ORDER BY id LIMIT ${shownRows}`,
    });
    for (const row of await readRows(runner, ids)) found.set(`${kind} ${row.id}`, { kind, id: row.id });
  }
  return [...found.values()];
}
