import type { Dialect } from "../../sql/dialect.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";
import { enrichTables } from "./tables.ts";
import { newTo } from "../../contract/window.ts";
import { unitsOfWords } from "../../classifier/featuresInSql.ts";
import { riskAtRank, riskRank } from "./risk.ts";

/** What trackers and help desks call a priority that can't wait, folded; and one that can. */
const urgentPriorities = [
  "urgent",
  "high",
  "highest",
  "critical",
  "blocker",
  "p0",
  "p1",
  "dringend",
  "hoch",
  "alta",
  "haute",
];
const patientPriorities = [
  "low",
  "lowest",
  "minor",
  "trivial",
  "p4",
  "p5",
  "niedrig",
  "baja",
  "baixa",
  "basse",
];

const columns = Object.keys(enrichTables["curated.enrichment"].columns);

/** A sign that no text has, put where a sentence ends. */
const endOfSentence = "␞";

/**
 * Sentences of a text, each a verbatim piece of it; a long one is cut between words so that none has more than 200
 * characters. A full stop ends a sentence only before a blank, since `5.10.0` is one word.
 */
export function passages(dialect: Dialect, text: Sql): Sql {
  const ended = dialect.regexReplace(
    dialect.regexReplace(text, "([.!?]+)[ \\t]+", `$1${endOfSentence}`),
    "([。！？]+)",
    `$1${endOfSentence}`,
  );
  return dialect.regexExtractAll(ended, `[^${endOfSentence}\\n\\r]{1,180}[^${endOfSentence}\\n\\r ]{0,20}`);
}

/**
 * One row per event of the window. The quote is the sentence whose features speak most for the suggested category,
 * looked for in the event's own text, since events that share folded words may differ in case and marks. Texts that
 * repeat to the letter are looked at once, and carry numbers on the way: hashes as keys cost as much as the sentences.
 * So are sentences that stand in many texts, such as greetings: folding them and making features of them is most of the work.
 */
export function enrichment(dialect: Dialect): Sql {
  const words = (list: readonly string[]): Sql => join(list.map(constant));
  const feeling = sql`new_event.sentiment_points + CASE WHEN new_event.rating IS NULL THEN 0 ELSE (new_event.rating - 3) * 2 END`;
  return sql`WITH new_event AS (
  SELECT
    event.event_id,
    event.masked_text,
    event.rating,
    event.priority,
    text_score.category,
    text_score.runner_up,
    text_score.confidence_bp,
    text_score.sentiment_points,
    text_score.urgency_points,
    text_score.word_risk
  FROM ${table("curated.feedback_event")} AS event
  JOIN ${table("curated.text_score")} AS text_score ON text_score.content_hash = event.content_hash
  WHERE ${newTo("enrich", sql`event.run_id`)}
),
quoted_text AS (
  SELECT masked_text, category, row_number() OVER (ORDER BY min(event_id) ASC) AS text_number
  FROM new_event
  WHERE category IS NOT NULL
  GROUP BY masked_text, category
),
text_passages AS (
  SELECT text_number, category, ${passages(dialect, sql`masked_text`)} AS passages
  FROM quoted_text
),
passage AS (
  SELECT text_number, category, ${dialect.arraySize(sql`passages`)} AS passage_count, ${dialect.explode(sql`passages`)} AS passage
  FROM text_passages
),
distinct_passage AS (
  SELECT DISTINCT category, passage
  FROM passage
  WHERE passage_count > 1
),
passage_words AS (
  SELECT category, passage, ${dialect.words(foldedWords(sql`passage`))} AS words
  FROM distinct_passage
),
passage_feature AS (
  SELECT category, passage, ${dialect.explode(unitsOfWords(dialect, sql`words`))} AS feature
  FROM passage_words
),
passage_score AS (
  SELECT passage_feature.category, passage_feature.passage, sum(classifier_weight.weight) AS score
  FROM passage_feature
  JOIN ${table("curated.classifier_weight")} AS classifier_weight
    ON classifier_weight.feature = passage_feature.feature AND classifier_weight.category = passage_feature.category
  GROUP BY passage_feature.category, passage_feature.passage
),
quote AS (
  SELECT passage.text_number, trim(BOTH ' ' FROM passage.passage) AS quote
  FROM passage
  LEFT JOIN passage_score ON passage_score.category = passage.category AND passage_score.passage = passage.passage
  WHERE trim(BOTH ' ' FROM passage.passage) <> ''
  QUALIFY row_number() OVER (
    PARTITION BY passage.text_number
    ORDER BY coalesce(passage_score.score, 0) DESC, length(passage.passage) DESC, passage.passage ASC
  ) = 1
),
text_quote AS (
  SELECT quoted_text.masked_text, quoted_text.category, quote.quote
  FROM quoted_text
  JOIN quote ON quote.text_number = quoted_text.text_number
)
SELECT
  new_event.event_id,
  new_event.category,
  category.area,
  category.kind,
  new_event.runner_up,
  new_event.confidence_bp,
  CASE WHEN ${feeling} < 0 THEN 'negative' WHEN ${feeling} > 0 THEN 'positive' ELSE 'neutral' END AS sentiment,
  CASE
    WHEN new_event.priority IN (${words(urgentPriorities)}) OR new_event.urgency_points > 0 THEN 'high'
    WHEN new_event.priority IN (${words(patientPriorities)}) THEN 'low'
    ELSE 'normal'
  END AS urgency,
  ${riskAtRank(sql`least(${riskRank(sql`category.risk_class`)}, ${riskRank(sql`new_event.word_risk`)})`)} AS risk_class,
  text_quote.quote,
  'classifier' AS decided_by,
  new_event.category IS NOT NULL AND new_event.confidence_bp >= setting.min_confidence_bp AS accepted,
  FALSE AS is_gone
FROM new_event
CROSS JOIN ${table("curated.setting")} AS setting
LEFT JOIN ${table("curated.category")} AS category ON category.category = new_event.category
LEFT JOIN text_quote ON text_quote.masked_text = new_event.masked_text AND text_quote.category = new_event.category
UNION ALL
SELECT ${join(columns.map((column) => sql`known.${identifier(column)}`))}, TRUE AS is_gone
FROM ${table("curated.enrichment")} AS known
JOIN ${table("curated.set_aside_event")} AS aside ON aside.event_id = known.event_id
WHERE (${newTo("enrich", sql`aside.run_id`)})`;
}
