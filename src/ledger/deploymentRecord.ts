import { identifier, join, sql, table } from "../sql/sql.ts";
import { ledgerTables } from "./tables.ts";

const columns = Object.keys(ledgerTables["curated.deployment"].columns);

/**
 * Appends a record, once: `:name` parameters hold its values, so nothing authored is part of the statement, and the key
 * in the MERGE makes a repetition after a lost answer harmless.
 */
export const appendDeployment = sql`MERGE INTO ${table("curated.deployment")} AS existing
USING (
  SELECT ${join(
    columns.map((name) =>
      name === "deployed_at"
        ? sql`CAST(:deployed_at AS TIMESTAMP) AS deployed_at`
        : sql`:${identifier(name)} AS ${identifier(name)}`,
    ),
  )}
) AS incoming
ON existing.deployment_id = incoming.deployment_id
WHEN NOT MATCHED THEN INSERT (${join(columns.map(identifier))})
VALUES (${join(columns.map((name) => sql`incoming.${identifier(name)}`))})`;
