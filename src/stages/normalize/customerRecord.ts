import { newTo } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import {
  emailLocalBlock,
  emailSiteBlock,
  emailStartBlock,
  nameFirstBlock,
  nameLastBlock,
  nameLocaleBlock,
} from "./blocks.ts";
import { accountIdentity, identifiedFeedback, newContents } from "./relations.ts";

/**
 * Identities of new contents and accounts: each revision's, so that it doesn't matter which of them came together. What the id doesn't fix (spelling, locale, source) is the smallest value
 * seen, this run's or an earlier one's, so that it depends on no order.
 */
export function customerRecord(dialect: Dialect): Sql {
  const [emailKey, nameKey] = [sql`identity.email_key`, sql`identity.name_key`];
  const locale = sql`least(identity.locale, known.locale)`;
  return sql`WITH ${newContents()},
${identifiedFeedback(dialect, ["event_id", "source"], ["locale"])},
${accountIdentity(dialect)},
given_identity AS (
  SELECT
    customer_record_id, source, user_id, email, email_key, name, name_key, given_locale AS locale, mailbox, identified_by, not_identifying
  FROM feedback
  UNION ALL
  SELECT
    customer_record_id, 'accounts', user_id, email, email_key, name, name_key, locale, mailbox, identified_by, not_identifying
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
    min(locale) AS locale,
    min(mailbox) AS mailbox,
    min(identified_by) AS identified_by,
    min(not_identifying) AS not_identifying
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
  ${emailLocalBlock(dialect, emailKey)} AS email_local_block,
  ${emailStartBlock(dialect, emailKey)} AS email_start_block,
  ${emailSiteBlock(dialect, emailKey)} AS email_site_block,
  ${nameLocaleBlock(dialect, nameKey, locale)} AS name_locale_block,
  ${nameFirstBlock(dialect, nameKey, locale)} AS name_first_block,
  ${nameLastBlock(dialect, nameKey, locale)} AS name_last_block,
  identity.mailbox,
  identity.identified_by,
  least(
    identity.not_identifying,
    CASE WHEN known.identity_version = setting.identity_version THEN known.not_identifying END
  ) AS not_identifying,
  setting.identity_version
FROM identity
LEFT JOIN ${table("curated.customer_record")} AS known ON known.customer_record_id = identity.customer_record_id
CROSS JOIN ${table("curated.setting")} AS setting`;
}
