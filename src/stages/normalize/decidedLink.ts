import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { decidedPair } from "./decidedPair.ts";

/** Rule of a pair that no blocking rule brought together. */
export const decisionRule: Sql = sql`'decision'`;

/** Pairs of identities about which a person has decided, whether they were compared or not; what was measured stays. */
export function decidedLink(dialect: Dialect): Sql {
  return sql`WITH ${decidedPair(dialect)}
SELECT
  decided_pair.left_record_id,
  decided_pair.right_record_id,
  coalesce(known.rule, ${decisionRule}) AS rule,
  coalesce(known.match_weight, 0) AS match_weight,
  CASE decided_pair.verb WHEN 'same' THEN 'merge' ELSE 'distinct' END AS decision,
  'person' AS reason,
  known.user_level,
  known.email_level,
  known.name_level,
  known.locale_level,
  known.identity_version
FROM decided_pair
JOIN ${table("curated.customer_record")} AS one ON one.customer_record_id = decided_pair.left_record_id
JOIN ${table("curated.customer_record")} AS other ON other.customer_record_id = decided_pair.right_record_id
LEFT JOIN ${table("curated.customer_link")} AS known
  ON known.left_record_id = decided_pair.left_record_id AND known.right_record_id = decided_pair.right_record_id`;
}
