import type { Dialect } from "../../sql/dialect.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import {
  blockingRules,
  emailDigits,
  emailDomain,
  emailLocal,
  lastWord,
  sortedName,
  touchedBlocks,
} from "./blocks.ts";
import {
  emailWeights,
  largestBlock,
  localeWeights,
  nameWeights,
  priorWeight,
  userWeights,
} from "./matchWeights.ts";

/**
 * Pairs of identities that share a block, at least one of them new, with the weight of their agreement. In a block that
 * is too large, one user or one address still links every member, through the first; a name links none of them then.
 */
export function customerLink(dialect: Dialect): Sql {
  const [emailKey, nameKey] = [sql`record.email_key`, sql`record.name_key`];
  const ascii = (text: Sql): Sql => dialect.regexMatches(text, "^[!-~ ]+$");
  const near = (text: string, letters: number): Sql => {
    const [left, right] = [sql`left_${identifier(text)}`, sql`right_${identifier(text)}`];
    return sql`length(${left}) >= ${letters} AND length(${right}) >= ${letters} AND abs(length(${left}) - length(${right})) <= 2
        AND ${ascii(left)} AND ${ascii(right)} AND ${dialect.levenshtein(left, right)} <= 2`;
  };
  const holdsWord = (name: string, word: string): Sql =>
    sql`(length(${identifier(word)}) >= 2 AND contains(concat(' ', ${identifier(name)}, ' '), concat(' ', ${identifier(word)}, ' ')))`;
  const compared = [
    "user_id",
    "email_key",
    "email_local",
    "email_domain",
    "email_digits",
    "name_key",
    "sorted_name",
    "first_word",
    "last_word",
    "locale",
  ];

  // numbers in the order of their ids stand for identities in pairs: hashes there took most of the time
  return sql`WITH ${touchedBlocks(dialect)},
kept_member AS (
  SELECT *
  FROM touched_member
  WHERE members <= ${largestBlock} OR rule_kind = 'exact'
),
numbered AS (
  SELECT customer_record_id, row_number() OVER (ORDER BY customer_record_id ASC) AS record_number
  FROM (SELECT DISTINCT customer_record_id FROM kept_member) AS compared_record
),
sized_block AS (
  SELECT
    kept_member.rule_position,
    kept_member.rule_kind,
    kept_member.block_key,
    kept_member.has_email,
    kept_member.is_touched,
    kept_member.members,
    numbered.record_number,
    min(numbered.record_number) OVER (
      PARTITION BY kept_member.rule_position, kept_member.block_key
    ) AS first_member
  FROM kept_member
  JOIN numbered ON numbered.customer_record_id = kept_member.customer_record_id
),
candidate AS (
  -- a block too large to compare has only its first member as the other identity
  SELECT one.record_number AS one_number, other.record_number AS other_number, one.rule_position
  FROM (SELECT * FROM sized_block WHERE is_touched OR members > ${largestBlock}) AS one
  JOIN (SELECT * FROM sized_block WHERE members <= ${largestBlock} OR record_number = first_member) AS other
    ON other.rule_position = one.rule_position AND other.block_key = one.block_key
  WHERE other.record_number <> one.record_number
    AND (one.rule_kind <> 'name' OR NOT (one.has_email AND other.has_email))
),
pair AS (
  SELECT
    least(one_number, other_number) AS left_number,
    greatest(one_number, other_number) AS right_number,
    min(rule_position) AS rule_position
  FROM candidate
  GROUP BY least(one_number, other_number), greatest(one_number, other_number)
),
profile AS (
  SELECT
    numbered.record_number,
    record.customer_record_id,
    record.user_id,
    record.email_key,
    ${emailLocal(dialect, emailKey)} AS email_local,
    ${emailDomain(dialect, emailKey)} AS email_domain,
    ${emailDigits(dialect, emailKey)} AS email_digits,
    record.name_key,
    ${dialect.regexExtract(nameKey, "^([^ ]+)", 1)} AS first_word,
    ${lastWord(dialect, nameKey)} AS last_word,
    ${sortedName(dialect, nameKey)} AS sorted_name,
    coalesce(record.locale, '-') AS locale
  FROM numbered
  JOIN ${table("curated.customer_record")} AS record ON record.customer_record_id = numbered.customer_record_id
),
compared AS (
  SELECT
    left_profile.customer_record_id AS left_record_id,
    right_profile.customer_record_id AS right_record_id,
    pair.rule_position,
    ${join(
      compared.map(
        (name) =>
          sql`left_profile.${identifier(name)} AS left_${identifier(name)}, right_profile.${identifier(name)} AS right_${identifier(name)}`,
      ),
      sql`,
    `,
    )}
  FROM pair
  JOIN profile AS left_profile ON left_profile.record_number = pair.left_number
  JOIN profile AS right_profile ON right_profile.record_number = pair.right_number
),
weighed AS (
  SELECT
    left_record_id,
    right_record_id,
    rule_position,
    CASE
      WHEN left_user_id = right_user_id THEN ${userWeights.same}
      WHEN left_user_id <> right_user_id THEN ${userWeights.different}
      ELSE 0
    END AS user_weight,
    CASE
      WHEN left_email_key IS NULL OR right_email_key IS NULL THEN 0
      WHEN left_email_key = right_email_key THEN ${emailWeights.same}
      WHEN left_email_digits <> right_email_digits THEN ${emailWeights.different}
      WHEN left_email_local = right_email_local AND length(left_email_local) >= 6 THEN
        CASE WHEN length(left_email_digits) >= 2 THEN ${emailWeights.sameNumberedLocal} ELSE ${emailWeights.sameLocal} END
      WHEN left_email_domain = right_email_domain AND ${near("email_local", 6)} THEN
        CASE WHEN length(left_email_digits) >= 2 THEN ${emailWeights.nearNumbered} ELSE ${emailWeights.near} END
      ELSE ${emailWeights.different}
    END AS email_weight,
    CASE
      WHEN left_name_key IS NULL OR right_name_key IS NULL THEN 0
      WHEN left_sorted_name = right_sorted_name AND left_last_word <> '' THEN ${nameWeights.same}
      WHEN left_sorted_name = right_sorted_name THEN ${nameWeights.sameWord}
      WHEN ${near("sorted_name", 8)} THEN ${nameWeights.near}
      WHEN left_last_word <> '' AND left_last_word = right_last_word
        AND substring(left_first_word, 1, 1) = substring(right_first_word, 1, 1)
        AND least(length(left_first_word), length(right_first_word)) = 1 THEN ${nameWeights.initial}
      WHEN ${[
        holdsWord("left_name_key", "right_first_word"),
        holdsWord("left_name_key", "right_last_word"),
        holdsWord("right_name_key", "left_first_word"),
        holdsWord("right_name_key", "left_last_word"),
      ].reduce((any, next) => sql`${any} OR ${next}`)} THEN ${nameWeights.oneWord}
      WHEN (${near("first_word", 5)}) OR (${near("last_word", 5)}) THEN ${nameWeights.similarWord}
      ELSE ${nameWeights.different}
    END AS name_weight,
    CASE
      WHEN left_locale = '-' OR right_locale = '-' THEN 0
      WHEN left_locale = right_locale THEN ${localeWeights.same}
      ELSE ${localeWeights.different}
    END AS locale_weight
  FROM compared
),
scored AS (
  SELECT
    left_record_id,
    right_record_id,
    rule_position,
    CAST(${priorWeight} + user_weight + email_weight + name_weight + locale_weight AS ${dialect.type("bigint")}) AS match_weight
  FROM weighed
)
SELECT
  scored.left_record_id,
  scored.right_record_id,
  CASE scored.rule_position
    ${join(
      blockingRules.map(({ name }, index) => sql`WHEN ${index + 1} THEN ${constant(name)}`),
      sql`
    `,
    )}
  END AS rule,
  scored.match_weight,
  CASE
    WHEN scored.match_weight >= setting.merge_weight THEN 'merge'
    WHEN scored.match_weight < setting.distinct_weight THEN 'distinct'
    ELSE 'review'
  END AS decision
FROM scored
CROSS JOIN ${table("curated.setting")} AS setting`;
}

/** Blocks of a name or of part of an address that are too large to compare, among those of this run's identities. */
export const oversizedBlocks = (
  dialect: Dialect,
): Sql => sql`  WITH ${touchedBlocks(dialect, ({ kind }) => kind !== "exact")}
  SELECT DISTINCT rule_position, block_key
  FROM touched_member
  WHERE members > ${largestBlock}`;
