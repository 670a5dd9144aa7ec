import { everyProblem } from "../../checks/everyProblem.ts";
import { thisRun } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { sampledRecords } from "./fieldForm.ts";

/** Runs that are looked back on for records to compare with. */
const lookedBackOn = 200;
/**
 * Likelihood ratio of two shares (G, one degree of freedom) from which they differ: chance exceeds it once in a million
 * comparisons. A run makes some hundred.
 */
const fewestG = 24;
/** Percentage points by which a share must have changed; a small one where there was nothing before, or is nothing now. */
const largeChange = 50;
const smallChange = 5;
/** Fields of a source that one text names. */
const mostNamed = 8;

/**
 * Whether the records that this run brought differ from those of the runs before in what their fields hold: a field that
 * is new, gone or empty, or whose values have another form. Shares of records are compared by their likelihood ratio
 * (Sokal and Rohlf, Biometry, G-test of independence).
 */
export function changedFields(dialect: Dialect): Sql {
  const text = dialect.type("string");
  const count = (value: Sql): Sql => sql`CAST(${value} AS ${text})`;
  return sql`  WITH current_run AS (
    SELECT ${thisRun} AS run_id
  ),
  known AS (
    SELECT field_form.*, field_form.run_id = current_run.run_id AS is_new
    FROM ${table("curated.field_form")} AS field_form
    CROSS JOIN current_run
    WHERE field_form.run_id BETWEEN current_run.run_id - ${lookedBackOn} AND current_run.run_id
  ),
  sampled_run AS (
    SELECT source, run_id, is_new, max(sampled_records) AS sampled_records
    FROM known
    GROUP BY source, run_id, is_new
  ),
  ranked_run AS (
    SELECT
      sampled_run.*,
      coalesce(sum(sampled_records) OVER (
        PARTITION BY source, is_new ORDER BY run_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), 0) AS newer_records
    FROM sampled_run
  ),
  compared_run AS (
    SELECT source, run_id, is_new, sampled_records FROM ranked_run WHERE newer_records < ${sampledRecords}
  ),
  total AS (
    SELECT
      source,
      sum(CASE WHEN is_new THEN 0 ELSE sampled_records END) AS records_before,
      sum(CASE WHEN is_new THEN sampled_records ELSE 0 END) AS records_now
    FROM compared_run
    GROUP BY source
  ),
  form AS (
    SELECT
      known.source,
      known.record_key,
      known.form,
      sum(CASE WHEN known.is_new THEN 0 ELSE known.records END) AS form_before,
      sum(CASE WHEN known.is_new THEN known.records ELSE 0 END) AS form_now
    FROM known
    JOIN compared_run ON compared_run.source = known.source AND compared_run.run_id = known.run_id
    GROUP BY known.source, known.record_key, known.form
  ),
  ranked_form AS (
    SELECT
      form.*,
      row_number() OVER (
        PARTITION BY source, record_key
        ORDER BY CASE WHEN form = 'empty' THEN 1 ELSE 0 END, form_before DESC, form
      ) AS place_before,
      row_number() OVER (
        PARTITION BY source, record_key ORDER BY CASE WHEN form = 'empty' THEN 1 ELSE 0 END, form_now DESC, form
      ) AS place_now
    FROM form
  ),
  field AS (
    SELECT
      source,
      record_key,
      sum(CASE WHEN form = 'empty' THEN 0 ELSE form_before END) AS filled_before,
      sum(CASE WHEN form = 'empty' THEN 0 ELSE form_now END) AS filled_now,
      sum(form_now) AS present_now,
      max(CASE WHEN place_before = 1 THEN form END) AS main_before,
      max(CASE WHEN place_now = 1 THEN form END) AS main_now
    FROM ranked_form
    GROUP BY source, record_key
  ),
  share AS (
    SELECT
      field.source,
      field.record_key,
      'empty' AS form,
      filled_before AS hits_before,
      total.records_before AS of_before,
      filled_now AS hits_now,
      total.records_now AS of_now
    FROM field
    JOIN total ON total.source = field.source
    UNION ALL
    SELECT form.source, form.record_key, form.form, form.form_before, field.filled_before, form.form_now, field.filled_now
    FROM form
    JOIN field ON field.source = form.source AND field.record_key = form.record_key
    WHERE form.form <> 'empty' AND field.filled_before > 0 AND field.filled_now > 0
  ),
  measured AS (
    SELECT
      share.*,
      ${dialect.quantise(likelihoodRatio(dialect), 4)} AS g,
      ${dialect.quantise(
        sql`100 * (${dialect.divide(sql`hits_now`, sql`of_now`)} - ${dialect.divide(sql`hits_before`, sql`of_before`)})`,
        4,
      )} AS change
    FROM share
    WHERE of_before > 0 AND of_now > 0
  ),
  changed AS (
    SELECT
      measured.*,
      row_number() OVER (
        PARTITION BY source, record_key ORDER BY CASE WHEN form = 'empty' THEN 0 ELSE 1 END, change DESC, form
      ) AS place
    FROM measured
    WHERE g >= ${fewestG}
      AND abs(change) >= CASE WHEN hits_before = 0 OR hits_now = 0 THEN ${smallChange} ELSE ${largeChange} END
      AND (form = 'empty' OR change > 0)
  ),
  changed_field AS (
    SELECT
      changed.source,
      changed.record_key,
      changed.form,
      changed.hits_before,
      changed.of_before,
      changed.hits_now,
      changed.of_now,
      field.present_now,
      field.main_before,
      field.main_now,
      changed.form = 'empty' AND changed.hits_before = 0 AS is_added,
      changed.form = 'empty' AND changed.hits_now = 0 AS is_lost
    FROM changed
    JOIN field ON field.source = changed.source AND field.record_key = changed.record_key
    WHERE changed.place = 1
  ),
  other_name AS (
    SELECT
      lost.source,
      lost.record_key,
      max(added.record_key) AS new_key,
      count(*) AS candidates
    FROM changed_field AS lost
    JOIN changed_field AS added
      ON added.source = lost.source AND added.is_added AND (added.main_now = lost.main_before OR added.main_now LIKE 'JSON object%')
    WHERE lost.is_lost
    GROUP BY lost.source, lost.record_key
  ),
  mapped AS (
    SELECT source, record_key, min(field) AS field
    FROM ${table("curated.source_field")}
    WHERE record_key IS NOT NULL
    GROUP BY source, record_key
  ),
  told AS (
    SELECT
      changed_field.source,
      changed_field.record_key,
      concat(
        changed_field.record_key,
        CASE WHEN mapped.field IS NULL THEN '' ELSE concat(' (mapped to ', mapped.field, ')') END,
        CASE
          WHEN is_added THEN concat(' is new: filled in ', ${count(sql`hits_now`)}, ' of ', ${count(sql`of_now`)}, ' records')
          WHEN changed_field.form = 'empty'
          THEN concat(
            CASE WHEN present_now = 0 THEN ' is gone: in ' ELSE ' is filled in ' END,
            ${count(sql`hits_now`)}, ' of ', ${count(sql`of_now`)}, ' records, before in ',
            ${count(sql`hits_before`)}, ' of ', ${count(sql`of_before`)}
          )
          ELSE concat(
            ' has the form ', changed_field.form, ' in ', ${count(sql`hits_now`)}, ' of ', ${count(sql`of_now`)},
            ' values, before in ', ${count(sql`hits_before`)}, ' of ', ${count(sql`of_before`)},
            CASE WHEN main_before <> changed_field.form THEN concat(' (most were ', main_before, ')') ELSE '' END
          )
        END,
        CASE WHEN other_name.candidates = 1 THEN concat('; its values may be in ', other_name.new_key, ' now') ELSE '' END
      ) AS told,
      count(*) OVER (PARTITION BY changed_field.source) AS fields,
      row_number() OVER (
        PARTITION BY changed_field.source
        ORDER BY CASE WHEN mapped.field IS NULL THEN 1 ELSE 0 END, changed_field.record_key
      ) AS place
    FROM changed_field
    LEFT JOIN mapped ON mapped.source = changed_field.source AND mapped.record_key = changed_field.record_key
    LEFT JOIN other_name
      ON other_name.source = changed_field.source AND other_name.record_key = changed_field.record_key
  ),
  problem AS (
    SELECT
      source,
      record_key,
      CASE
        WHEN place = ${mostNamed} AND fields > ${mostNamed}
        THEN concat(source, ': ', told, ' (of ', ${count(sql`fields`)}, ' fields)')
        WHEN place <= ${mostNamed} THEN concat(source, ': ', told)
      END AS problem
    FROM told
  ),
  ${everyProblem(dialect, ["source", "record_key"])}`;
}

/** G of a table of two rows and two columns, over `hits_before`, `of_before`, `hits_now`, `of_now`; 0 ln 0 is 0. */
function likelihoodRatio(dialect: Dialect): Sql {
  const cell = (hits: Sql, of: Sql, all: Sql): Sql => {
    const observed = sql`CAST(${hits} AS DOUBLE)`;
    const expected = dialect.divide(sql`${of} * ${all}`, sql`(of_before + of_now)`);
    return sql`CASE WHEN ${hits} > 0 THEN ${observed} * ln(${dialect.divide(observed, expected)}) ELSE 0 END`;
  };
  const hits = sql`(hits_before + hits_now)`;
  const misses = sql`(of_before + of_now - hits_before - hits_now)`;
  return sql`2 * (
        ${cell(sql`hits_before`, sql`of_before`, hits)}
        + ${cell(sql`hits_now`, sql`of_now`, hits)}
        + ${cell(sql`(of_before - hits_before)`, sql`of_before`, misses)}
        + ${cell(sql`(of_now - hits_now)`, sql`of_now`, misses)}
      )`;
}
