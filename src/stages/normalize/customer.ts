import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { accountIdentity } from "./relations.ts";

/**
 * Steps from one identity to another that a customer may be apart. Blocks are compared pair by pair, so the identities of
 * a person are mostly one step apart; a check counts links that a longer chain leaves open. Spark runs WITH RECURSIVE
 * within limits only, and repeats a CTE that is named twice, so every round names the one before it once. Identities are
 * numbered in the order of their ids first: rounds over the ids themselves, hashes of 64 letters, took five times as long.
 */
const rounds = 8;

/**
 * Which identities are one customer: what merge links connect. A customer keeps its id for as long as the identity it is
 * named after belongs to it; a new one is named after the smallest of its identities.
 *
 * Links may leave without a trace, with an identity past its retention, so all of them are followed in every run; what is
 * merged is only what is other than before.
 */
export function customer(dialect: Dialect): Sql {
  const label = (round: number): Sql => identifier(`label_${round}`);
  const propagation = Array.from(
    { length: rounds },
    (_, index) => sql`${label(index + 1)} AS (
  SELECT edge.one AS record_number, min(neighbour.label) AS label
  FROM edge
  JOIN ${index === 0 ? sql`start` : label(index)} AS neighbour ON neighbour.record_number = edge.other
  GROUP BY edge.one
)`,
  );
  return sql`WITH merge_link AS (
  SELECT left_record_id, right_record_id
  FROM ${table("curated.customer_link")}
  WHERE decision = 'merge'
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
  SELECT one.record_number AS left_number, other.record_number AS right_number
  FROM merge_link
  JOIN linked_record AS one ON one.customer_record_id = merge_link.left_record_id
  JOIN linked_record AS other ON other.customer_record_id = merge_link.right_record_id
),
edge AS (
  SELECT left_number AS one, right_number AS other FROM numbered_link
  UNION ALL
  SELECT right_number, left_number FROM numbered_link
  UNION ALL
  SELECT record_number, record_number FROM linked_record
),
start AS (
  SELECT record_number, record_number AS label FROM linked_record
),
${join(
  propagation,
  sql`,
`,
)},
labelled AS (
  SELECT member.customer_record_id, first_member.customer_record_id AS label
  FROM ${label(rounds)} AS final_label
  JOIN linked_record AS member ON member.record_number = final_label.record_number
  JOIN linked_record AS first_member ON first_member.record_number = final_label.label
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
