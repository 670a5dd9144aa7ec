import { columnsOf, contractOf } from "../../stages/tables.ts";
import { identifier, join, render, sql, table, type RelationName, type Sql } from "../../sql/sql.ts";
import type { ColumnType } from "../../sql/columnType.ts";
import { bigint, columnOf, optional } from "../column.ts";
import { query, readFirst, readRows, type Query } from "../query.ts";
import type { QueryRunner } from "../queryRunner.ts";
import { shownRows, type ExplainedRow, type Hop, type HopRow, type Provenance } from "./explanation.ts";
import type { HopQuery } from "./hopQuery.ts";
import { hopsFor } from "./hops.ts";

export interface Walk {
  readonly runner: QueryRunner;
  /** What the shown text of a query has before the names of its schemas. */
  readonly schemaPrefix: string;
}

/** Wherever a table says who or what made a suggestion, it is shown. */
const whoSpoke = ["decided_by", "model", "prompt_version"];

const namedRows = "The rows are those that an id or a cell names, whatever their product.";

/** Follows queries, each to the rows it gives and from those on. */
export async function hopsOf(walk: Walk, queries: readonly HopQuery[]): Promise<readonly Hop[]> {
  const hops: Hop[] = [];
  for (const each of queries) hops.push(await hop(walk, each));
  return hops;
}

/** The first rows of a relation that meet a condition. */
export function rowsWhere(asked: {
  readonly relation: RelationName;
  readonly columns: Readonly<Record<string, { readonly type: ColumnType }>>;
  readonly where: Sql;
  readonly order: readonly Sql[];
}): Query<HopRow> {
  const { relation, columns, where, order } = asked;
  return query({
    name: relation.replace(".", "_"),
    title: `Rows of ${relation}`,
    acrossProducts: namedRows,
    columns: Object.fromEntries(
      Object.entries(columns).map(([column, { type }]) => [column, optional(columnOf(type))]),
    ),
    sql: () =>
      sql`SELECT ${join(Object.keys(columns).map(identifier))} FROM ${table(relation)} WHERE ${where} ORDER BY ${join(order)} LIMIT ${shownRows}`,
  });
}

/** How many rows of a relation meet a condition. */
export async function totalWhere({ runner }: Walk, relation: RelationName, where: Sql): Promise<number> {
  const counted = query({
    name: "total",
    title: `Rows of ${relation}`,
    acrossProducts: namedRows,
    columns: { total: bigint },
    sql: () => sql`SELECT count(*) AS total FROM ${table(relation)} WHERE ${where}`,
  });
  return Number((await readFirst(runner, counted))?.total ?? 0n);
}

export const shownText = ({ runner, schemaPrefix }: Walk, asked: Query<HopRow>): string =>
  render(asked.sql(runner.dialect), schemaPrefix);

async function hop(walk: Walk, each: HopQuery): Promise<Hop> {
  const contract = contractOf(each.table);
  const spoke = whoSpoke.filter((column) => column in contract.columns && !each.columns.includes(column));
  const columns = [...each.columns, ...spoke];
  const classes = columns.map((column) => contract.columns[column]?.class);
  if (classes.some((columnClass) => columnClass !== "public" && columnClass !== "internal")) {
    throw new TypeError(`explain: ${each.table} may show public and internal columns alone`);
  }
  const all = columnsOf(each.table);
  const provenance = Object.keys(all).filter((column) => !(column in contract.columns));
  const asked = rowsWhere({
    relation: each.table,
    columns: Object.fromEntries(
      [...columns, ...provenance].map((column) => [column, all[column] ?? { type: "string" }]),
    ),
    where: each.where,
    order: each.order,
  });
  const rows: ExplainedRow[] = [];
  for (const row of await readRows(walk.runner, asked)) {
    const subject = each.leadsTo?.(row);
    const next = subject === undefined ? [] : hopsFor[subject.kind](subject.id, walk.runner.dialect);
    rows.push({
      values: Object.fromEntries(columns.map((column) => [column, row[column] ?? null])),
      provenance: provenance.length === 0 ? undefined : provenanceOf(row),
      hops: await hopsOf(walk, [...next, ...(each.below?.(row) ?? [])]),
    });
  }
  return {
    relation: each.relation,
    table: each.table,
    sql: shownText(walk, asked),
    total: await totalWhere(walk, each.table, each.where),
    rows,
  };
}

function provenanceOf(row: HopRow): Provenance {
  return {
    runId: Number(row["run_id"]),
    codeVersion: String(row["code_version"]),
    taxonomyVersion: String(row["taxonomy_version"]),
  };
}
