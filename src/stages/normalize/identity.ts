import { foldedWords } from "../../sql/functions/foldedWords.ts";
import {
  addressKey,
  bareAddress,
  emailLocal,
  foldedAddress,
  nameKey,
  writtenName,
} from "../../sql/functions/identityKeys.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { identifier, sql, table, type Sql } from "../../sql/sql.ts";

/** What a record is identified by, strongest first: values of `customer_record.identified_by`. */
export const identifiedBy = ["user", "email", "shared_mailbox", "handle", "name", "no_one"] as const;

/** A relation with the columns `given_user`, `given_email` and `given_author`. */
interface GivenIdentity {
  readonly relation: string;
  /** Name of the last CTE: rows of `relation` with their identity. */
  readonly gives: string;
  readonly source: Sql;
  readonly record: Sql;
}

/**
 * CTEs up to `gives`: the identity behind each record, by the policy of the spec. Columns that it adds: `user_id`,
 * `email`, `email_key`, `name`, `name_key`, `mailbox` (personal or shared), `identified_by`, `not_identifying` and
 * `customer_record_id`.
 *
 * User id, address and name count together, as far as they identify anyone. A handle counts within its source, as stores
 * give it to one account. A name alone, and a record that names no one, is someone of its own.
 */
export function identityOf(dialect: Dialect, given: GivenIdentity): Sql {
  const cte = (step: string): Sql => identifier(`${given.relation}_${step}`);
  const [addressed, spelled, judged, policed] = ["addressed", "spelled", "judged", "policed"].map(cte) as [
    Sql,
    Sql,
    Sql,
    Sql,
  ];
  const written = identifier(given.relation);
  const policy = table("curated.identity_policy");
  const local = emailLocal(dialect, sql`address_key`);
  const isAddress = sql`(contains(given_author, '@') OR contains(given_author, '%40'))`;
  const hasName = (text: Sql): Sql => sql`(contains(${text}, '<') OR contains(${text}, '('))`;
  // neither a letter nor a digit other than 0: 0, -, ---, 0000-0000 and the nil UUID
  const isNoId = dialect.regexMatches(sql`given_user`, "^(-1|([^\\p{L}\\p{N}]|0)*)$");
  return sql`${addressed} AS (
  SELECT
    ${written}.*,
    CASE WHEN given_user IS NOT NULL THEN ${foldedWords(sql`given_user`)} END AS user_words,
    given_user IS NOT NULL AND ${isNoId} AS is_no_id,
    coalesce(given_email, CASE WHEN ${isAddress} THEN given_author END) AS email,
    ${writtenName(sql`CASE
      WHEN NOT (given_author IS NULL OR (${isAddress} AND NOT ${hasName(sql`given_author`)})) THEN given_author
      WHEN ${hasName(sql`given_email`)} THEN given_email
    END`)} AS name
  FROM ${written}
),
${cte("folded")} AS (
  SELECT ${addressed}.*, ${foldedAddress(sql`email`)} AS folded_email, ${nameKey(sql`name`)} AS full_name_key
  FROM ${addressed}
),
${cte("bare")} AS (
  SELECT ${cte("folded")}.*, ${bareAddress(sql`folded_email`)} AS bare_address
  FROM ${cte("folded")}
),
${spelled} AS (
  SELECT ${cte("bare")}.*, ${addressKey(sql`bare_address`)} AS address_key
  FROM ${cte("bare")}
),
${judged} AS (
  SELECT
    ${spelled}.*,
    ${dialect.regexReplace(dialect.regexReplace(local, "[^\\p{L}\\p{N}]+", ""), "[0-9]+$", "")} AS bare_mailbox,
    ${dialect.regexExtract(local, "^([^._-]+)[._-]", 1)} AS mailbox_start
  FROM ${spelled}
),
${policed} AS (
  SELECT
    ${judged}.*,
    CASE WHEN is_no_id THEN 'placeholder' ELSE user_policy.identity_rule END AS user_rule,
    coalesce(address_policy.identity_rule, mailbox_policy.identity_rule, start_policy.identity_rule) AS mailbox_rule,
    name_policy.identity_rule AS name_rule,
    name_policy.identity_rule IS NULL AND NOT contains(given_author, ' ')
      AND length(${dialect.regexReplace(sql`full_name_key`, "[^0-9]+", "")}) >= 3
      AND ${dialect.regexMatches(sql`full_name_key`, "\\p{L}")} AS is_handle
  FROM ${judged}
  LEFT JOIN ${policy} AS user_policy
    ON user_policy.compares = 'name' AND user_policy.value = ${judged}.user_words
  LEFT JOIN ${policy} AS name_policy
    ON name_policy.compares = 'name' AND name_policy.value = ${judged}.full_name_key
  LEFT JOIN ${policy} AS address_policy
    ON address_policy.compares = 'address' AND address_policy.value = ${judged}.address_key
  LEFT JOIN ${policy} AS mailbox_policy
    ON mailbox_policy.compares = 'mailbox' AND mailbox_policy.value = ${judged}.bare_mailbox
  LEFT JOIN ${policy} AS start_policy
    ON start_policy.compares = 'mailbox_start' AND start_policy.value = ${judged}.mailbox_start
),
${cte("identified")} AS (
  SELECT
    ${policed}.*,
    CASE WHEN user_rule IS NULL THEN given_user END AS user_id,
    CASE WHEN coalesce(mailbox_rule, 'shared_mailbox') = 'shared_mailbox' THEN address_key END AS email_key,
    CASE WHEN name_rule IS NULL THEN full_name_key END AS name_key,
    CASE
      WHEN mailbox_rule = 'shared_mailbox' THEN 'shared'
      WHEN mailbox_rule IS NULL AND address_key IS NOT NULL THEN 'personal'
    END AS mailbox,
    nullif(concat_ws(', ',
      CASE WHEN user_rule IS NOT NULL THEN concat('user: ', user_rule) END,
      CASE WHEN mailbox_rule IS NOT NULL THEN concat('email: ', mailbox_rule) END,
      CASE WHEN name_rule IS NOT NULL THEN concat('name: ', name_rule) END
    ), '') AS not_identifying
  FROM ${policed}
),
${cte("known")} AS (
  SELECT
    ${cte("identified")}.*,
    CASE
      WHEN user_id IS NOT NULL THEN 'user'
      WHEN mailbox = 'personal' THEN 'email'
      WHEN mailbox = 'shared' AND name_key IS NOT NULL THEN 'shared_mailbox'
      WHEN name_key IS NULL THEN 'no_one'
      WHEN is_handle THEN 'handle'
      ELSE 'name'
    END AS identified_by
  FROM ${cte("identified")}
),
${identifier(given.gives)} AS (
  SELECT
    ${cte("known")}.*,
    ${hashKey(dialect, [
      sql`user_id`,
      sql`email_key`,
      sql`name_key`,
      sql`CASE
      WHEN identified_by IN ('user', 'email', 'shared_mailbox') THEN '-'
      WHEN identified_by = 'handle' THEN ${given.source}
      ELSE ${given.record}
    END`,
    ])} AS customer_record_id
  FROM ${cte("known")}
)`;
}
