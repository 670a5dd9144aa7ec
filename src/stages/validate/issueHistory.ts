import { knownFix } from "../track/relations.ts";
import { ticketChange } from "../route/relations.ts";
import { asOf } from "../../contract/window.ts";
import { releasedStates, unreleasedStates } from "../../contract/vocabulary.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { constants, sql, table, type Sql } from "../../sql/sql.ts";

/**
 * Every state an issue reached, when, why and for the how-manieth time, from the evidence of today.
 *
 * An issue lives in rounds. The first begins with its detection; a verdict `not_fixed` and a ticket that is opened
 * again begin the next with `triaged`, a return begins it with `regressed`. Within a round states only go forward
 * (they may be skipped): what would step back, such as an owner recorded after the fix came out, isn't a state of the
 * issue. Nothing happens before the detection: what is older counts from then.
 */
export function issueHistory(dialect: Dialect): Sql {
  const endOf = (date: Sql): Sql => sql`CAST(${dialect.addDays(date, sql`1`)} AS TIMESTAMP)`;
  return sql`ticket_state AS (
  ${ticketChange()}
  ),
  -- only tickets whose status is the status of the issue
  ticket_change AS (
    SELECT
      issue_ticket.issue_id,
      ticket_state.ticket_key,
      ticket_state.changed_at,
      ticket_state.state,
      lag(ticket_state.state) OVER (
        PARTITION BY issue_ticket.issue_id, ticket_state.ticket_key
        ORDER BY ticket_state.changed_at, ticket_state.progress, ticket_state.tracker_event_id
      ) AS state_before,
      lead(ticket_state.state) OVER (
        PARTITION BY issue_ticket.issue_id, ticket_state.ticket_key
        ORDER BY ticket_state.changed_at, ticket_state.progress, ticket_state.tracker_event_id
      ) AS state_after
    FROM ${table("curated.issue_ticket")} AS issue_ticket
    JOIN ${table("curated.issue")} AS issue ON issue.issue_id = issue_ticket.issue_id
    JOIN ticket_state ON ticket_state.product = issue.product AND ticket_state.ticket_key = issue_ticket.ticket_key
    WHERE issue_ticket.leads
  ),
  released_fix AS (
    SELECT known_fix.issue_id, known_fix.fix_position, known_fix.released_at
    FROM ${knownFix} AS known_fix
    WHERE known_fix.released_at <= ${asOf}
  ),
  -- declined only if every ticket of the issue ended like this and nothing was released afterwards
  given_up AS (
    SELECT ticket_change.issue_id, max(ticket_change.changed_at) AS happened_at
    FROM ticket_change
    LEFT JOIN (SELECT issue_id, max(released_at) AS released_at FROM released_fix GROUP BY issue_id) AS last_release
      ON last_release.issue_id = ticket_change.issue_id
    WHERE ticket_change.state_after IS NULL
    GROUP BY ticket_change.issue_id
    HAVING min(CASE WHEN ticket_change.state = 'wont_fix' THEN 1 ELSE 0 END) = 1
      AND coalesce(max(ticket_change.changed_at) > max(last_release.released_at), true)
  ),
  -- each fix can be undone once by a person or a verdict, a return, which needs a verdict first, comes on top
  reopening AS (
    SELECT
      claim.issue_id,
      claim.state,
      claim.happened_at,
      claim.cause,
      claim.is_return
        OR row_number() OVER (
          PARTITION BY claim.issue_id, claim.fix_position
          ORDER BY claim.happened_at, CASE WHEN claim.is_return THEN 0 ELSE 1 END, claim.cause
        ) = 1 AS opens_round
    FROM (
      SELECT issue_id, fix_position, 'regressed' AS state, ${endOf(sql`recurrence_date`)} AS happened_at, 'verdict' AS cause, true AS is_return
      FROM ${table("curated.validation")}
      WHERE recurrence_date IS NOT NULL
      UNION ALL
      SELECT issue_id, fix_position, 'triaged' AS state, ${endOf(sql`decided_date`)} AS happened_at, 'verdict' AS cause, false AS is_return
      FROM ${table("curated.validation")}
      WHERE verdict = 'not_fixed'
      UNION ALL
      SELECT ticket_change.issue_id, max(released_fix.fix_position) AS fix_position, 'triaged' AS state, ticket_change.changed_at AS happened_at,
        'ticket' AS cause, false AS is_return
      FROM ticket_change
      JOIN released_fix ON released_fix.issue_id = ticket_change.issue_id AND released_fix.released_at < ticket_change.changed_at
      WHERE ticket_change.state IN ${constants(unreleasedStates)} AND ticket_change.state_before IN ${constants(releasedStates)}
      GROUP BY ticket_change.issue_id, ticket_change.ticket_key, ticket_change.changed_at
    ) AS claim
  ),
  claimed_state AS (
    SELECT issue_id, 'detected' AS state, detected_at AS happened_at, 'detection' AS cause, false AS opens_round
    FROM ${table("curated.issue")}
    UNION ALL
    SELECT issue_id, 'triaged' AS state, min(changed_at) AS happened_at, 'ticket' AS cause, false AS opens_round
    FROM ticket_change
    GROUP BY issue_id
    UNION ALL
    SELECT issue_id, 'triaged' AS state, owned_from AS happened_at, 'routing' AS cause, false AS opens_round
    FROM ${table("curated.assignment")}
    WHERE owned_from IS NOT NULL
    UNION ALL
    SELECT issue_id, 'assigned' AS state, owned_from AS happened_at, 'routing' AS cause, false AS opens_round
    FROM ${table("curated.assignment")}
    WHERE owned_from IS NOT NULL
    UNION ALL
    SELECT issue_id, state, changed_at AS happened_at, 'ticket' AS cause, false AS opens_round
    FROM ticket_change
    WHERE state IN ('assigned', 'fixing')
    UNION ALL
    SELECT issue_id, 'released' AS state, released_at AS happened_at, 'release' AS cause, fix_position > 1 AS opens_round
    FROM released_fix
    UNION ALL
    SELECT issue_id, 'validating' AS state, released_at AS happened_at, 'release' AS cause, false AS opens_round
    FROM released_fix
    UNION ALL
    SELECT issue_id, 'resolved' AS state, ${endOf(sql`decided_date`)} AS happened_at, 'verdict' AS cause, false AS opens_round
    FROM ${table("curated.validation")}
    WHERE verdict IN ('fixed', 'regressed')
    UNION ALL
    SELECT issue_id, 'wont_fix' AS state, happened_at, 'ticket' AS cause, false AS opens_round
    FROM given_up
    UNION ALL
    SELECT issue_id, state, happened_at, cause, opens_round
    FROM reopening
  ),
  ranked_state AS (
    SELECT
      claimed_state.*,
      CASE state
        WHEN 'detected' THEN 0
        WHEN 'regressed' THEN 0
        WHEN 'triaged' THEN 1
        WHEN 'assigned' THEN 2
        WHEN 'fixing' THEN 3
        WHEN 'released' THEN 4
        WHEN 'validating' THEN 5
        WHEN 'wont_fix' THEN 6
        ELSE 7
      END AS state_rank,
      -- the detection always comes first; at the same time, a verdict comes before the actions of people
      CASE WHEN state = 'detected' THEN 0 ELSE 1 END AS phase,
      CASE WHEN cause = 'verdict' THEN 0 ELSE 1 END AS moment
    FROM claimed_state
  ),
  round_state AS (
    SELECT
      ranked_state.*,
      sum(CASE WHEN opens_round THEN 1 ELSE 0 END) OVER (
        PARTITION BY issue_id
        ORDER BY phase, happened_at, moment, state_rank, state, cause, CASE WHEN opens_round THEN 0 ELSE 1 END
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS round
    FROM ranked_state
  ),
  forward_state AS (
    SELECT
      round_state.*,
      max(state_rank) OVER (
        PARTITION BY issue_id, round
        ORDER BY phase, happened_at, moment, state_rank, state, cause, CASE WHEN opens_round THEN 0 ELSE 1 END
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) AS rank_before
    FROM round_state
  ),
  issue_history AS (
    SELECT
      forward_state.issue_id,
      forward_state.state,
      greatest(forward_state.happened_at, issue.detected_at) AS happened_at,
      forward_state.cause,
      forward_state.round,
      forward_state.state_rank,
      row_number() OVER (PARTITION BY forward_state.issue_id, forward_state.state ORDER BY forward_state.round) AS occurrence
    FROM forward_state
    JOIN ${table("curated.issue")} AS issue ON issue.issue_id = forward_state.issue_id
    WHERE forward_state.rank_before IS NULL OR forward_state.state_rank > forward_state.rank_before
  )`;
}

/** The state that must have been reached before, for the legal order of the log. */
export function prerequisite(state: Sql): Sql {
  return sql`CASE ${state} WHEN 'validating' THEN 'released' WHEN 'resolved' THEN 'validating' WHEN 'regressed' THEN 'resolved' ELSE 'detected' END`;
}
