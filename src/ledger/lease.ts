import type { Slas } from "../spec/project.ts";
import type { Dialect } from "../sql/dialect.ts";
import { sql, table, type Sql } from "../sql/sql.ts";

/**
 * One lease for every job that writes these tables: two loops at once, or a retention that deletes under a loop, would
 * each be right alone and wrong together. `max_concurrent_runs` holds only between runs of one job.
 *
 * The holder is the parameter `run`: whatever names this run of the job and no other, the same in a repair of that run.
 * A job acquires, renews at the begin of every stage, and releases at its end, also after a failure. A job that is gone
 * without a goodbye keeps others out until the lease expires.
 *
 * Acquiring is one conditional MERGE. Where two jobs run it at the same moment, Delta lets one commit and raises
 * ConcurrentAppendException or ConcurrentDeleteReadException in the other, whose task then runs again and finds the
 * lease taken. Only where there is no row yet could both insert one (inserts never conflict under row-level
 * concurrency); every statement therefore speaks of all rows, so that both jobs find a row that is not theirs, stop,
 * and the next to acquire writes its name into both.
 *
 * The token is the fence: it rises whenever the lease changes hands. A run notes the token under which it was opened
 * (`pipeline_run.fencing_token`), and every task that writes asserts before its first and after its last statement that
 * it still holds. Statements are not fenced one by one, since Delta cannot compare a token in the commit of a MERGE. What
 * keeps a late statement out is the length: a lease lasts as long as a job may run at all (`leaseSeconds` is the timeout
 * of the jobs), so a job that could still write has not lost it.
 *
 * DuckDB lets one process into a file, so local runs need none of this; tests run the statements there.
 */
const lease = table("curated.writer_lease");
const setting = table("curated.setting");

/** Seconds for which a lease is given: twice the longest run of the spec's SLA, which is also the timeout of the jobs. */
export function leaseSeconds({ runMinutes }: Slas): number {
  return 2 * runMinutes * 60;
}

/** Take the lease where it is free, expired or ours already; leaves it alone where another holds it. */
export function acquireLease(dialect: Dialect): Sql {
  return sql`MERGE INTO ${lease} AS existing
USING (
  SELECT
    1 AS lease_id,
    ${dialect.parameter("run")} AS holder,
    ${dialect.clock()} AS acquired_at,
    setting.lease_seconds,
    ${dialect.addSeconds(dialect.clock(), sql`setting.lease_seconds`)} AS expires_at
  FROM ${setting} AS setting
  WHERE ${dialect.parameter("run")} <> ''
) AS incoming
ON existing.lease_id = incoming.lease_id
WHEN MATCHED AND (
  existing.holder IS NULL
  OR existing.holder = incoming.holder
  OR existing.expires_at <= incoming.acquired_at
) THEN UPDATE SET
  holder = incoming.holder,
  fencing_token = existing.fencing_token + CASE WHEN existing.holder = incoming.holder THEN 0 ELSE 1 END,
  acquired_at = CASE WHEN existing.holder = incoming.holder THEN existing.acquired_at ELSE incoming.acquired_at END,
  lease_seconds = incoming.lease_seconds,
  expires_at = incoming.expires_at
WHEN NOT MATCHED THEN INSERT (lease_id, holder, fencing_token, acquired_at, lease_seconds, expires_at)
VALUES (incoming.lease_id, incoming.holder, 1, incoming.acquired_at, incoming.lease_seconds, incoming.expires_at)`;
}

/**
 * Gives the lease for its whole length again. Does nothing for a holder that has lost it. The length stands in the row,
 * since Delta takes no subquery in an UPDATE.
 */
export function renewLease(dialect: Dialect): Sql {
  return sql`UPDATE ${lease}
SET expires_at = ${dialect.addSeconds(dialect.clock(), sql`lease_seconds`)}
WHERE holder = ${dialect.parameter("run")}`;
}

/**
 * Raises unless the lease is ours, and says who holds it until when. A lease that has expired and that no one has taken
 * is still ours: no one else can have written.
 */
export function assertLease(dialect: Dialect): Sql {
  const text = dialect.type("string");
  return sql`SELECT ${dialect.assertTrue(
    sql`held`,
    sql`CASE
  WHEN holder = '' THEN 'The parameter run is empty: it must name the run of the job that writes'
  ELSE concat('Another job may write these tables: the lease is held by ', holder, ' until ', expires_at, ' UTC. This job runs again when that one has ended')
END`,
  )} AS lease_is_held
FROM (
  SELECT
    count(*) > 0 AND count(*) = count(CASE WHEN holder = ${dialect.parameter("run")} THEN 1 END) AS held,
    CASE
      WHEN ${dialect.parameter("run")} = '' THEN ''
      ELSE coalesce(max(CASE WHEN holder <> ${dialect.parameter("run")} THEN holder END), 'no one')
    END AS holder,
    coalesce(CAST(max(expires_at) AS ${text}), 'now') AS expires_at
  FROM ${lease}
) AS lease`;
}

/** Gives the lease back: the next job need not wait until it expires. Does nothing for a holder that has lost it. */
export function releaseLease(dialect: Dialect): Sql {
  return sql`UPDATE ${lease} SET holder = NULL, expires_at = ${dialect.clock()} WHERE holder = ${dialect.parameter("run")}`;
}
