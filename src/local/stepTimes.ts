import { constant, join, sql, type Sql } from "../sql/sql.ts";

/** When a step of a stage ran, by the clock of the run. */
export interface StepTime {
  readonly step: string;
  /** From 1. */
  readonly position: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** The times as a query, for `recordSteps`. */
export function measuredTimes(times: readonly StepTime[]): Sql {
  const rows = times.map(
    ({ step, position, startedAt, finishedAt }) =>
      sql`(${constant(step)}, ${position}, ${timestamp(startedAt)}, ${timestamp(finishedAt)})`,
  );
  return sql`SELECT step, step_position, started_at, finished_at
FROM (VALUES ${join(rows)}) AS timed (step, step_position, started_at, finished_at)`;
}

const timestamp = (time: Date): Sql => sql`make_timestamp(${1000 * time.getTime()})`;
