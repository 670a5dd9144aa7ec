import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { driftLevels, driftMeasures } from "../../contract/vocabulary.ts";
import type { TableName } from "../../sql/sql.ts";

/** Tables of the stage audit. */
export const auditTables = {
  "curated.drift": {
    comment:
      "Composition of the feedback of a month against the three months before: one row per measure and item, and one for the whole measure.",
    kind: "state",
    owner: "audit",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["product", "audited_month", "measure", "item"],
    // shares of feedback, no person in them
    retention: "forever",
    columns: {
      product: required("string", "Product."),
      audited_month: required("date", "First day of the month."),
      measure: required("string", "What the feedback is split by.", { values: driftMeasures }),
      item: required(
        "string",
        "A category, language, channel or other part; for confidence, the lower end of a band in basis points; * for the whole measure.",
      ),
      events: required("bigint", "Feedback of the month that belongs to the item."),
      month_events: required("bigint", "All feedback of the month that the measure splits."),
      reference_events: required("bigint", "Feedback of the three months before that belongs to the item."),
      reference_total: required("bigint", "All feedback of the three months before that the measure splits."),
      share_bp: required("int", "Share of the item in the month, basis points."),
      reference_share_bp: required("int", "Its share in the three months before, basis points."),
      stability_millionths: required(
        "bigint",
        "Population stability index of the measure, or what the item adds to it, times 1000000.",
      ),
      chance_millionths: optional(
        "bigint",
        "The index stays below this in 999 of 1000 months without drift, times 1000000; null for an item.",
      ),
      mean_bp: optional(
        "int",
        "Mean confidence of the month, basis points; null for other measures and for items.",
      ),
      reference_mean_bp: optional(
        "int",
        "Mean confidence of the three months before, basis points; null for other measures and for items.",
      ),
      level: required(
        "string",
        "too_few texts to decide; stable; moderate from an index of 0.1; major from 0.25. An item has the verdict of its measure.",
        { values: driftLevels },
      ),
      flagged: required(
        "boolean",
        "True for a measure that drifted beyond chance, and for the items that carry a fifth of its index or more.",
      ),
    },
  },
  "curated.stop_word": {
    comment: "Function words by language: no topic is named after one.",
    kind: "seed",
    owner: "setup",
    class: "public",
    readers: ["analyst", "steward"],
    key: ["language", "word"],
    retention: "forever",
    columns: {
      language: required("string", "Language (ISO 639-1); * for those without a list of their own."),
      word: required("string", "One word of folded text."),
      negates: required(
        "boolean",
        "Whether a term of two words may begin or end with it: not delivered says more than delivered, the delivery no more than delivery.",
      ),
    },
  },
  "curated.long_tail": {
    comment:
      "Terms that the taxonomy does not cover: customers without an accepted category use them more than others of their language, in the last 90 days.",
    kind: "state",
    owner: "audit",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["product", "language", "term"],
    retention: "curated",
    columns: {
      product: required("string", "Product."),
      language: required("string", "Language of the feedback (ISO 639-1)."),
      term: required(
        "string",
        "A folded word or two adjacent ones, no stop words, written by at least five customers: never the words of one person.",
      ),
      tail_rank: required("int", "1 for the strongest term of the product, over all languages; 50 at most."),
      events: required("bigint", "Feedback without an accepted category that contains it."),
      customers: required("bigint", "Distinct customers of that feedback."),
      covered_customers: required(
        "bigint",
        "Distinct customers who wrote it in feedback with an accepted category.",
      ),
      log_odds_milli: required(
        "bigint",
        "Natural log of the odds that an uncovered customer writes it to those of a covered one, times 1000.",
      ),
      strength_milli: required("bigint", "The same in standard errors, times 1000: the order of the rank."),
      first_date: required("date", "First day on which it was written without accepted category (UTC)."),
      last_date: required("date", "Last day on which it was written without accepted category (UTC)."),
      sample_event_ids: required("array<string>", "Ids of the three newest events that contain it."),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;
