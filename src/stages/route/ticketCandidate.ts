import { isOpen } from "../../ledger/closedDays.ts";
import { statedLead } from "./ticketStatement.ts";
import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/**
 * A ticket is compared with issues whose onset lies at most so many days after, and before, the day it was opened. What
 * the days say is evidence (`src/stages/route/linkProbability.ts`); this only bounds what is compared.
 */
export const daysBeforeOnset = 180;
export const daysAfterOnset = 365;

/**
 * Whether an issue has a part in the shares of words that others are compared by: younger than feedback is kept, so that
 * a retention run moves no link of another issue.
 */
export const isCounted = (dialect: Dialect, onset: Sql): Sql => sql`${onset} > (
          SELECT max(${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-retention_curated_days`)}) FROM ${table("curated.setting")}
        )`;

/** CTEs up to `free_ticket`: tickets of whose family (a main ticket and its duplicates) none states the feedback it came from. */
export const freeTicket: Sql = sql`stated_family AS (
      SELECT DISTINCT product, main_key FROM ${table("curated.ticket_statement")}
    ),
    free_ticket AS (
      SELECT
        ticket.product, ticket.ticket_key, ticket.main_key, ticket.opened_at, ticket.area,
        ticket.folded_summary, ticket.folded_area
      FROM ${table("curated.ticket")} AS ticket
      LEFT JOIN stated_family ON stated_family.product = ticket.product AND stated_family.main_key = ticket.main_key
      WHERE stated_family.main_key IS NULL AND ticket.folded_summary <> ''
    )`;

/** CTEs up to `candidate`: what may belong together by product, area and time, where no statement has decided. */
export function ticketCandidate(dialect: Dialect): Sql {
  return sql`${statedLead},
    ${freeTicket},
    candidate AS (
      SELECT
        free_ticket.product, free_ticket.ticket_key, free_ticket.main_key,
        issue.issue_id, issue.category, issue.origin,
        CASE issue.origin WHEN 'release' THEN 1 WHEN 'spike' THEN 2 ELSE 3 END AS origin_place,
        ${dialect.daysBetween(sql`issue.onset_date`, sql`CAST(free_ticket.opened_at AS DATE)`)} AS days_after_onset,
        free_ticket.area IS NOT NULL AS area_agrees
      FROM free_ticket
      JOIN ${table("curated.issue")} AS issue
        ON issue.product = free_ticket.product
        AND (free_ticket.area IS NULL OR free_ticket.area = issue.area)
        AND CAST(free_ticket.opened_at AS DATE) >= ${dialect.addDays(sql`issue.onset_date`, sql`${-daysBeforeOnset}`)}
        AND CAST(free_ticket.opened_at AS DATE) <= ${dialect.addDays(sql`issue.onset_date`, sql`${daysAfterOnset}`)}
      LEFT JOIN stated_lead ON stated_lead.issue_id = issue.issue_id
      WHERE stated_lead.issue_id IS NULL
        -- the stated link of a ticket is lost with its feedback: without this, the ticket could be linked to another issue
        AND ${isOpen(dialect, sql`issue.onset_date`)}
    )`;
}
