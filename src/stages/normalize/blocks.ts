import type { Dialect } from "../../sql/dialect.ts";
import { emailLocal } from "../../sql/functions/identityKeys.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { newTo } from "../../contract/window.ts";

export interface BlockingRule {
  readonly name: string;
  /** What identities are brought together by; null or empty where one is in no block. */
  readonly key: (dialect: Dialect) => Sql;
  readonly kind: "exact" | "near" | "name";
  /** A block that is too large is compared in parts, by other rules. */
  readonly isInParts?: boolean;
}

/**
 * Which identities are compared at all: those that share one of these keys. The first rule is the one that is kept.
 * Names alone never merge, and nothing at all against two unlike addresses: such pairs, most of those that share a name,
 * are left out, and so are names that more identities have than a person can tell apart. So is part of the address of a
 * shared mailbox: an unlike one counts as none.
 */
export const blockingRules: readonly BlockingRule[] = [
  { name: "user", kind: "exact", key: () => sql`record.user_id` },
  {
    name: "email",
    kind: "exact",
    key: () => sql`CASE WHEN coalesce(record.mailbox, 'personal') = 'personal' THEN record.email_key END`,
  },
  {
    name: "shared_mailbox",
    kind: "near",
    key: () => sql`CASE WHEN record.mailbox = 'shared' THEN record.email_key END`,
    isInParts: true,
  },
  // whoever writes from one mailbox merges by name alone, so that names which begin alike are enough of a large one
  inSharedMailbox("shared_first", "^([^ ]{1,2})"),
  inSharedMailbox("shared_last", "([^ ]{1,2})[^ ]*$"),
  // kept with the identity, except where a version before wrote it and nothing has since
  keptOfPersonal("email_local", (dialect) => emailLocalBlock(dialect, sql`record.email_key`)),
  keptOfPersonal("email_start", (dialect) => emailStartBlock(dialect, sql`record.email_key`)),
  keptOfPersonal("email_site", (dialect) => emailSiteBlock(dialect, sql`record.email_key`)),
  kept("name_locale", "name", (dialect) =>
    nameLocaleBlock(dialect, sql`record.name_key`, sql`record.locale`),
  ),
  kept("name_first", "name", (dialect) => nameFirstBlock(dialect, sql`record.name_key`, sql`record.locale`)),
  kept("name_last", "name", (dialect) => nameLastBlock(dialect, sql`record.name_key`, sql`record.locale`)),
];

/** A rule whose key stands in a column of the identity, named after it. */
function kept(name: string, kind: BlockingRule["kind"], key: BlockingRule["key"]): BlockingRule {
  return {
    name,
    kind,
    key: (dialect) => sql`coalesce(record.${identifier(`${name}_block`)}, ${key(dialect)})`,
  };
}

/** The same of a personal address: office@ and familie.green@ say what a mailbox is for, in every domain. */
function keptOfPersonal(name: string, key: BlockingRule["key"]): BlockingRule {
  const rule = kept(name, "near", key);
  return {
    ...rule,
    key: (dialect) =>
      sql`CASE WHEN coalesce(record.mailbox, 'personal') = 'personal' THEN ${rule.key(dialect)} END`,
  };
}

/** One shared mailbox, and two letters of a name in it, in whatever order its words stand. */
function inSharedMailbox(name: string, letters: string): BlockingRule {
  return {
    name,
    kind: "near",
    key: (dialect) => sql`CASE
        WHEN record.mailbox = 'shared' AND record.name_key IS NOT NULL
          THEN concat(record.email_key, '|', ${dialect.regexExtract(sortedName(dialect, sql`record.name_key`), letters, 1)})
      END`,
  };
}

export const emailDomain = (dialect: Dialect, emailKey: Sql): Sql =>
  dialect.regexExtract(emailKey, "@(.+)$", 1);
export const emailDigits = (dialect: Dialect, emailKey: Sql): Sql =>
  dialect.regexReplace(emailLocal(dialect, emailKey), "[^0-9]+", "");
export const lastWord = (dialect: Dialect, nameKey: Sql): Sql =>
  dialect.regexExtract(nameKey, " ([^ ]+)$", 1);
export const sortedName = (dialect: Dialect, nameKey: Sql): Sql =>
  dialect.arrayJoin(dialect.arrayDistinct(dialect.words(nameKey)), " ");

/** Six letters or more before the @: shorter ones are common to many people. */
export function emailLocalBlock(dialect: Dialect, emailKey: Sql): Sql {
  const local = emailLocal(dialect, emailKey);
  return sql`CASE WHEN length(${local}) >= 6 THEN ${local} ELSE '' END`;
}

/** The same four first letters, digits and domain: what a mistype leaves of an address. */
export function emailStartBlock(dialect: Dialect, emailKey: Sql): Sql {
  const local = emailLocal(dialect, emailKey);
  return sql`CASE
      WHEN length(${local}) >= 6 THEN concat(substring(${local}, 1, 4), '|', ${emailDigits(dialect, emailKey)}, '@', ${emailDomain(dialect, emailKey)})
      ELSE ''
    END`;
}

/** The whole part before the @ and two letters of the domain: what a mistype in the domain leaves of a short address. */
export function emailSiteBlock(dialect: Dialect, emailKey: Sql): Sql {
  return sql`CASE
      WHEN ${emailKey} IS NOT NULL THEN concat(${emailLocal(dialect, emailKey)}, '@', substring(${emailDomain(dialect, emailKey)}, 1, 2))
      ELSE ''
    END`;
}

/** The words of a name of two or more, in whatever order, within one locale. */
export function nameLocaleBlock(dialect: Dialect, nameKey: Sql, locale: Sql): Sql {
  return sql`CASE
      WHEN ${lastWord(dialect, nameKey)} <> '' THEN concat(${sortedName(dialect, nameKey)}, '|', coalesce(${locale}, '-'))
      ELSE ''
    END`;
}

/** One whole word of a name and the first two letters of another: what a mistype in the other leaves of it. */
export const nameFirstBlock = (dialect: Dialect, nameKey: Sql, locale: Sql): Sql =>
  partOfName(dialect, { nameKey, locale, pattern: "^([^ ]+ [^ ]{1,2}).*$", kept: "$1" });

/** The same, the other way round. */
export const nameLastBlock = (dialect: Dialect, nameKey: Sql, locale: Sql): Sql =>
  partOfName(dialect, { nameKey, locale, pattern: "^([^ ]{1,2}).* ([^ ]+)$", kept: "$1 $2" });

function partOfName(
  dialect: Dialect,
  {
    nameKey,
    locale,
    pattern,
    kept: part,
  }: { readonly nameKey: Sql; readonly locale: Sql; readonly pattern: string; readonly kept: string },
): Sql {
  return sql`CASE
      WHEN ${lastWord(dialect, nameKey)} <> '' THEN concat(${dialect.regexReplace(sortedName(dialect, nameKey), pattern, part)}, '|', coalesce(${locale}, '-'))
      ELSE ''
    END`;
}

/**
 * CTEs up to `touched_member`: the blocks of the given rules that identities of the window are in, with all their members
 * and the number of these. Keys stand in the identities, so that only those of the window were computed in this run; the
 * touched ones are taken from the table once more, not from `block`, since there the engines read the window alone.
 */
export function touchedBlocks(dialect: Dialect, isWanted: (rule: BlockingRule) => boolean = () => true): Sql {
  const wanted = blockingRules
    .map((rule, index) => ({ ...rule, position: index + 1 }))
    .filter((rule) => isWanted(rule));
  const blockKey = sql`CASE rule.rule_position
      ${join(
        wanted.map(({ position, key }) => sql`WHEN ${position} THEN ${key(dialect)}`),
        sql`
      `,
      )}
    END`;
  return sql`rule AS (
  ${join(
    wanted.map(
      ({ position, kind, name }) =>
        sql`SELECT ${position} AS rule_position, ${constant(kind)} AS rule_kind, ${constant(name)} AS rule_name`,
    ),
    sql` UNION ALL
  `,
  )}
),
touched_block AS (
  SELECT DISTINCT rule.rule_position, ${blockKey} AS block_key
  FROM ${table("curated.customer_record")} AS record
  CROSS JOIN rule
  WHERE ${newTo("normalize", sql`record.run_id`)}
),
block AS (
  SELECT
    rule.rule_position,
    rule.rule_kind,
    ${blockKey} AS block_key,
    record.customer_record_id,
    record.email_key IS NOT NULL AS has_email,
    record.identified_by = 'no_one' AS is_no_one,
    ${newTo("normalize", sql`record.run_id`)} AS is_touched
  FROM ${table("curated.customer_record")} AS record
  CROSS JOIN rule
),
touched_member AS (
  SELECT block.*, count(*) OVER (PARTITION BY block.rule_position, block.block_key) AS members
  FROM block
  JOIN touched_block
    ON touched_block.rule_position = block.rule_position AND touched_block.block_key = block.block_key
  WHERE block.block_key <> ''
)`;
}
