import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { newTo } from "../../contract/window.ts";
import { eventTimes } from "./relations.ts";
import { normalizeTables } from "./tables.ts";

const columns = Object.keys(normalizeTables["curated.feedback_event"].columns);
const ofTimes = new Set(["occurred_at", "received_at", "revisions"]);

/** Every touched event as its newest statement has it, at the times of the first; one that its source took back leaves. */
export const feedbackEvent = (dialect: Dialect): Sql => sql`WITH ${eventTimes(dialect)}
SELECT
  ${join(
    columns.map((column) =>
      column === "event_date"
        ? sql`CAST(event_times.occurred_at AS DATE) AS event_date`
        : ofTimes.has(column)
          ? sql`event_times.${identifier(column)}`
          : sql`statement.${identifier(column)}`,
    ),
    sql`,
  `,
  )},
  FALSE AS is_gone
FROM event_times
JOIN ${table("curated.statement")} AS statement ON statement.event_id = event_times.event_id
WHERE statement.is_newest AND statement.mark IS NULL
UNION ALL
SELECT
  ${join(
    columns.map((column) => sql`known.${identifier(column)}`),
    sql`,
  `,
  )},
  TRUE AS is_gone
FROM ${table("curated.feedback_event")} AS known
JOIN ${table("curated.statement")} AS statement ON statement.event_id = known.event_id
WHERE statement.mark IS NOT NULL AND (${newTo("normalize", sql`statement.run_id`)})`;
