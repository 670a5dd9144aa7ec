import { textLiteral } from "../../sql/textLiteral.ts";
import { identifier, join, sql, type Sql, type TableName } from "../../sql/sql.ts";
import type { HopRow, WalkedKind } from "./explanation.ts";

export interface WalkedSubject {
  readonly kind: WalkedKind;
  readonly id: string;
}

export interface HopQuery {
  readonly relation: string;
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly where: Sql;
  /** A total order. */
  readonly order: readonly Sql[];
  /** The subject that a row leads to: its hops follow below the row. */
  readonly leadsTo?: (row: HopRow) => WalkedSubject | undefined;
  /** Hops of a row that isn't a subject of its own. */
  readonly below?: (row: HopRow) => readonly HopQuery[];
}

/** That a column holds a value, as text. */
export const where = (column: string, value: unknown): Sql =>
  sql`${identifier(column)} = ${textLiteral(value)}`;

export const allOf = (conditions: readonly Sql[]): Sql => join(conditions, sql` AND `);

export const by = (...columns: readonly string[]): readonly Sql[] => columns.map(identifier);
