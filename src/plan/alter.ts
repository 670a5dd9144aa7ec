import type { ColumnType } from "../sql/columnType.ts";
import { clusteringColumns, comment, primaryKey } from "./ddl.ts";
import type { Dialect } from "../sql/dialect.ts";
import { identifier, sql, trustedText, type Sql, type TableName } from "../sql/sql.ts";

/**
 * ALTERs of one table, each one statement that can run alone. Facts of Delta behind them
 * (https://docs.databricks.com/aws/en/tables/features/column-mapping, …/type-widening): columns are renamed and dropped only
 * with column mapping by name, types widened only with type widening; both raise the table's protocol for good, and RESTORE
 * does not lower it.
 */

/** Properties of a Delta table that an ALTER needs first. */
export type DeltaFeature = "columnMapping" | "typeWidening";

export function enableFeature(of: Sql, feature: DeltaFeature): Sql {
  return feature === "columnMapping"
    ? sql`ALTER TABLE ${of} SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')`
    : sql`ALTER TABLE ${of} SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')`;
}

/** As nullable: what must not be null is filled first. */
export function addColumn(
  of: Sql,
  column: string,
  {
    type,
    meaning,
    dialect,
  }: { readonly type: ColumnType; readonly meaning: string; readonly dialect: Dialect },
): Sql {
  const described = dialect.has.tableClauses ? sql` COMMENT ${comment(meaning)}` : sql``;
  return sql`ALTER TABLE ${of} ADD COLUMN ${identifier(column)} ${dialect.type(type)}${described}`;
}

export function setNotNull(of: Sql, column: string): Sql {
  return sql`ALTER TABLE ${of} ALTER COLUMN ${identifier(column)} SET NOT NULL`;
}

/** Also of columns that are not ours any more, so the name is quoted. */
export function dropNotNull(of: Sql, column: string, dialect: Dialect): Sql {
  return sql`ALTER TABLE ${of} ALTER COLUMN ${foreignName(column, dialect)} DROP NOT NULL`;
}

export function dropColumn(of: Sql, column: string, dialect: Dialect): Sql {
  return sql`ALTER TABLE ${of} DROP COLUMN ${foreignName(column, dialect)}`;
}

export function renameColumn(of: Sql, from: string, to: string, dialect: Dialect): Sql {
  return sql`ALTER TABLE ${of} RENAME COLUMN ${foreignName(from, dialect)} TO ${identifier(to)}`;
}

export function changeType(of: Sql, column: string, type: ColumnType, dialect: Dialect): Sql {
  return dialect.changeColumnType(of, identifier(column), type);
}

/** Fills what is null, and nothing else: running it again changes nothing. */
export function fillNulls(of: Sql, column: string, value: Sql): Sql {
  return sql`UPDATE ${of} SET ${identifier(column)} = ${value} WHERE ${identifier(column)} IS NULL`;
}

export function copyCast(of: Sql, column: string, into: string, type: Sql): Sql {
  return sql`UPDATE ${of} SET ${identifier(into)} = CAST(${identifier(column)} AS ${type}) WHERE ${identifier(into)} IS NULL AND ${identifier(column)} IS NOT NULL`;
}

/** Rows whose value does not come back from the new type as it was. */
export function changedByCast(
  of: Sql,
  name: Sql,
  { from, to }: { readonly from: Sql; readonly to: Sql },
): Sql {
  return sql`FROM ${of} WHERE TRY_CAST(TRY_CAST(${name} AS ${to}) AS ${from}) IS DISTINCT FROM ${name}`;
}

export function commentTable(of: Sql, text: string): Sql {
  return sql`COMMENT ON TABLE ${of} IS ${comment(text)}`;
}

export function commentColumn(of: Sql, column: string, text: string, dialect: Dialect): Sql {
  return dialect.commentColumn(of, identifier(column), comment(text));
}

/** Of Delta: what is written from now on is clustered; OPTIMIZE does the rest. DuckDB has no clustering. */
export function clusterTable(of: Sql, columns: readonly string[]): Sql {
  return columns.length === 0
    ? sql`ALTER TABLE ${of} CLUSTER BY NONE`
    : sql`ALTER TABLE ${of} CLUSTER BY (${clusteringColumns(columns)})`;
}

/** Informational, of Unity Catalog alone. There is one a table, so another one goes first, unless a foreign key of others refers to it. */
export function dropKey(of: Sql): Sql {
  return sql`ALTER TABLE ${of} DROP PRIMARY KEY IF EXISTS`;
}

export function addKey(of: Sql, name: TableName): Sql {
  return sql`ALTER TABLE ${of} ADD ${primaryKey(name)}`;
}

/** A type as an engine writes it; anything but the form of a type is refused. */
export function engineType(type: string): Sql {
  if (!/^[A-Za-z][A-Za-z_ ]*(\(\d+(, ?\d+)?\))?(\[\])?$|^ARRAY<[A-Za-z]+>$/i.test(type))
    throw new TypeError(`sql: ${JSON.stringify(type)} isn't a type that an engine writes`);
  return trustedText(type);
}

/** A name that an engine told: in its own quotes, so that it is a name and nothing else. */
export function foreignName(name: string, dialect: Dialect): Sql {
  if (name === "" || /\$\{|\{\{|\p{Cc}/u.test(name))
    throw new TypeError(`sql: ${JSON.stringify(name)} can't be written as a name`);
  const { nameQuote: quote } = dialect;
  return trustedText(`${quote}${name.replaceAll(quote, quote + quote)}${quote}`);
}
