import type { Dialect } from "../sql/dialect.ts";
import { bareHashKey } from "../sql/hash.ts";
import { sql, table, type Sql } from "../sql/sql.ts";

/** Id of a request: all that a receipt says of the customer. */
export const requestId = (dialect: Dialect, customerId: Sql): Sql =>
  bareHashKey(dialect, [sql`'erasure'`, customerId]);

/** Asks for the erasure of a customer, whose id is the parameter `customer_id`. Asking again is asking once. */
export function requestErasure(dialect: Dialect): Sql {
  const customer = dialect.parameter("customer_id");
  return sql`MERGE INTO ${table("raw.erasure_request")} AS existing
USING (
  SELECT ${requestId(dialect, sql`asked.customer_id`)} AS request_id, asked.customer_id, ${dialect.clock()} AS requested_at
  FROM (SELECT ${customer} AS customer_id) AS asked
) AS incoming
ON existing.request_id = incoming.request_id
WHEN MATCHED THEN UPDATE SET
  customer_id = incoming.customer_id,
  requested_at = CASE WHEN existing.status = 'done' THEN incoming.requested_at ELSE existing.requested_at END,
  status = 'pending'
WHEN NOT MATCHED THEN INSERT (request_id, customer_id, requested_at, status)
VALUES (incoming.request_id, incoming.customer_id, incoming.requested_at, 'pending')`;
}
