import type { ViewLineage } from "../../contract/lineage.ts";
import type { ViewName } from "../../contract/view.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, sql, type Sql, type TableName } from "../../sql/sql.ts";
import { textLiteral } from "../../sql/textLiteral.ts";
import { columnsOf, contractOf, tableNames } from "../../stages/tables.ts";
import { views } from "../../stages/views.ts";
import { readRows, type Query } from "../query.ts";
import type { QueryRunner } from "../queryRunner.ts";
import type { Explanation, HopRow } from "./explanation.ts";
import { allOf, by, type HopQuery } from "./hopQuery.ts";
import { hopsOf, rowsWhere, shownText, totalWhere, type Walk } from "./walk.ts";

/** A cell of a view: `serving.roi.deflected_tickets` of the row that the conditions name. */
export interface AskedNumber {
  readonly view: ViewName;
  readonly column: string;
  /** `product=kite`: columns of the view with the value of the row, as text. */
  readonly row: Readonly<Record<string, string>>;
}

/**
 * The cell, and of each table that its value comes from the rows with the keys of its row. Which columns those are is
 * read from the view's own SQL: a column that the view shows unchanged, and those that its joins take for equal. A filter
 * of the view that is not such an equality, as of a window of days, isn't applied: the rows are those it chose from.
 */
export async function explainNumber(
  runner: QueryRunner,
  schemaPrefix: string,
  lineage: ViewLineage,
  { view, column, row }: AskedNumber,
): Promise<Explanation> {
  const asked = `${view}.${column}`;
  const contract = views[view];
  if (contract === undefined) throw new TypeError(`explain: there is no view ${view}`);
  const walk: Walk = { runner, schemaPrefix };
  const conditions = Object.entries(row).map(([name, value]) => asText(runner.dialect, name, value));
  const where = conditions.length === 0 ? sql`TRUE` : allOf(conditions);
  const total = await totalWhere(walk, view, where);
  if (total === 0) return { outcome: "unknown", asked, near: [] };
  const cellColumns = [...new Set([...Object.keys(row), column])];
  const cells = rowsOf(view, cellColumns, where);
  const [whole] =
    total === 1 ? await readRows(runner, rowsOf(view, Object.keys(contract.columns), where)) : [];
  const below =
    whole === undefined ? [] : await hopsOf(walk, hopsBehind(runner.dialect, lineage, column, whole));
  return {
    outcome: "found",
    asked,
    subject: { kind: "number", id: asked },
    hops: [
      {
        relation: "number",
        table: view,
        sql: shownText(walk, cells),
        total,
        rows: (await readRows(runner, cells)).map((values) => ({
          values,
          provenance: undefined,
          hops: below,
        })),
      },
    ],
  };
}

function rowsOf(view: ViewName, columns: readonly string[], where: Sql): Query<HopRow> {
  const known = views[view]?.columns ?? {};
  return rowsWhere({
    relation: view,
    columns: Object.fromEntries(columns.map((column) => [column, known[column] ?? { type: "string" }])),
    where,
    order: columns.map(identifier),
  });
}

/** That a column holds a value, both written as text. */
const asText = (dialect: Dialect, column: string, value: unknown): Sql =>
  sql`CAST(${identifier(column)} AS ${dialect.type("string")}) = ${textLiteral(value)}`;

function hopsBehind(
  dialect: Dialect,
  lineage: ViewLineage,
  column: string,
  cell: HopRow,
): readonly HopQuery[] {
  const origins = lineage.columns[column] ?? [];
  const byTable = Map.groupBy(
    origins.filter((origin) => /^(?:raw|curated)\.\w+\.(?:\w+|\*)$/.test(origin)),
    (origin) => origin.replace(/\.[^.]+$/, "") as TableName,
  );
  return [...byTable].map(([table, of]): HopQuery => {
    const contract = contractOf(table);
    const isOpen = (name: string): boolean =>
      ["public", "internal"].includes(contract.columns[name]?.class ?? "personal");
    const named = of.map((origin) => origin.slice(table.length + 1)).filter((name) => name !== "*");
    const columns = [...new Set([...contract.key, ...named])].filter(isOpen);
    const conditions = keysOf(dialect, table, lineage, cell);
    const own = contract.key.includes("event_id")
      ? "event"
      : contract.key.includes("issue_id")
        ? "issue"
        : undefined;
    return {
      relation: conditions.length > 0 ? "rows behind it, by its keys" : "rows behind it",
      table,
      columns: columns.length > 0 ? columns : ["run_id"],
      where: conditions.length > 0 ? allOf(conditions) : sql`TRUE`,
      order: by(...contract.key),
      ...(own === undefined
        ? {}
        : {
            leadsTo: (row: HopRow) => ({
              kind: own,
              id: String(row[own === "event" ? "event_id" : "issue_id"]),
            }),
          }),
    };
  });
}

/** Conditions on a table by what the row of the view shows unchanged of it, or of a column that a join takes for equal. */
function keysOf(
  dialect: Dialect,
  table: TableName,
  { columns, equalities }: ViewLineage,
  cell: HopRow,
): readonly Sql[] {
  const known = columnsOf(table);
  const conditions = new Map<string, Sql>();
  for (const [shown, [origin, ...others]] of Object.entries(columns)) {
    const value = cell[shown];
    if (origin === undefined || others.length > 0 || value === null || value === undefined) continue;
    if (!isKey(origin)) continue;
    for (const equal of equalTo(origin, equalities)) {
      const name = equal.slice(table.length + 1);
      if (equal.startsWith(`${table}.`) && name in known) conditions.set(name, asText(dialect, name, value));
    }
  }
  return [...conditions]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, condition]) => condition);
}

/** A column that tells rows apart: part of its table's key, so that what the view shows of it is the value itself. */
function isKey(origin: string): boolean {
  const [schema, table, column = ""] = origin.split(".");
  const name = `${schema}.${table}`;
  return tableNames.some((known) => known === name && contractOf(known).key.includes(column));
}

function equalTo(origin: string, equalities: ViewLineage["equalities"]): ReadonlySet<string> {
  const found = new Set([origin]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const [left, right] of equalities) {
      if (found.has(left)) found.add(right);
      if (found.has(right)) found.add(left);
    }
  }
  return found;
}
