import type { Dialect } from "../sql/dialect.ts";
import { sql, table, type Sql } from "../sql/sql.ts";

const inForce = table("curated.setup_in_force");

/** Notes that a set-up ran to its end: the version is the parameter `setup`. Its last statement. */
export function recordSetup(dialect: Dialect): Sql {
  return sql`MERGE INTO ${inForce} AS existing
USING (
  SELECT
    1 AS setup_id,
    ${dialect.parameter("setup")} AS setup_version,
    ${dialect.parameter("run")} AS set_up_by,
    ${dialect.clock()} AS set_up_at
) AS incoming
ON existing.setup_id = incoming.setup_id
WHEN MATCHED THEN UPDATE SET setup_version = incoming.setup_version, set_up_by = incoming.set_up_by, set_up_at = incoming.set_up_at
WHEN NOT MATCHED THEN INSERT (setup_id, setup_version, set_up_by, set_up_at)
VALUES (incoming.setup_id, incoming.setup_version, incoming.set_up_by, incoming.set_up_at)`;
}

/**
 * While a set-up works none is in force: no job starts on half of one, and a set-up that fails isn't a success of an
 * earlier one.
 */
export function withdrawSetup(): Sql {
  return sql`UPDATE ${inForce} SET setup_version = '' WHERE setup_id = 1`;
}

/** Raises where the set-up in force is another one than the parameter `setup` names, and says how to fix it. */
export function assertSetup(dialect: Dialect): Sql {
  return sql`SELECT ${dialect.assertTrue(
    sql`(SELECT count(*) FROM ${inForce} WHERE setup_version = ${dialect.parameter("setup")}) = 1`,
    sql`'The set-up in force is not the one of this deployment: run fixloop deploy, or the job named set-up, and start this job again'`,
  )} AS setup_is_in_force`;
}

/**
 * Raises unless this run of the set-up came to its end: an earlier one of the same version isn't a success of this one.
 */
export function setupHasEnded(dialect: Dialect): Sql {
  return sql`SELECT ${dialect.assertTrue(
    sql`(SELECT count(*) FROM ${inForce} WHERE setup_version = ${dialect.parameter("setup")} AND set_up_by = ${dialect.parameter("run")}) = 1`,
    sql`'The set-up did not come to its end: run it again, and it completes the work'`,
  )} AS setup_has_ended`;
}
