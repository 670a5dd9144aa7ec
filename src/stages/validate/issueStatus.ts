import { issueHistory } from "./issueHistory.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** The last state of each issue by the evidence of today. */
export function issueStatus(dialect: Dialect): Sql {
  return sql`  WITH ${issueHistory(dialect)}
  SELECT issue_id, state, happened_at AS since
  FROM issue_history
  QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY round DESC, state_rank DESC) = 1`;
}
