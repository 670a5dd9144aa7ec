import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";
import { feedbackPeriod } from "./feedbackPeriod.ts";

export const categoryWeeks: FinishedView = {
  comment: "Weekly feedback of every category in the last sixteen weeks.",
  owner: "measure",
  readers: ["product", "analyst", "executive", "reviewer", "support"],
  shows: "finished",
  key: ["product", "category", "week_date"],
  columns: {
    product: shown("string", "Product."),
    category: shown("string", "Category, or - for feedback without an accepted one."),
    week_date: shown("date", "Monday of the week (UTC)."),
    texts: shown("bigint", "Feedback events; the first and the last week of the period may be cut."),
  },
  query: (dialect) => sql`WITH ${feedbackPeriod(dialect)}
SELECT
  daily_count.product,
  daily_count.category,
  ${dialect.weekOf(sql`daily_count.event_date`)} AS week_date,
  CAST(sum(daily_count.events) AS BIGINT) AS texts
FROM ${table("curated.daily_count")} AS daily_count
JOIN feedback_period
  ON feedback_period.product = daily_count.product
  AND daily_count.event_date BETWEEN feedback_period.first_date AND feedback_period.last_date
GROUP BY daily_count.product, daily_count.category, ${dialect.weekOf(sql`daily_count.event_date`)}`,
};
