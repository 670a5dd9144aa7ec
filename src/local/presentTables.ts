import type { PresentColumn, PresentTable } from "../change/presentTable.ts";
import type { Database } from "./database.ts";

/** The tables of a local run as DuckDB describes them; none where nothing was set up. */
export async function presentTables(
  database: Database,
  schemaPrefix: string,
): Promise<ReadonlyMap<string, PresentTable>> {
  const schemas = { raw: `${schemaPrefix}_raw`, curated: `${schemaPrefix}_curated` };
  const described = await database.rows<{ name: string; comment: string | null }>(
    `SELECT lower(substr(schema_name, ${schemaPrefix.length + 2}) || '.' || table_name) AS name, comment
FROM duckdb_tables() WHERE schema_name IN ($raw, $curated) ORDER BY name`,
    schemas,
  );
  const rows = await database.rows<{
    name: string;
    column: string;
    type: string;
    nullable: boolean;
    comment: string | null;
  }>(
    `SELECT lower(substr(schema_name, ${schemaPrefix.length + 2}) || '.' || table_name) AS name, lower(column_name) AS "column",
  data_type AS "type", is_nullable AS nullable, comment
FROM duckdb_columns() WHERE schema_name IN ($raw, $curated) ORDER BY name, column_index`,
    schemas,
  );
  const columns = Map.groupBy(rows, ({ name }) => name);
  return new Map(
    described.map(({ name, comment }) => [
      name,
      {
        // a table without a comment has an empty one: the set-up gives each its own
        comment: comment ?? "",
        // DuckDB has no clustering
        clusterBy: undefined,
        // nor an informational key
        key: undefined,
        columns: new Map(
          (columns.get(name) ?? []).map(
            ({ column, type, nullable, comment: meaning }): [string, PresentColumn] => [
              column,
              { type, nullable, comment: meaning ?? "" },
            ],
          ),
        ),
      },
    ]),
  );
}
