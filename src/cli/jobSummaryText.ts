import type { AuditSummary, JobSummary, RetentionSummary } from "../reading/jobSummary.ts";
import { failedCheckText } from "./failedCheckText.ts";
import { oneLine, printable } from "./terminal.ts";

/** What an audit or a retention found and did, as a person reads it. */
export function jobSummaryText(summary: JobSummary): string {
  const lines = [
    "",
    `As of ${summary.asOf} UTC, ${summary.job} in run ${summary.runId}.`,
    ...(summary.audit === undefined ? [] : auditLines(summary.audit)),
    ...(summary.retention === undefined ? [] : retentionLines(summary.retention)),
    ...summary.warnings.map(failedCheckText),
    "",
  ];
  return lines.map(printable).join("\n");
}

function auditLines({ month, measures, terms }: AuditSummary): readonly string[] {
  if (month === null) return ["No whole month of feedback to audit."];
  return [
    "",
    `${month.slice(0, 7)} against the three months before, by population stability index (0.1 moderate, 0.25 major):`,
    ...measures.map(
      ({ product, measure, indexMillionths, level, flagged, items }) =>
        `  ${oneLine(product, 20)} ${measure.padEnd(10)} ${index(indexMillionths)}  ${level.replace("_", " ").padEnd(8)}${flagged ? `  drifted: ${items.map((item) => oneLine(item, 40)).join(", ")}` : ""}`,
    ),
    "",
    terms.length === 0
      ? "No term stands out in what the taxonomy does not cover."
      : "What the taxonomy does not cover, by the words of five customers or more:",
    ...terms.map(
      ({ product, language, term, customers, coveredCustomers }) =>
        `  ${oneLine(product, 20)} ${oneLine(language, 8)} ${oneLine(term, 40)}: ${customers} customers without a category, ${coveredCustomers} with one`,
    ),
  ];
}

function retentionLines({ tables, erasures }: RetentionSummary): readonly string[] {
  return [
    tables.length === 0
      ? "Nothing was deleted: no row was past its retention."
      : `Deleted: ${tables.map(({ table, rows }) => `${rows} rows of ${table}`).join(", ")}.`,
    erasures === 0n
      ? "No erasure was pending."
      : `Erasures carried out: ${erasures}; their receipts are in curated.erasure_receipt.`,
  ];
}

function index(millionths: bigint): string {
  return (Number(millionths) / 1_000_000).toFixed(3);
}
