import type { Dialect } from "../sql/dialect.ts";
import type { Sql } from "../sql/sql.ts";
import type { Column } from "./column.ts";
import type { QueryRunner, TextRow } from "./queryRunner.ts";

export type Columns = Readonly<Record<string, Column<unknown>>>;

/** A row of a query: of each column the value that its text stands for. */
export type RowOf<Of extends Columns> = {
  readonly [Name in keyof Of]: Of[Name] extends Column<infer Value> ? Value : never;
};

/**
 * A question about the tables as a value: it runs on both engines and gives the same typed rows.
 *
 * Figures of two products never share a row unless the query says so: it has a column `product`, or `acrossProducts`
 * says why its rows belong to no single product.
 */
export interface Query<Row> {
  /** Lower case with underscores: also the name of a dataset of a dashboard. */
  readonly name: string;
  readonly title: string;
  readonly columns: Columns;
  readonly acrossProducts: string | undefined;
  /** Gives exactly the columns, in their order, and has a total order. */
  readonly sql: (dialect: Dialect) => Sql;
  /** @throws TypeError where a column is missing or holds what its type can't be. */
  readonly parse: (row: TextRow) => Row;
}

/** Makes a query. @throws TypeError where its rows could mix products. */
export function query<Of extends Columns>(authored: {
  readonly name: string;
  readonly title: string;
  readonly columns: Of;
  readonly acrossProducts?: string;
  readonly sql: (dialect: Dialect) => Sql;
}): Query<RowOf<Of>> {
  const { name, columns, acrossProducts } = authored;
  if (!Object.hasOwn(columns, "product") && acrossProducts === undefined)
    throw new TypeError(`reading: ${name} has no column product and doesn't say why`);
  return {
    ...authored,
    acrossProducts,
    parse: (row) =>
      Object.fromEntries(
        Object.entries(columns).map(([column, { parse }]) => [
          column,
          parse(row[column], `${name}.${column}`),
        ]),
      ) as RowOf<Of>,
  };
}

export async function readRows<Row>(runner: QueryRunner, asked: Query<Row>): Promise<readonly Row[]> {
  return (await runner.rows(asked.sql(runner.dialect))).map(asked.parse);
}

/** The first row, where there is one. */
export async function readFirst<Row>(runner: QueryRunner, asked: Query<Row>): Promise<Row | undefined> {
  return (await readRows(runner, asked))[0];
}
