import { newTo } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { emailLocalBlock, emailStartBlock, nameLocaleBlock } from "./blocks.ts";
import { accountIdentity, identifiedFeedback, newContents } from "./relations.ts";

/**
 * Identities of new contents and accounts: each revision's, so that it doesn't matter which of them came together. What the id doesn't fix (spelling, locale, source) is the smallest value
 * seen, this run's or an earlier one's, so that it depends on no order.
 */
export function customerRecord(dialect: Dialect): Sql {
  return sql`WITH ${newContents()},
${identifiedFeedback(dialect, ["event_id", "source"], ["locale"])},
${accountIdentity(dialect)},
given_identity AS (
  SELECT customer_record_id, source, given_user AS user_id, given_email AS email, email_key, given_author AS name, name_key, given_locale AS locale
  FROM feedback
  UNION ALL
  SELECT customer_record_id, 'accounts', user_id, email, email_key, name, name_key, locale
  FROM account_identity
  WHERE ${newTo("normalize", sql`account_identity.run_id`)}
),
identity AS (
  SELECT
    customer_record_id,
    min(source) AS source,
    min(user_id) AS user_id,
    min(email) AS email,
    min(email_key) AS email_key,
    min(name) AS name,
    min(name_key) AS name_key,
    min(locale) AS locale
  FROM given_identity
  GROUP BY customer_record_id
)
SELECT
  identity.customer_record_id,
  least(identity.source, known.source) AS source,
  identity.user_id,
  least(identity.email, known.email) AS email,
  identity.email_key,
  least(identity.name, known.name) AS name,
  identity.name_key,
  least(identity.locale, known.locale) AS locale,
  ${emailLocalBlock(dialect, sql`identity.email_key`)} AS email_local_block,
  ${emailStartBlock(dialect, sql`identity.email_key`)} AS email_start_block,
  ${nameLocaleBlock(dialect, sql`identity.name_key`, sql`least(identity.locale, known.locale)`)} AS name_locale_block
FROM identity
LEFT JOIN ${table("curated.customer_record")} AS known ON known.customer_record_id = identity.customer_record_id`;
}
