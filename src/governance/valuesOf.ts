import { quotedText } from "./quoting.ts";

/** `SELECT … FROM VALUES …` of texts; without rows a query of the same columns that gives none. */
export function valuesOf(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0)
    return `SELECT ${columns.map((column) => `CAST(NULL AS STRING) AS ${column}`).join(", ")} WHERE FALSE`;
  return `SELECT * FROM VALUES
        ${rows.map((row) => `(${row.map(quotedText).join(", ")})`).join(",\n        ")}
      AS wanted_row(${columns.join(", ")})`;
}
