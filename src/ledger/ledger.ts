import { isAuthored } from "../checks/authored.ts";
import type { Check } from "../contract/check.ts";
import { tableIn, type TableKind, type Tables } from "../contract/table.ts";
import type { FailingOrigins, Origin, StatementOrigins } from "../contract/lineage.ts";
import type { StageName } from "../contract/vocabulary.ts";
import { checkSeverities, type JobName } from "../contract/vocabulary.ts";
import { reportedAsOf } from "./reportedRun.ts";
import { afterQuery } from "../sql/cteParts.ts";
import { newTo, thisRun } from "../contract/window.ts";
import type { Dialect } from "../sql/dialect.ts";
import { constant, identifier, join, sql, table, type Sql, type TableName } from "../sql/sql.ts";

const run = table("curated.pipeline_run");
const stageRun = table("curated.stage_run");
const setting = table("curated.setting");

/**
 * Opens the next run of a job, or takes up the one that stopped. Parameter `as_of` is ISO text, or empty: the loop
 * then speaks of the newest record, any other job of the moment that readers see. A run that is taken up forgets the
 * moment it had: someone may have corrected a source in between, and a moment taken from what was read before would
 * leave the corrected records out. Versions come from the seeds, so the text is the same for every taxonomy.
 *
 * One run is `running` at a time, that of the job that writes. Another job's run that was stopped in the middle waits,
 * with its number and its windows, until its own job resumes it: an audit need not wait until a user has fixed a
 * source, and what it writes under a higher number is new to the loop's next run all the same.
 */
export function openRun(dialect: Dialect, job: JobName = "loop"): Sql {
  const given = dialect.tryTimestamp(dialect.parameter("as_of"));
  const moment = job === "loop" ? given : sql`coalesce(${given}, ${reportedAsOf})`;
  return sql`MERGE INTO ${run} AS existing
USING (
  SELECT
    coalesce(
      (SELECT max(run_id) FROM ${run} WHERE job = ${constant(job)} AND status <> 'finished'),
      (SELECT coalesce(max(run_id), 0) + 1 FROM ${run})
    ) AS run_id,
    'running' AS status,
    ${moment} AS as_of,
    held.fencing_token,
    held.holder AS opened_by,
    setting.code_version,
    setting.taxonomy_version,
    ${dialect.clock()} AS started_at
  FROM ${setting} AS setting
  LEFT JOIN ${table("curated.writer_lease")} AS held ON held.lease_id = 1
  UNION ALL
  SELECT run_id, 'waiting' AS status, as_of, fencing_token, opened_by, code_version, taxonomy_version, started_at
  FROM ${run}
  WHERE job <> ${constant(job)} AND status = 'running'
) AS incoming
ON existing.run_id = incoming.run_id
WHEN MATCHED THEN UPDATE SET
  status = incoming.status,
  as_of = incoming.as_of,
  fencing_token = incoming.fencing_token,
  opened_by = incoming.opened_by,
  code_version = incoming.code_version,
  taxonomy_version = incoming.taxonomy_version
WHEN NOT MATCHED THEN INSERT (run_id, job, as_of, status, fencing_token, opened_by, code_version, taxonomy_version, started_at, finished_at)
VALUES (incoming.run_id, ${constant(job)}, incoming.as_of, incoming.status, incoming.fencing_token, incoming.opened_by, incoming.code_version, incoming.taxonomy_version, incoming.started_at, NULL)`;
}

/**
 * After ingest: a run that was given no moment speaks of the newest feedback that has arrived, else of the newest change
 * in the tracker. What lies after the clock cannot have arrived: it doesn't count, or one wrong clock at a source would
 * move the run, and every rate of "now" with it, into the future. Where everything lies after the clock, the machine's
 * own is the wrong one, and the newest counts.
 */
export function setAsOf(dialect: Dialect): Sql {
  const newest = (time: Sql): Sql =>
    sql`coalesce(max(CASE WHEN ${time} <= ${dialect.clock()} THEN ${time} END), max(${time}))`;
  return sql`MERGE INTO ${run} AS existing
USING (
  SELECT ${thisRun} AS run_id,
    coalesce(
      (SELECT ${newest(sql`received_at`)} FROM ${table("raw.feedback_payload")}),
      (SELECT ${newest(sql`changed_at`)} FROM ${table("raw.tracker_event")}),
      TIMESTAMP '1970-01-01 00:00:00'
    ) AS as_of
) AS incoming
ON existing.run_id = incoming.run_id AND existing.as_of IS NULL
WHEN MATCHED THEN UPDATE SET as_of = incoming.as_of`;
}

/**
 * Writes the stage's window before its first statement. It starts where the last finished window of the same code and
 * taxonomy ended, and at 0 where either changed: what depends on them is reprocessed.
 */
export function beginStage(stage: { readonly name: StageName }, position: number, dialect: Dialect): Sql {
  return sql`MERGE INTO ${stageRun} AS existing
USING (
  SELECT
    this_run.run_id,
    coalesce(max(earlier.window_high), 0) AS window_low,
    this_run.code_version,
    this_run.taxonomy_version,
    ${dialect.clock()} AS started_at
  FROM ${run} AS this_run
  LEFT JOIN ${stageRun} AS earlier
    ON earlier.stage = ${constant(stage.name)}
    AND earlier.status = 'finished'
    AND earlier.run_id < this_run.run_id
    AND earlier.code_version = this_run.code_version
    AND earlier.taxonomy_version = this_run.taxonomy_version
  WHERE this_run.status = 'running'
  GROUP BY this_run.run_id, this_run.code_version, this_run.taxonomy_version
) AS incoming
ON existing.run_id = incoming.run_id AND existing.stage = ${constant(stage.name)}
WHEN MATCHED THEN UPDATE SET
  window_low = incoming.window_low, window_high = incoming.run_id, status = 'running',
  code_version = incoming.code_version, taxonomy_version = incoming.taxonomy_version,
  rows_in = NULL, rows_out = NULL, checks_failed = NULL, started_at = incoming.started_at, finished_at = NULL
WHEN NOT MATCHED THEN INSERT (run_id, stage, stage_position, window_low, window_high, status, rows_in, rows_out, checks_failed, code_version, taxonomy_version, started_at, finished_at)
VALUES (incoming.run_id, ${constant(stage.name)}, ${position}, incoming.window_low, incoming.run_id, 'running', NULL, NULL, NULL, incoming.code_version, incoming.taxonomy_version, incoming.started_at, NULL)`;
}

/**
 * Records what the checks of a stage found, in one statement: each would cost a second or two on a warehouse.
 * Idempotent: a run that is resumed overwrites its own rows, and those of checks that are there no more go: their author
 * may have removed one that stopped the run. Once the stage has ended it has no window and no row is in it: said again,
 * the statement leaves what it found.
 */
export function recordChecks(stage: StageName, checks: readonly Check[], dialect: Dialect): Sql {
  // authored ones are rows of a table: this statement is the same for all projects but for what they look at
  const builtIn = checks.filter(({ id }) => !isAuthored(id)).map(({ id }) => constant(id));
  const counts = checks.map((check) => {
    const observed = check.observes
      ? sql`max(failing.observed)`
      : sql`CAST(NULL AS ${dialect.type("string")})`;
    const sample = dialect.collectDistinct(
      sql`CASE WHEN failing.place <= ${sampledKeys} THEN failing.sample_key END`,
    );
    const sampled =
      check.key === undefined
        ? sql`CAST(NULL AS ${dialect.type("array<string>")})`
        : sql`CASE WHEN count(*) > 0 THEN ${sample} END`;
    const failing = check.failing(dialect);
    return sql`SELECT
  ${constant(check.id)} AS check_id,
  ${constant(check.table)} AS checked_table,
  ${constant(check.severity)} AS severity,
  count(*) AS failing_rows,
  ${observed} AS observed,
  ${sampled} AS sample_keys
FROM (
  ${check.key === undefined ? failing : numbered(failing, check.key, dialect)}
) AS failing`;
  });
  return afterQuery(
    sql`WITH counted AS (
  ${join(
    counts,
    sql`
  UNION ALL
  `,
  )}
),
this_run AS (
  SELECT open_run.run_id
  FROM ${run} AS open_run
  JOIN ${stageRun} AS open_stage ON open_stage.run_id = open_run.run_id
  WHERE open_run.status = 'running' AND open_stage.stage = ${constant(stage)} AND open_stage.status = 'running'
)
SELECT this_run.run_id, counted.check_id, counted.checked_table, counted.severity, counted.failing_rows, authored.title, counted.observed, counted.sample_keys, false AS is_gone
FROM counted
LEFT JOIN ${table("curated.check_rule")} AS authored ON authored.check_id = counted.check_id
CROSS JOIN this_run
UNION ALL
SELECT found.run_id, found.check_id, found.checked_table, found.severity, found.failing_rows, found.title, found.observed, found.sample_keys, true AS is_gone
FROM ${table("curated.check_result")} AS found
JOIN this_run ON this_run.run_id = found.run_id
WHERE found.stage = ${constant(stage)}${builtIn.length === 0 ? sql`` : sql` AND found.check_id NOT IN (${join(builtIn)})`}
  AND NOT EXISTS (SELECT 1 FROM ${table("curated.check_rule")} AS kept WHERE kept.check_id = found.check_id)`,
    "incoming",
    sql`MERGE INTO ${table("curated.check_result")} AS existing
USING incoming
ON existing.run_id = incoming.run_id AND existing.check_id = incoming.check_id
WHEN MATCHED AND incoming.is_gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  stage = ${constant(stage)}, checked_table = incoming.checked_table, severity = incoming.severity,
  failing_rows = incoming.failing_rows, title = incoming.title, observed = incoming.observed, sample_keys = incoming.sample_keys
WHEN NOT MATCHED THEN INSERT (run_id, check_id, stage, checked_table, severity, failing_rows, title, observed, sample_keys)
VALUES (incoming.run_id, incoming.check_id, ${constant(stage)}, incoming.checked_table, incoming.severity, incoming.failing_rows, incoming.title, incoming.observed, incoming.sample_keys)`,
  );
}

/** What checks that a project adds add to the lineage of `recordChecks`. */
export function recordedOrigins(checks: readonly Check[]): StatementOrigins {
  const added = checks.flatMap(({ origins, key }) =>
    origins === undefined ? [] : [{ ...origins, isNamed: key !== undefined }],
  );
  const counted = (tables: FailingOrigins["tables"]): readonly Origin[] => tables.map((name) => `${name}.*`);
  return {
    columns: {
      failing_rows: added.flatMap(({ tables }) => counted(tables)),
      observed: added.flatMap(({ observed }) => observed),
      sample_keys: added.flatMap(({ tables, key, isNamed }) => (isNamed ? [...counted(tables), ...key] : [])),
    },
    rows: added.flatMap(({ rows }) => rows),
  };
}

/** Rows that a result names: enough to look at, and no list of them all. */
const sampledKeys = 5;

/** The rows of a check with the text of their key, and their place by it. */
function numbered(failing: Sql, key: readonly string[], dialect: Dialect): Sql {
  const text = join(
    key.map((column) => sql`CAST(broken.${identifier(column)} AS ${dialect.type("string")})`),
    sql`, ' ', `,
  );
  return sql`SELECT keyed.sample_key, row_number() OVER (ORDER BY keyed.sample_key ASC) AS place
FROM (
  SELECT concat(${text}) AS sample_key
  FROM (
    ${failing}
  ) AS broken
) AS keyed`;
}

/** Marks the stage finished, or failed where a check of severity error did not hold: its last statement. */
export function endStage(
  stage: {
    readonly name: StageName;
    readonly input: TableName;
    readonly alsoInput?: readonly TableName[];
    readonly writes: readonly TableName[];
  },
  tables: Tables,
  dialect: Dialect,
): Sql {
  const writtenBy: Partial<Record<TableKind, Sql>> = {
    state: sql`run_id`,
    event: sql`run_id`,
    published: sql`shown_from`,
  };
  const written = stage.writes.flatMap((name) => {
    const column = writtenBy[tableIn(tables, name).kind];
    return column === undefined ? [] : [{ name, column }];
  });
  const rowsOut =
    written.length === 0
      ? sql`CAST(0 AS BIGINT)`
      : join(
          written.map(
            ({ name, column }) => sql`(SELECT count(*) FROM ${table(name)} WHERE ${column} = ${thisRun})`,
          ),
          sql`
    + `,
        );
  const rowsIn = ["work", "ledger"].includes(tableIn(tables, stage.input).kind)
    ? join(
        [stage.input, ...(stage.alsoInput ?? [])].map((name) => sql`(SELECT count(*) FROM ${table(name)})`),
        sql` + `,
      )
    : sql`(SELECT count(*) FROM ${table(stage.input)} AS input WHERE ${newTo(stage.name, sql`input.run_id`)})`;
  const failed = (severities: Sql): Sql =>
    sql`(SELECT count(*) FROM ${table("curated.check_result")}
      WHERE run_id = ${thisRun} AND stage = ${constant(stage.name)} AND failing_rows > 0 AND severity IN (${severities}))`;
  return sql`MERGE INTO ${stageRun} AS existing
USING (
  SELECT ${thisRun} AS run_id,
    ${rowsIn} AS rows_in,
    ${rowsOut} AS rows_out,
    ${failed(join(checkSeverities.map(constant)))} AS checks_failed,
    ${failed(sql`'error'`)} AS errors,
    ${dialect.clock()} AS finished_at
) AS incoming
ON existing.run_id = incoming.run_id AND existing.stage = ${constant(stage.name)}
WHEN MATCHED AND existing.status <> 'finished' THEN UPDATE SET
  status = CASE WHEN incoming.errors > 0 THEN 'failed' ELSE 'finished' END,
  rows_in = incoming.rows_in, rows_out = incoming.rows_out,
  checks_failed = incoming.checks_failed, finished_at = incoming.finished_at`;
}

/** Marks the run finished: of the loop, what readers of the serving views see from now on. */
export function finishRun(dialect: Dialect): Sql {
  return sql`UPDATE ${run} SET status = 'finished', finished_at = ${dialect.clock()} WHERE status = 'running'`;
}

/**
 * Marks the run of a job finished where each of its stages has finished and the lease is still the one that it was
 * opened under; changes nothing elsewhere. For the last task of a job, which also runs after a failure.
 */
export function finishWholeRun(job: JobName, stages: readonly StageName[], dialect: Dialect): Sql {
  return sql`MERGE INTO ${run} AS existing
USING (
  SELECT open_run.run_id, ${dialect.clock()} AS finished_at
  FROM ${run} AS open_run
  JOIN ${table("curated.writer_lease")} AS lease
    ON lease.fencing_token = open_run.fencing_token AND lease.holder = ${dialect.parameter("run")}
  JOIN ${stageRun} AS ended ON ended.run_id = open_run.run_id
  WHERE open_run.status = 'running'
    AND open_run.job = ${constant(job)}
    AND ended.status = 'finished'
    AND ended.stage IN (${join(stages.map(constant))})
  GROUP BY open_run.run_id
  HAVING count(*) = ${stages.length}
) AS incoming
ON existing.run_id = incoming.run_id
WHEN MATCHED THEN UPDATE SET status = 'finished', finished_at = incoming.finished_at`;
}
