import { tokensOf } from "./tokens.ts";
import { fragmentBetween, identifier, placedText, sql, type Sql } from "./sql.ts";

/** A query as its CTEs and what reads them. */
export interface CteParts {
  /** `name AS (…), name AS (…)`; undefined where the query has none. */
  readonly ctes: Sql | undefined;
  readonly names: readonly string[];
  readonly body: Sql;
}

/**
 * A statement after the query that it reads, as `name`: a reader sees first what the rows are, then what becomes
 * of them. Databricks, Spark and DuckDB all take CTEs before a MERGE.
 */
export function afterQuery(query: Sql, name: string, statement: Sql): Sql {
  const { ctes, names, body } = cteParts(query);
  if (names.includes(name))
    throw new TypeError(`sql: the query has a CTE of the name ${name}, which is the builder's`);
  return sql`WITH ${
    ctes === undefined
      ? sql``
      : sql`${ctes},
`
  }${identifier(name)} AS (
  ${body}
)
${statement}`;
}

/** Takes a query apart after its CTEs. */
export function cteParts(query: Sql): CteParts {
  const tokens = tokensOf(placedText(query)).filter(({ kind }) => kind !== "space" && kind !== "comment");
  const [first] = tokens;
  if (first?.text !== "WITH") return { ctes: undefined, names: [], body: query };
  let depth = 0;
  const names: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth > 0) continue;
    if (token.text === "AS") names.push(tokens[index - 1]?.text ?? "");
    if (token.text !== "SELECT") continue;
    return {
      ctes: fragmentBetween(query, first.at + "WITH".length, token.at),
      names,
      body: fragmentBetween(query, token.at, undefined),
    };
  }
  throw new TypeError("sql: a query has CTEs and no SELECT after them");
}
