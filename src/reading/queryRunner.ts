export type Row = Readonly<Record<string, unknown>>;

/** Runs a query and gives its rows: DuckDB locally. Parameters are bound by name (`$name`). */
export interface QueryRunner {
  rows<Shape extends object = Row>(
    text: string,
    parameters?: Readonly<Record<string, string | number | bigint | boolean | null>>,
  ): Promise<readonly Shape[]>;
}
