import type { StatementStep } from "../../contract/step.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { constants, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { lastWord, sortedName } from "./blocks.ts";
import { agreeingNames, contradictingNames } from "./matchWeights.ts";
import { comparedName, nameLevel } from "./nameLevel.ts";
import { accountIdentity } from "./relations.ts";

/**
 * Steps from one identity to another that a customer may be apart. Blocks are compared pair by pair, so the identities of
 * a person are mostly one step apart; a check counts links that a longer chain leaves open. Spark runs WITH RECURSIVE
 * within limits only, and repeats a CTE that is named twice, so every round names the one before it once. Identities are
 * numbered in the order of their ids first: rounds over the ids themselves, hashes of 64 letters, took five times as long.
 */
const rounds = 8;

/** CTEs `gives_1` to the last round: of each number of `from` the smallest label that is that many steps away. */
function propagated({
  from,
  edges,
  gives,
}: {
  readonly from: string;
  readonly edges: string;
  readonly gives: string;
}): Sql {
  return join(
    Array.from(
      { length: rounds },
      (_, index) => sql`${identifier(`${gives}_${index + 1}`)} AS (
  SELECT edge.one AS record_number, min(neighbour.label) AS label
  FROM ${identifier(edges)} AS edge
  JOIN ${identifier(index === 0 ? from : `${gives}_${index}`)} AS neighbour ON neighbour.record_number = edge.other
  GROUP BY edge.one
)`,
    ),
    sql`,
`,
  );
}

/**
 * Links that hold in any company: one user id, one name, or one that is spelled alike on a mailbox that is called as its
 * owner; those of a version that didn't say what they rest on; and what a person called the same.
 */
const isCertain = sql`reason = 'person' OR user_level IS NULL OR user_level = 'same' OR name_level IN ${constants(agreeingNames)}
    OR (email_level = 'same_own' AND name_level IN ('initial', 'alike', 'alike_first'))`;

/**
 * Which identities are one customer: what merge links connect. A customer keeps its id for as long as the identity it is
 * named after belongs to it; a new one is named after the smallest of its identities.
 *
 * No chain of links joins two people: where names that links connect contradict each other, only links that rest on one
 * user id or one name are followed, and the others wait for a person.
 *
 * Links may leave without a trace, with an identity past its retention, so all of them are followed in every run; what is
 * merged is only what is other than before.
 */
export function customer(dialect: Dialect): Sql {
  const pieces = (side: "left" | "right", name: Sql): Sql =>
    sql`${sortedName(dialect, name)} AS ${identifier(`${side}_sorted_name`)},
    ${dialect.regexExtract(name, "^([^ ]+)", 1)} AS ${identifier(`${side}_first_word`)},
    ${lastWord(dialect, name)} AS ${identifier(`${side}_last_word`)}`;
  return sql`WITH merge_link AS (
  SELECT link.left_record_id, link.right_record_id, coalesce(${isCertain}, FALSE) AS is_certain
  FROM ${table("curated.customer_link")} AS link
  LEFT JOIN ${table("curated.parted_link")} AS parted
    ON parted.left_record_id = link.left_record_id AND parted.right_record_id = link.right_record_id
  WHERE (link.decision = 'merge' OR link.reason = 'contested') AND parted.left_record_id IS NULL
),
linked_record AS (
  SELECT customer_record_id, row_number() OVER (ORDER BY customer_record_id ASC) AS record_number
  FROM (
    SELECT left_record_id AS customer_record_id FROM merge_link
    UNION
    SELECT right_record_id FROM merge_link
  ) AS linked
),
numbered_link AS (
  SELECT one.record_number AS left_number, other.record_number AS right_number, merge_link.is_certain
  FROM merge_link
  JOIN linked_record AS one ON one.customer_record_id = merge_link.left_record_id
  JOIN linked_record AS other ON other.customer_record_id = merge_link.right_record_id
),
edge AS (
  SELECT left_number AS one, right_number AS other, is_certain FROM numbered_link
  UNION ALL
  SELECT right_number, left_number, is_certain FROM numbered_link
  UNION ALL
  SELECT record_number, record_number, TRUE FROM linked_record
),
start AS (
  SELECT record_number, record_number AS label FROM linked_record
),
${propagated({ from: "start", edges: "edge", gives: "label" })},
named AS (
  SELECT connected.record_number, connected.label, ${comparedName(sql`record.name_key`)} AS name_key
  FROM ${identifier(`label_${rounds}`)} AS connected
  JOIN linked_record ON linked_record.record_number = connected.record_number
  JOIN ${table("curated.customer_record")} AS record ON record.customer_record_id = linked_record.customer_record_id
),
many_named AS (
  SELECT label, max(CASE WHEN ${dialect.regexMatches(sql`name_key`, "^[^ ]{2,} ")} THEN name_key END) AS full_name
  FROM named
  GROUP BY label
  HAVING min(name_key) <> max(name_key)
),
name_of_label AS (
  SELECT DISTINCT many_named.label, many_named.full_name, named.name_key
  FROM many_named
  JOIN named ON named.label = many_named.label AND named.name_key <> many_named.full_name
),
name_pair AS (
  SELECT label, full_name AS left_name_key, name_key AS right_name_key, ${pieces("left", sql`full_name`)}, ${pieces("right", sql`name_key`)}
  FROM name_of_label
),
${nameLevel(dialect, { pairs: "name_pair", gives: "levelled_name" })},
contested AS (
  SELECT DISTINCT label FROM levelled_name WHERE name_level IN ${constants([...contradictingNames, "alike_first"])}
),
contested_start AS (
  SELECT connected.record_number, connected.record_number AS label
  FROM ${identifier(`label_${rounds}`)} AS connected
  JOIN contested ON contested.label = connected.label
),
certain_edge AS (
  SELECT edge.one, edge.other
  FROM edge
  JOIN contested_start ON contested_start.record_number = edge.one
  WHERE edge.is_certain
),
${propagated({ from: "contested_start", edges: "certain_edge", gives: "certain_label" })},
labelled AS (
  SELECT member.customer_record_id, first_member.customer_record_id AS label
  FROM ${identifier(`label_${rounds}`)} AS connected
  LEFT JOIN ${identifier(`certain_label_${rounds}`)} AS certain ON certain.record_number = connected.record_number
  JOIN linked_record AS member ON member.record_number = connected.record_number
  JOIN linked_record AS first_member ON first_member.record_number = coalesce(certain.label, connected.label)
),
compared AS (
  SELECT
    coalesce(customer_record.customer_record_id, known.customer_record_id) AS customer_record_id,
    customer_record.user_id,
    coalesce(labelled.label, customer_record.customer_record_id) AS label,
    labelled.label IS NOT NULL AS is_linked,
    known.customer_id AS known_customer_id,
    known.account_id AS known_account_id,
    known.segment AS known_segment,
    known.revenue_month AS known_revenue_month
  FROM ${table("curated.customer_record")} AS customer_record
  FULL JOIN ${table("curated.customer")} AS known ON known.customer_record_id = customer_record.customer_record_id
  LEFT JOIN labelled ON labelled.customer_record_id = customer_record.customer_record_id
),
kept_id AS (
  SELECT known.label, min(known.known_customer_id) AS customer_id
  FROM compared AS known
  LEFT JOIN compared AS namesake ON namesake.customer_record_id = known.known_customer_id
  WHERE (known.is_linked OR known.known_customer_id <> known.customer_record_id)
    AND coalesce(namesake.label, known.label) = known.label
  GROUP BY known.label
),
member AS (
  SELECT compared.*, coalesce(kept_id.customer_id, compared.label) AS customer_id
  FROM compared
  LEFT JOIN kept_id ON kept_id.label = compared.label
),
${accountIdentity(dialect)},
ranked_account AS (
  SELECT
    member.customer_id,
    account_identity.account_id,
    account_identity.segment,
    account_identity.revenue_month,
    row_number() OVER (
      PARTITION BY member.customer_id
      ORDER BY account_identity.revenue_month DESC NULLS LAST, account_identity.account_id NULLS LAST
    ) AS account_rank
  FROM account_identity
  JOIN member ON member.customer_record_id = account_identity.customer_record_id
)
SELECT
  member.customer_record_id,
  coalesce(member.customer_id, member.known_customer_id) AS customer_id,
  ranked_account.account_id,
  ranked_account.segment,
  ranked_account.revenue_month,
  member.customer_id IS NULL AS is_gone
FROM member
LEFT JOIN ranked_account
  ON ranked_account.customer_id = member.customer_id AND ranked_account.account_rank = 1
WHERE member.customer_id IS DISTINCT FROM member.known_customer_id
  OR ranked_account.account_id IS DISTINCT FROM member.known_account_id
  OR ranked_account.segment IS DISTINCT FROM member.known_segment
  OR ranked_account.revenue_month IS DISTINCT FROM member.known_revenue_month`;
}

/**
 * Merge links between identities of two customers wait for a person, and merge again once nothing contradicts them. Links
 * that rest on one user id or name are followed always: those that are left open are too many steps apart.
 */
export const contestedLink: StatementStep = {
  kind: "statement",
  id: "normalize.contested_link",
  stage: "normalize",
  title: "Leave links that would join two people for review",
  why: "A mailbox of two people and a record without a name would make them one customer. Which links do is known once all of them have been followed.",
  writes: "curated.customer_link",
  mode: "update",
  window: "all",
  statement: () => sql`MERGE INTO ${table("curated.customer_link")} AS existing
USING (
  SELECT
    link.left_record_id,
    link.right_record_id,
    CASE WHEN one.customer_id = other.customer_id THEN 'merge' ELSE 'review' END AS decision,
    CASE WHEN one.customer_id = other.customer_id THEN 'weight' ELSE 'contested' END AS reason
  FROM ${table("curated.customer_link")} AS link
  JOIN ${table("curated.customer")} AS one ON one.customer_record_id = link.left_record_id
  JOIN ${table("curated.customer")} AS other ON other.customer_record_id = link.right_record_id
  -- a link that a decision cuts has been decided about
  LEFT JOIN ${table("curated.parted_link")} AS parted
    ON parted.left_record_id = link.left_record_id AND parted.right_record_id = link.right_record_id
  WHERE parted.left_record_id IS NULL
    AND ((link.reason = 'contested' AND one.customer_id = other.customer_id)
      OR (link.decision = 'merge' AND one.customer_id <> other.customer_id AND NOT coalesce(${isCertain}, FALSE)))
) AS found
ON existing.left_record_id = found.left_record_id AND existing.right_record_id = found.right_record_id
WHEN MATCHED THEN UPDATE SET decision = found.decision, reason = found.reason`,
};

/** Identities of another version of the policy that no feedback has any more: this version gives their records others. */
export const outdatedIdentity: StatementStep = {
  kind: "statement",
  id: "normalize.outdated_identity",
  stage: "normalize",
  title: "Delete identities of another version of the policy",
  why: "A change of the policy or of the code works out all identities again. Those of before stay only where feedback has them whose record retention has deleted.",
  writes: "curated.customer_record",
  mode: "delete",
  window: "all",
  statement: () => sql`MERGE INTO ${table("curated.customer_record")} AS existing
USING (
  SELECT record.customer_record_id
  FROM ${table("curated.customer_record")} AS record
  CROSS JOIN ${table("curated.setting")} AS setting
  LEFT JOIN (
    SELECT customer_record_id FROM ${table("curated.feedback_event")}
    UNION
    SELECT customer_record_id FROM ${table("curated.statement")}
    UNION
    SELECT customer_record_id FROM ${table("curated.set_aside_event")}
  ) AS written ON written.customer_record_id = record.customer_record_id
  WHERE record.identity_version IS DISTINCT FROM setting.identity_version AND written.customer_record_id IS NULL
) AS outdated
ON existing.customer_record_id = outdated.customer_record_id
WHEN MATCHED THEN DELETE`,
};
