import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import {
  categoryKinds,
  noises,
  riskClasses,
  sentiments,
  severities,
  stances,
  urgencies,
} from "../../contract/vocabulary.ts";
import { noiseRoles } from "./wordList.ts";
import type { TableName } from "../../sql/sql.ts";

/** Tables of the stage enrich, and its seeds. */
export const enrichTables = {
  "curated.area": {
    comment: "Product areas of the taxonomy.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["area"],
    retention: "forever",
    columns: {
      area: required("string", "Id of the area.", { class: "public" }),
      title: required("string", "Its name for people.", { class: "public" }),
      owner: optional("string", "Owner named in the area; if null, rules and categories decide."),
      conversion_step_bp: required("int", "How close the area is to revenue (0 to 10000): part of priority."),
    },
  },
  "curated.category": {
    comment: "Leaves of the taxonomy.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["category"],
    retention: "forever",
    columns: {
      category: required("string", "Id of the category.", { class: "public" }),
      area: required("string", "Its product area.", { class: "public" }),
      kind: required("string", "What a complaint of this category is.", {
        class: "public",
        values: categoryKinds,
      }),
      severity: required("string", "How bad one case is.", { class: "public", values: severities }),
      severity_points: required("int", "low 1, medium 2, high 4, critical 8."),
      risk_class: required("string", "Why its answers wait for a human.", { values: riskClasses }),
      title: required("string", "Its name for people.", { class: "public" }),
      definition: required("string", "What belongs to it.", { class: "public" }),
      boundary: optional("string", "Similar feedback that belongs elsewhere; null if not given.", {
        class: "public",
      }),
      owner: optional("string", "Owner named in the category; if null, rules and the area decide."),
      macro: optional("string", "Macro to answer with; null where none fits."),
    },
  },
  "curated.category_signal": {
    comment: "Metrics that the taxonomy expects to move with a category.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["category", "metric"],
    retention: "forever",
    columns: {
      category: required("string", "Id of the category."),
      metric: required("string", "Name of the metric in telemetry."),
    },
  },
  "curated.classifier_weight": {
    comment: "The compiled classifier: the weight of one feature for one category.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["feature", "category"],
    retention: "forever",
    columns: {
      feature: required(
        "string",
        "A folded word, two joined by a space, or part of one: its first four letters (sync*), or three or four of them with marks of its ends (~^sy).",
      ),
      category: required(
        "string",
        "Id of the category; none:of_them for text that belongs to none; known:word marks a word that some text taught.",
      ),
      weight: required(
        "bigint",
        "Millionths, summed over words and pairs of a text, divided by the root of their number. A word includes its parts; these are for unknown words.",
      ),
    },
  },
  "curated.classifier_category": {
    comment: "The compiled classifier: the intercept of each category.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["category"],
    retention: "forever",
    columns: {
      category: required(
        "string",
        "Id of the category; none:of_them for text that belongs to none, sentiment:negative and so on for what the customer feels.",
      ),
      bias: required("bigint", "Log-odds before any word is read, millionths."),
      is_default: required(
        "boolean",
        "True for the category of more than half of the labelled texts: suggested where no word says anything.",
      ),
    },
  },
  "curated.classifier_calibration": {
    comment:
      "The compiled classifier, one row: how score, lead, known words and shortness map to the probability of being right. Fitted on held-out texts.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["calibration_id"],
    retention: "forever",
    columns: {
      calibration_id: required("int", "Always 1."),
      score_weight: required("bigint", "Log-odds of being right for a score of 1, millionths."),
      margin_weight: required(
        "bigint",
        "Log-odds of being right for a lead of 1 over the runner-up, millionths.",
      ),
      known_weight: required("bigint", "Log-odds of being right if every word is known, millionths."),
      brevity_cost: required(
        "bigint",
        "Log-odds that a text of one word loses, millionths; a longer one loses this divided by the number of its words and pairs.",
      ),
      log_odds_offset: required(
        "bigint",
        "Log-odds of being right at score 0 without a lead or a known word, millionths.",
      ),
    },
  },
  "curated.stance_cue": {
    comment:
      "What words and phrases stand for when the stance of a clause is read, the same in all languages.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["term", "language"],
    retention: "forever",
    columns: {
      term: required(
        "string",
        "One to three folded words, or the first letters of one with an asterisk; every number is 0.",
      ),
      language: required("string", "Language (ISO 639-1) that it is read in; * for all."),
      cue: required("string", "One cue or two, each after an at sign: @negation @longer."),
    },
  },
  "curated.stance_weight": {
    comment: "How much cues of a clause, and cues that stand together, speak for each stance.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["feature"],
    retention: "forever",
    columns: {
      feature: required(
        "string",
        "A cue; two or three joined by plus signs, in whatever order they stand; or two joined by a blank, the second after the first.",
      ),
      complains: required("bigint", "Thousandths, added up over the features of a clause."),
      confirms_fixed: required("bigint", "Likewise, for a clause that confirms a fix."),
      asks: required("bigint", "Likewise, for a question."),
      mentions: required("bigint", "Likewise, for what says nothing of the three."),
    },
  },
  "curated.stance_calibration": {
    comment: "How sure a stance is by its lead over the next best, measured on labelled statements.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["stance", "margin"],
    retention: "forever",
    columns: {
      stance: required("string", "The stance with the highest score.", { values: stances }),
      margin: required("bigint", "Lead from which on the row holds, thousandths."),
      margin_below: optional("bigint", "Lead up to which it holds, without it; null for the widest."),
      confidence_bp: required("int", "Share of such clauses that were right, basis points."),
      is_certain: required("boolean", "True where a confirmation is believed without a person."),
    },
  },
  "curated.sentiment_word": {
    comment: "Words and phrases that carry sentiment or urgency, with their points.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["word"],
    retention: "forever",
    columns: {
      word: required("string", "Folded words joined by single spaces."),
      feature: required("string", "Its first two words, or the only one: what a text is looked up by."),
      sentiment_points: required("int", "Below 0 negative, above 0 positive."),
      urgency_points: required("int", "Above 0 urgent."),
    },
  },
  "curated.risk_word": {
    comment: "Words and phrases that send a text to a person.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["word", "risk_class"],
    retention: "forever",
    columns: {
      word: required("string", "Folded words joined by single spaces."),
      feature: required("string", "Its first two words, or the only one: what a text is looked up by."),
      risk_class: required("string", "The risk that it signals.", { values: riskClasses }),
    },
  },
  "curated.noise_word": {
    comment:
      "Words and phrases that advertising and reminders are made of, and words that say nothing around a word of praise.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["word"],
    retention: "forever",
    columns: {
      word: required("string", "Folded words joined by single spaces."),
      feature: required("string", "Its first two words, or the only one: what a text is looked up by."),
      role: required(
        "string",
        "What it is: part of a link, an offer, a nudge to answer, or a word that says nothing.",
        {
          values: noiseRoles,
        },
      ),
    },
  },
  "curated.text_score": {
    comment:
      "Result of the classifier and the word lists for each distinct text of this run: statements with the same words share it.",
    kind: "work",
    owner: "enrich",
    class: "internal",
    readers: [],
    key: ["content_hash"],
    retention: "curated",
    columns: {
      content_hash: required("string", "SHA-256 of folded_text."),
      category: optional(
        "string",
        "Category with the highest score; null if nothing in the text is known and none is the default.",
      ),
      runner_up: optional("string", "Second best category; null where there is none."),
      third: optional("string", "Third best category; null where there is none."),
      score: optional("bigint", "Score of the category, millionths; null without category."),
      confidence_bp: required(
        "int",
        "Calibrated probability of being right, basis points; 0 without category.",
      ),
      sentiment: optional(
        "string",
        "As labelled texts taught; null where they taught none, or nothing of this text.",
        { values: sentiments },
      ),
      sentiment_points: required(
        "int",
        "Sum over the words of the text: below 0 negative, above 0 positive.",
      ),
      urgency_points: required("int", "Sum over the words of the text: above 0 urgent."),
      word_risk: required("string", "Worst risk that a word of the text signals.", { values: riskClasses }),
      offers: required("int", "Phrases of advertising in the text."),
      links: required("int", "Words of links in the text that masking left."),
      is_bare_praise: required("boolean", "True for praise without a word on what is praised."),
      is_nudge: required("boolean", "True for a short text that asks for an answer."),
    },
  },
  "curated.point": {
    comment:
      "What a statement is about: one point, or several where its sentences are about different things.",
    kind: "state",
    owner: "enrich",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["point_id"],
    retention: "curated",
    columns: {
      point_id: required("string", "SHA-256 of statement and position."),
      statement_id: required("string", "The statement."),
      event_id: required("string", "The feedback that the statement is of."),
      position: required("int", "Place among the points of the statement, from 1."),
      is_main: required(
        "boolean",
        "True for the point that stands for the statement where there can be only one.",
      ),
      category: optional("string", "Suggested category; null if no feature of the text is known."),
      kind: optional("string", "Its kind; null without category.", { values: categoryKinds }),
      runner_up: optional(
        "string",
        "Second best category, or what was suggested where a reviewer named another; null where there is none.",
      ),
      confidence_bp: required(
        "int",
        "Confidence in basis points, 0 to 10000; 10000 where a reviewer named the category.",
      ),
      accepted: required(
        "boolean",
        "True where confidence reaches the threshold and no reviewer rejected it, or a reviewer named it.",
      ),
      stance: required("string", "Which way it goes; what a reviewer said where one did.", {
        values: stances,
      }),
      stance_confidence_bp: required("int", "Confidence in the stance in basis points, 0 to 10000."),
      stance_is_in_doubt: required(
        "boolean",
        "True where words leave open whether it complains or confirms a fix: it does neither until a person decides.",
      ),
      noise: optional("string", "Why the statement says nothing of its own; null for all else.", {
        values: noises,
      }),
      votes: required(
        "boolean",
        "True if it counts for its category: accepted, no noise, and for kinds that something is wrong about a complaint without doubt.",
      ),
      quote: optional(
        "string",
        "A verbatim piece of masked_text, 200 characters at most, that carries it; null without category or text.",
      ),
    },
  },
  "curated.enrichment": {
    comment: "What the classifier suggests for an event by its newest statement, with its evidence.",
    kind: "state",
    owner: "enrich",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["event_id"],
    retention: "curated",
    columns: {
      event_id: required("string", "The event."),
      category: optional("string", "Suggested category; null if nothing in the text is known."),
      area: optional("string", "Its area; null without category."),
      kind: optional("string", "Its kind; null without category.", { values: categoryKinds }),
      runner_up: optional(
        "string",
        "Second best category, or what was suggested where a reviewer named another; null where there is none.",
      ),
      confidence_bp: required(
        "int",
        "Confidence in basis points, 0 to 10000; 10000 where a reviewer named the category.",
      ),
      sentiment: required("string", "From the stars; from the text where they are three or missing.", {
        values: sentiments,
      }),
      urgency: required("string", "From priority and words.", { values: urgencies }),
      risk_class: required(
        "string",
        "Worst of the risk of what it is likely about and of the words in the text.",
        {
          values: riskClasses,
        },
      ),
      quote: optional(
        "string",
        "A verbatim piece of masked_text, 200 characters at most, that carries the suggestion; null without category or text.",
      ),
      decided_by: required("string", "What suggested the category; person where a reviewer decided.", {
        values: ["classifier", "person"],
      }),
      accepted: required(
        "boolean",
        "True where confidence reaches the threshold and no reviewer rejected it, or a reviewer named it: only these count as evidence.",
      ),
      noise: optional("string", "Why it says nothing of its own; null for all else.", {
        values: noises,
      }),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;
