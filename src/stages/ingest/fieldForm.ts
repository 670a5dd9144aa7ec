import { feedbackKinds, recordKinds } from "../../contract/vocabulary.ts";
import { thisRun } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { jsonFields } from "../../sql/functions/jsonFields.ts";
import { jsonKinds } from "../../sql/functions/jsonKinds.ts";
import { valueForm } from "../../sql/functions/valueForm.ts";
import { constants, sql, table, type Sql } from "../../sql/sql.ts";

/** New records of a source that a run looks at, the newest: a field that one record in twenty had is missed. */
export const sampledRecords = 500;
/** Keys of a source, the most frequent: records whose keys are ids would otherwise fill the table. */
const mostKeys = 200;
/** Forms of a key that keep their name, the most frequent. */
const mostForms = 12;
const longestKey = 200;

/**
 * Forms of the values of each field, in the newest records that this run brought. Feedback that was here before, such as
 * the first rows of a file that has grown, isn't counted again. Points are left out: they have a form of their own.
 */
export function fieldForm(dialect: Dialect): Sql {
  return sql`WITH delivered AS (
  SELECT landing_record.source, landing_record.file, landing_record.record_position, landing_record.received_at, landing.payload
  FROM ${table("raw.landing_record")} AS landing_record
  JOIN ${table("raw.landing")} AS landing
    ON landing.source = landing_record.source
    AND landing.file = landing_record.file
    AND landing.record_position = landing_record.record_position
  WHERE (landing_record.outcome = 'rejected' AND landing_record.kind IN ${constants(feedbackKinds)})
    OR (landing_record.outcome IN ('landed', 'rejected') AND landing_record.kind IN ${constants(recordKinds)})
  UNION ALL
  SELECT source, file, record_position, received_at, payload
  FROM ${table("raw.feedback_payload")}
  WHERE run_id = ${thisRun} AND mark IS NULL
),
ranked AS (
  SELECT
    delivered.*,
    row_number() OVER (
      PARTITION BY source
      ORDER BY CASE WHEN received_at IS NULL THEN 0 ELSE 1 END, received_at DESC, file, record_position
    ) AS place
  FROM delivered
),
parsed AS (
  SELECT source, file, record_position, payload, ${jsonFields(sql`payload`)} AS fields
  FROM ranked
  WHERE place <= ${sampledRecords}
),
kept AS (
  SELECT source, fields, ${jsonKinds(sql`payload`)} AS kinds
  FROM parsed
  WHERE fields IS NOT NULL
),
sample AS (
  SELECT source, count(*) AS sampled_records FROM kept WHERE kinds IS NOT NULL GROUP BY source
),
named AS (
  SELECT source, fields, kinds, ${dialect.explode(dialect.mapKeys(sql`kinds`))} AS record_key
  FROM kept
),
valued AS (
  SELECT
    source,
    record_key,
    ${dialect.mapGet(sql`kinds`, sql`record_key`)} AS kind,
    ${dialect.mapGet(sql`fields`, sql`record_key`)} AS value
  FROM named
  WHERE length(record_key) BETWEEN 1 AND ${longestKey}
),
formed AS (
  SELECT source, record_key, ${valueForm(sql`kind`, sql`value`)} AS form
  FROM valued
),
counted AS (
  SELECT source, record_key, form, count(*) AS records
  FROM formed
  GROUP BY source, record_key, form
),
ranked_form AS (
  SELECT
    counted.*,
    row_number() OVER (PARTITION BY source, record_key ORDER BY records DESC, form) AS form_place
  FROM counted
),
key_total AS (
  SELECT source, record_key, sum(records) AS key_records
  FROM counted
  GROUP BY source, record_key
),
ranked_key AS (
  SELECT
    source,
    record_key,
    row_number() OVER (PARTITION BY source ORDER BY key_records DESC, record_key) AS key_place
  FROM key_total
),
named_form AS (
  SELECT
    ranked_form.source,
    ranked_form.record_key,
    CASE WHEN ranked_form.form_place <= ${mostForms} THEN ranked_form.form ELSE 'another' END AS form,
    ranked_form.records
  FROM ranked_form
  JOIN ranked_key
    ON ranked_key.source = ranked_form.source AND ranked_key.record_key = ranked_form.record_key
  WHERE ranked_key.key_place <= ${mostKeys}
),
grouped AS (
  SELECT source, record_key, form, sum(records) AS records
  FROM named_form
  GROUP BY source, record_key, form
),
found AS (
  SELECT
    ${thisRun} AS run_id,
    grouped.source,
    grouped.record_key,
    grouped.form,
    CAST(grouped.records AS BIGINT) AS records,
    sample.sampled_records
  FROM grouped
  JOIN sample ON sample.source = grouped.source
)
SELECT run_id, source, record_key, form, records, sampled_records, FALSE AS is_gone
FROM found
UNION ALL
SELECT known.run_id, known.source, known.record_key, known.form, known.records, known.sampled_records, TRUE AS is_gone
FROM ${table("curated.field_form")} AS known
LEFT JOIN found
  ON found.source = known.source AND found.record_key = known.record_key AND found.form = known.form
WHERE known.run_id = ${thisRun} AND found.source IS NULL`;
}
