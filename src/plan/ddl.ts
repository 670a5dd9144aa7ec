import type { TableName } from "../sql/sql.ts";
import { columnsOf, contractOf } from "../stages/tables.ts";
import type { ViewContract } from "../contract/view.ts";
import type { SchemaName } from "../sql/sql.ts";
import { servingQuery } from "../stages/measure/published.ts";
import type { Dialect } from "../sql/dialect.ts";
import { limitColumns, limitFunction, rowLimitOf } from "../contract/rowLimit.ts";
import { checkedComment } from "../sql/patterns.ts";
import { identifier, join, routine, sql, table, trustedText, type Sql } from "../sql/sql.ts";

/**
 * CREATE TABLE with comments and NOT NULL: one statement on Databricks, one more a comment on DuckDB. Replaced, it loses its
 * rows; on Databricks grants stay, and the set-up lays masks on it again.
 */
export function createTable(
  name: TableName,
  dialect: Dialect,
  verb: "CREATE TABLE IF NOT EXISTS" | "CREATE OR REPLACE TABLE" = "CREATE TABLE IF NOT EXISTS",
): readonly Sql[] {
  const contract = contractOf(name);
  const columns = Object.entries(columnsOf(name));
  const { tableClauses } = dialect.has;
  const definitions = columns.map(
    ([columnName, column]) =>
      sql`${identifier(columnName)} ${dialect.type(column.type)}${column.nullable ? sql`` : sql` NOT NULL`}${tableClauses ? sql` COMMENT ${comment(column.comment)}` : sql``}`,
  );
  const create = sql`${trustedText(verb)} ${table(name)} (
  ${join(
    tableClauses ? [...definitions, primaryKey(name)] : definitions,
    sql`,
  `,
  )}
)`;
  if (tableClauses) {
    const clusterBy = contract.clusterBy
      ? sql`
CLUSTER BY (${clusteringColumns(contract.clusterBy)})`
      : sql``;
    return [
      sql`${create}
USING DELTA${clusterBy}
COMMENT ${comment(contract.comment)}`,
    ];
  }
  return [
    create,
    sql`COMMENT ON TABLE ${table(name)} IS ${comment(contract.comment)}`,
    ...columns.map(
      ([columnName, column]) =>
        sql`COMMENT ON COLUMN ${table(name)}.${identifier(columnName)} IS ${comment(column.comment)}`,
    ),
  ];
}

/** Quoted: Delta takes a bare `version` in this place for a word of its own, and refuses the table. */
export const clusteringColumns = (names: readonly string[]): Sql =>
  join(names.map((name) => sql`${trustedText("`")}${identifier(name)}${trustedText("`")}`));

/**
 * The key as Unity Catalog declares it: nothing enforces it, since the MERGE builder and a check do; catalog, BI tools and
 * Genie join by it. Without RELY, so that a plan never rests on it.
 */
export function primaryKey(name: TableName): Sql {
  return sql`CONSTRAINT ${identifier(`${name.replace(/^\w+[.]/, "")}_key`)} PRIMARY KEY (${join(contractOf(name).key.map(identifier))}) NOT ENFORCED`;
}

/**
 * CREATE OR REPLACE VIEW with a comment; parameters are not allowed in a view's body on Databricks. There a view filters
 * its own rows by who asks: who evaluates a row filter of a table below it, its owner or its reader, then doesn't matter.
 * On DuckDB there is one reader, who sees everything.
 */
export function createView(
  name: `serving.${string}`,
  contract: ViewContract,
  dialect: Dialect,
): readonly Sql[] {
  const view = table(name);
  const query = servingQuery(name, contract, dialect);
  if (dialect.has.readers) {
    return [
      sql`CREATE OR REPLACE VIEW ${view} (
  ${join(
    Object.entries(contract.columns).map(
      ([column, meaning]) => sql`${identifier(column)} COMMENT ${comment(meaning.comment)}`,
    ),
    sql`,
  `,
  )}
)
COMMENT ${comment(contract.comment)}
AS
${rowsOfReader(contract, query)}`,
    ];
  }
  return [
    sql`CREATE OR REPLACE VIEW ${view} (${join(Object.keys(contract.columns).map(identifier))}) AS
${query}`,
    sql`COMMENT ON VIEW ${view} IS ${comment(contract.comment)}`,
  ];
}

/** The query of a view, limited to what its reader may see where it tells whose rows they are. */
function rowsOfReader(contract: ViewContract, query: Sql): Sql {
  const limit = rowLimitOf(contract);
  if (limit === undefined) return query;
  return sql`SELECT ${join(Object.keys(contract.columns).map(identifier))}
FROM (
  ${query}
) AS every_row
WHERE ${routine(`curated.${limitFunction(limit)}`)}(${join(limitColumns[limit].map(identifier))})`;
}

export function createSchema(schema: SchemaName, schemaPrefix: string): Sql {
  return sql`CREATE SCHEMA IF NOT EXISTS ${identifier(`${schemaPrefix}_${schema}`)}`;
}

/** Text of the contract as a literal. */
export function comment(text: string): Sql {
  return trustedText(`'${checkedComment(text)}'`);
}
