import type { Column } from "../contract/column.ts";
import { columnsOf, runColumns, type TableContract } from "../contract/table.ts";
import type { TestRow, TestValue } from "../spec/pipelineTest.ts";
import type { Project } from "../spec/project.ts";

/** What stands in a column that a test leaves out and that is never null. */
export interface Filler {
  /** ISO 8601: what moments and days become. */
  readonly moment: string;
  readonly product: string;
  /** Provenance of the run that the test is. */
  readonly runId: number;
  readonly codeVersion: string;
  readonly taxonomyVersion: string;
}

export const productOf = (project: Project): string => project.products[0]?.id ?? "";

/**
 * The row with every column of its table. What is left out is null where it may be; else nothing in the sense of its
 * type (no text, 0, false, no elements), the first of its listed values, the first product, the reference time of the
 * run.
 */
export function givenRow(table: TableContract, row: TestRow, filler: Filler): TestRow {
  const runs = runColumns(table);
  return Object.fromEntries(
    Object.entries(columnsOf(table)).map(([column, contract]) => [
      column,
      Object.hasOwn(row, column)
        ? (row[column] ?? null)
        : runs.includes(column)
          ? filler.runId
          : filled(column, contract, filler),
    ]),
  );
}

function filled(column: string, { type, nullable, values }: Column, filler: Filler): TestValue {
  if (column === "code_version") return filler.codeVersion;
  if (column === "taxonomy_version") return filler.taxonomyVersion;
  if (nullable) return null;
  if (column === "product") return filler.product;
  switch (type) {
    case "string":
      return values?.[0] ?? "";
    case "boolean":
      return false;
    case "date":
      return filler.moment.slice(0, 10);
    case "timestamp":
      return filler.moment;
    case "array<string>":
      return [];
    case "int":
    case "bigint":
    case "double":
    default:
      return 0;
  }
}
