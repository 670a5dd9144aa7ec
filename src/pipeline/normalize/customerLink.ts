import { newTo } from "../window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import {
  emailWeights,
  largestBlock,
  localeWeights,
  nameWeights,
  priorWeight,
  userWeights,
} from "./matchWeights.ts";

/** CTE `profile`: what two identities are compared by, and the columns that the caller adds. */
function profiles(dialect: Dialect, added: readonly Sql[] = []): Sql {
  return sql`profile AS (
  SELECT
    ${join(
      [...added, sql`customer_record_id`],
      sql`,
    `,
    )},
    run_id,
    user_id,
    email_key,
    ${dialect.regexExtract(sql`email_key`, "^([^@]+)@", 1)} AS email_local,
    ${dialect.regexExtract(sql`email_key`, "@(.+)$", 1)} AS email_domain,
    ${dialect.regexReplace(dialect.regexExtract(sql`email_key`, "^([^@]+)@", 1), "[^0-9]+", "")} AS email_digits,
    name_key,
    ${dialect.regexExtract(sql`name_key`, "^([^ ]+)", 1)} AS first_word,
    ${dialect.regexExtract(sql`name_key`, " ([^ ]+)$", 1)} AS last_word,
    ${dialect.arrayJoin(dialect.arrayDistinct(dialect.words(sql`name_key`)), " ")} AS sorted_name,
    coalesce(locale, '-') AS locale
  FROM ${table("curated.customer_record")}
)`;
}

interface BlockingRule {
  readonly name: string;
  readonly key: Sql;
  readonly where: Sql;
  readonly kind: "exact" | "near" | "name";
}

/**
 * Which identities are compared at all: those that share one of these keys. The first rule is the one that is kept.
 * A name alone weighs too little to merge by the default policy, and nothing at all against two unlike addresses:
 * such pairs, most of those that share a name, are left out.
 */
const blockingRules: readonly BlockingRule[] = [
  { name: "user", kind: "exact", key: sql`user_id`, where: sql`user_id IS NOT NULL` },
  { name: "email", kind: "exact", key: sql`email_key`, where: sql`email_key IS NOT NULL` },
  { name: "email_local", kind: "near", key: sql`email_local`, where: sql`length(email_local) >= 6` },
  {
    name: "email_start",
    kind: "near",
    key: sql`concat(substring(email_local, 1, 4), '|', email_digits, '@', email_domain)`,
    where: sql`length(email_local) >= 6`,
  },
  {
    name: "name_locale",
    kind: "name",
    key: sql`concat(sorted_name, '|', locale)`,
    where: sql`last_word <> ''`,
  },
];

/** CTE `block`: identities in the blocks of the given rules, with the given columns. */
function blocks(columns: (rule: BlockingRule) => Sql, isWanted: (rule: BlockingRule) => boolean): Sql {
  const members = blockingRules.flatMap((rule, index) =>
    isWanted(rule)
      ? [
          sql`SELECT ${index + 1} AS rule_position, ${rule.key} AS block_key, ${columns(rule)} FROM profile WHERE ${rule.where}`,
        ]
      : [],
  );
  return sql`block AS (
  ${join(
    members,
    sql`
  UNION ALL
  `,
  )}
)`;
}

/**
 * CTEs up to `sized_block`: the blocks that touched identities are in, with all their members. Numbers in the order of
 * their ids stand for identities in pairs: hashes there took most of the time.
 */
function touchedBlocks(dialect: Dialect): Sql {
  return sql`${profiles(dialect, [sql`row_number() OVER (ORDER BY customer_record_id ASC) AS record_number`])},
${blocks(
  ({ kind }) =>
    sql`${constant(kind)} AS rule_kind, record_number, email_key IS NOT NULL AS has_email, run_id`,
  () => true,
)},
touched_block AS (
  SELECT DISTINCT rule_position, block_key
  FROM block
  WHERE ${newTo("normalize", sql`block.run_id`)}
),
sized_block AS (
  SELECT
    block.rule_position,
    block.rule_kind,
    block.has_email,
    block.block_key,
    block.record_number,
    ${newTo("normalize", sql`block.run_id`)} AS is_touched,
    count(*) OVER (PARTITION BY block.rule_position, block.block_key) AS members,
    min(block.record_number) OVER (PARTITION BY block.rule_position, block.block_key) AS first_member
  FROM block
  JOIN touched_block
    ON touched_block.rule_position = block.rule_position AND touched_block.block_key = block.block_key
)`;
}

/**
 * Pairs of identities that share a block, at least one of them new, with the weight of their agreement. In a block that
 * is too large, one user or one address still links every member, through the first; a name links none of them then.
 */
export function customerLink(dialect: Dialect): Sql {
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

  return sql`WITH ${touchedBlocks(dialect)},
candidate AS (
  SELECT one.record_number AS one_number, other.record_number AS other_number, one.rule_position
  FROM (SELECT * FROM sized_block WHERE is_touched AND members <= ${largestBlock}) AS one
  JOIN (SELECT * FROM sized_block WHERE members <= ${largestBlock}) AS other
    ON other.rule_position = one.rule_position AND other.block_key = one.block_key
  WHERE other.record_number <> one.record_number
    AND (one.rule_kind <> 'name' OR NOT (one.has_email AND other.has_email))
  UNION ALL
  SELECT record_number, first_member, rule_position
  FROM sized_block
  WHERE rule_kind = 'exact' AND members > ${largestBlock} AND record_number <> first_member
),
pair AS (
  SELECT
    least(one_number, other_number) AS left_number,
    greatest(one_number, other_number) AS right_number,
    min(rule_position) AS rule_position
  FROM candidate
  GROUP BY least(one_number, other_number), greatest(one_number, other_number)
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
export function oversizedBlocks(dialect: Dialect): Sql {
  return sql`  WITH ${profiles(dialect)},
${blocks(
  () => sql`run_id`,
  ({ kind }) => kind !== "exact",
)}
  SELECT rule_position, block_key
  FROM (
    SELECT rule_position, block_key, CASE WHEN ${newTo("normalize", sql`block.run_id`)} THEN 1 ELSE 0 END AS is_touched
    FROM block
  ) AS member
  GROUP BY rule_position, block_key
  HAVING count(*) > ${largestBlock} AND max(is_touched) = 1`;
}
