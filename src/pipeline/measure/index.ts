import type { Stage } from "../contract.ts";
import { sql, table } from "../../sql/sql.ts";

/** Views only (views.ts): nothing is computed ahead, so there is nothing that could disagree with the curated tables. */
export const measure: Stage = {
  name: "measure",
  title: "One view for each reader",
  input: "curated.issue",
  reads: ["curated.issue", "curated.category"],
  writes: [],
  steps: [],
  checks: [
    {
      id: "measure.issue_has_a_title",
      stage: "measure",
      table: "curated.issue",
      title: "Every issue belongs to a category that the taxonomy still has.",
      severity: "warn",
      failing: () => sql`SELECT issue.issue_id
  FROM ${table("curated.issue")} AS issue
  LEFT JOIN ${table("curated.category")} AS category ON category.category = issue.category
  WHERE category.category IS NULL AND issue.events > 0`,
    },
  ],
  seeds: () => [],
};
