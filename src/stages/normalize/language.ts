import type { SeedRow } from "../../contract/seed.ts";
import { undetermined } from "../../contract/languages.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { languageCode } from "../../sql/functions/languageCode.ts";
import { languageLetters } from "../../sql/functions/languageLetters.ts";
import { languageOfScript } from "../../sql/functions/languageOfScript.ts";
import { constant, sql, table, type Sql } from "../../sql/sql.ts";
import model from "./languageModel.json" with { type: "json" };

/** Words from which a text whose language is only likely is still given it. */
const fewestWords = 5;

/**
 * CTEs from `spoken` to `text_language`: the language that each content is certain to be in, by its script or by its
 * letters, and the one it is given where the source says nothing. Letters are scored as a sum: three adjacent ones at a
 * time, and whole words, each speaks for some languages by a weight. What counts is how far the first language is ahead
 * of the next; `bench/language/train.ts` says how the margins of `languageModel.json` were found. The text is read as it
 * came: asking the masked one would mask every text twice on Spark, and nothing is kept of it but the language.
 */
export function textLanguage(dialect: Dialect): Sql {
  const spaced = sql`spaced_text`;
  const features = dialect.concatArrays([
    dialect.adjacent(spaced, 3),
    dialect.regexExtractAll(spaced, "[^ ]{4,}"),
  ]);
  return sql`written_text AS (
  SELECT
    row_number() OVER (ORDER BY event_id ASC, content_place ASC) AS text_number,
    event_id,
    content_place,
    concat(coalesce(own_text, ''), ' ', coalesce(own_subject, '')) AS written_text
  FROM spoken
),
lettered_text AS (
  SELECT
    text_number,
    event_id,
    content_place,
    ${languageOfScript(sql`written_text`)} AS script_language,
    ${languageLetters(sql`written_text`)} AS letters
  FROM written_text
),
letter_feature AS (
  SELECT text_number, ${dialect.explode(features)} AS feature
  FROM (
    SELECT text_number, concat(' ', letters, ' ') AS spaced_text
    FROM lettered_text
    WHERE script_language IS NULL
  ) AS spaced
),
language_score AS (
  SELECT letter_feature.text_number, language_weight.language, sum(language_weight.weight) AS score
  FROM letter_feature
  JOIN ${table("curated.language_weight")} AS language_weight ON language_weight.feature = letter_feature.feature
  GROUP BY letter_feature.text_number, language_weight.language
),
ranked_language AS (
  SELECT
    text_number,
    language,
    score - coalesce(lead(score) OVER (PARTITION BY text_number ORDER BY score DESC, language ASC), 0) AS margin,
    row_number() OVER (PARTITION BY text_number ORDER BY score DESC, language ASC) AS place
  FROM language_score
),
text_language AS (
  SELECT
    lettered_text.event_id,
    lettered_text.content_place,
    coalesce(
      lettered_text.script_language,
      CASE WHEN best.margin >= ${model.certainMargin} THEN best.language END
    ) AS certain_language,
    CASE
      WHEN best.margin >= ${model.sureMargin} THEN best.language
      WHEN best.margin >= ${model.likelyMargin}
        AND ${dialect.arraySize(dialect.words(sql`lettered_text.letters`))} >= ${fewestWords}
      THEN best.language
    END AS told_language
  FROM lettered_text
  LEFT JOIN ranked_language AS best ON best.text_number = lettered_text.text_number AND best.place = 1
)`;
}

/**
 * What the text is certain to be in, else the record's language, else its locale's, else what the text tells, else the
 * default of the project. Three letters alone are no locale: BEL, CHE and PAN are each a country and a language.
 */
export const language = (given: {
  readonly certain: Sql;
  readonly language: Sql;
  readonly locale: Sql;
  readonly told: Sql;
  readonly standard: Sql;
}): Sql => sql`coalesce(
  ${given.certain},
  ${languageCode(given.language)},
  CASE WHEN length(${given.locale}) <> 3 THEN ${languageCode(given.locale)} END,
  ${given.told},
  ${given.standard}
)`;

/** The locale as delivered, else the record's language and region (read) as one: `und-BR` where it names a region alone. */
export const locale = (given: {
  readonly locale: Sql;
  readonly language: Sql;
  readonly region: Sql;
}): Sql => sql`coalesce(
  ${given.locale},
  CASE
    WHEN ${given.region} IS NOT NULL
    THEN concat(coalesce(${languageCode(given.language)}, ${constant(undetermined)}), '-', ${given.region})
  END
)`;

/** Rows of `curated.language_weight`, by feature and language. */
export function languageWeights(): readonly SeedRow[] {
  const weights: Readonly<Record<string, Readonly<Record<string, number>>>> = model.weights;
  return Object.entries(weights)
    .flatMap(([spoken, byFeature]) =>
      Object.entries(byFeature).map(([feature, weight]) => ({ feature, language: spoken, weight })),
    )
    .toSorted((left, right) =>
      left.feature < right.feature || (left.feature === right.feature && left.language < right.language)
        ? -1
        : 1,
    );
}
