import { decisionFields } from "../../contract/decision.ts";
import { recordMarks } from "../../contract/vocabulary.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/** Fields whose text is read as a time, in the form that their source declares. */
export const timeFields = ["at", "created", "received", "resolved"] as const;
export type TimeField = (typeof timeFields)[number];

/** Fields that a hash of other values may fill. */
const isIdField = (field: string): boolean => field === "id" || field === "key";
const isMark = (field: string): boolean => recordMarks.some((mark) => mark === field);
const isTimeField = (field: string): field is TimeField => timeFields.some((time) => time === field);

/**
 * How a record becomes fields, for `WITH source_mapping AS (…), parsed AS (…)`: one wide row a source, so that the join
 * with its records multiplies nothing. A field has a key of the record, or a constant, or neither.
 */
export function sourceMapping(fields: readonly string[]): Sql {
  const of = (field: string, column: string, name: string): Sql =>
    sql`max(CASE WHEN source_field.field = ${constant(field)} THEN source_field.${identifier(column)} END) AS ${identifier(`${field}_${name}`)}`;
  const columns = fields.flatMap((field) => [
    of(field, "record_key", "key"),
    of(field, "constant_value", "constant"),
    ...(isMark(field) ? [of(field, "marking_values", "values")] : []),
    ...(isIdField(field) ? [of(field, "hash_keys", "hash_keys")] : []),
    ...(field === "rating"
      ? [of(field, "format", "format"), of(field, "scale_low", "low"), of(field, "scale_high", "high")]
      : []),
    ...(isTimeField(field)
      ? [
          of(field, "format", "format"),
          of(field, "format_pattern", "pattern"),
          of(field, "format_parts", "parts"),
        ]
      : []),
  ]);
  return sql`SELECT
    source.source,
    source.product AS source_product,
    ${join(
      columns,
      sql`,
    `,
    )}
  FROM ${table("curated.source")} AS source
  LEFT JOIN ${table("curated.source_field")} AS source_field ON source_field.source = source.source
  GROUP BY source.source, source.product`;
}

/** Columns of a row `record` with its payload, its `record` and its `source`, and the map of its fields: those of the record, or what its paths lead to. */
export const recordFields = (dialect: Dialect, record: Sql): Sql =>
  sql`CASE
      WHEN ${record}.record IS NOT NULL AND ${dialect.arraySize(sql`source.record_paths`)} > 0
      THEN ${dialect.jsonFieldsAt(sql`${record}.payload`, sql`source.record_paths`)}
      ELSE ${record}.record
    END`;

/** The text of a mapped field, over `parsed.fields` and `source_mapping`; null where it is missing, empty or spaces. */
export function mappedText(dialect: Dialect, field: string): Sql {
  const key = sql`source_mapping.${identifier(`${field}_key`)}`;
  const generated = isIdField(field)
    ? generatedId(dialect, sql`source_mapping.${identifier(`${field}_hash_keys`)}`)
    : sql``;
  return sql`CASE ${generated} WHEN ${key} IS NOT NULL THEN nullif(trim(BOTH ' ' FROM ${dialect.mapGet(sql`parsed.fields`, key)}), '') ELSE source_mapping.${identifier(`${field}_constant`)} END`;
}

/** SHA-256 of the values together, none where all are missing. Lengths keep `ab`, `c` and `a`, `bc` apart. */
function generatedId(dialect: Dialect, keys: Sql): Sql {
  const values = dialect.arrayJoin(dialect.measuredValues(sql`parsed.fields`, keys), "");
  return sql`WHEN ${keys} IS NOT NULL THEN CASE WHEN NOT ${dialect.regexMatches(values, "^(0:)*$")} THEN ${dialect.sha256(values)} END`;
}

/** The id of a decision from its record, a map of its fields: what `decisionId` of the contract makes of it. */
export const recordedDecisionId = (dialect: Dialect, record: Sql): Sql =>
  hashKey(
    dialect,
    decisionFields.map((name) => dialect.mapGet(record, constant(name))),
  );

// normalize finds where the words stand in what is shown
export { ownPiecesOf, spoken } from "./ownWords.ts";
