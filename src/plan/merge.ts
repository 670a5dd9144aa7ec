import { columnsOf, contractOf, hasProvenance } from "../stages/tables.ts";
import type { SqlStep } from "../contract/step.ts";
import type { Dialect } from "../sql/dialect.ts";
import { afterQuery } from "../sql/cteParts.ts";
import { identifier, join, sql, table, type Sql } from "../sql/sql.ts";

/**
 * The one way a step writes: MERGE from a source that holds each key once. Delta raises when two source rows meet one
 * target row, DuckDB silently keeps one; so the builder deduplicates, in the step's order of preference, unless the step
 * says why its query gives each key once.
 * A row is updated only where a column other than provenance differs, so running again changes nothing.
 */
export function mergeStatement(step: SqlStep, dialect: Dialect): Sql {
  const contract = contractOf(step.writes);
  const own = Object.keys(contract.columns);
  const all = Object.keys(columnsOf(step.writes));
  const values = own.filter((name) => !contract.key.includes(name));
  const key = contract.key.map(identifier);
  const changedBy = new Map(
    Object.entries(contract.changeRuns ?? {}).map(([column, run]) => [run, identifier(column)]),
  );
  const updated = (name: string): Sql => {
    const column = changedBy.get(name);
    return column === undefined
      ? sql`incoming.${identifier(name)}`
      : sql`CASE WHEN existing.${column} IS DISTINCT FROM incoming.${column} THEN incoming.run_id ELSE existing.${identifier(name)} END`;
  };
  const matched =
    step.mode === "append" || values.length === 0
      ? sql``
      : sql`
WHEN MATCHED AND (
  ${join(
    values.map((name) => sql`existing.${identifier(name)} IS DISTINCT FROM incoming.${identifier(name)}`),
    sql`
  OR `,
  )}
) THEN UPDATE SET
  ${join(
    all
      .filter((name) => !contract.key.includes(name))
      .map((name) => sql`${identifier(name)} = ${updated(name)}`),
    sql`,
  `,
  )}`;
  const gone =
    step.mode === "sync"
      ? sql`
WHEN NOT MATCHED BY SOURCE THEN DELETE`
      : sql``;
  const marked = step.mode === "amend";

  const separator = sql`,
  `;
  return afterQuery(
    mergeSource(step, dialect),
    "incoming",
    sql`MERGE INTO ${table(step.writes)} AS existing
USING incoming
ON ${join(
      key.map((name) => sql`existing.${name} = incoming.${name}`),
      sql` AND `,
    )}${
      marked
        ? sql`
WHEN MATCHED AND incoming.is_gone THEN DELETE`
        : sql``
    }${matched}
WHEN NOT MATCHED${marked ? sql` AND NOT incoming.is_gone` : sql``} THEN INSERT (
  ${join(all.map(identifier), separator)}
) VALUES (
  ${join(
    all.map((name) => sql`incoming.${identifier(changedBy.has(name) ? "run_id" : name)}`),
    separator,
  )}
)${gone}`,
  );
}

/** What a step merges: one row per key, the winner of those that its query gives. */
export function mergeSource(step: SqlStep, dialect: Dialect): Sql {
  const contract = contractOf(step.writes);
  const own = Object.keys(contract.columns);
  const values = own.filter((name) => !contract.key.includes(name));
  const winner =
    step.winner?.(dialect) ??
    join((values.length > 0 ? values : own).map((name) => sql`query.${identifier(name)} NULLS LAST`));
  const columns = [
    ...own.map((name) => sql`query.${identifier(name)}`),
    ...(step.mode === "amend" ? [sql`query.is_gone`] : []),
    ...(hasProvenance(step.writes)
      ? [sql`this_run.run_id`, sql`this_run.code_version`, sql`this_run.taxonomy_version`]
      : []),
  ];
  const oneOfEachKey =
    step.oneRowPerKey === undefined
      ? sql`
QUALIFY row_number() OVER (
  PARTITION BY ${join(contract.key.map((name) => sql`query.${identifier(name)}`))}
  ORDER BY ${winner}
) = 1`
      : sql``;
  return afterQuery(
    step.query(dialect),
    "query",
    sql`SELECT
  ${join(
    columns,
    sql`,
  `,
  )}
FROM query
CROSS JOIN (
  SELECT run_id, code_version, taxonomy_version FROM ${table("curated.pipeline_run")} WHERE status = 'running'
) AS this_run${oneOfEachKey}`,
  );
}
