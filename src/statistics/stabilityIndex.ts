import type { Dialect } from "../sql/dialect.ts";
import { sql, type Sql } from "../sql/sql.ts";

/** Whole millionths of a double: what engines may add up and compare. */
export const millionths = (dialect: Dialect, value: Sql): Sql =>
  sql`CAST(${dialect.quantise(value, 6)} * 1000000 AS BIGINT)`;

/**
 * The share of an item, with half a piece added to each of the `items`, so that one that is new or gone has a finite
 * share. Takes whole numbers.
 */
export const smoothedShare = (events: Sql, total: Sql): Sql =>
  sql`CAST(2 * ${events} + 1 AS DOUBLE) / CAST(2 * ${total} + items AS DOUBLE)`;

/** What an item adds to the population stability index, in millionths: (share − reference) · ln(share / reference). */
export const stabilityMillionths = (dialect: Dialect, share: Sql, reference: Sql): Sql =>
  millionths(dialect, sql`(${share} - ${reference}) * ln(${share} / ${reference})`);

/** Fewer pieces of feedback than this, in the month or before it, say nothing about shares. */
export const fewestEvents = 100;
