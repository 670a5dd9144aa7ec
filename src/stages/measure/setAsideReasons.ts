import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const setAsideReasons: FinishedView = {
  comment:
    "What was set aside, by source and reason: unusable records, and feedback with all checks that it fails.",
  owner: "measure",
  readers: ["platform", "analyst"],
  shows: "finished",
  key: ["source", "reason"],
  columns: {
    source: shown("string", "Id of the source."),
    product: shown("string", "Product of its records, unless a record names one."),
    reason: shown("string", "Why: a reason of the pipeline, or the checks joined by and."),
    records: shown("bigint", "Records."),
  },
  query: (dialect) => sql`WITH set_aside AS (
  SELECT source, reason FROM ${table("curated.quarantine")}
  UNION ALL
  SELECT source, ${dialect.arrayJoin(sql`reasons`, " and ")} AS reason FROM ${table("curated.set_aside_event")}
)
SELECT set_aside.source, source.product, set_aside.reason, count(*) AS records
FROM set_aside
LEFT JOIN ${table("curated.source")} AS source ON source.source = set_aside.source
GROUP BY set_aside.source, source.product, set_aside.reason`,
};
