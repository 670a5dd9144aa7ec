import Table from "cli-table3";
import type { ProductSummary, RunSummary, SummaryIssue } from "../reading/summary.ts";
import { failedCheckText } from "./failedCheckText.ts";
import { oneLine, printable } from "./terminal.ts";
import { topicSummary } from "./topicSummaryText.ts";

/** Products whose topics are listed. */
const productsShown = 3;

/** The summary as a person reads it: what matters first, nothing that is fine. */
export function summaryText(summary: RunSummary, columns: number): string {
  const several = summary.products.length > 1;
  const lines = [
    "",
    `As of ${summary.asOf} UTC, run ${summary.runId}: ${summary.feedback} pieces of feedback, ${percent(summary.categorised, summary.feedback)} with a category.`,
    "",
    ...(summary.issues.length === 0
      ? ["No complaint rate has stepped up."]
      : [issueTable(summary.issues, columns, several)]),
    "",
    ...summary.topics
      .slice(0, productsShown)
      .flatMap((topics) => [...topicSummary(topics, { withProduct: several }), ""]),
    ...(summary.topics.length > productsShown
      ? [
          `What customers of ${summary.topics.length - productsShown} more products write about: see the report.`,
          "",
        ]
      : []),
    ...(several ? ["All products:"] : []),
    ...issueLines(summary),
    ...(several ? summary.products.flatMap(productLines) : []),
    `Set aside: ${list(setAside(summary))}.`,
    ...summary.warnings.map(failedCheckText),
    "",
  ];
  return lines.map((line) => (line.includes("\n") ? line : printable(line))).join("\n");
}

function issueLines({ standing, waiting }: Pick<ProductSummary, "standing" | "waiting">): readonly string[] {
  return [
    `Ongoing issues: ${standing.issues} with ${standing.events} events and no step in the rate.`,
    `Waits for a human: ${list(waiting.map(({ reason, items }) => `${items} ${reason.replaceAll("_", " ")}`))}.`,
  ];
}

/** A product among several. */
function productLines(product: ProductSummary): readonly string[] {
  const { title, feedback, categorised } = product;
  return [
    `${oneLine(title, 40)}: ${feedback} pieces of feedback, ${percent(categorised, feedback)} with a category.`,
    ...issueLines(product).map((line) => `  ${line}`),
  ];
}

function issueTable(issues: readonly SummaryIssue[], columns: number, withProduct: boolean): string {
  const titleWidth = Math.max(20, Math.min(44, columns - (withProduct ? 96 : 78)));
  const table = new Table({
    head: [
      "issue",
      ...(withProduct ? ["product"] : []),
      "what customers report",
      "since",
      "people",
      "owner",
      "state",
      "fix",
      "verdict",
    ],
    style: { head: [], border: [], compact: true },
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: "  ",
    },
  });
  for (const issue of issues) {
    table.push([
      issue.id.slice(0, 8),
      ...(withProduct ? [oneLine(issue.product, 16)] : []),
      oneLine(issue.title, titleWidth),
      issue.scopeVersion === null ? issue.onset : `${issue.onset} (${oneLine(issue.scopeVersion, 10)})`,
      String(issue.customers),
      oneLine(issue.owner, 18),
      issue.state.replaceAll("_", " "),
      oneLine(issue.fix ?? "–", 12),
      (issue.verdict ?? "–").replaceAll("_", " "),
    ]);
  }
  return table.toString();
}

/** One part a source: how many records, and the reasons by how often they occur. */
function setAside({ quarantine }: RunSummary): readonly string[] {
  const bySource = Map.groupBy(quarantine, ({ source }) => source);
  return [...bySource].map(([source, rows]) => {
    const reasons = rows.toSorted(
      (one, other) => Number(other.records - one.records) || one.reason.localeCompare(other.reason, "en"),
    );
    return `${rows.reduce((sum, { records }) => sum + records, 0n)} of ${source} (${reasons.map(({ reason }) => reason.replaceAll("_", " ")).join(", ")})`;
  });
}

function list(parts: readonly string[]): string {
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

function percent(part: bigint, whole: bigint): string {
  return whole === 0n ? "none" : `${Math.round((Number(part) / Number(whole)) * 100)} %`;
}
