import type { Stage } from "../stage.ts";
import { stopWords, stopWordsOfAnyLanguage } from "../../contract/stopWords.ts";
import { sql, table } from "../../sql/sql.ts";
import { auditedMonth } from "./auditedMonth.ts";
import { drift } from "./drift.ts";
import { fewestCustomers, longTail } from "./longTail.ts";

/** Share of the month's feedback without an accepted category from which someone should look, in basis points. */
const uncoveredLimitBp = 4_000;

/**
 * Once a month, what no single run shows: whether feedback is still made up as the taxonomy and the classifier were
 * made for, and what the taxonomy has no category for. A job of its own: it reads what the loop left and changes none
 * of it, and nothing that it finds stops the loop.
 */
export const audit: Stage = {
  name: "audit",
  title: "Find drift in the feedback, and terms that the taxonomy does not cover",
  input: "curated.feedback_event",
  reads: [
    "curated.pipeline_run",
    "curated.stage_run",
    "curated.feedback_event",
    "curated.enrichment",
    "curated.customer",
    "curated.stop_word",
  ],
  writes: ["curated.drift", "curated.long_tail"],
  steps: [drift, longTail],
  checks: [
    {
      id: "audit.nothing_drifted",
      stage: "audit",
      table: "curated.drift",
      title:
        "The feedback of the last whole month has the same composition as that of the three months before.",
      severity: "warn",
      failing: (dialect) => sql`SELECT drift.product, drift.measure
FROM ${table("curated.drift")} AS drift
JOIN (
  ${auditedMonth(dialect)}
) AS audited ON audited.audited_month = drift.audited_month
WHERE drift.item = '*' AND drift.flagged`,
    },
    {
      id: "audit.feedback_is_covered",
      stage: "audit",
      table: "curated.drift",
      title: "At most two fifths of the feedback of the last whole month lack an accepted category.",
      severity: "warn",
      failing: (dialect) => sql`SELECT drift.product
FROM ${table("curated.drift")} AS drift
JOIN (
  ${auditedMonth(dialect)}
) AS audited ON audited.audited_month = drift.audited_month
WHERE drift.measure = 'coverage' AND drift.item IN ('unaccepted', 'uncategorised') AND drift.level <> 'too_few'
GROUP BY drift.product
HAVING sum(drift.share_bp) > ${uncoveredLimitBp}`,
    },
    {
      id: "audit.no_term_of_few",
      stage: "audit",
      table: "curated.long_tail",
      title: "Every term was written by enough customers not to identify one of them.",
      severity: "error",
      failing: () =>
        sql`SELECT product, language, term FROM ${table("curated.long_tail")} WHERE customers < ${fewestCustomers}`,
    },
  ],
  seeds: () => [
    {
      table: "curated.stop_word",
      rows: [...stopWords, ...stopWordsOfAnyLanguage].map(({ language, word, negates }) => ({
        language,
        word,
        negates,
      })),
    },
  ],
};
