import { runsOfWord, unitsOfWords } from "./featuresInSql.ts";
import { unknownUnits } from "./scoring.ts";
import { shortestWithSubwords, stemLength } from "./tokens.ts";
import type { Dialect } from "../sql/dialect.ts";
import { sql, table, type Sql } from "../sql/sql.ts";

/**
 * CTEs from `numbered_text (text_number, words)` up to `weight_sum`: what the weights say of each text, a row a category
 * that anything speaks for or against, in millionths. `src/classifier/scoring.ts` takes the same sums. Texts and
 * categories carry numbers on the way: grouping tens of millions of rows by them takes half the time of doing so by hashes
 * and names. Number 0 is the share of the words that are known.
 *
 * On the way come `text_unit`, the words and pairs of the texts, and `unit_weight`, what each of them says: `weight` where
 * the weights know it, else `new_weight` by the parts of a word that no text taught.
 */
export function weightSums(dialect: Dialect): Sql {
  return sql`numbered_category AS (
  SELECT category, bias, is_default, row_number() OVER (ORDER BY category ASC) AS category_number
  FROM ${table("curated.classifier_category")}
),
numbered_weight AS (
  SELECT classifier_weight.feature, classifier_weight.weight, coalesce(numbered_category.category_number, 0) AS category_number
  FROM ${table("curated.classifier_weight")} AS classifier_weight
  LEFT JOIN numbered_category ON numbered_category.category = classifier_weight.category
),
text_units AS (
  SELECT text_number, ${unitsOfWords(dialect, sql`words`)} AS units
  FROM numbered_text
),
text_unit AS (
  SELECT text_number, ${dialect.arraySize(sql`units`)} AS unit_count, ${dialect.explode(sql`units`)} AS unit
  FROM text_units
),
known_unit AS (
  SELECT DISTINCT feature AS unit
  FROM ${table("curated.classifier_weight")}
),
sorted_unit AS (
  SELECT
    text_unit.text_number,
    text_unit.unit,
    known_unit.unit IS NOT NULL AS is_known,
    known_unit.unit IS NULL
      AND NOT contains(text_unit.unit, ' ')
      AND length(text_unit.unit) >= ${shortestWithSubwords} AS is_new_word
  FROM text_unit
  LEFT JOIN known_unit ON known_unit.unit = text_unit.unit
),
text_count AS (
  SELECT
    text_number,
    sum(CASE WHEN is_known THEN 1 ELSE 0 END) AS known_units,
    greatest(1, sum(CASE WHEN is_new_word THEN 1 ELSE 0 END)) AS new_words
  FROM sorted_unit
  GROUP BY text_number
),
new_word AS (
  SELECT DISTINCT unit AS word
  FROM sorted_unit
  WHERE is_new_word
),
new_word_run AS (
  SELECT word, ${dialect.explode(runsOfWord(dialect, sql`word`))} AS run
  FROM new_word
),
subword AS (
  SELECT word, concat('~', run) AS feature
  FROM new_word_run
  UNION ALL
  SELECT word, concat(substring(word, 1, ${stemLength}), '*') AS feature
  FROM new_word
  WHERE length(word) > ${stemLength}
),
unit_weight AS (
  SELECT feature AS unit, category_number, weight, 0 AS new_weight
  FROM numbered_weight
  UNION ALL
  SELECT subword.word AS unit, numbered_weight.category_number, 0 AS weight, CAST(sum(numbered_weight.weight) AS BIGINT) AS new_weight
  FROM subword
  JOIN numbered_weight ON numbered_weight.feature = subword.feature
  GROUP BY subword.word, numbered_weight.category_number
),
evidence AS (
  SELECT text_unit.text_number, text_unit.unit_count, unit_weight.category_number, unit_weight.weight, unit_weight.new_weight
  FROM text_unit
  JOIN unit_weight ON unit_weight.unit = text_unit.unit
  UNION ALL
  SELECT text_units.text_number, ${dialect.arraySize(sql`text_units.units`)} AS unit_count, numbered_category.category_number, 0 AS weight, 0 AS new_weight
  FROM text_units
  JOIN numbered_category ON numbered_category.is_default
  WHERE ${dialect.arraySize(sql`text_units.units`)} > 0
),
known_weight_sum AS (
  SELECT text_number, category_number, sum(weight) AS weight_sum, sum(new_weight) AS new_weight_sum, max(unit_count) AS unit_count
  FROM evidence
  GROUP BY text_number, category_number
),
weight_sum AS (
  SELECT
    known_weight_sum.text_number,
    known_weight_sum.category_number,
    known_weight_sum.unit_count,
    least(known_weight_sum.unit_count, text_count.known_units + ${unknownUnits}) AS counted_units,
    known_weight_sum.weight_sum
      + CAST(floor(CAST(new_weight_sum AS DOUBLE) / sqrt(CAST(text_count.new_words AS DOUBLE)) + CAST(0.5 AS DOUBLE)) AS BIGINT) AS weight_sum
  FROM known_weight_sum
  JOIN text_count ON text_count.text_number = known_weight_sum.text_number
)`;
}
