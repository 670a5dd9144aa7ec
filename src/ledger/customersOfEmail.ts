import type { Dialect } from "../sql/dialect.ts";
import { emailKey } from "../sql/functions/identityKeys.ts";
import { bareHashKey } from "../sql/hash.ts";
import { sql, table, type Sql } from "../sql/sql.ts";

/**
 * What stands for an e-mail address in a statement: the SHA-256 of its key, the same on both engines. Histories of queries
 * keep the values of parameters, so the address itself is none. NULL for what isn't an address.
 */
export function emailDigest(dialect: Dialect, email: Sql): Sql {
  return sql`SELECT CASE WHEN asked.email_key IS NOT NULL THEN ${bareHashKey(dialect, [sql`asked.email_key`])} END AS email_digest
FROM (SELECT ${emailKey(sql`given.email`)} AS email_key FROM (SELECT ${email} AS email) AS given) AS asked`;
}

/**
 * `customer_id` of everyone with an e-mail address, whose digest is the parameter `email_digest`. An erasure that was
 * stopped may have taken the address already: then what it noted still names the customer.
 */
export function customersOfEmail(dialect: Dialect): Sql {
  const digest = dialect.parameter("email_digest");
  return sql`WITH contact AS (
  SELECT found.request_id, ${emailKey(sql`found.subject_id`)} AS email_key
  FROM ${table("raw.erasure_scope")} AS found
  WHERE found.subject = 'contact'
),
named AS (
  SELECT customer.customer_id
  FROM ${table("curated.customer_record")} AS identity
  JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = identity.customer_record_id
  WHERE identity.email_key IS NOT NULL AND ${bareHashKey(dialect, [sql`identity.email_key`])} = ${digest}
  UNION
  SELECT coalesce(customer.customer_id, pending.customer_id)
  FROM contact
  JOIN ${table("raw.erasure_request")} AS pending
    ON pending.request_id = contact.request_id AND pending.status = 'pending'
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = pending.customer_id
  WHERE contact.email_key IS NOT NULL AND ${bareHashKey(dialect, [sql`contact.email_key`])} = ${digest}
)
SELECT DISTINCT named.customer_id
FROM named
ORDER BY customer_id`;
}
