import { foldText } from "../../sql/functions/foldText.ts";
import { asOf } from "../../contract/window.ts";
import { releasedStates } from "../../contract/vocabulary.ts";
import { constants, sql, table, type Sql } from "../../sql/sql.ts";

/**
 * The changes of every ticket up to the reference time of the run, with the state of an issue that each stands for:
 * product, ticket_key, tracker_event_id, changed_at, fix_version (blank ones as null), state, progress. Progress is 3
 * for what is out, 2 for what is worked on, 1 for what was seen, 0 for what will not be done. Words that the spec does
 * not map are left out.
 *
 * A resolution refines a status that ends a ticket or that is not mapped, and no other: exports with one row per change
 * often repeat the last resolution on every row.
 */
export function ticketChange(): Sql {
  const word = (text: Sql): Sql => foldText(sql`trim(BOTH ' ' FROM ${text})`);
  return sql`      SELECT
        product, ticket_key, tracker_event_id, changed_at, fix_version, state,
        CASE
          WHEN state IN ${constants([...releasedStates, "regressed"])} THEN 3
          WHEN state = 'fixing' THEN 2
          WHEN state = 'wont_fix' THEN 0
          ELSE 1
        END AS progress
      FROM (
        SELECT
          tracker_event.product, tracker_event.ticket_key, tracker_event.tracker_event_id, tracker_event.changed_at,
          nullif(trim(BOTH ' ' FROM tracker_event.fix_version), '') AS fix_version,
          CASE
            WHEN by_status.state IS NULL OR by_status.state IN ${constants([...releasedStates, "wont_fix"])}
              THEN coalesce(by_resolution.state, by_status.state)
            ELSE by_status.state
          END AS state
        FROM ${table("raw.tracker_event")} AS tracker_event
        LEFT JOIN ${table("curated.tracker_state")} AS by_status
          ON by_status.status_folded = ${word(sql`tracker_event.to_status`)}
        LEFT JOIN ${table("curated.tracker_state")} AS by_resolution
          ON by_resolution.status_folded = ${word(sql`tracker_event.resolution`)}
        WHERE tracker_event.changed_at <= ${asOf}
      ) AS worded_change
      WHERE state IS NOT NULL`;
}
