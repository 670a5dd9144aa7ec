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
 * within limits only, and repeats a CTE for each place that reads it, so every round reads the one before it once, and
 * follows all links and the certain ones at the same time. Identities are numbered in the order of their ids first:
 * rounds over the ids themselves, hashes of 64 letters, took five times as long.
 */
const rounds = 8;

const lastRound = identifier(`label_${rounds}`);

/**
 * CTEs `label_1` to the last round: of each number the smallest one that is that many steps away, along all links and along
 * certain ones.
 */
const labels: Sql = join(
  Array.from({ length: rounds }, (_, index) =>
    index === 0
      ? sql`label_1 AS (
  SELECT
    one AS record_number,
    least(one, min(other)) AS label,
    least(one, min(CASE WHEN is_certain THEN other ELSE one END)) AS certain_label
  FROM edge
  GROUP BY one
)`
      : sql`${identifier(`label_${index + 1}`)} AS (
  SELECT
    edge.one AS record_number,
    least(edge.one, min(neighbour.label)) AS label,
    least(edge.one, min(CASE WHEN edge.is_certain THEN neighbour.certain_label ELSE edge.one END)) AS certain_label
  FROM edge
  JOIN ${identifier(`label_${index}`)} AS neighbour ON neighbour.record_number = edge.other
  GROUP BY edge.one
)`,
  ),
  sql`,
`,
);

/**
 * Links that hold in any company: one user id, one name, or one that is spelled alike on a mailbox that is called as its
 * owner; those of a version that didn't say what they rest on; and what a person called the same.
 */
const isCertain = sql`reason = 'person' OR user_level IS NULL OR user_level = 'same' OR name_level IN ${constants(agreeingNames)}
    OR (email_level = 'same_own' AND name_level IN ('initial', 'alike', 'alike_first'))`;

/**
 * Which identities are one customer: what merge links connect. A customer keeps its id for as long as the identity it is
 * named after belongs to it, or, where that has gone, as long as one of the others has it; of several that have it then, one
 * keeps it. A new one is named after the smallest of its identities.
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
  const both = sql`${dialect.explode(dialect.numbersTo(2))} AS direction`;
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
    SELECT DISTINCT CASE direction WHEN 1 THEN left_record_id ELSE right_record_id END AS customer_record_id
    FROM (SELECT left_record_id, right_record_id, ${both} FROM merge_link) AS directed
  ) AS linked
),
numbered_link AS (
  SELECT one.record_number AS left_number, other.record_number AS right_number, merge_link.is_certain
  FROM merge_link
  JOIN linked_record AS one ON one.customer_record_id = merge_link.left_record_id
  JOIN linked_record AS other ON other.customer_record_id = merge_link.right_record_id
),
edge AS (
  SELECT
    CASE direction WHEN 1 THEN left_number ELSE right_number END AS one,
    CASE direction WHEN 1 THEN right_number ELSE left_number END AS other,
    is_certain
  FROM (SELECT left_number, right_number, is_certain, ${both} FROM numbered_link) AS directed
),
${labels},
connected AS (
  SELECT linked_record.customer_record_id, numbered.label, numbered.certain_label
  FROM ${lastRound} AS numbered
  JOIN linked_record ON linked_record.record_number = numbered.record_number
),
named AS (
  SELECT connected.label, ${comparedName(sql`record.name_key`)} AS name_key
  FROM connected
  JOIN ${table("curated.customer_record")} AS record ON record.customer_record_id = connected.customer_record_id
),
name_of_label AS (
  SELECT DISTINCT label, full_name, name_key
  FROM (
    SELECT
      label,
      name_key,
      max(CASE WHEN ${dialect.regexMatches(sql`name_key`, "^[^ ]{2,} ")} THEN name_key END) OVER (PARTITION BY label) AS full_name
    FROM named
  ) AS named_label
  WHERE name_key <> full_name
),
name_pair AS (
  SELECT label, full_name AS left_name_key, name_key AS right_name_key, ${pieces("left", sql`full_name`)}, ${pieces("right", sql`name_key`)}
  FROM name_of_label
),
${nameLevel(dialect, { pairs: "name_pair", gives: "levelled_name" })},
contested AS (
  SELECT DISTINCT label FROM levelled_name WHERE name_level IN ${constants([...contradictingNames, "alike_first"])}
),
labelled AS (
  SELECT connected.customer_record_id, first_member.customer_record_id AS label
  FROM connected
  LEFT JOIN contested ON contested.label = connected.label
  JOIN linked_record AS first_member
    ON first_member.record_number = CASE WHEN contested.label IS NULL THEN connected.label ELSE connected.certain_label END
),
compared AS (
  SELECT
    coalesce(customer_record.customer_record_id, known.customer_record_id) AS customer_record_id,
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
  -- once the identity that a customer is named after has gone, several may have its id: one keeps it
  SELECT min(label) AS label, customer_id
  FROM (
    SELECT known.label, min(known.known_customer_id) AS customer_id
    FROM compared AS known
    LEFT JOIN compared AS namesake ON namesake.customer_record_id = known.known_customer_id
    WHERE (known.is_linked OR known.known_customer_id <> known.customer_record_id)
      AND coalesce(namesake.label, known.label) = known.label
    GROUP BY known.label
  ) AS kept
  GROUP BY customer_id
),
member AS (
  SELECT compared.*, coalesce(kept_id.customer_id, compared.label) AS customer_id
  FROM compared
  LEFT JOIN kept_id ON kept_id.label = compared.label
),
${accountIdentity(dialect)},
-- of several accounts an identity has the one of most revenue, and so has a customer of those of its identities
record_account AS (
  SELECT customer_record_id, account_id, segment, revenue_month
  FROM account_identity
  QUALIFY row_number() OVER (PARTITION BY customer_record_id ORDER BY revenue_month DESC NULLS LAST, account_id ASC) = 1
),
with_account AS (
  SELECT
    member.customer_record_id,
    member.customer_id,
    member.known_customer_id,
    member.known_account_id,
    member.known_segment,
    member.known_revenue_month,
    ${join(
      ["account_id", "segment", "revenue_month"].map(
        (column) => sql`first_value(record_account.${identifier(column)}) OVER (
      PARTITION BY member.customer_id
      ORDER BY record_account.revenue_month DESC NULLS LAST, record_account.account_id ASC NULLS LAST
    ) AS ${identifier(column)}`,
      ),
      sql`,
    `,
    )}
  FROM member
  LEFT JOIN record_account ON record_account.customer_record_id = member.customer_record_id
)
SELECT
  customer_record_id,
  coalesce(customer_id, known_customer_id) AS customer_id,
  account_id,
  segment,
  revenue_month,
  customer_id IS NULL AS is_gone
FROM with_account
WHERE customer_id IS DISTINCT FROM known_customer_id
  OR account_id IS DISTINCT FROM known_account_id
  OR segment IS DISTINCT FROM known_segment
  OR revenue_month IS DISTINCT FROM known_revenue_month`;
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
