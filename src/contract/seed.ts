import type { TableName } from "../sql/sql.ts";

export interface SeedTable {
  readonly table: TableName;
  /** Values in the column types' JavaScript form: numbers or bigint for integers, text for decimals, dates and timestamps. */
  readonly rows: readonly SeedRow[];
}
export type SeedValue = string | number | bigint | boolean | null | readonly string[];
export type SeedRow = Readonly<Record<string, SeedValue>>;
