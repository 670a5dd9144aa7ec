import type { RelationName } from "../../sql/sql.ts";

/** A row of a hop, each value as its column is typed. */
export type HopRow = Readonly<Record<string, unknown>>;

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
  /** `near`: beginnings of ids that are nearly the same, nearest first. */
  | { readonly outcome: "unknown"; readonly asked: string; readonly near: readonly string[] };

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
  readonly values: HopRow;
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
