import { foldText } from "../../sql/functions/foldText.ts";
import type { SqlStep } from "../../contract/step.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";
import { ticketChange } from "./relations.ts";
import { asOf } from "../../contract/window.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

export const ticket: SqlStep = {
  kind: "sql",
  id: "route.ticket",
  stage: "route",
  title: "Current tickets",
  why: "One row per ticket, so that the next steps read each tracker change once.",
  writes: "curated.ticket",
  mode: "sync",
  window: "all",
  query: () => sql`    WITH tracker_event AS (
      SELECT product, ticket_key, tracker_event_id, changed_at, summary, area, duplicate_of
      FROM ${table("raw.tracker_event")}
      WHERE changed_at <= ${asOf}
    ),
    opened_ticket AS (
      SELECT product, ticket_key, min(changed_at) AS opened_at
      FROM tracker_event
      GROUP BY product, ticket_key
    ),
    ticket_summary AS (
      ${newest(sql`summary`)}
    ),
    ticket_component AS (
      ${newest(sql`area`)}
    ),
    ticket_duplicate AS (
      ${newest(sql`duplicate_of`)}
    ),
    ticket_area AS (
      SELECT ticket_component.product, ticket_component.ticket_key, area.area, area.title
      FROM ticket_component
      JOIN ${table("curated.area")} AS area
        ON area.area = ${areaName(sql`ticket_component.area`)}
        OR ${areaName(sql`area.title`)} = ${areaName(sql`ticket_component.area`)}
      QUALIFY row_number() OVER (PARTITION BY ticket_component.product, ticket_component.ticket_key ORDER BY area.area) = 1
    ),
    ticket_change AS (
      ${ticketChange()}
    ),
    ticket_progress AS (
      SELECT product, ticket_key, max(progress) AS progress
      FROM ticket_change
      GROUP BY product, ticket_key
    ),
    -- Duplicates of existing tickets. Of two tickets that name each other, the first by key is the main one.
    duplicate AS (
      SELECT ticket_duplicate.product, ticket_duplicate.ticket_key, ticket_duplicate.duplicate_of AS main_key
      FROM ticket_duplicate
      JOIN opened_ticket AS main
        ON main.product = ticket_duplicate.product AND main.ticket_key = ticket_duplicate.duplicate_of
      LEFT JOIN ticket_duplicate AS way_back
        ON way_back.product = ticket_duplicate.product AND way_back.ticket_key = ticket_duplicate.duplicate_of
      WHERE ticket_duplicate.duplicate_of <> ticket_duplicate.ticket_key
        AND (way_back.duplicate_of IS NULL
          OR way_back.duplicate_of <> ticket_duplicate.ticket_key
          OR ticket_duplicate.ticket_key > ticket_duplicate.duplicate_of)
    )
    SELECT
      opened_ticket.product, opened_ticket.ticket_key,
      coalesce(farthest.main_key, farther.main_key, nearest.main_key, opened_ticket.ticket_key) AS main_key,
      opened_ticket.opened_at,
      ticket_area.area,
      coalesce(${foldedWords(sql`ticket_summary.summary`)}, '') AS folded_summary,
      coalesce(${foldedWords(sql`concat(ticket_area.area, ' ', ticket_area.title)`)}, '') AS folded_area,
      CAST(coalesce(ticket_progress.progress, 0) AS INT) AS progress
    FROM opened_ticket
    LEFT JOIN ticket_summary
      ON ticket_summary.product = opened_ticket.product AND ticket_summary.ticket_key = opened_ticket.ticket_key
    LEFT JOIN ticket_area
      ON ticket_area.product = opened_ticket.product AND ticket_area.ticket_key = opened_ticket.ticket_key
    LEFT JOIN ticket_progress
      ON ticket_progress.product = opened_ticket.product AND ticket_progress.ticket_key = opened_ticket.ticket_key
    LEFT JOIN duplicate AS nearest
      ON nearest.product = opened_ticket.product AND nearest.ticket_key = opened_ticket.ticket_key
    LEFT JOIN duplicate AS farther ON farther.product = nearest.product AND farther.ticket_key = nearest.main_key
    LEFT JOIN duplicate AS farthest ON farthest.product = farther.product AND farthest.ticket_key = farther.main_key`,
};

/** The newest value of a column of the tracker that is not blank: tickets are renamed and moved. */
function newest(column: Sql): Sql {
  return sql`      SELECT product, ticket_key, ${column}
      FROM tracker_event
      WHERE trim(BOTH ' ' FROM ${column}) <> ''
      QUALIFY row_number() OVER (PARTITION BY product, ticket_key ORDER BY changed_at DESC, tracker_event_id) = 1`;
}

/** How trackers write areas: app_shell, App shell and app-shell are one. */
function areaName(text: Sql): Sql {
  return sql`replace(replace(${foldText(sql`trim(BOTH ' ' FROM ${text})`)}, '_', '-'), ' ', '-')`;
}
