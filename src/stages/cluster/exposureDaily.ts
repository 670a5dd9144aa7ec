import { foldText } from "../../sql/functions/foldText.ts";
import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { saturated } from "../../sql/saturated.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** Days without a usage record, inside a series or at its end, take the last known day if it is at most this old. */
const carriedDays = 7;

function query(dialect: Dialect): Sql {
  return sql`WITH measured AS (
  SELECT product, coalesce(version, '-') AS version, coalesce(${foldText(sql`platform`)}, '-') AS platform,
    measured_date AS event_date, ${saturated(dialect, sql`sum(value)`, "decimal(18,4)")} AS exposure
  FROM ${table("raw.telemetry_point")}
  -- one day in the far future would make the end of its series a gap
  WHERE metric = 'active_users' AND measured_date <= CAST(${asOf} AS DATE)
  GROUP BY product, coalesce(version, '-'), coalesce(${foldText(sql`platform`)}, '-'), measured_date
),
usage_product AS (
  SELECT product, max(event_date) AS last_usage_date
  FROM measured
  GROUP BY product
  HAVING max(CASE WHEN version <> '-' THEN 1 ELSE 0 END) = 1
),
feedback AS (
  SELECT product, version, platform, event_date, CAST(sum(voters) AS DECIMAL(18, 4)) AS exposure
  FROM ${table("curated.daily_count")}
  WHERE event_date <= CAST(${asOf} AS DATE)
  GROUP BY product, version, platform, event_date
),
last_feedback AS (
  SELECT product, max(event_date) AS last_feedback_date
  FROM feedback
  GROUP BY product
),
with_next AS (
  SELECT measured.product, measured.version, measured.platform, measured.event_date, measured.exposure,
    usage_product.last_usage_date,
    last_feedback.last_feedback_date,
    lead(measured.event_date) OVER (
      PARTITION BY measured.product, measured.version, measured.platform ORDER BY measured.event_date
    ) AS next_date
  FROM measured
  JOIN usage_product ON usage_product.product = measured.product
  LEFT JOIN last_feedback ON last_feedback.product = measured.product
),
carried AS (
  SELECT product, version, platform, event_date, exposure,
    least(
      ${dialect.addDays(sql`event_date`, sql`${carriedDays}`)},
      CASE
        WHEN next_date IS NOT NULL THEN ${dialect.addDays(sql`next_date`, sql`-1`)}
        WHEN event_date = last_usage_date THEN greatest(event_date, coalesce(last_feedback_date, event_date))
        ELSE event_date
      END
    ) AS until_date
  FROM with_next
),
each_day AS (
  SELECT product, version, platform, exposure, ${dialect.explode(dialect.dateRange(sql`event_date`, sql`until_date`))} AS event_date
  FROM carried
)
SELECT product, version, platform, event_date, exposure, 'active_users' AS basis
FROM each_day
UNION ALL
SELECT feedback.product, feedback.version, feedback.platform, feedback.event_date, feedback.exposure, 'feedback' AS basis
FROM feedback
WHERE feedback.product NOT IN (SELECT product FROM usage_product)`;
}

export const exposureDaily: SqlStep = {
  kind: "sql",
  id: "cluster.exposure_daily",
  stage: "cluster",
  title: "Daily exposure",
  why: "Complaints are compared with the number of people who could have complained. Each product has one basis: active users if usage names versions, otherwise its feedback.",
  writes: "curated.exposure_daily",
  mode: "sync",
  window: "all",
  query,
};
