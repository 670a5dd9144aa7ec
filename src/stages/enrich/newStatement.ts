import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { decidedCategory } from "../decide/relations.ts";
import { newTo } from "../../contract/window.ts";

/**
 * CTEs `decided_category` and `touched_event`: events of which something is new, also where what is new is that they are
 * gone, or that a person has decided about them.
 */
export const touchedEvent: Sql = sql`${decidedCategory},
touched_event AS (
  SELECT statement.event_id
  FROM ${table("curated.statement")} AS statement
  WHERE (${newTo("enrich", sql`statement.run_id`)})
  UNION
  SELECT event.event_id
  FROM ${table("curated.feedback_event")} AS event
  WHERE (${newTo("enrich", sql`event.run_id`)})
  UNION
  SELECT aside.event_id
  FROM ${table("curated.set_aside_event")} AS aside
  WHERE (${newTo("enrich", sql`aside.run_id`)})
  UNION
  SELECT decided_category.event_id
  FROM decided_category
  WHERE (${newTo("enrich", sql`decided_category.run_id`)})
)`;

/** CTEs up to `new_statement`: every statement with words of such events, but of those that were set aside. */
export const newStatement = (columns: readonly string[]): Sql => sql`${touchedEvent},
new_statement AS (
  SELECT
    ${join(
      columns.map((column) => sql`statement.${identifier(column)}`),
      sql`,
    `,
    )}
  FROM ${table("curated.statement")} AS statement
  JOIN touched_event ON touched_event.event_id = statement.event_id
  JOIN ${table("curated.feedback_event")} AS event ON event.event_id = statement.event_id
  WHERE statement.mark IS NULL
)`;
