import type { Classifier } from "../../classifier/classifier.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import type { Check } from "../../contract/check.ts";
import type { SeedTable } from "../../contract/seed.ts";
import type { Stage } from "../stage.ts";
import type { Severity } from "../../contract/vocabulary.ts";
import type { Project } from "../../spec/project.ts";
import { newTo } from "../../contract/window.ts";
import { stanceModelOf } from "../../classifier/stance/stanceModelOf.ts";
import { enrichment } from "./enrichment.ts";
import { point } from "./point.ts";
import { stanceSeeds } from "./stanceSeeds.ts";
import { textScore } from "./textScore.ts";
import { noiseWordRows, riskWords, sentimentWords } from "./wordList.ts";

const severityPoints: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 4, critical: 8 };

export const enrich: Stage = {
  name: "enrich",
  title: "Suggest category, sentiment, urgency and risk, with a quote as evidence",
  input: "curated.feedback_event",
  reads: [
    "curated.statement",
    "curated.feedback_event",
    "curated.set_aside_event",
    "curated.decision_in_force",
    "curated.setting",
    "curated.category",
    "curated.classifier_weight",
    "curated.classifier_category",
    "curated.classifier_calibration",
    "curated.stance_cue",
    "curated.stance_weight",
    "curated.stance_calibration",
    "curated.sentiment_word",
    "curated.noise_word",
    "curated.risk_word",
  ],
  writes: ["curated.text_score", "curated.point", "curated.enrichment"],
  steps: [
    {
      kind: "sql",
      id: "enrich.text_score",
      stage: "enrich",
      title: "Score every distinct text",
      why: "The classifier is a table of weights: features of a text are joined with it and added up. Texts that repeat word for word are scored once.",
      writes: "curated.text_score",
      oneRowPerKey: "texts are grouped by the key, and so is what is joined with them",
      mode: "sync",
      window: "new",
      query: textScore,
    },
    {
      kind: "sql",
      id: "enrich.point",
      stage: "enrich",
      title: "What statements are about, with their evidence",
      why: "A point counts only with a verbatim quote and a confidence at or above the threshold; others wait for a person. Where one sentence speaks for the category of the text and another for the second best, both are points. Points of what was set aside, deleted at its source or said otherwise since are deleted.",
      writes: "curated.point",
      keeps: "points of statements that are gone, to delete them",
      oneRowPerKey: "of rows with one id the query keeps one",
      mode: "amend",
      window: "touched",
      query: point,
    },
    {
      kind: "sql",
      id: "enrich.enrichment",
      stage: "enrich",
      title: "What is suggested for every event",
      why: "An event has one suggestion: the main point of its newest statement. Suggestions for an event that was set aside or deleted at its source are deleted with it.",
      writes: "curated.enrichment",
      keeps: "the row of an event that is gone, to delete it",
      oneRowPerKey: "an event has one newest statement, and that one main point",
      mode: "amend",
      window: "touched",
      query: enrichment,
    },
  ],
  checks: checks(),
  seeds,
};

function checks(): readonly Check[] {
  const enriched = table("curated.enrichment");
  const event = table("curated.feedback_event");
  const statement = table("curated.statement");
  const pointed = table("curated.point");
  return [
    {
      id: "enrich.quote_is_verbatim",
      stage: "enrich",
      table: "curated.point",
      title: "Every quote of the window stands in the masked text of its statement, word for word.",
      severity: "error",
      failing: () => {
        const misquoted = (written: Sql): Sql => sql`SELECT point.event_id
FROM ${pointed} AS point
JOIN ${statement} AS statement ON statement.statement_id = point.statement_id
WHERE (${newTo("enrich", written)})
  AND point.quote IS NOT NULL AND NOT contains(statement.masked_text, point.quote)`;
        // one side at a time: a condition on both would compare every text with its quote
        return sql`${misquoted(sql`point.run_id`)}
UNION
${misquoted(sql`statement.run_id`)}`;
      },
    },
    {
      id: "enrich.category_is_known",
      stage: "enrich",
      table: "curated.point",
      title: "Every category that the window suggests is one of the taxonomy.",
      severity: "error",
      failing: () => sql`SELECT point.event_id
FROM ${pointed} AS point
LEFT JOIN ${table("curated.category")} AS category ON category.category = point.category
WHERE ${newTo("enrich", sql`point.run_id`)} AND point.category IS NOT NULL AND category.category IS NULL`,
    },
    {
      id: "enrich.every_statement_has_a_point",
      stage: "enrich",
      table: "curated.point",
      title: "Every statement of the window has one main point.",
      severity: "error",
      failing: () => sql`SELECT statement.event_id
FROM ${statement} AS statement
JOIN ${event} AS event ON event.event_id = statement.event_id
LEFT JOIN ${pointed} AS point ON point.statement_id = statement.statement_id AND point.is_main
WHERE ${newTo("enrich", sql`statement.run_id`)} AND statement.mark IS NULL
GROUP BY statement.event_id, statement.statement_id
HAVING count(point.point_id) <> 1`,
    },
    {
      id: "enrich.every_event_is_enriched",
      stage: "enrich",
      table: "curated.enrichment",
      title: "Every event of the window has been enriched.",
      severity: "error",
      failing: () => sql`SELECT event.event_id
FROM ${event} AS event
LEFT JOIN ${enriched} AS enrichment ON enrichment.event_id = event.event_id
WHERE ${newTo("enrich", sql`event.run_id`)} AND enrichment.event_id IS NULL`,
    },
  ];
}

function seeds(project: Project, classifier: Classifier): readonly SeedTable[] {
  const { taxonomy, routing } = project;
  return [
    {
      table: "curated.area",
      rows: taxonomy.areas.map(({ id, title, owner, conversionStep }) => ({
        area: id,
        title,
        owner: owner ?? null,
        conversion_step_bp: Math.round(conversionStep * 10_000),
      })),
    },
    {
      table: "curated.category",
      rows: taxonomy.categories.map((category) => ({
        category: category.id,
        area: category.area,
        kind: category.kind,
        severity: category.severity,
        severity_points: severityPoints[category.severity],
        risk_class: category.riskClass,
        title: category.title,
        definition: category.definition,
        boundary: category.boundary ?? null,
        owner: category.owner ?? null,
        macro: category.macro ?? null,
      })),
    },
    {
      table: "curated.category_signal",
      rows: taxonomy.categories.flatMap(({ id, signals }) =>
        [...new Set(signals)].map((metric) => ({ category: id, metric })),
      ),
    },
    { table: "curated.classifier_weight", rows: classifier.weights },
    {
      table: "curated.classifier_category",
      rows: classifier.categories.map(({ category, bias, isDefault }) => ({
        category,
        bias,
        is_default: isDefault,
      })),
    },
    {
      table: "curated.classifier_calibration",
      rows: [
        {
          calibration_id: 1,
          score_weight: classifier.calibration.scoreWeight,
          margin_weight: classifier.calibration.marginWeight,
          known_weight: classifier.calibration.knownWeight,
          brevity_cost: classifier.calibration.brevityCost,
          log_odds_offset: classifier.calibration.offset,
        },
      ],
    },
    ...stanceSeeds(stanceModelOf(project)),
    { table: "curated.sentiment_word", rows: sentimentWords() },
    { table: "curated.noise_word", rows: noiseWordRows() },
    { table: "curated.risk_word", rows: riskWords(routing) },
  ];
}
