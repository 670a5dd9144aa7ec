import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { memberVote } from "../cluster/relations.ts";
import { sql, table } from "../../sql/sql.ts";

export const issueWeeks: FinishedView = {
  comment: "Weekly complaints of every issue, and of its whole category in the same product.",
  owner: "measure",
  readers: ["product", "analyst", "executive"],
  shows: "finished",
  key: ["issue_id", "week_date"],
  columns: {
    issue_id: shown("string", "The issue."),
    product: shown("string", "Product."),
    week_date: shown("date", "Monday of the week (UTC)."),
    events: shown("bigint", "Feedback events of the issue."),
    category_events: shown("bigint", "Accepted feedback events of its category in this product."),
  },
  query: (dialect) => sql`WITH category_week AS (
  SELECT product, category, ${dialect.weekOf(sql`event_date`)} AS week_date, CAST(sum(events) AS BIGINT) AS events
  FROM ${table("curated.daily_count")}
  GROUP BY ALL
),
member_week AS (
  SELECT issue_id, ${dialect.weekOf(sql`event_date`)} AS week_date, count(*) AS events
  FROM (
    ${memberVote(["event_date"])}
  ) AS member
  GROUP BY ALL
),
either_week AS (
  SELECT issue.issue_id, category_week.week_date, 0 AS events, category_week.events AS category_events
  FROM ${table("curated.issue")} AS issue
  JOIN category_week ON category_week.product = issue.product AND category_week.category = issue.category
  UNION ALL
  SELECT issue_id, week_date, events, 0 AS category_events
  FROM member_week
)
SELECT
  either_week.issue_id,
  issue.product,
  either_week.week_date,
  CAST(sum(either_week.events) AS BIGINT) AS events,
  CAST(sum(either_week.category_events) AS BIGINT) AS category_events
FROM either_week
JOIN ${table("curated.issue")} AS issue ON issue.issue_id = either_week.issue_id
WHERE issue.events > 0
GROUP BY either_week.issue_id, issue.product, either_week.week_date`,
};
