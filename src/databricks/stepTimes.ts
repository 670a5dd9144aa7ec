import { constant, sql, type Sql } from "../sql/sql.ts";

/**
 * How the file of a stage takes the times of its steps. A row per step in Delta would be a commit of about two seconds
 * each. A session variable takes 0.05 s on Spark 4.2, and one statement at the end of the stage writes all rows. The
 * statements of a file share one session, or its first one, USE CATALOG, would do nothing for the others.
 *
 * Times follow one another: a step begins where the one before it ended.
 */
export const startTimes: Sql = sql`DECLARE OR REPLACE VARIABLE step_ends ARRAY<STRUCT<step: STRING, step_position: INT, finished_at: TIMESTAMP>>
DEFAULT array(named_struct('step', 'begin', 'step_position', 0, 'finished_at', current_timestamp()))`;

/** After the last statement of a step. */
export const noteEnd = (step: string, position: number): Sql =>
  sql`SET VARIABLE step_ends = array_append(
  step_ends, named_struct('step', ${constant(step)}, 'step_position', ${position}, 'finished_at', current_timestamp())
)`;

/** The steps that have ended in this session, for `recordSteps`. */
export const measuredInSession: Sql = sql`SELECT step, step_position, lag(finished_at) OVER (ORDER BY step_position ASC) AS started_at, finished_at
FROM (SELECT inline(step_ends)) AS ended
QUALIFY step_position > 0`;
