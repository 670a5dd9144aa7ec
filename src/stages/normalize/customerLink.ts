import type { Dialect } from "../../sql/dialect.ts";
import { constant, constants, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { emailLocal } from "../../sql/functions/identityKeys.ts";
import { decidedPair } from "./decidedPair.ts";
import { blockingRules, emailDigits, emailDomain, touchedBlocks } from "./blocks.ts";
import {
  contradictingNames,
  emailWeights,
  largestBlock,
  largestNameBlock,
  localeWeights,
  nameWeights,
  priorWeight,
  userWeights,
} from "./matchWeights.ts";
import { bothSides, comparedName, nameLevel, namePieces } from "./nameLevel.ts";

const profileColumns = [
  "user_id",
  "email_key",
  "email_local",
  "email_domain",
  "email_digits",
  "mailbox",
  "identified_by",
  "name_key",
  "sorted_name",
  "first_word",
  "last_word",
  "locale",
  "name_first_block",
];

/** Position of a blocking rule, from 1. */
const position = (name: string): number => blockingRules.findIndex((rule) => rule.name === name) + 1;

/**
 * Pairs of identities that share a block, at least one of them new, with how each field compares and the weight of all.
 * In a block that is too large, one user or one address still links every member, through the first; a name links none
 * of them then, and pairs that a block of before had are gone. So is a pair of another version that nothing brings
 * together any more, unless retention has emptied one of its identities.
 */
export function customerLink(dialect: Dialect): Sql {
  const ascii = (text: Sql): Sql => dialect.regexMatches(text, "^[!-~]+$");
  const near = (text: string, letters: number): Sql => {
    const [left, right] = [sql`left_${identifier(text)}`, sql`right_${identifier(text)}`];
    return sql`length(${left}) >= ${letters} AND length(${right}) >= ${letters} AND abs(length(${left}) - length(${right})) <= 2
        AND ${ascii(left)} AND ${ascii(right)} AND ${dialect.levenshtein(left, right)} <= 2`;
  };
  const column = (side: "left" | "right", name: string): Sql => identifier(`${side}_${name}`);
  const initial = (word: Sql): Sql => sql`substring(${word}, 1, 1)`;
  // jon84, green.jon, jgreen and green.j; winter@ is called as all of the Winters
  const calledAs = (side: "left" | "right"): Sql => {
    const [first, last] = [column(side, "first_word"), column(side, "last_word")];
    return sql`(length(${first}) >= 3 AND contains(bare_local, ${first}) AND ${last} <> '')
        OR (length(${last}) >= 3 AND bare_local IN (concat(${initial(first)}, ${last}), concat(${last}, ${initial(first)})))`;
  };
  // Sebastian and Mitchell of s.mitchell39
  const completes = (one: "left" | "right", other: "left" | "right"): Sql => {
    const [first, last] = [column(one, "first_word"), column(other, "first_word")];
    return sql`(length(${last}) >= 3 AND bare_local IN (concat(${initial(first)}, ${last}), concat(${first}, ${last}), concat(${last}, ${initial(first)}), concat(${last}, ${first})))`;
  };
  const weightOf = (
    level: string,
    weights: Readonly<Record<string, number>>,
  ): Sql => sql`CASE ${identifier(level)}
      ${join(
        Object.entries(weights)
          .filter(([, weight]) => weight !== 0)
          .map(([name, weight]) => sql`WHEN ${constant(name)} THEN ${weight}`),
        sql`
      `,
      )}
      ELSE 0
    END`;
  const ruleName = sql`CASE scored.rule_position
    ${join(
      blockingRules.map(({ name }, index) => sql`WHEN ${index + 1} THEN ${constant(name)}`),
      sql`
    `,
    )}
  END`;
  const nameRules = constants(blockingRules.filter(({ kind }) => kind === "name").map(({ name }) => name));

  // numbers in the order of their ids stand for identities in pairs: hashes there took most of the time
  return sql`WITH ${decidedPair(dialect)},
${touchedBlocks(dialect)},
kept_member AS (
  SELECT *
  FROM touched_member
  WHERE members <= CASE rule_kind WHEN 'name' THEN ${largestNameBlock} ELSE ${largestBlock} END OR rule_kind = 'exact'
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
    kept_member.is_no_one,
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
    AND NOT (one.is_no_one AND other.is_no_one)
),
pair AS (
  SELECT
    least(one_number, other_number) AS left_number,
    greatest(one_number, other_number) AS right_number,
    min(rule_position) AS rule_position
  FROM candidate
  GROUP BY least(one_number, other_number), greatest(one_number, other_number)
),
identity AS (
  SELECT
    numbered.record_number,
    record.customer_record_id,
    record.user_id,
    record.email_key,
    coalesce(record.mailbox, 'personal') AS mailbox,
    coalesce(record.identified_by, '-') AS identified_by,
    ${comparedName(sql`record.name_key`)} AS name_key,
    coalesce(record.locale, '-') AS locale,
    coalesce(record.name_first_block, '') AS name_first_block
  FROM numbered
  JOIN ${table("curated.customer_record")} AS record ON record.customer_record_id = numbered.customer_record_id
),
profile AS (
  SELECT
    identity.*,
    ${emailLocal(dialect, sql`email_key`)} AS email_local,
    ${emailDomain(dialect, sql`email_key`)} AS email_domain,
    ${emailDigits(dialect, sql`email_key`)} AS email_digits,
    ${namePieces(dialect, sql`name_key`)}
  FROM identity
),
compared AS (
  SELECT
    left_profile.customer_record_id AS left_record_id,
    right_profile.customer_record_id AS right_record_id,
    pair.rule_position,
    ${bothSides("left_profile", "right_profile", profileColumns)}
  FROM pair
  JOIN profile AS left_profile ON left_profile.record_number = pair.left_number
  JOIN profile AS right_profile ON right_profile.record_number = pair.right_number
  -- names in a block that is too large are in no other one: equal ones are in all three, these are the only two that overlap
  WHERE pair.rule_position <> ${position("name_last")} OR left_profile.name_first_block <> right_profile.name_first_block
),
${nameLevel(dialect, { pairs: "compared", gives: "named_pair" })},
addressed_pair AS (
  SELECT
    named_pair.*,
    CASE WHEN left_email_local = right_email_local THEN ${dialect.regexReplace(sql`left_email_local`, "[^a-z]+", "")} ELSE '' END AS bare_local
  FROM named_pair
),
levelled AS (
  SELECT
    left_record_id,
    right_record_id,
    rule_position,
    CASE
      WHEN left_user_id = right_user_id THEN 'same'
      WHEN left_user_id <> right_user_id THEN 'different'
      ELSE 'missing'
    END AS user_level,
    CASE
      WHEN left_email_key IS NULL OR right_email_key IS NULL THEN 'missing'
      WHEN left_email_key = right_email_key AND left_mailbox = 'shared' THEN 'same_shared'
      WHEN left_email_key = right_email_key AND (${calledAs("left")} OR ${calledAs("right")}) THEN 'same_own'
      WHEN left_email_key = right_email_key THEN 'same'
      WHEN left_mailbox = 'shared' OR right_mailbox = 'shared' THEN 'shared'
      WHEN left_email_digits <> right_email_digits THEN 'different'
      WHEN left_email_local = right_email_local AND ${near("email_domain", 6)} THEN 'near_domain'
      WHEN left_email_local = right_email_local AND length(left_email_local) >= 6 THEN
        CASE WHEN length(left_email_digits) >= 2 THEN 'same_numbered_local' ELSE 'same_local' END
      WHEN left_email_domain = right_email_domain AND ${near("email_local", 6)} THEN
        CASE WHEN length(left_email_digits) >= 2 THEN 'near_numbered' ELSE 'near' END
      ELSE 'different'
    END AS email_level,
    CASE
      WHEN name_level = 'different_word' AND left_mailbox = 'personal' AND right_mailbox = 'personal'
        AND left_last_word = '' AND right_last_word = ''
        AND (${completes("left", "right")} OR ${completes("right", "left")}) THEN 'complement'
      ELSE name_level
    END AS name_level,
    CASE
      WHEN left_locale = '-' OR right_locale = '-' THEN 'missing'
      WHEN left_locale = right_locale THEN 'same'
      ELSE 'different'
    END AS locale_level
  FROM addressed_pair
),
scored AS (
  SELECT
    levelled.*,
    CAST(${priorWeight} + ${weightOf("user_level", userWeights)} + ${weightOf("email_level", emailWeights)}
    + ${weightOf("name_level", nameWeights)} + ${weightOf("locale_level", localeWeights)} AS ${dialect.type("bigint")}) AS match_weight,
    CASE
      WHEN user_level = 'same' THEN 'weight'
      WHEN email_level IN ('missing', 'shared', 'different') THEN 'name_alone'
      WHEN name_level IN ${constants(contradictingNames)} THEN 'names_contradict'
      ELSE 'weight'
    END AS overruled_by
  FROM levelled
),
decided AS (
  -- the one place where a pair is decided
  SELECT
    scored.left_record_id,
    scored.right_record_id,
    ${ruleName} AS rule,
    scored.match_weight,
    CASE
      WHEN decided_pair.verb = 'same' THEN 'merge'
      WHEN decided_pair.verb = 'distinct' OR scored.match_weight < setting.distinct_weight THEN 'distinct'
      WHEN scored.match_weight < setting.merge_weight OR scored.overruled_by <> 'weight' THEN 'review'
      ELSE 'merge'
    END AS decision,
    CASE
      WHEN decided_pair.verb IS NOT NULL THEN 'person'
      WHEN scored.match_weight < setting.merge_weight THEN 'weight'
      ELSE scored.overruled_by
    END AS reason,
    scored.user_level,
    scored.email_level,
    scored.name_level,
    scored.locale_level,
    setting.identity_version
  FROM scored
  CROSS JOIN ${table("curated.setting")} AS setting
  LEFT JOIN decided_pair
    ON decided_pair.left_record_id = scored.left_record_id AND decided_pair.right_record_id = scored.right_record_id
),
outdated AS (
  SELECT link.left_record_id, link.right_record_id
  FROM ${table("curated.customer_link")} AS link
  JOIN touched_member AS common_name
    ON common_name.customer_record_id = link.left_record_id AND common_name.members > ${largestNameBlock}
  JOIN rule ON rule.rule_position = common_name.rule_position AND rule.rule_name = link.rule
  WHERE link.rule IN ${nameRules}
  UNION
  SELECT link.left_record_id, link.right_record_id
  FROM ${table("curated.customer_link")} AS link
  CROSS JOIN ${table("curated.setting")} AS setting
  LEFT JOIN ${table("curated.customer_record")} AS one ON one.customer_record_id = link.left_record_id
  LEFT JOIN ${table("curated.customer_record")} AS other ON other.customer_record_id = link.right_record_id
  WHERE link.identity_version IS DISTINCT FROM setting.identity_version
    AND (one.customer_record_id IS NULL OR one.identity_version = setting.identity_version)
    AND (other.customer_record_id IS NULL OR other.identity_version = setting.identity_version)
)
SELECT
  coalesce(decided.left_record_id, outdated.left_record_id) AS left_record_id,
  coalesce(decided.right_record_id, outdated.right_record_id) AS right_record_id,
  coalesce(decided.rule, '-') AS rule,
  coalesce(decided.match_weight, 0) AS match_weight,
  coalesce(decided.decision, 'distinct') AS decision,
  decided.reason,
  decided.user_level,
  decided.email_level,
  decided.name_level,
  decided.locale_level,
  decided.identity_version,
  decided.left_record_id IS NULL AS is_gone
FROM decided
FULL JOIN (
  -- a pair that a person decided about stays, whatever brought it together
  SELECT outdated.left_record_id, outdated.right_record_id
  FROM outdated
  LEFT JOIN decided_pair
    ON decided_pair.left_record_id = outdated.left_record_id AND decided_pair.right_record_id = outdated.right_record_id
  WHERE decided_pair.verb IS NULL
) AS outdated
  ON outdated.left_record_id = decided.left_record_id AND outdated.right_record_id = decided.right_record_id`;
}

/**
 * Blocks of part of an address, or of like names in a shared mailbox, that are too large to compare, among those of this
 * run's identities. Common names are no news, and a large mailbox isn't either: who may be one person there is compared.
 */
export const oversizedBlocks = (
  dialect: Dialect,
): Sql => sql`  WITH ${touchedBlocks(dialect, ({ kind, isInParts }) => kind === "near" && isInParts !== true)}
  SELECT DISTINCT rule_position, block_key
  FROM touched_member
  WHERE members > ${largestBlock}`;
