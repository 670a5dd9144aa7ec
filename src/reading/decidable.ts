import { pairId } from "../contract/decision.ts";
import type { DecisionSubject } from "../contract/vocabulary.ts";
import { sql, table, type Sql } from "../sql/sql.ts";
import { textLiteral } from "../sql/textLiteral.ts";
import { boolean, optional, text } from "./column.ts";
import { shortestPrefix, shownRows } from "./explain/explanation.ts";
import { linkId } from "./explain/linkId.ts";
import { findSubjects, nearIds } from "./explain/subjects.ts";
import { query, readFirst, readRows } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";

/** What a reviewer can decide about, as the last finished run left it. */
export type Decidable =
  | {
      readonly kind: "event";
      readonly id: string;
      /** What was suggested; null where nothing was. */
      readonly category: string | null;
      readonly accepted: boolean;
    }
  | {
      readonly kind: "customer_link";
      readonly id: string;
      /** The two identities, the smaller one first; undefined where the reader sees pseudonyms alone. */
      readonly pair: readonly [left: string, right: string] | undefined;
      /** What the run made of it; null where the two were not compared. */
      readonly decision: string | null;
    };

export type FoundDecidable =
  | { readonly outcome: "found"; readonly subject: Decidable }
  | { readonly outcome: "unknown"; readonly near: readonly string[] }
  | { readonly outcome: "ambiguous"; readonly ids: readonly string[] }
  /** An id of something that no decision is about yet. */
  | { readonly outcome: "undecidable"; readonly kind: string; readonly eventId: string | null };

/**
 * Finds what an id means: a review item, an event, a pair by its id, or two identities or customers with a comma between
 * them; of each a beginning is enough that only one has. `seesIdentities` is false in a workspace, where readers see
 * pseudonyms.
 */
export async function findDecidable(
  runner: QueryRunner,
  asked: string,
  { seesIdentities }: { readonly seesIdentities: boolean },
): Promise<FoundDecidable> {
  if (asked.includes(",")) return findPair(runner, asked.split(","));
  const subjects = await findSubjects(runner, asked.trim());
  const [first] = subjects;
  if (first === undefined) return { outcome: "unknown", near: await nearIds(runner, asked.trim()) };
  if (subjects.length > 1) return { outcome: "ambiguous", ids: subjects.map(({ id }) => id) };
  if (first.kind === "event") return eventSubject(runner, first.id);
  if (first.kind === "customer_link") return linkSubject(runner, first.id, seesIdentities);
  if (first.kind !== "review_item") return { outcome: "undecidable", kind: first.kind, eventId: null };
  const item = await readFirst(runner, reviewItem(first.id));
  if (item === undefined) return { outcome: "unknown", near: [] };
  if (item.subject_kind === "event") return eventSubject(runner, item.subject_id);
  if (item.subject_kind === "customer_link") return linkSubject(runner, item.subject_id, seesIdentities);
  return { outcome: "undecidable", kind: item.subject_kind, eventId: item.event_id };
}

const reviewItem = (id: string) =>
  query({
    name: "review_item_to_decide",
    title: "What a review item is about",
    acrossProducts: "An id is searched for in all products.",
    columns: { subject_kind: text, subject_id: text, event_id: optional(text) },
    sql: () => sql`SELECT review_item.subject_kind, review_item.subject_id, outbox.event_id
FROM ${table("curated.review_item")} AS review_item
LEFT JOIN ${table("curated.outbox")} AS outbox ON outbox.outbox_id = review_item.subject_id
WHERE review_item.review_item_id = ${textLiteral(id)}`,
  });

async function eventSubject(runner: QueryRunner, id: string): Promise<FoundDecidable> {
  const suggestion = await readFirst(
    runner,
    query({
      name: "suggestion_to_decide",
      title: "What was suggested for an event",
      acrossProducts: "One event.",
      columns: { category: optional(text), accepted: boolean },
      sql: () =>
        sql`SELECT category, accepted FROM ${table("curated.enrichment")} WHERE event_id = ${textLiteral(id)}`,
    }),
  );
  return {
    outcome: "found",
    subject: {
      kind: "event",
      id,
      category: suggestion?.category ?? null,
      accepted: suggestion?.accepted ?? false,
    },
  };
}

async function linkSubject(
  runner: QueryRunner,
  id: string,
  seesIdentities: boolean,
): Promise<FoundDecidable> {
  const subject = (pair: readonly [string, string] | undefined, decision: string | null): FoundDecidable => ({
    outcome: "found",
    subject: { kind: "customer_link", id, pair, decision },
  });
  if (!seesIdentities) return subject(undefined, null);
  const link = await readFirst(runner, linksOf(sql`${linkId(runner.dialect)} = ${textLiteral(id)}`));
  return link === undefined
    ? { outcome: "unknown", near: [] }
    : subject([link.left_record_id, link.right_record_id], link.decision);
}

const linksOf = (condition: Sql) =>
  query({
    name: "link_to_decide",
    title: "Pairs of identities",
    acrossProducts: "Identities belong to no product.",
    columns: { left_record_id: text, right_record_id: text, decision: text },
    sql: () =>
      sql`SELECT left_record_id, right_record_id, decision FROM ${table("curated.customer_link")} WHERE ${condition} ORDER BY left_record_id, right_record_id`,
  });

async function findPair(runner: QueryRunner, words: readonly string[]): Promise<FoundDecidable> {
  const identities: string[] = [];
  for (const word of words) {
    const found = await identitiesOf(runner, word.trim());
    if (found.length > 1) return { outcome: "ambiguous", ids: found };
    identities.push(...found);
  }
  const [left, right, ...more] = [...new Set(identities)].toSorted();
  if (
    words.length !== 2 ||
    identities.length !== 2 ||
    left === undefined ||
    right === undefined ||
    more.length > 0
  )
    return { outcome: "unknown", near: [] };
  const link = await readFirst(
    runner,
    linksOf(sql`left_record_id = ${textLiteral(left)} AND right_record_id = ${textLiteral(right)}`),
  );
  return {
    outcome: "found",
    subject: {
      kind: "customer_link",
      id: pairId(left, right),
      pair: [left, right],
      decision: link?.decision ?? null,
    },
  };
}

/** Identities that a word may mean: one of that id, that which a customer is named after, or those whose id begins so. */
async function identitiesOf(runner: QueryRunner, word: string): Promise<readonly string[]> {
  if (word === "") return [];
  const matching = async (condition: Sql): Promise<readonly string[]> =>
    (
      await readRows(
        runner,
        query({
          name: "identity_to_decide",
          title: "Identities by the beginning of their id",
          acrossProducts: "Identities belong to no product.",
          columns: { id: text },
          sql: () =>
            sql`SELECT customer_record_id AS id FROM ${table("curated.customer_record")} WHERE ${condition} ORDER BY id LIMIT ${shownRows}`,
        }),
      )
    ).map(({ id }) => id);
  const exact = await matching(sql`customer_record_id = ${textLiteral(word)}`);
  if (exact.length > 0 || word.length < shortestPrefix) return exact;
  return matching(sql`position(${textLiteral(word)} IN customer_record_id) = 1`);
}

/** A decision about a subject, less who made it. */
export interface DecisionInForce {
  readonly kind: DecisionSubject;
  readonly id: string;
  readonly pair: readonly [left: string, right: string] | undefined;
  readonly verb: string;
  readonly category: string | null;
  readonly stance: string | null;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly decidedAt: string;
}

/** Decisions that the last finished run applied: about one subject, or about every pair. */
export async function decisionsInForce(
  runner: QueryRunner,
  about: { readonly kind: DecisionSubject; readonly id?: string },
): Promise<readonly DecisionInForce[]> {
  const { dialect } = runner;
  const of = about.id === undefined ? sql`` : sql` AND subject_id = ${textLiteral(about.id)}`;
  const rows = await readRows(
    runner,
    query({
      name: "decisions_to_override",
      title: "Decisions in force",
      acrossProducts: "A decision is about one event or one pair.",
      columns: {
        subject_id: text,
        left_record_id: optional(text),
        right_record_id: optional(text),
        verb: text,
        category: optional(text),
        stance: optional(text),
        milliseconds: text,
      },
      sql: () => sql`SELECT subject_id, left_record_id, right_record_id, verb, category, stance,
  CAST(${dialect.millisecondsBetween(sql`TIMESTAMP '1970-01-01 00:00:00'`, sql`decided_at`)} AS ${dialect.type("string")}) AS milliseconds
FROM ${table("curated.decision_in_force")}
WHERE subject_kind = ${textLiteral(about.kind)}${of}
ORDER BY subject_id`,
    }),
  );
  return rows.map(
    ({ subject_id, left_record_id, right_record_id, verb, category, stance, milliseconds }) => ({
      kind: about.kind,
      id: subject_id,
      pair:
        left_record_id === null || right_record_id === null ? undefined : [left_record_id, right_record_id],
      verb,
      category,
      stance,
      decidedAt: new Date(Number(milliseconds)).toISOString(),
    }),
  );
}
