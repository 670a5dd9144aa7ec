import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * CTE `decided_pair`: identities that a person called the same or distinct, one row each, the smaller id on the left. A
 * reviewer in a workspace sees no identity, and decides about the id of a pair: it is looked for among the links, which are
 * hashed only where there is such a decision.
 */
export const decidedPair = (dialect: Dialect): Sql => sql`decided_pair AS (
  SELECT
    coalesce(decision.left_record_id, named_link.left_record_id) AS left_record_id,
    coalesce(decision.right_record_id, named_link.right_record_id) AS right_record_id,
    decision.verb
  FROM ${table("curated.decision_in_force")} AS decision
  LEFT JOIN (
    SELECT left_record_id, right_record_id, ${hashKey(dialect, [sql`left_record_id`, sql`right_record_id`])} AS link_id
    FROM ${table("curated.customer_link")}
    WHERE (
      SELECT count(*) FROM ${table("curated.decision_in_force")}
      WHERE subject_kind = 'customer_link' AND left_record_id IS NULL
    ) > 0
  ) AS named_link ON named_link.link_id = CASE WHEN decision.left_record_id IS NULL THEN decision.subject_id END
  WHERE decision.subject_kind = 'customer_link'
    AND (decision.left_record_id IS NOT NULL OR named_link.left_record_id IS NOT NULL)
)`;
