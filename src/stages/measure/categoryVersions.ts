import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const categoryVersions: FinishedView = {
  comment:
    "Complaints of every category by product version, and per 10,000 daily active users if usage is known.",
  owner: "measure",
  readers: ["product", "analyst"],
  shows: "finished",
  key: ["product", "category", "version"],
  columns: {
    product: shown("string", "Product."),
    category: shown("string", "Category."),
    version: shown("string", "Version as named in the feedback."),
    version_key: shown("string", "Sort key of released versions; null if no release is known."),
    complaints: shown("bigint", "Complaints: one vote per customer, text, category and day."),
    complaints_per_10000: shown(
      "decimal(38,6)",
      "Complaints per 10,000 daily active users; null if no usage is known.",
    ),
  },
  query: (dialect) => sql`WITH complaint AS (
  SELECT product, category, version, CAST(sum(voters) AS BIGINT) AS complaints
  FROM ${table("curated.daily_count")}
  WHERE version <> '-'
  GROUP BY product, category, version
),
version_usage AS (
  SELECT product, version, CAST(sum(exposure) AS DECIMAL(28, 4)) AS user_days
  FROM ${table("curated.exposure_daily")}
  WHERE basis = 'active_users' AND version <> '-'
  GROUP BY product, version
),
client_release AS (
  SELECT product, version, min(version_key) AS version_key
  FROM ${table("raw.release")}
  WHERE release_kind = 'client'
  GROUP BY product, version
)
SELECT
  complaint.product,
  complaint.category,
  complaint.version,
  client_release.version_key,
  complaint.complaints,
  ${dialect.quantise(dialect.divide(sql`10000 * complaint.complaints`, sql`version_usage.user_days`), 6)} AS complaints_per_10000
FROM complaint
LEFT JOIN version_usage ON version_usage.product = complaint.product AND version_usage.version = complaint.version
LEFT JOIN client_release ON client_release.product = complaint.product AND client_release.version = complaint.version`,
};
