import { versionKey } from "../../sql/functions/versionKey.ts";
import { apparentFix } from "./apparentFix.ts";
import { ticketChange } from "../route/relations.ts";
import { releasedStates } from "../../contract/vocabulary.ts";
import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import { constants, sql, table } from "../../sql/sql.ts";

/** A fix that is out, whatever state of an issue the spec calls it. */
const out = constants(releasedStates);

export const fix: SqlStep = {
  kind: "sql",
  id: "track.fix",
  stage: "track",
  title: "Released fixes",
  why: "A fix counts from the release that contains it, not from the day the ticket was closed. A version released before the issue began can't contain it. Only tickets whose status is the status of the issue count. Where no ticket claims a fix, a release with which the complaints dropped is an apparent one.",
  writes: "curated.fix",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH ticket_change AS (
      ${ticketChange()}
    ),
    ordered_change AS (
      SELECT
        product, ticket_key, changed_at, fix_version, tracker_event_id, state,
        state IN ${out} AS is_out,
        lag(state) OVER (PARTITION BY product, ticket_key ORDER BY changed_at, progress, tracker_event_id) AS earlier_state,
        row_number() OVER (PARTITION BY product, ticket_key ORDER BY changed_at, progress, tracker_event_id) AS change_position
      FROM ticket_change
    ),
    -- A stretch is the changes up to one release, with the release; a reopened ticket starts the next stretch.
    stretched_change AS (
      SELECT
        product, ticket_key, changed_at, fix_version, is_out, change_position,
        sum(CASE WHEN NOT is_out AND earlier_state IN ${out} THEN 1 ELSE 0 END)
          OVER (PARTITION BY product, ticket_key ORDER BY change_position ROWS UNBOUNDED PRECEDING) AS stretch
      FROM ordered_change
    ),
    stretch_version AS (
      SELECT
        product, ticket_key, stretch, fix_version
      FROM stretched_change
      WHERE fix_version IS NOT NULL AND (is_out OR stretch = 0)
      QUALIFY row_number() OVER (
        PARTITION BY product, ticket_key, stretch
        ORDER BY CASE WHEN is_out THEN 1 ELSE 2 END, change_position DESC
      ) = 1
    ),
    ticket_release AS (
      SELECT
        product, ticket_key, stretch,
        min(changed_at) AS stretch_started_at,
        min(CASE WHEN is_out THEN changed_at END) AS closed_at
      FROM stretched_change
      GROUP BY product, ticket_key, stretch
      HAVING min(CASE WHEN is_out THEN changed_at END) IS NOT NULL
    ),
    version_release AS (
      SELECT
        product, version_key,
        min(version) AS version,
        min(released_at) AS released_at,
        max(CASE WHEN release_kind = 'client' THEN 1 ELSE 0 END) AS is_client
      FROM ${table("raw.release")}
      GROUP BY product, version_key
    ),
    claimed_fix AS (
      SELECT
        issue.issue_id, ticket_release.ticket_key, ticket_release.stretch, ticket_release.closed_at,
        stretch_version.fix_version,
        ${versionKey(sql`stretch_version.fix_version`)} AS fix_version_key,
        version_release.released_at AS version_released_at,
        version_release.is_client,
        CASE
          WHEN ticket_release.stretch = 0 THEN issue.onset_date
          ELSE CAST(ticket_release.stretch_started_at AS DATE)
        END AS earliest_date
      FROM ${table("curated.issue_ticket")} AS issue_ticket
      JOIN ${table("curated.issue")} AS issue ON issue.issue_id = issue_ticket.issue_id
      JOIN ticket_release
        ON ticket_release.product = issue.product AND ticket_release.ticket_key = issue_ticket.ticket_key
      LEFT JOIN stretch_version
        ON stretch_version.product = ticket_release.product
        AND stretch_version.ticket_key = ticket_release.ticket_key
        AND stretch_version.stretch = ticket_release.stretch
      LEFT JOIN version_release
        ON version_release.product = issue.product
        AND version_release.version_key = ${versionKey(sql`stretch_version.fix_version`)}
      WHERE issue_ticket.leads
    ),
    dated_fix AS (
      SELECT
        issue_id, ticket_key, stretch, earliest_date,
        CASE WHEN CAST(version_released_at AS DATE) < earliest_date THEN NULL ELSE fix_version END AS fix_version,
        CASE WHEN CAST(version_released_at AS DATE) < earliest_date THEN NULL ELSE fix_version_key END AS fix_version_key,
        CASE
          WHEN version_released_at IS NULL OR CAST(version_released_at AS DATE) < earliest_date THEN closed_at
          ELSE version_released_at
        END AS released_at,
        CASE
          WHEN CAST(version_released_at AS DATE) < earliest_date THEN 'date'
          WHEN is_client = 1 THEN 'version'
          WHEN is_client = 0 THEN 'date'
          WHEN ${dialect.regexMatches(sql`fix_version`, "^[0-9]+([.][0-9A-Za-z]+)*$")} THEN 'version'
          ELSE 'date'
        END AS scope
      FROM claimed_fix
    ),
    -- Two parts released on the same day are one fix.
    daily_fix AS (
      SELECT issue_id, ticket_key, fix_version, fix_version_key, released_at, scope
      FROM dated_fix
      WHERE released_at <= ${asOf} AND CAST(released_at AS DATE) >= earliest_date
      QUALIFY row_number() OVER (
        PARTITION BY issue_id, CAST(released_at AS DATE)
        ORDER BY released_at, CASE WHEN scope = 'version' THEN 1 ELSE 2 END, ticket_key, stretch
      ) = 1
    ),
    ${apparentFix(dialect)}
    SELECT
      issue_id,
      CAST(row_number() OVER (PARTITION BY issue_id ORDER BY released_at, ticket_key) AS INT) AS fix_position,
      ticket_key, fix_version, fix_version_key, released_at, scope, 'ticket' AS claimed_by, CAST(0 AS BIGINT) AS choice_milli
    FROM daily_fix
    UNION ALL
    SELECT issue_id, 1 AS fix_position, '-' AS ticket_key, fix_version, fix_version_key, released_at, scope,
      'evidence' AS claimed_by, choice_milli
    FROM apparent_fix`,
};
