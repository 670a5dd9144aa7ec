import { identifier, join, sql, table } from "../sql/sql.ts";

const columns = ["upgrade_id", "table_name", "code_version", "delta_version", "upgraded_at"] as const;

/** Writes down the Delta version that a table had before an upgrade; a row once written stays. */
export const noteVersion = sql`MERGE INTO ${table("curated.table_upgrade")} AS existing
USING (SELECT ${join(columns.map((name) => sql`:${identifier(name)} AS ${identifier(name)}`))}) AS incoming
ON existing.upgrade_id = incoming.upgrade_id AND existing.table_name = incoming.table_name
WHEN NOT MATCHED THEN INSERT (${join(columns.map(identifier))})
VALUES (${join(columns.map((name) => sql`incoming.${identifier(name)}`))})`;
