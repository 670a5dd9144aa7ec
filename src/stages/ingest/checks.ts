import { decisionKind, feedbackKinds, recordMarks, restingKinds } from "../../contract/vocabulary.ts";
import { everyProblem } from "../../checks/everyProblem.ts";
import type { Check } from "../../contract/check.ts";
import { asOf, thisRun } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { changedFields } from "./fieldsAsBefore.ts";
import { type Sql, constant, constants, sql, table } from "../../sql/sql.ts";

/** From so many rejected records a source may stop the run; fewer are single bad records, whatever their share. */
const fewestRejected = 5;
/** Share of a source's records in one run, in percent, above which its schema has changed. */
const rejectedPercent = 20;
/** Files of a source up to which listing was measured (`bench/listing.ts`, `bench/listing.py`). */
const mostFiles = 10_000;
/** Days before the run's moment whose volume is looked at. */
const volumeDays = 7;

/** CTE body: every record that has a time of its own, by the source that delivered it. */
const delivered = (): Sql => sql`SELECT source, received_at FROM ${table("raw.feedback_payload")}
    UNION ALL
    SELECT source, measured_at FROM ${table("raw.telemetry_point")}
    UNION ALL
    SELECT source, changed_at FROM ${table("raw.tracker_event")}`;

/**
 * A source without a record counts as stale too, and a record that lies after the reference time of the run says
 * nothing of how fresh its source is. Kinds that may rest for months are not checked.
 */
function stale(dialect: Dialect): Sql {
  return sql`  WITH delivered AS (
    ${delivered()}
  ),
  newest AS (
    SELECT source, max(received_at) AS received_at FROM delivered WHERE received_at <= ${asOf} GROUP BY source
  )
  SELECT source.source, newest.received_at
  FROM ${table("curated.source")} AS source
  LEFT JOIN newest ON newest.source = source.source
  WHERE source.fresh_hours IS NOT NULL
    AND source.kind NOT IN ${constants(restingKinds)}
    AND (newest.received_at IS NULL OR ${dialect.hoursBetween(sql`newest.received_at`, asOf)} >= source.fresh_hours)`;
}

function notRead(dialect: Dialect): Sql {
  return sql`  WITH problem AS (
    SELECT source, concat(source, ': ', problem) AS problem FROM ${table("raw.landing_source")} WHERE problem IS NOT NULL
  ),
  ${everyProblem(dialect, ["source"])}`;
}

/** Whole days before the reference time of the run, from the first day on which the source delivered anything. */
function thin(dialect: Dialect): Sql {
  return sql`  WITH delivered AS (
    ${delivered()}
  ),
  daily AS (
    SELECT source, CAST(received_at AS DATE) AS delivered_date, count(*) AS records
    FROM delivered
    GROUP BY source, CAST(received_at AS DATE)
  ),
  watched AS (
    SELECT source.source, source.min_records_per_day, min(daily.delivered_date) AS first_date
    FROM ${table("curated.source")} AS source
    JOIN daily ON daily.source = source.source
    WHERE source.min_records_per_day IS NOT NULL
    GROUP BY source.source, source.min_records_per_day
  ),
  today AS (
    SELECT CAST(${asOf} AS DATE) AS today
  ),
  span AS (
    SELECT
      ${dialect.addDays(sql`today`, sql`${-volumeDays}`)} AS first_watched,
      ${dialect.addDays(sql`today`, sql`-1`)} AS last_watched
    FROM today
  ),
  watched_day AS (
    SELECT watched.source, watched.min_records_per_day, watched.first_date,
      ${dialect.explode(dialect.dateRange(sql`span.first_watched`, sql`span.last_watched`))} AS watched_date
    FROM watched
    CROSS JOIN span
  )
  SELECT watched_day.source, watched_day.watched_date
  FROM watched_day
  LEFT JOIN daily ON daily.source = watched_day.source AND daily.delivered_date = watched_day.watched_date
  WHERE watched_day.watched_date >= watched_day.first_date
    AND coalesce(daily.records, 0) < watched_day.min_records_per_day`;
}

/**
 * Records of one file that have one id and one time and differ: of an edit the times or the files are others. Names
 * places, no ids, which may be personal.
 */
function sharedIds(dialect: Dialect): Sql {
  const text = dialect.type("string");
  return sql`  WITH shared_id AS (
    SELECT
      source,
      file,
      given_id,
      count(DISTINCT payload_hash) AS contents,
      min(record_position) AS first_position,
      max(record_position) AS last_position
    FROM ${table("raw.landing_record")}
    WHERE outcome = 'landed' AND kind IN ${constants(feedbackKinds)}
    GROUP BY source, file, given_id, happened_at, received_at
    HAVING count(DISTINCT payload_hash) > 1
  ),
  ranked_id AS (
    SELECT
      shared_id.*,
      count(*) OVER (PARTITION BY source) AS ids,
      sum(contents) OVER (PARTITION BY source) AS records,
      row_number() OVER (PARTITION BY source ORDER BY file, first_position) AS place
    FROM shared_id
  ),
  problem AS (
    SELECT
      source,
      concat(
        source, ': ', CAST(ids AS ${text}), ' ids with ', CAST(records AS ${text}),
        ' different records at one time, such as records ', CAST(first_position AS ${text}), ' and ',
        CAST(last_position AS ${text}), ' of ', file
      ) AS problem
    FROM ranked_id
    WHERE place = 1
  ),
  ${everyProblem(dialect, ["source"])}`;
}

/** Names in one text what of the sources could not be read. */
export const sourcesAreRead = "ingest.sources_are_read";

export const checks: readonly Check[] = [
  {
    id: "ingest.sources_are_fresh",
    stage: "ingest",
    table: "raw.feedback_payload",
    title: "Every source has delivered within the hours that its contract allows.",
    severity: "warn",
    failing: stale,
  },
  {
    id: sourcesAreRead,
    stage: "ingest",
    table: "raw.landing_source",
    title: "Every source found its files, and every file could be read and holds a record.",
    severity: "warn",
    observes: true,
    failing: notRead,
  },
  {
    id: "ingest.decisions_are_read",
    stage: "ingest",
    table: "curated.quarantine",
    title: "Every line of this run that records a decision is complete.",
    severity: "warn",
    failing: () => sql`  SELECT quarantine_id, file, record_position
  FROM ${table("curated.quarantine")}
  WHERE kind = ${constant(decisionKind)} AND run_id = ${thisRun}`,
  },
  {
    id: "ingest.files_are_few",
    stage: "ingest",
    table: "raw.landing_source",
    title: "No source has more than 10,000 files: every run lists and checks all of them.",
    severity: "warn",
    failing: () => sql`  SELECT source, files_found
  FROM ${table("raw.landing_source")}
  WHERE files_found > ${mostFiles}`,
  },
  {
    id: "ingest.ids_are_unique",
    stage: "ingest",
    table: "raw.landing_record",
    title: "No two different records of a file have one id at one time.",
    severity: "warn",
    observes: true,
    failing: sharedIds,
  },
  {
    id: "ingest.fields_are_as_before",
    stage: "ingest",
    table: "curated.field_form",
    title: "The fields of new records are those of the runs before, filled as often and in the same forms.",
    severity: "warn",
    observes: true,
    failing: changedFields,
  },
  {
    id: "ingest.volume_is_plausible",
    stage: "ingest",
    table: "raw.feedback_payload",
    title:
      "Every source has delivered, on each of the last seven days, at least the records that its contract requires.",
    severity: "warn",
    failing: thin,
  },
  {
    id: "ingest.schema_is_known",
    stage: "ingest",
    table: "curated.quarantine",
    title:
      "At most a fifth of the records that a source delivered to this run were set aside, other than deleted and redacted ones and those that its contract allows.",
    severity: "error",
    failing: () => sql`  WITH judged AS (
    SELECT record.source, count(*) AS records, sum(CASE WHEN record.outcome = 'rejected' THEN 1 ELSE 0 END) AS rejected
    FROM ${table("raw.landing_record")} AS record
    LEFT JOIN ${table("curated.source")} AS source ON source.source = record.source
    WHERE record.reason IS NULL
      OR (
        record.reason NOT IN ${constants(recordMarks)}
        AND NOT coalesce(array_contains(source.allowed_reasons, record.reason), FALSE)
      )
    GROUP BY record.source
    UNION ALL
    SELECT source, count(*) AS records, 0 AS rejected
    FROM ${table("raw.landing_point")}
    GROUP BY source
  )
  SELECT source
  FROM judged
  GROUP BY source
  HAVING sum(rejected) >= ${fewestRejected} AND 100 * sum(rejected) > ${rejectedPercent} * sum(records)`,
  },
  {
    id: "ingest.nothing_is_lost",
    stage: "ingest",
    table: "raw.landing_record",
    title: "Every record that was read has landed, waits, is in quarantine, or was skipped as erased.",
    severity: "error",
    failing: () => sql`  SELECT counted.records
  FROM (
    SELECT
      (SELECT count(*) FROM ${table("raw.landing")} WHERE kind <> ${constant(decisionKind)}) AS records,
      (SELECT count(*) FROM ${table("raw.landing_record")} WHERE outcome <> 'erased') AS judged
  ) AS counted
  WHERE counted.records <> counted.judged`,
  },
  {
    id: "ingest.files_are_whole",
    stage: "ingest",
    table: "raw.landing_file",
    title:
      "Every record of a file that was read is present once: either validated, or a point that needs no validation.",
    severity: "error",
    failing: () => sql`  WITH kept AS (
    SELECT source, file, record_position FROM ${table("raw.landing_record")}
    UNION ALL
    SELECT source, file, record_position FROM ${table("raw.landing_point")}
    UNION ALL
    SELECT source, file, record_position FROM ${table("raw.landing")} WHERE kind = ${constant(decisionKind)}
  ),
  counted AS (
    SELECT source, file, count(*) AS records, max(record_position) AS last_position
    FROM kept
    GROUP BY source, file
  )
  SELECT landing_file.source, landing_file.file
  FROM ${table("raw.landing_file")} AS landing_file
  LEFT JOIN counted ON counted.source = landing_file.source AND counted.file = landing_file.file
  WHERE coalesce(counted.records, 0) <> landing_file.records
    OR coalesce(counted.last_position, 0) <> landing_file.records`,
  },
];
